"""What planned contacts write: the entries of an intake, made one by one as they are asked for."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from callback_desk.actions import ending
from callback_desk.actions.context import Desk
from callback_desk.domain import alarm_turns, foreseen, preparing, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import EntryDraft, Turn, payload_data
from callback_desk.domain.entry import Shared
from callback_desk.domain.moments import utc_text
from callback_desk.domain.plain_contact import Alike, FileSource, PlainDraft
from callback_desk.domain.text import storable
from callback_desk.intake.digests import file_inside
from callback_desk.intake.options import FHIR, HL7
from callback_desk.intake.planned import PlannedContact
from callback_desk.intake.referral_rows import is_incomplete, is_ready, is_refused
from callback_desk.intake.units import FileReading, Unit

SCHEDULING = "new-appointment"
"""The lane of what only waits for an appointment, by its id in the default policy."""
# What a plain contact says nothing of.
_MORE = (
    "phone_note", "birth_date", "record_number", "language", "talk_seconds", "thread", "referral", "details", "legs",
    "offered_phones", "version_key", "earlier_keys",
)  # fmt: skip
_said_more = itemgetter(*map(Unit._fields.index, _MORE))
_NO_MORE = tuple(Unit._field_defaults[name] for name in _MORE)
_IN_PART = (FHIR, HL7)
"""Formats whose records leave out what did not change; a list says all of a referral each time."""
_MOST_KEPT = 4096
"""How many moments and lanes are remembered with the turn that they give: contacts come in order of time."""


class _Opening(NamedTuple):
    """What every first contact of one lane and moment shares: the turn, as a value and as data, and the moment."""

    turn: Turn
    data: Shared
    at: str


class _Origin(NamedTuple):
    """What all contacts of one file have in common: its name and digest, and those of the files in a folder."""

    name: str
    digest: dict[str, str]
    inside: Mapping[str, str]

    def source(self, contact: PlannedContact) -> dict[str, Any]:
        """Return where a contact comes from, as its entry says it."""
        line = contact.unit.line
        digest = self._of_inside(line) if self.inside else self.digest
        return {"preset": contact.preset, "file": self.name, "line": line, **digest}

    def _of_inside(self, line: str) -> dict[str, str]:
        """Return which of a folder's files a record came from, and that file's digest."""
        inside = file_inside(line, self.inside)
        return {} if inside is None else {"digest": self.inside[inside], "inside": storable(inside)}


def _origin(reading: FileReading) -> _Origin:
    digest = {} if reading.digest is None else {"digest": reading.digest}
    return _Origin(storable(Path(reading.file).name), digest, reading.inside)


class ContactDrafts:
    """Turns planned contacts into entry drafts, remembering what each callback is by then.

    A large log has many contacts at the same minute and lane, so a turn once resolved is kept. What a new
    callback is by then is only worked out where a later contact joins it: `joined` are the callbacks with such.
    `readings` are what was read of the contacts' files.
    """

    def __init__(self, desk: Desk, joined: Collection[str], readings: Iterable[FileReading]) -> None:
        self._desk, self._joined = desk, joined
        self._now = desk.clock()
        self._opened: dict[str, Mapping[str, Any]] = {}
        self._standing: dict[str, Callback] = {}
        self._openings: dict[tuple[str, bool, bool, datetime], _Opening] = {}
        self._sort = desk.sorter.sort
        self._alike: dict[tuple[str, Channel | None, datetime, str | None, str | None], Alike] = {}
        self._origins: dict[str, _Origin] = {}
        for reading in readings:
            self._origins.setdefault(reading.file, _origin(reading))

    def entries(self, contacts: Iterable[PlannedContact]) -> Iterator[EntryDraft | PlainDraft]:
        """Yield what contacts write: that each came, or what it reports; and the closing of a cancelled referral."""
        for contact in contacts:
            plain = self.plain(contact)
            if plain is not None:
                yield plain
                continue
            unit = contact.unit
            if unit.reported is not None and not contact.is_new:
                yield ending.reported(contact)
                continue
            yield self.contact(contact)
            if unit.referral is not None and not contact.is_new and (unit.finished or is_refused(unit.referral)):
                yield ending.of_referral(self._desk, contact, self._known(contact.callback_id))

    def plain(self, contact: PlannedContact) -> PlainDraft | None:
        """Return what `contact` would, shorter, of one that opens its callback and says no more than most do, and that
        no later one joins; None of any other.
        """
        unit, callback_id, is_new, follows, file, _, review, _ = contact
        if not is_new or _said_more(unit) != _NO_MORE or follows or review or callback_id in self._joined:
            return None
        request, patient, hint = unit.request, unit.patient, unit.lane_hint
        found = self._sort(request or "", None, hint)
        if found.attention:
            return None
        alike = self._alike.get((file, unit.channel, unit.at, found.lane, hint)) or self._begun(contact, found.lane)
        if alike is None:
            return None
        patient, request = storable(patient) if patient else None, storable(request) if request else None
        said = patient, unit.stated, unit.number or None, request
        return PlainDraft(Stream.CALLBACK, callback_id, "received", alike, unit.source_key, *said, unit.line)

    def _begun(self, contact: PlannedContact, sorted_to: str | None) -> Alike | None:
        """Return what a contact shares with others of its kind; None in a folder, which has many files."""
        unit, origin = contact.unit, self._origins[contact.file]
        if origin.inside:
            return None
        lane = sorted_to or self._desk.policy.lane_id(unit.lane_hint)
        opening = self._opening(lane, False, unit.at, ready=False)
        source = FileSource(contact.preset, origin.name, origin.digest.get("digest"))
        alike = Alike((unit.channel or Channel.MISSED_CALL).value, opening.at, opening.data, lane, source)
        self._alike[contact.file, unit.channel, unit.at, sorted_to, unit.lane_hint] = alike
        return alike

    def contact(self, contact: PlannedContact) -> EntryDraft:
        """Return the draft of the `received` entry for one contact."""
        unit = contact.unit
        found = self._sort(unit.request or "", unit.language, unit.lane_hint)
        standing = None if contact.is_new else self._known(contact.callback_id)
        attention = bool(found.attention)
        referral: Mapping[str, Any] | None = unit.referral
        if standing is None:
            lane, data, at = self._opens(found.lane, attention, unit)
        else:
            if referral and standing.referral and contact.preset in _IN_PART:
                referral = {**standing.referral, **referral}
            decided, data = self._joining(standing, found.lane, attention, unit, referral)
            lane, at = decided or "", utc_text(unit.at)
            if unit.goes_on and _has_thread(standing, unit.thread):
                unit = unit._replace(version_key=unit.source_key)  # a later state of a contact, not one more
        if attention:
            lane = self._desk.policy.attention.lane
        payload: dict[str, Any] = {"channel": (unit.channel or Channel.MISSED_CALL).value, "at": at, "turn": data}
        _add_facts(payload, unit, lane, found.attention)
        _add_plan(payload, contact, referral)
        payload["source"] = self._origins[contact.file].source(contact)
        if standing is not None:
            foreseen.join(standing, payload)
        elif contact.callback_id in self._joined:
            self._opened[contact.callback_id] = payload
        return EntryDraft(Stream.CALLBACK, contact.callback_id, "received", payload)

    def _opens(self, lane: str | None, attention: bool, unit: Unit) -> tuple[str, dict[str, Any], str]:
        """Return lane, turn and moment of a contact that opens a callback; `lane` is what its words give."""
        policy = self._desk.policy
        ready = _is_ready(unit, unit.referral)
        lane = policy.lane_id(SCHEDULING) if ready else lane or policy.lane_id(unit.lane_hint)
        opening = self._opening(lane, attention, unit.at, ready=ready)
        return lane, opening.data, opening.at

    def _opening(self, lane: str, attention: bool, at: datetime, *, ready: bool) -> _Opening:
        key = (lane, attention, ready, at)
        known = self._openings.get(key)
        if known is None:
            policy = self._desk.policy
            # A file may claim a time that is still to come; nothing is due by it later than from now.
            since = min(at, self._now)
            make = turns.for_ready if ready else turns.for_contact
            turn = alarm_turns.for_attention(policy, since) if attention else make(policy, lane, since, self._now)
            if len(self._openings) >= _MOST_KEPT:
                self._openings.clear()
                self._alike.clear()
            known = self._openings[key] = _Opening(turn, Shared(payload_data(turn)), utc_text(at))
        return known

    def _known(self, callback_id: str) -> Callback | None:
        """Return what a callback is by now, what was drafted here included."""
        standing = self._standing.get(callback_id)
        if standing is None:
            payload = self._opened.pop(callback_id, None)
            if payload is not None:
                standing = foreseen.opened(callback_id, payload)
            else:
                standing = self._desk.store.callback(callback_id)
            if standing is not None:
                self._standing[callback_id] = standing
        return standing

    def _joining(
        self, standing: Callback, lane: str | None, attention: bool, unit: Unit, referral: Mapping[str, Any] | None
    ) -> tuple[str | None, dict[str, Any]]:
        policy = self._desk.policy
        decides = lane is not None and standing.request is None and not standing.attention_pending
        raised = attention or (decides and lane == policy.attention.lane)
        if raised and not standing.attention_pending and standing.acknowledged is not False:
            turn = alarm_turns.raised(policy, standing, min(unit.at, self._now))
        else:
            turn = turns.joined(policy, standing, unit.at, self._now)
            if _is_ready(unit, referral) and turns.may_be_readied(policy, standing):
                decides, lane = True, policy.lane_id(SCHEDULING)
                turn = turns.readied(policy, standing, lane, unit.at, self._now)
            elif _lacks_again(unit, referral, standing) and turns.may_lack_again(policy, standing):
                decides, lane = True, lane or policy.lane_id(unit.lane_hint)
                turn = turns.lacking_again(policy, standing, lane, unit.at, self._now)
        return (lane if decides else None), payload_data(turn)


def _is_ready(unit: Unit, referral: Mapping[str, Any] | None) -> bool:
    """Tell whether a record makes a referral ready to schedule, which is `referral` with what was known of it."""
    return unit.referral is not None and not unit.finished and referral is not None and is_ready(referral)


def _lacks_again(unit: Unit, referral: Mapping[str, Any] | None, standing: Callback) -> bool:
    """Tell whether a record says that a referral lacks something which lacked nothing before; a paper that a person
    marked as here is."""
    before = standing.referral
    if unit.referral is None or referral is None or before is None or unit.finished or is_refused(unit.referral):
        return False
    if before.get("missing") or is_incomplete(before):
        return False
    if not referral.get("missing"):
        return is_incomplete(referral)
    marked = preparing.as_marked(referral, standing.preparation)
    return bool(marked and marked["missing"])


def _has_thread(standing: Callback, thread: str | None) -> bool:
    """Tell whether a callback has another part of a text thread."""
    said = (entry.payload or {} for entry in standing.history if entry.kind == "received")
    return standing.thread == thread or any(payload.get("thread") == thread for payload in said)


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


def _add_plan(payload: dict[str, Any], contact: PlannedContact, referral: Mapping[str, Any] | None) -> None:
    """Add how a contact is kept: its details and legs, its referral as it is known by then, and what the plan found
    out.
    """
    unit = contact.unit
    if unit.details:
        payload["details"] = {key: storable(value) for key, value in unit.details.items()}
    if unit.talk_seconds:
        payload["seconds"] = unit.talk_seconds
    if unit.legs:
        payload["legs"] = [storable(leg) for leg in unit.legs]
    if referral:
        payload["referral"] = referral
    if contact.follows:
        payload["follows"] = contact.follows
    if contact.review:
        payload["review"] = storable(contact.review)
