"""FHIR R4 resources as units: what somebody asked for, and what became of it."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import source_key
from callback_desk.domain.moments import utc_text
from callback_desk.domain.phone import offered_numbers
from callback_desk.domain.text import folded
from callback_desk.intake import fhir_lanes
from callback_desk.intake.fhir_file import Links, Record, own_task_id, patient_reference
from callback_desk.intake.fhir_people import PATIENT_SIDE, Patient, People
from callback_desk.intake.fhir_values import Resource, Times, codes, first, notes, objects, text, words
from callback_desk.intake.missing_papers import split_notes
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.referral_rows import referral_of
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.units import OWN_EXPORT, Direction, Kind, Unit
from callback_desk.intake.versions import with_version

_TIMES = ("authoredOn", "received", "sent", "created", "lastModified")
_DRAFT = "a draft: nobody has asked for it yet"
_IN_ERROR = "entered in error"
_CHANGING = ("meta", "text", "status", "statusReason", "businessStatus", "lastModified", "note", "output", "owner")
"""What changes while a resource stays the same one."""
_TASK_ENDED = {"completed": "done", "failed": "done", "cancelled": "cancelled", "rejected": "cancelled"}
_REQUEST_ENDED = {"completed": "completed", "revoked": "cancelled"}
_APPOINTMENT_ENDED = {
    "booked": "booked", "arrived": "booked", "checked-in": "booked", "fulfilled": "done", "cancelled": "cancelled",
    "noshow": "no-show",
}  # fmt: skip


class Skipped(Exception):
    """A resource that asks for no callback; the words say why."""


class Units:
    """Makes units of the resources of one file. `undated` counts those that do not say when they came."""

    def __init__(self, links: Links, times: Times, options: ReadOptions, latest: datetime) -> None:
        self._links, self._times, self._options = links, times, options
        self._people = People(links.index, options.region)
        self._latest = latest
        self.undated = 0
        self._by_kind: Mapping[str, Callable[[Record], Unit]] = {
            "Task": self._task,
            "ServiceRequest": self._service_request,
            "Appointment": self._appointment,
            "Communication": self._communication,
            "CommunicationRequest": self._communication_request,
        }

    def unit(self, record: Record) -> Unit:
        """Return what a resource asks for.

        Raises:
            Skipped: it asks for nothing.
            NotRead: it cannot be understood.
        """
        if not record.kind:
            raise NotRead("it holds no resource (no resourceType)")
        make = self._by_kind.get(record.kind)
        if make is None:
            raise Skipped(f"{record.kind[:40]}: it asks for no callback of its own")
        if self._links.is_own(record):
            raise Skipped(f"{record.kind}: part of a callback whose Task is in the same file")
        status = text(record.resource.get("status"))
        if status == "entered-in-error":
            raise Skipped(f"{record.kind}: {_IN_ERROR}")
        if status in ("draft", "preparation"):
            raise Skipped(f"{record.kind}: {_DRAFT}")
        if not status:
            raise NotRead(f"{record.kind} has no status, which R4 requires: export it again")
        return make(record)

    # One kind of resource each

    def _task(self, record: Record) -> Unit:
        task = record.resource
        own = own_task_id(task)
        if not own and not first(task.get("for")):
            raise Skipped("Task: it is about no patient")
        request = self._links.of_kind(record, "ServiceRequest") if own else {}
        heard = self._links.of_kind(record, "Communication") if own else {}
        reason = words(task.get("reasonCode"))
        what = text(task.get("description")) or words(task.get("code"))
        asked = [reason] if own and reason else [what, reason, *_payload(heard)]
        ended = _TASK_ENDED.get(text(task.get("status")))
        unit = self._made(record, "message", first(task.get("for")), asked, Channel.BY_HAND)
        inputs = [one for one in objects(task.get("input")) if "missing" in words(one.get("type")).lower()]
        missing = [text(one.get("valueString")) for one in inputs]
        facts = {
            "urgency": _urgency(task),
            "task": words(task.get("code")),
            "task status": words(task.get("businessStatus")) or text(task.get("status")),
            "provider": self._people.name(first(task.get("owner")), task),
            "asked by": self._people.name(first(task.get("requester")), task),
            "notes": "\n".join(notes(task.get("note"))),
            "missing": "; ".join(filter(None, missing)) if not request else "",
        }
        unit = unit._replace(
            source_key=source_key(OWN_EXPORT, own) if own else unit.source_key,
            lane_hint=fhir_lanes.of_task(task),
            details={**unit.details, **{name: said for name, said in facts.items() if said}},
            finished=ended is not None,
            reported=None if ended is None else _report(ended, facts["task"], words(task.get("statusReason"))),
        )
        if request:
            referral = self._referral(request, unit.at, missing)
            unit = unit._replace(kind="referral", referral=referral, lane_hint="referral")
        return with_version(unit)

    def _service_request(self, record: Record) -> Unit:
        request = record.resource
        if request.get("doNotPerform") is True:
            raise Skipped("ServiceRequest: an order not to do something")
        said, _ = split_notes(notes(request.get("note")))
        reason = words(request.get("reasonCode")) or words(request.get("code"))
        asked = [reason, *said, text(request.get("patientInstruction"))]
        unit = self._made(record, "referral", first(request.get("subject")), asked, Channel.BY_HAND)
        referral = self._referral(request, unit.at, [])
        number = referral.get("number")
        facts = {
            "urgency": _urgency(request),
            "service": words(request.get("code")),
            "provider": _joined(self._people.name(one, request) for one in objects(request.get("performer"))),
            "referrer npi": self._people.npi(first(request.get("requester")), request),
            "insurance": _shown(request.get("insurance")),
        }
        return with_version(
            unit._replace(
                source_key=source_key("referral", number) if number else unit.source_key,
                lane_hint="referral",
                referral=referral,
                details={**unit.details, **{name: fact for name, fact in facts.items() if fact}},
                finished=text(request.get("status")) in _REQUEST_ENDED,
            )
        )

    def _referral(self, request: Resource, at: datetime, missing: list[str]) -> dict[str, Any]:
        """Return what a ServiceRequest says of its referral; missing papers come from its notes, too."""
        _, noted = split_notes(notes(request.get("note")))
        status = text(request.get("status"))
        numbers = [*objects(request.get("requisition")), *_official(request)]
        papers = (text(one.get("display")) for one in objects(request.get("supportingInfo")))
        facts = {
            "referral": next(filter(None, (text(one.get("value")) for one in numbers)), ""),
            "status": _REQUEST_ENDED.get(status, status),
            "specialty": words(request.get("performerType")) or words(request.get("code")),
            "referred_by": self._people.name(first(request.get("requester")), request),
            "reason": words(request.get("reasonCode")) or _shown(request.get("reasonReference")),
            "papers": "\n".join(filter(None, papers)),
            "missing": "\n".join({folded(paper): paper for paper in (*noted, *missing) if paper}.values()),
        }
        return referral_of(facts, at.astimezone(self._options.local_zone).date())

    def _appointment(self, record: Record) -> Unit:
        appointment = record.resource
        status = text(appointment.get("status"))
        ended = _APPOINTMENT_ENDED.get(status)
        reason = words(appointment.get("reasonCode"))
        asked = [text(appointment.get("description")), reason, text(appointment.get("comment"))]
        unit = self._made(record, "appointment", self._patient_actor(appointment), asked, Channel.WEB_FORM)
        about = words(appointment.get("serviceType")) or words(appointment.get("appointmentType")) or reason
        with_whom = _joined(self._others(appointment))
        starts = self._times.moment(appointment.get("start"))
        if ended is None:
            wanted = first(appointment.get("requestedPeriod"))
            facts = {
                "visit type": words(appointment.get("appointmentType")),
                "provider": with_whom,
                "preferred dates": " to ".join(filter(None, (text(wanted.get(side)) for side in ("start", "end")))),
                "specialty": words(appointment.get("specialty")),
            }
            details = {**unit.details, **{name: fact for name, fact in facts.items() if fact}}
            return unit._replace(lane_hint="new-appointment", details=details)
        remark = words(appointment.get("cancelationReason")) or text(appointment.get("description"))
        report = _report(ended, about, remark)
        if starts is not None:
            report["starts_at"] = utc_text(starts)
        if with_whom:
            report["with_whom"] = with_whom
        key = f"{unit.source_key}@{ended}@{report.get('starts_at', '')}"
        return unit._replace(
            source_key=key, request=None, channel=Channel.BY_HAND, finished=True, reported=report, offered_phones=()
        )

    def _communication(self, record: Record) -> Unit:
        said = record.resource
        status = text(said.get("status"))
        direction = self._direction(record)
        source = fhir_lanes.own_channel(said)
        channel = source or fhir_lanes.channel_of(said)
        sender = first(said.get("sender"))
        about = (
            sender
            if direction == "inbound" and self._kind(sender, said) in PATIENT_SIDE
            else first(said.get("subject"))
        )
        if direction == "outbound" and not about:
            about = first(said.get("recipient"))
        topic = words(said.get("topic")) or words(said.get("reasonCode"))
        noted = notes(said.get("note")) if direction == "inbound" else []
        asked = [topic if _payload(said) else "", *_payload(said), *noted]
        unit = self._made(record, "message", about, asked, channel)._replace(
            direction=direction, lane_hint=fhir_lanes.of_communication(said)
        )
        if direction == "inbound" and status in ("not-done", "stopped"):
            raise Skipped(f"Communication: it is {status}, so nobody reached out")
        if direction == "outbound" and "PHONE" in {code for _, code in codes(said.get("medium"))}:
            return unit._replace(kind="call", outcome="missed" if status == "not-done" else "answered")
        if source in (Channel.VOICEMAIL, Channel.MISSED_CALL) and direction == "inbound":
            return unit._replace(kind="call", outcome="voicemail" if source is Channel.VOICEMAIL else "missed")
        return unit

    def _communication_request(self, record: Record) -> Unit:
        wanted = record.resource
        status = text(wanted.get("status"))
        coded = [words(wanted.get("category")), words(wanted.get("reasonCode"))]
        asked = [*coded, *_payload(wanted), *notes(wanted.get("note"))]
        if not any(asked) or not first(wanted.get("subject")):
            raise Skipped("CommunicationRequest: it does not say whom to tell what")
        ended = {"completed": "done", "revoked": "cancelled"}.get(status)
        unit = self._made(record, "message", first(wanted.get("subject")), asked, Channel.BY_HAND)
        report = None if ended is None else _report(ended, words(wanted.get("category")), "")
        return with_version(unit._replace(finished=ended is not None, reported=report))

    # What they have in common

    def _made(
        self,
        record: Record,
        kind: Kind,
        reference: Resource,
        asked: list[str],
        channel: Channel,
    ) -> Unit:
        at = self._when(record)
        patient: Patient = self._people.patient(reference, record.resource, at)
        request = "\n".join(dict.fromkeys(filter(None, asked))) or None
        said = offered_numbers(request or "", self._options.region)
        return Unit(
            source_key=_key(record),
            kind=kind,
            line=record.place,
            at=at,
            channel=channel,
            number=patient.number,
            phone_note=patient.phone_note,
            patient=patient.name,
            stated=patient.name is not None,
            birth_date=patient.birth_date,
            record_number=patient.record_number,
            language=patient.language,
            request=request,
            thread=self._thread(record, reference, patient),
            offered_phones=tuple(one for one in dict.fromkeys((*patient.other_phones, *said)) if one != patient.number),
            review=patient.review,
            details=patient.details,
        )

    def _thread(self, record: Record, reference: Resource, patient: Patient) -> str | None:
        """Return the conversation of a record with one patient: some tools hang several patients on one message."""
        group = text(first(record.resource.get("groupIdentifier")).get("value"))
        thread = self._links.thread(record) or group
        whom = self._links.index.name(reference, record.resource) or folded(patient.name or "")
        return f"fhir:{thread}|{whom}" if thread else None

    def _when(self, record: Record) -> datetime:
        resource = record.resource
        candidates = [resource.get(name) for name in _TIMES]
        candidates.append(first(resource.get("executionPeriod")).get("start"))
        candidates.append(first(resource.get("meta")).get("lastUpdated"))
        found = next(filter(None, map(self._times.moment, candidates)), None)
        if found is None:
            self.undated += 1
        return found or self._latest

    def _direction(self, record: Record) -> Direction:
        """Return who wrote to whom. Where nothing tells, it is inbound: one call too many is better than none."""
        said = record.resource
        sender = first(said.get("sender"))
        if self._kind(sender, said) in PATIENT_SIDE:
            return "inbound"
        if any(self._kind(one, said) in PATIENT_SIDE for one in objects(said.get("recipient"))):
            return "outbound"
        if sender:
            return "internal"
        if text(said.get("status")) == "not-done":
            return "outbound"
        if not _payload(said) and fhir_lanes.own_channel(said) is None and not text(said.get("received")):
            raise Skipped("Communication: the heading of a conversation, without sender or words")
        return "inbound"

    def _kind(self, reference: Resource, holder: Resource) -> str:
        return self._links.index.kind(reference, holder)

    def _patient_actor(self, appointment: Resource) -> Resource:
        actors = [first(one.get("actor")) for one in objects(appointment.get("participant"))]
        of_patients = (actor for actor in actors if self._kind(actor, appointment) in PATIENT_SIDE)
        return next(of_patients, patient_reference(appointment) if len(actors) == 1 else {})

    def _others(self, appointment: Resource) -> list[str]:
        actors = (first(one.get("actor")) for one in objects(appointment.get("participant")))
        staff = (actor for actor in actors if self._kind(actor, appointment) not in (*PATIENT_SIDE, "Location"))
        return [name for name in (self._people.name(actor, appointment) for actor in staff) if name]


def _key(record: Record) -> str:
    """Return a resource's source key: its id, else its bundle's name for it, else its identifier, else its content."""
    resource, kind = record.resource, record.kind
    identifier = next(iter(_official(resource)), {})
    named = "|".join(filter(None, (text(identifier.get("system")), text(identifier.get("value")))))
    known_by = text(resource.get("id")) or (record.full_url if record.full_url.startswith("urn:") else "") or named
    if not known_by:
        content = json.dumps({k: v for k, v in resource.items() if k not in _CHANGING}, sort_keys=True)
        known_by = "#" + hashlib.sha256(content.encode()).hexdigest()[:32]
    return source_key(f"fhir-{kind}", known_by)


def _official(resource: Resource) -> list[Resource]:
    """Return the identifiers, without old ones."""
    return [one for one in objects(resource.get("identifier")) if one.get("use") != "old"]


def _payload(said: Resource) -> list[str]:
    """Return the words of a communication, and the names of what was attached."""
    found = []
    for part in objects(said.get("payload")):
        attached = text(first(part.get("contentAttachment")).get("title"))
        found.append(text(part.get("contentString")) or (f"[attached: {attached}]" if attached else ""))
    return [one for one in found if one]


def _joined(said: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, said)))


def _shown(references: object) -> str:
    return _joined(text(one.get("display")) for one in objects(references))


def _urgency(resource: Resource) -> str:
    return text(resource.get("priority"))


def _report(what: str, about: str, remark: str) -> dict[str, Any]:
    said = {"what": what, "about": about, "remark": remark}
    return {name: value for name, value in said.items() if value}
