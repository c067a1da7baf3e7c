"""Talks with the number of somebody who had reached out that day: evidence for "resolved since?", and no answer."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callback_desk.intake.another_record import ONE_RECORD, is_one_call, key_of_another
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

    def settling(self, contacts: Sequence[PlannedContact]) -> Sequence[int]:
        """Return which of the contacts, by their places, are misses that a later talk may have settled."""
        talks: dict[str | None, list[Talk]] = {}
        for talk in self._talks.values():
            talks.setdefault(talk.unit.number, []).append(talk)
        kept = contacts if talks else ()
        spoken = {contact.unit.source_key for contact in kept if contact.unit.outcome == "voicemail"}
        return [
            n
            for n, contact in enumerate(kept)
            if contact.unit.number in talks
            and contact.unit.outcome in ("missed", "unattended")
            and contact.unit.source_key not in spoken
            and any(_may_settle(talk, contact.unit) for talk in talks[contact.unit.number])
        ]

    def planned(
        self, ledger: Known, open_callbacks: OpenCallbacks, contacts: Sequence[PlannedContact]
    ) -> list[PlannedTalk]:
        """Return the talks to record, each for the callback of its number whose patient reached out last before it.

        One of an earlier file is written with the contact that it is about.
        """
        talks: list[PlannedTalk] = []
        if not self._talks:
            return talks
        files = {contact.callback_id: contact.file for contact in contacts}
        recorded = ledger.known_talks(self._talks)
        of_misses = dict(ledger.known_contacts(self._talks))
        of_misses |= {one.unit.source_key: one.callback_id for one in contacts if one.unit.source_key in self._talks}
        for source_key, talk in self._talks.items():
            if source_key in recorded:
                continue
            unit, at = talk.unit, talk.unit.at
            callback_id = _missed_before(talk, open_callbacks, of_misses.get(source_key))
            if callback_id is not None:
                at += timedelta(seconds=unit.talk_seconds or 0)  # it began as the miss did: only its end is after it
            else:
                callback_id = _talked_about(talk, open_callbacks)
            file = talk.file or files.get(callback_id or "")
            if callback_id is None or file is None:
                self.left.append(talk)
                continue
            outbound = unit.direction == "outbound"
            talks.append(PlannedTalk(callback_id, source_key, at, unit.talk_seconds or 0, outbound, file))
        return sorted(talks, key=lambda talk: (talk.at, talk.source_key))


def _may_settle(talk: Talk, missed: Unit) -> bool:
    """Tell whether a talk came after a miss that day, or is that very call, which an export had before it was taken."""
    is_that_call = talk.unit.source_key == missed.source_key and is_one_call(talk.unit, missed)
    return is_that_call or _same_day_before(missed.at, talk)


def _missed_before(talk: Talk, open_callbacks: OpenCallbacks, callback_id: str | None) -> str | None:
    """Return the callback of a call that an earlier export, cut before its end, had as missed: if it is open, and the
    known call of the key is this one.
    """
    callback = None if callback_id is None else open_callbacks.by_id(callback_id)
    if callback is None or callback.phone != talk.unit.number:
        return None
    return callback_id if any(abs(at - talk.unit.at) <= ONE_RECORD for at in callback.times) else None


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
