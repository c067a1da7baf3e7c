"""The fold: a pure function from the entries of one callback to the state that the queue shows.

It reads no clock, no policy and no hours. Entries may come in any order and from several desks; they are put into
ledger order first. Having an owner, a next action and a due time is a property of the fold: where no entry carries
a turn, the front desk is asked to look.
"""

from collections.abc import Iterable

from callback_desk.domain import put_right
from callback_desk.domain.callback import FRONT_DESK, LOOK_AT_THIS, Callback
from callback_desk.domain.entry import Entry
from callback_desk.domain.fold_rules import Folding
from callback_desk.domain.settling import settle
from callback_desk.domain.undoing import line_of, undone_lines


def fold(callback_id: str, entries: Iterable[Entry]) -> Callback:
    """Return the state of one callback from its entries, in whatever order and number they come.

    Raises:
        ValueError: there is no entry at all.
    """
    ordered = sorted(set_of(entries), key=_order)
    if not ordered:
        raise ValueError("a callback without entries does not exist")
    earliest = min(entry.wall_at for entry in ordered)
    state = Folding(Callback(callback_id, FRONT_DESK, LOOK_AT_THIS, earliest, earliest, earliest))
    state.callback.undone = undone = undone_lines(ordered)
    for entry in ordered:
        if not undone or line_of(entry) not in undone:
            state.take(entry)
    settle(state)
    state.callback.history = tuple(ordered)
    if state.amendments:
        put_right.look_again(state.callback, state.amendments)
    return state.callback


def set_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries with each `(replica_id, seq)` once: a repeated line of the ledger is the same line.

    Where one of its copies was redacted, the line is.
    """
    every = list(entries)
    kept = {(entry.replica_id, entry.seq): entry for entry in every}
    if len(kept) < len(every):
        kept |= {(entry.replica_id, entry.seq): entry for entry in every if entry.payload is None}
    return list(kept.values())


def _order(entry: Entry) -> tuple[str, str, int]:
    return entry.hlc, entry.replica_id, entry.seq
