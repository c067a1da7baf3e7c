"""Two persons who take one callback at once: the first in the ledger's order owns it, and both are shown it."""

from callback_desk.domain.entry import Entry
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.seen import apart, covers
from callback_desk.domain.undoing import Line, line_of

SETTLES = frozenset({"released", "handed_over", "escalated", "reopened"})
"""The kinds that end a claim."""


class Claims:
    """The claim that stands, and those that were made at once; entries are taken in the ledger's order.

    `overruled` names the lines of claims that never changed whose turn it was, also once it is settled.
    """

    __slots__ = ("_at_once", "_standing", "overruled")

    def __init__(self) -> None:
        self._standing: Entry | None = None
        self._at_once: list[Entry] = []
        self.overruled: set[Line] = set()

    @property
    def owners(self) -> tuple[str, ...]:
        """The persons who took it at once, as entries write an owner, the one who owns it first; or nobody."""
        return tuple(dict.fromkeys(_owner(claim) for claim in self._at_once))

    def take(self, entry: Entry) -> bool:
        """Take a claim in; return whether it changes whose turn it is."""
        first = self._standing
        if first is not None and _owner(first) != _owner(entry) and apart(first, entry) and not _lapsed(first, entry):
            self._at_once += [entry] if self._at_once else [first, entry]
            self.overruled.add(line_of(entry))
            return False
        self._standing = entry
        self._settle(entry)
        return True

    def end(self, entry: Entry) -> None:
        """Take in what ends a claim."""
        self._standing = None
        self._settle(entry)

    def _settle(self, entry: Entry) -> None:
        if all(covers(entry, claim) for claim in self._at_once):
            self._at_once.clear()


def _owner(claim: Entry) -> str:
    return str((claim.payload or {})["turn"]["owner"])


def _lapsed(first: Entry, later: Entry) -> bool:
    """Tell whether the earlier claim had lain idle too long when the later one was made."""
    until = (first.payload or {})["turn"].get("owner_until")
    return until is not None and from_utc_text(until) < later.wall_at
