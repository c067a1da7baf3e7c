"""Talks with the number of somebody who had reached out that day: evidence for "resolved since?", and no answer."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callback_desk.intake.known import Known
from callback_desk.intake.matching import OpenCallbacks
from callback_desk.intake.planned import PlannedContact, PlannedTalk
from callback_desk.intake.units import FileReading, Unit


class Talks:
    """The talks of all files, each once, with the place of its file among them."""

    def __init__(self, readings: Sequence[FileReading], zone: ZoneInfo) -> None:
        self._readings = readings
        self._zones = [reading.zone or zone for reading in readings]
        self._talks: dict[str, tuple[int, Unit]] = {}

    def take(self, unit: Unit, file: int) -> None:
        """Keep a talk; one that several files tell of is the first one's."""
        self._talks.setdefault(unit.source_key, (file, unit))

    @property
    def numbers(self) -> set[str]:
        """The numbers that were talked with."""
        return {unit.number for _, unit in self._talks.values() if unit.number is not None}

    def settling(self, contacts: Iterable[PlannedContact]) -> Sequence[int]:
        """Return which of the contacts, by their places, are misses that a later talk may have settled."""
        talks: dict[str | None, list[tuple[datetime, int]]] = {}
        for file, unit in self._talks.values():
            talks.setdefault(unit.number, []).append((unit.at, file))
        return [
            n
            for n, contact in enumerate(contacts if talks else ())
            if contact.unit.number in talks
            and contact.unit.outcome in ("missed", "unattended")
            and any(self._same_day_before(contact.unit.at, *talk) for talk in talks[contact.unit.number])
        ]

    def planned(self, ledger: Known, open_callbacks: OpenCallbacks) -> list[PlannedTalk]:
        """Return the talks to record, each for the callback of its number whose patient reached out last
        before it.
        """
        talks: list[PlannedTalk] = []
        recorded = ledger.known_talks(self._talks) if self._talks else set()
        for source_key, (file, unit) in self._talks.items():
            if source_key in recorded:
                continue
            callback_id = self._talked_about(unit, file, open_callbacks)
            if callback_id is not None:
                outbound, name = unit.direction == "outbound", self._readings[file].file
                talks.append(PlannedTalk(callback_id, source_key, unit.at, unit.talk_seconds or 0, outbound, name))
        return sorted(talks, key=lambda talk: (talk.at, talk.source_key))

    def _talked_about(self, talk: Unit, file: int, open_callbacks: OpenCallbacks) -> str | None:
        reached_out = [
            (at, callback.callback_id)
            for callback in open_callbacks.of_number(talk.number)
            if not callback.is_referral
            for at in callback.times
            if self._same_day_before(at, talk.at, file)
        ]
        return max(reached_out)[1] if reached_out else None

    def _same_day_before(self, contact: datetime, talk: datetime, file: int) -> bool:
        """Tell whether a talk came after a contact, on the same day where the talk's file is from."""
        return contact < talk and self._day(contact, file) == self._day(talk, file)

    def _day(self, at: datetime, file: int) -> date:
        return at.astimezone(self._zones[file]).date()
