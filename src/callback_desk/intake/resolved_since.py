"""Talks with the number of somebody who had reached out that day: evidence for "resolved since?", and no answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from callback_desk.intake.another_record import is_one_call, key_of_another
from callback_desk.intake.known import Known
from callback_desk.intake.matching import OpenCallbacks
from callback_desk.intake.planned import PlannedContact, PlannedTalk, Talk
from callback_desk.intake.units import FileReading, Unit


class Talks:
    """The talks of all files and of earlier intakes, each once. `left` are those that are about no callback yet."""

    def __init__(self, readings: Sequence[FileReading], zone: ZoneInfo, earlier: Iterable[Talk]) -> None:
        self._files = [(reading.zone or zone, reading.file) for reading in readings]
        self._talks = {talk.unit.source_key: talk for talk in earlier}
        self.left: list[Talk] = []

    def take(self, unit: Unit, file: int) -> None:
        """Keep a talk; one that several files tell of is the first one's, and another under its key is one more."""
        known = self._talks.get(unit.source_key)
        if known is not None and not is_one_call(known.unit, unit):
            unit = unit._replace(source_key=key_of_another(unit, ()))
            known = self._talks.get(unit.source_key)
        if known is None or known.file is None:
            self._talks[unit.source_key] = Talk(unit, *self._files[file])

    @property
    def numbers(self) -> set[str]:
        """The numbers that were talked with."""
        return {talk.unit.number for talk in self._talks.values() if talk.unit.number is not None}

    def settling(self, contacts: Iterable[PlannedContact]) -> Sequence[int]:
        """Return which of the contacts, by their places, are misses that a later talk may have settled."""
        talks: dict[str | None, list[Talk]] = {}
        for talk in self._talks.values():
            talks.setdefault(talk.unit.number, []).append(talk)
        return [
            n
            for n, contact in enumerate(contacts if talks else ())
            if contact.unit.number in talks
            and contact.unit.outcome in ("missed", "unattended")
            and any(_same_day_before(contact.unit.at, talk) for talk in talks[contact.unit.number])
        ]

    def planned(
        self, ledger: Known, open_callbacks: OpenCallbacks, contacts: Iterable[PlannedContact]
    ) -> list[PlannedTalk]:
        """Return the talks to record, each for the callback of its number whose patient reached out last before it.

        One of an earlier file is written with the contact that it is about.
        """
        talks: list[PlannedTalk] = []
        files = {contact.callback_id: contact.file for contact in contacts} if self._talks else {}
        recorded = ledger.known_talks(self._talks) if self._talks else set()
        for source_key, talk in self._talks.items():
            if source_key in recorded:
                continue
            unit, callback_id = talk.unit, _talked_about(talk, open_callbacks)
            file = talk.file or files.get(callback_id or "")
            if callback_id is None or file is None:
                self.left.append(talk)
                continue
            outbound = unit.direction == "outbound"
            talks.append(PlannedTalk(callback_id, source_key, unit.at, unit.talk_seconds or 0, outbound, file))
        return sorted(talks, key=lambda talk: (talk.at, talk.source_key))


def _talked_about(talk: Talk, open_callbacks: OpenCallbacks) -> str | None:
    reached_out = [
        (at, callback.callback_id)
        for callback in open_callbacks.of_number(talk.unit.number)
        if not callback.is_referral
        for at in callback.times
        if _same_day_before(at, talk)
    ]
    return max(reached_out)[1] if reached_out else None


def _same_day_before(contact: datetime, talk: Talk) -> bool:
    """Tell whether a talk came after a contact, on the same day where the talk's file is from."""
    at = talk.unit.at
    return contact < at and contact.astimezone(talk.zone).date() == at.astimezone(talk.zone).date()
