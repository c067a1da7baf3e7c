"""Taking back the last save: what can be taken back, and what a set of entries has taken back. Pure.

Nothing is erased: an `undone` entry names others, and the fold then passes over them. What has been said to a
licensed role, and every contact and alarm, stays whatever an entry names.
"""

from collections.abc import Iterable, Sequence

from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.seen import covers

SECONDS = 10
"""So long a save can be taken back."""
UNDOABLE = frozenset({"noted", "messaged", "reviewed", "closed", "handed_over", "snoozed", "held", "lane_changed"})
"""The kinds of entry that can be taken back. A move into the attention lane is an alarm, and never is."""

PASSIVE = frozenset({"exception", "talk_seen", "reported", "undone"})
"""The kinds that go on from nothing: a save may still be taken back after them."""

Line = tuple[str, int]
"""Which line of the ledger: the desk that wrote it and its number there."""


def line_of(entry: Entry) -> Line:
    """Return which line of the ledger an entry is."""
    return entry.replica_id, entry.seq


def undone_lines(entries: Iterable[Entry]) -> frozenset[Line]:
    """Return the lines that are taken back, whatever the order of the entries."""
    taking_back = [entry for entry in entries if entry.kind == "undone" and entry.payload is not None]
    if not taking_back:
        return frozenset()
    named = {
        (target["replica_id"], target["seq"])
        for entry in taking_back
        if understood(entry.kind, entry.v)
        for target in (entry.payload or {})["targets"]
    }
    return frozenset(line_of(entry) for entry in entries if line_of(entry) in named and can_be_undone(entry))


def can_be_undone(entry: Entry) -> bool:
    """Tell whether an entry is of a kind that can be taken back at all."""
    return entry.kind in UNDOABLE and not (entry.payload or {}).get("attention")


def last_save(history: Sequence[Entry], undone: frozenset[Line], replica_id: str) -> tuple[Entry, ...]:
    """Return the entries of the last save of a desk that can be taken back, the earliest first: a note or a
    review, with what was written with it, or one other decision.
    """
    mine = [
        entry
        for entry in history
        if entry.replica_id == replica_id and can_be_undone(entry) and line_of(entry) not in undone
    ]
    if not mine:
        return ()
    saved = [mine.pop()]
    while mine and _written_with(mine[-1], saved[0]):
        saved.insert(0, mine.pop())
    return tuple(saved)


def _written_with(earlier: Entry, later: Entry) -> bool:
    """Tell whether two lines are of one save: a note and its closing, a review and what it decided."""
    if earlier.wall_at != later.wall_at:
        return False
    if earlier.kind == "reviewed":
        return later.kind in ("noted", "closed")
    return earlier.kind == "noted" and later.kind == "closed" and (earlier.payload or {}).get("open") is False


def acted_since(history: Sequence[Entry], undone: frozenset[Line], saved: Sequence[Entry]) -> Entry | None:
    """Return the first entry whose author had seen the save and gone on from there, or None."""
    aside = undone | {line_of(entry) for entry in saved}
    for entry in history:
        if entry.kind not in PASSIVE and line_of(entry) not in aside and covers(entry, saved[-1]):
            return entry
    return None
