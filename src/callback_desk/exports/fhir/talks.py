"""What was said and written: each contact of a patient and each attempt to reach them, as a Communication."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.code_words import CHANNELS, DISPOSITIONS, EXCEPTIONS, RESULTS
from callback_desk.domain.codes import Channel, Disposition, ExceptionCode, Result, SpokeWith
from callback_desk.domain.entry import Entry
from callback_desk.domain.moments import from_utc_text
from callback_desk.exports.contacts import contact_key, line
from callback_desk.exports.events import PORTAL_MESSAGE, Attempt
from callback_desk.exports.fhir import codes
from callback_desk.exports.fhir.parts import (
    HL7,
    Element,
    Resource,
    coding,
    concept,
    filled,
    identifier,
    labelled,
    listed,
    local_system,
    moment,
    person,
    remark,
    resource,
    resource_id,
    text,
    to,
    whom,
)
from callback_desk.exports.fhir.patients import Patients, speaker
from callback_desk.exports.report import DayReport

_MODES = f"{HL7}/v3-ParticipationMode"


def contact(
    report: DayReport, patients: Patients, callback: Callback, entry: Entry, payload: Mapping[str, Any]
) -> Resource:
    """Return one contact of the patient; a call without a message has no payload."""
    channel = Channel(payload["channel"])
    mode, way = codes.MEDIUM.get(channel, ("", ""))
    made = resource("Communication", contact_key(callback, entry, payload))
    words = text(payload.get("request"))
    refill = codes.LANES.get(payload.get("lane") or "") == "refill-routing"
    return made | filled(
        identifier=[identifier("communication", made["id"])],
        status="completed",
        category=listed(concept(coding(local_system("item-source"), channel.value, CHANNELS[channel]))),
        medium=listed(concept(coding(_MODES, mode, way))),
        subject=patients.reference(callback),
        topic=concept(
            coding(f"{HL7}/communication-topic", "prescription-refill-request", "Prescription Refill Request")
        )
        if refill
        else None,
        received=moment(report, from_utc_text(payload["at"])),
        sender=to(patients.of(callback)) if channel in codes.FROM_THE_PATIENT else None,
        payload=[{"contentString": words}] if words else None,
    )


def attempt(
    report: DayReport, patients: Patients, made: Attempt, contacts: Sequence[Resource]
) -> tuple[Resource, Resource | None]:
    """Return one attempt to reach the patient, and who spoke for them where it is known."""
    callback, payload = made.callback, made.payload
    disposition = payload.get("disposition")
    code = codes.PORTAL_MESSAGE if disposition is None else codes.OUTCOMES.get(disposition, disposition)
    reason = None if disposition is None else codes.NOT_DONE.get(disposition)
    spoke = _representative(patients, callback, payload)
    done = resource("Communication", line(made.entry))
    told = text(payload.get("told") or payload.get("said"))
    return done | filled(
        identifier=[identifier("communication", done["id"])],
        basedOn=[{"reference": f"Task/{resource_id('Task', callback.callback_id)}"}],
        inResponseTo=listed(to(_latest(report, contacts, made))),
        status="completed" if reason is None else "not-done",
        statusReason=None if reason is None else concept(coding(f"{HL7}/communication-not-done-reason", *reason)),
        category=listed(
            concept(coding(f"{HL7}/communication-category", "notification", "Notification")),
            concept(coding(local_system("attempt-outcome"), code, _ended(disposition))),
            _result(payload),
        ),
        medium=[
            concept(
                coding(_MODES, "ONLINEWRIT", "online written")
                if disposition is None
                else coding(_MODES, "PHONE", "telephone")
            )
        ],
        subject=patients.reference(callback),
        sent=moment(report, _began(made)),
        recipient=listed(to(spoke) if spoke else patients.reference(callback)),
        sender=person(report, made.entry.person_id),
        payload=[{"contentString": told}] if told else None,
        note=listed(*_notes(report, made)),
    ), spoke


def _representative(patients: Patients, callback: Callback, payload: Mapping[str, Any]) -> Resource | None:
    if payload.get("spoke_with") != SpokeWith.REPRESENTATIVE:
        return None
    return speaker(patients.of(callback), payload.get("representative"))


def _began(made: Attempt) -> datetime:
    started = made.payload.get("started_at")
    return made.entry.wall_at if started is None else from_utc_text(started)


def _latest(report: DayReport, contacts: Sequence[Resource], made: Attempt) -> Resource | None:
    """Return the contact that an attempt answers: the last one before it."""
    when = moment(report, made.entry.wall_at) or ""
    before = [one for one in contacts if _instant(one["received"]) <= _instant(when)]
    return before[-1] if before else None


def _instant(when: str) -> datetime:
    return datetime.fromisoformat(when)


def _ended(disposition: str | None) -> str:
    return PORTAL_MESSAGE if disposition is None else DISPOSITIONS[Disposition(disposition)]


def _result(payload: Mapping[str, Any]) -> Element:
    result = payload.get("result")
    return {} if result is None else concept(coding(local_system("attempt-result"), result, RESULTS[Result(result)]))


def _notes(report: DayReport, made: Attempt) -> Iterator[Element]:
    """Yield what the note says, fact by fact, each with its label."""
    payload = made.payload
    allowed = report.policy.cadence_of(made.callback.lane).attempts
    yield remark(report, f"Attempt {made.number} of {max(allowed, made.number)}", at=made.entry.wall_at)
    for label, words in said(report, payload):
        yield labelled(report, label, words)


def said(report: DayReport, payload: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Yield the facts of a note with their labels."""
    words = report.policy.code_title
    turn, booked = payload.get("turn") or {}, payload.get("appointment") or {}
    yield "They need", payload.get("request")
    yield "Identified by", ", ".join(payload.get("identified_by", ()))
    yield "Spoke with", payload.get("spoke_with")
    yield "Representative", payload.get("representative")
    yield "Confirmed", ", ".join(words(code) for code in payload.get("confirmed", ()))
    yield "Steps", ", ".join(words(code) for code in payload.get("steps", ()))
    yield "Appointment", moment(report, from_utc_text(booked["at"])) if booked else None
    yield "Appointment with", booked.get("with_whom")
    yield "Appointment kind", booked.get("kind")
    yield "Language", payload.get("language")
    yield "Understood", _yes_no(payload.get("understood"))
    yield "Exceptions", ", ".join(EXCEPTIONS[ExceptionCode(code)] for code in payload.get("exceptions", ()))
    yield "Still open", _yes_no(payload.get("open", True)) if "disposition" in payload else None
    yield "Next action", turn.get("next_action")
    yield "Whose turn", whom(report, turn["owner"]).get("display") if turn else None
    yield "Due", moment(report, from_utc_text(turn["due_at"])) if turn else None
    yield "Closed as", payload.get("close_result")
    yield "Remark", payload.get("remark") if "disposition" in payload else None
    yield "Must be looked at", payload.get("review")


def _yes_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"
