"""Take in what the clinic's systems export: read, plan, show, apply.

Planning writes nothing. Applying writes each file's contacts in one transaction, so that a crash leaves a file
applied whole or not at all; a second run finds every source key known and writes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from callback_desk.actions.context import Desk
from callback_desk.domain import turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, Stream
from callback_desk.domain.entries import EntryDraft, TalkSeen, Turn, draft, payload_data
from callback_desk.domain.moments import utc_text
from callback_desk.domain.text import storable
from callback_desk.intake.plan import Plan, PlannedContact, PlannedTalk, plan
from callback_desk.intake.reading import ReadOptions, read_path
from callback_desk.intake.units import FileReading, Unit

Progress = Callable[[str], None]


@dataclass(frozen=True)
class IntakeChoices:
    """What a person said about the files: preset, zone, the clinic's own numbers, which column is which field."""

    preset: str | None = None
    zone: str | None = None
    own_numbers: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)


def plan_files(
    desk: Desk, paths: Sequence[Path], choices: IntakeChoices, progress: Progress = lambda said: None
) -> Plan:
    """Read the files and work out what each record would do. Writes nothing.

    A file that cannot be read has its reason in its document; the others are planned all the same.
    """
    policy = desk.policy
    options = ReadOptions(
        preset=choices.preset,
        zone=ZoneInfo(choices.zone) if choices.zone else None,
        clinic_zone=desk.zone,
        region=policy.clinic.region,
        own_numbers=(*policy.clinic.own_numbers, *choices.own_numbers),
        mapping=choices.mapping,
        inbound_contexts=policy.intake.inbound_contexts,
        internal_contexts=policy.intake.internal_contexts,
    )
    readings: list[FileReading] = []
    for path in paths:
        progress(f"reading {path.name}")
        readings.append(read_path(path, options))
    progress("planning")
    return plan(
        readings,
        desk.store,
        zone=options.zone or desk.zone,
        talk_seconds=policy.intake.talk_seconds,
    )


def apply(desk: Desk, planned: Plan, progress: Progress = lambda said: None) -> None:
    """Write the plan's contacts and talks, one transaction a file."""
    writing = _Writing(desk)
    for name, contacts in planned.by_file():
        drafts = [writing.contact(contact) for contact in contacts]
        drafts += [_talk(talk) for talk in planned.talks if talk.file == name]
        if not drafts:
            continue
        progress(f"writing {Path(name).name}")
        with desk.unit() as unit:
            unit.append_new(drafts)
            unit.log_access("took-in", detail=f"{len(drafts)} entries")
            unit.commit()


def _talk(talk: PlannedTalk) -> EntryDraft:
    seen = TalkSeen(source_key=talk.source_key, at=talk.at, seconds=talk.seconds, outbound=talk.outbound)
    return draft(talk.callback_id, seen)


class _Writing:
    """Turns planned contacts into entry drafts, remembering what each callback is by then.

    A large log has many contacts at the same minute and lane, so a turn once resolved is kept.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._now = desk.clock()
        self._standing: dict[str, Callback] = {}
        self._turns: dict[tuple[str, bool, datetime], tuple[Turn, dict[str, Any]]] = {}

    def contact(self, contact: PlannedContact) -> EntryDraft:
        """Return the draft of the `received` entry for one contact."""
        unit = contact.unit
        found = self._desk.sorter.sort(unit.request or "", unit.language, unit.lane_hint)
        standing = None if contact.is_new else self._known(contact.callback_id)
        if standing is None:
            lane = found.lane or self._fallback_lane(unit)
            turn, data = self._opening(lane, bool(found.attention), unit.at)
            self._remember(contact.callback_id, lane, bool(found.attention), turn, unit)
        else:
            decided, data = self._joining(standing, found.lane, bool(found.attention), unit)
            lane = decided or ""
        if found.attention:
            lane = self._desk.policy.attention.lane
        payload = _received(unit, lane, found.attention, data, contact)
        return EntryDraft(Stream.CALLBACK, contact.callback_id, "received", payload)

    def _fallback_lane(self, unit: Unit) -> str:
        return self._desk.policy.lane_id(unit.lane_hint)

    def _opening(self, lane: str, attention: bool, at: datetime) -> tuple[Turn, dict[str, Any]]:
        key = (lane, attention, at)
        known = self._turns.get(key)
        if known is None:
            policy = self._desk.policy
            turn = (
                turns.for_attention(policy, at)
                if attention
                else turns.for_contact(policy, lane, at, self._now)
            )
            known = self._turns[key] = turn, payload_data(turn)
        return known

    def _known(self, callback_id: str) -> Callback | None:
        return self._standing.get(callback_id) or self._desk.store.callback(callback_id)

    def _remember(self, callback_id: str, lane: str, attention: bool, turn: Turn, unit: Unit) -> None:
        self._standing[callback_id] = Callback(
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
            attention_pending=attention,
        )

    def _joining(
        self, standing: Callback, lane: str | None, attention: bool, unit: Unit
    ) -> tuple[str | None, dict[str, Any]]:
        policy = self._desk.policy
        decides = lane is not None and standing.request is None and not standing.attention_pending
        if attention and not standing.attention_pending and standing.escalated_to is None:
            turn = turns.for_attention(policy, unit.at)
        else:
            turn = turns.joined(policy, standing, unit.at, self._now)
        standing.owner, standing.next_action, standing.due_at = turn.owner, turn.next_action, turn.due_at
        standing.request = standing.request or unit.request
        standing.attention_pending = standing.attention_pending or attention
        if decides:
            standing.lane = lane
        self._standing[standing.callback_id] = standing
        return (lane if decides else None), payload_data(turn)


def _received(
    unit: Unit, lane: str, attention: Iterable[str], turn: dict[str, Any], contact: PlannedContact
) -> dict[str, Any]:
    """Return the data of a `received` entry, of the shape that `payload_data(Received(...))` has.

    Made by hand, without a model for each row: a large log must not wait for validation of what the readers made.
    """
    channel = unit.channel or Channel.MISSED_CALL
    payload: dict[str, Any] = {"channel": channel.value, "at": utc_text(unit.at), "turn": turn}
    facts: tuple[tuple[str, Any], ...] = (
        ("source_key", unit.source_key),
        ("version_key", unit.version_key),
        ("thread", unit.thread),
        ("lane", lane),
        ("attention", list(attention)),
        ("patient", unit.patient and storable(unit.patient)),
        ("stated", unit.stated),
        ("birth_date", unit.birth_date and unit.birth_date.isoformat()),
        ("record_number", unit.record_number and storable(unit.record_number)),
        ("phone", unit.number),
        ("phone_note", unit.phone_note and storable(unit.phone_note)),
        ("offered_phones", list(unit.offered_phones)),
        ("language", unit.language),
        ("request", unit.request and storable(unit.request)),
        ("details", {key: storable(value) for key, value in unit.details.items()}),
        ("seconds", unit.talk_seconds),
        ("legs", [storable(leg) for leg in unit.legs]),
        ("referral", unit.referral),
        ("follows", contact.follows),
        ("review", contact.review and storable(contact.review)),
    )
    payload.update((name, value) for name, value in facts if value)
    payload["source"] = {
        "preset": contact.preset,
        "file": storable(Path(contact.file).name),
        "line": unit.line,
    }
    return payload
