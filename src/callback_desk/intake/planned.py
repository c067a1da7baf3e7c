"""What a plan is: the contacts and talks to write, and what became of every record of the files."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.intake.documents import document
from callback_desk.intake.units import FileReading, Unit

Fate = Literal["new_callbacks", "joined", "already_known", "no_callback"]


class PlannedContact(NamedTuple):
    """One contact to write: to which callback, whether it opens it, and which closed one that comes after.

    `review` says why a person must look at it, the lack of a number to call included. `joins` is the patient's name of
    the callback that it joins, where that has one.
    """

    unit: Unit
    callback_id: str
    is_new: bool
    follows: str | None
    file: str
    preset: str
    review: str | None
    joins: str | None = None


class Talk(NamedTuple):
    """A talk with an outside number. Its day is that of `zone`; it has no `file` where an earlier intake met it."""

    unit: Unit
    zone: ZoneInfo
    file: str | None = None


class PlannedTalk(NamedTuple):
    """A talk with the number of an open callback, after the patient reached out that day: evidence, no
    answer.
    """

    callback_id: str
    source_key: str
    at: datetime
    seconds: int
    outbound: bool
    file: str


@dataclass
class Plan:
    """What to write, in order of time, and what became of every record: fates, reviews and notes, file by
    file.
    """

    readings: Sequence[FileReading]
    contacts: list[PlannedContact]
    talks: list[PlannedTalk]
    fates: list[Counter[str]]
    reviews: list[list[tuple[str, str]]]
    notes: list[list[str]]
    known: list[Unit]
    """The records that an earlier intake, or an earlier file of this one, has made or joined already."""
    maybe_resolved: set[str]
    """The source keys of the misses that somebody may have settled in a later talk."""
    talks_left: Sequence[Talk] = ()
    """The talks, of the files and of earlier ones, with whom nothing was open: a miss before one may still come."""
    again: "Callable[[Sequence[FileReading]], Plan] | None" = None
    """Plans readings anew, by the ledger as it is then; `lines` is how many lines that had for this plan."""
    lines: int = 0

    def writes(self, file: str) -> bool:
        """Tell whether a file brings anything to write."""
        return any(one.file == file for one in self.contacts) or any(one.file == file for one in self.talks)

    def documents(self) -> list[dict[str, Any]]:
        """Return what `intake --json` prints: one document for each argument."""
        return [
            document(reading, self.fates[n], self.reviews[n], self.notes[n]) for n, reading in enumerate(self.readings)
        ]
