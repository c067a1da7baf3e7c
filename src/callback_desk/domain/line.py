"""Entries as they travel between desks: lines of the ledger, letter for letter, and the runs that they come in."""

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """One entry as it travels. `seen` and `payload` are JSON texts, letter for letter as the ledger hashes them.

    Of a redacted entry `salt` and `payload` are None; only then does `payload_hash` travel.
    """

    seq: int
    stream: str
    subject_id: str
    kind: str
    v: int
    hlc: str
    wall_at: str
    tz_min: int
    person_id: str
    role: str
    policy: str
    seen: str
    salt: str | None
    payload: str | None
    payload_hash: str | None


class Moved(NamedTuple):
    """Lines `first` to `last` of a feed carry on as the first ones of the feed `replica_id`."""

    replica_id: str
    first: int
    last: int


class Run(NamedTuple):
    """Lines of one desk's feed, numbered without a gap; `prev_hash` is the hash of the line before the first of them,
    `head_hash` that of the last."""

    replica_id: str
    prev_hash: str
    head_hash: str
    lines: Sequence[Line]

    @property
    def first(self) -> int:
        """The number of the first line."""
        return self.lines[0].seq

    @property
    def last(self) -> int:
        """The number of the last line."""
        return self.lines[-1].seq
