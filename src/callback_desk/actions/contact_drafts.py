"""What planned contacts write: the entries of an intake, made one by one as they are asked for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from callback_desk.actions import ending
from callback_desk.actions.context import Desk
from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import EntryDraft, Turn, payload_data
from callback_desk.domain.entry import Shared
from callback_desk.domain.moments import utc_text
from callback_desk.domain.text import storable
from callback_desk.intake.digests import file_inside
from callback_desk.intake.options import FHIR, HL7
from callback_desk.intake.planned import PlannedContact
from callback_desk.intake.referral_rows import is_ready, is_refused
from callback_desk.intake.units import FileReading, Unit

SCHEDULING = "new-appointment"
"""The lane of what only waits for an appointment, by its id in the default policy."""
_IN_PART = (FHIR, HL7)
"""Formats whose records leave out what did not change; a list says all of a referral each time."""


class _Opening(NamedTuple):
    """What every first contact of one lane and moment shares: the turn, as a value and as data, and the moment."""

    turn: Turn
    data: Shared
    at: str


class ContactDrafts:
    """Turns planned contacts into entry drafts, remembering what each callback is by then.

    A large log has many contacts at the same minute and lane, so a turn once resolved is kept. What a new
    callback is by then is only worked out where a later contact joins it: `joined` are the callbacks with such.
    All contacts are of one file: `reading` is what was read of it.
    """

    def __init__(self, desk: Desk, joined: Collection[str], reading: FileReading) -> None:
        self._desk, self._joined = desk, joined
        self._now = desk.clock()
        self._opened: dict[str, tuple[str, bool, Turn, Unit]] = {}
        self._standing: dict[str, Callback] = {}
        self._openings: dict[tuple[str, bool, bool, datetime], _Opening] = {}
        self._sort = desk.sorter.sort
        self._file, self._inside = _file_name(reading.file), reading.inside
        self._digest = {} if reading.digest is None else {"digest": reading.digest}

    def entries(self, contacts: Iterable[PlannedContact]) -> Iterator[EntryDraft]:
        """Yield what contacts write: that each came, or what it reports; and the closing of a cancelled referral."""
        for contact in contacts:
            unit = contact.unit
            if unit.reported is not None and not contact.is_new:
                yield ending.reported(contact)
                continue
            yield self.contact(contact)
            if unit.referral is not None and not contact.is_new and (unit.finished or is_refused(unit.referral)):
                yield ending.of_referral(self._desk, contact, self._known(contact.callback_id))

    def contact(self, contact: PlannedContact) -> EntryDraft:
        """Return the draft of the `received` entry for one contact."""
        unit = contact.unit
        hint = unit.lane_hint
        found = self._sort(unit.request or "", unit.language, hint)
        standing = None if contact.is_new else self._known(contact.callback_id)
        attention = bool(found.attention)
        if standing is None:
            ready = self._is_ready(unit)
            lane = self._desk.policy.lane_id(SCHEDULING) if ready else found.lane or self._desk.policy.lane_id(hint)
            opening = self._opening(lane, attention, unit.at, ready=ready)
            turn, at = opening.turn, opening.at
            data: dict[str, Any] = opening.data
            if contact.callback_id in self._joined:
                self._opened[contact.callback_id] = lane, attention, turn, unit
        else:
            decided, data = self._joining(standing, found.lane, attention, unit)
            lane, at = decided or "", utc_text(unit.at)
            if unit.goes_on and _has_thread(standing, unit.thread):
                unit = unit._replace(version_key=unit.source_key)  # a later state of a contact, not one more
        if attention:
            lane = self._desk.policy.attention.lane
        payload: dict[str, Any] = {"channel": (unit.channel or Channel.MISSED_CALL).value, "at": at, "turn": data}
        _add_facts(payload, unit, lane, found.attention)
        _add_plan(payload, contact, standing.referral if standing and contact.preset in _IN_PART else None)
        payload["source"] = {
            "preset": contact.preset,
            "file": self._file,
            "line": unit.line,
            **(self._of_inside(unit.line) if self._inside else self._digest),
        }
        return EntryDraft(Stream.CALLBACK, contact.callback_id, "received", payload)

    def _of_inside(self, line: str) -> dict[str, str]:
        """Return which of a folder's files a record came from, and that file's digest."""
        inside = file_inside(line, self._inside)
        return {} if inside is None else {"digest": self._inside[inside], "inside": storable(inside)}

    def _is_ready(self, unit: Unit) -> bool:
        return unit.referral is not None and not unit.finished and is_ready(unit.referral)

    def _opening(self, lane: str, attention: bool, at: datetime, *, ready: bool) -> _Opening:
        key = (lane, attention, ready, at)
        known = self._openings.get(key)
        if known is None:
            policy = self._desk.policy
            # A file may claim a time that is still to come; nothing is due by it later than from now.
            since = min(at, self._now)
            make = turns.for_ready if ready else turns.for_contact
            turn = alarm_turns.for_attention(policy, since) if attention else make(policy, lane, since, self._now)
            known = self._openings[key] = _Opening(turn, Shared(payload_data(turn)), utc_text(at))
        return known

    def _known(self, callback_id: str) -> Callback | None:
        opened = self._opened.pop(callback_id, None)
        if opened is not None:
            self._standing[callback_id] = _standing(callback_id, *opened)
        return self._standing.get(callback_id) or self._desk.store.callback(callback_id)

    def _joining(
        self, standing: Callback, lane: str | None, attention: bool, unit: Unit
    ) -> tuple[str | None, dict[str, Any]]:
        policy = self._desk.policy
        decides = lane is not None and standing.request is None and not standing.attention_pending
        raised = attention or (decides and lane == policy.attention.lane)
        if raised and not standing.attention_pending and standing.acknowledged is not False:
            turn = alarm_turns.raised(policy, standing, min(unit.at, self._now))
        else:
            turn = turns.joined(policy, standing, unit.at, self._now)
            if self._is_ready(unit) and turns.may_be_readied(policy, standing):
                decides, lane = True, policy.lane_id(SCHEDULING)
                turn = turns.readied(policy, standing, lane, unit.at, self._now)
        standing.owner, standing.next_action, standing.due_at = turn.owner, turn.next_action, turn.due_at
        standing.request = standing.request or unit.request
        standing.attention_pending = standing.attention_pending or attention
        if decides:
            standing.lane = lane
        self._standing[standing.callback_id] = standing
        return (lane if decides else None), payload_data(turn)


def _has_thread(standing: Callback, thread: str | None) -> bool:
    """Tell whether a callback has another part of a text thread."""
    said = (entry.payload or {} for entry in standing.history if entry.kind == "received")
    return standing.thread == thread or any(payload.get("thread") == thread for payload in said)


def _file_name(path: str) -> str:
    return storable(Path(path).name)


def _standing(callback_id: str, lane: str, attention: bool, turn: Turn, unit: Unit) -> Callback:
    """Return what a callback is that this contact opened, as far as a contact that joins it asks."""
    return Callback(
        callback_id=callback_id,
        owner=turn.owner,
        next_action=turn.next_action,
        due_at=turn.due_at,
        target_at=turn.target_at,
        received_at=unit.at,
        owner_until=turn.owner_until,
        fallback_owner=turn.fallback_owner,
        lane=lane,
        request=unit.request,
        referral=unit.referral,
        thread=unit.thread,
        attention_pending=attention,
    )


# The two below add what `payload_data(Received(...))` would have, and leave out what it leaves out. They are
# written out by hand: a large log must not wait for a model of each row to validate what the readers made.


def _add_facts(payload: dict[str, Any], unit: Unit, lane: str, attention: Sequence[str]) -> None:
    """Add what a contact says to the data of its `received` entry."""
    payload["source_key"] = unit.source_key
    if unit.version_key:
        payload["version_key"] = unit.version_key
    if unit.earlier_keys:
        payload["earlier_keys"] = list(unit.earlier_keys)
    if unit.thread:
        payload["thread"] = unit.thread
    if lane:
        payload["lane"] = lane
    if attention:
        payload["attention"] = list(attention)
    if unit.patient:
        payload["patient"] = storable(unit.patient)
    if unit.stated:
        payload["stated"] = True
    if unit.birth_date is not None:
        payload["birth_date"] = unit.birth_date.isoformat()
    if unit.record_number:
        payload["record_number"] = storable(unit.record_number)
    if unit.number:
        payload["phone"] = unit.number
    if unit.phone_note:
        payload["phone_note"] = storable(unit.phone_note)
    if unit.offered_phones:
        payload["offered_phones"] = list(unit.offered_phones)
    if unit.language:
        payload["language"] = unit.language
    if unit.request:
        payload["request"] = storable(unit.request)


def _add_plan(payload: dict[str, Any], contact: PlannedContact, known: Mapping[str, Any] | None) -> None:
    """Add how a contact is kept: its details, legs and referral, and what the plan found out. `known` is what was known
    of the referral, where this contact does not say all of it.
    """
    unit = contact.unit
    if unit.details:
        payload["details"] = {key: storable(value) for key, value in unit.details.items()}
    if unit.talk_seconds:
        payload["seconds"] = unit.talk_seconds
    if unit.legs:
        payload["legs"] = [storable(leg) for leg in unit.legs]
    if unit.referral:
        payload["referral"] = unit.referral if known is None else {**known, **unit.referral}
    if contact.follows:
        payload["follows"] = contact.follows
    if contact.review:
        payload["review"] = storable(contact.review)
