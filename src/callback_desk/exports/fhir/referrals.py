"""A referral as a ServiceRequest, and a booked visit as a proposed Appointment: the clinic books, not the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.moments import from_utc_text
from callback_desk.exports.events import Attempt
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
    moment,
    resource,
    text,
    to,
)
from callback_desk.exports.fhir.patients import Patients
from callback_desk.exports.fields import missing_papers, referral
from callback_desk.exports.report import DayReport

_SNOMED = "http://snomed.info/sct"


def service_request(report: DayReport, patients: Patients, callback: Callback) -> Resource | None:
    """Return the referral of a callback, or None where there is none."""
    if callback.referral is None:
        return None
    known, missing = referral(callback), missing_papers(callback)
    number = text(known.get("number"))
    specialty = known.get("specialty")
    made = resource("ServiceRequest", callback.callback_id)
    return made | filled(
        identifier=[identifier("service-request", made["id"])],
        requisition=filled(value=number),
        status=codes.service_status(callback, bool(missing)),
        intent="order",
        category=[concept(coding(_SNOMED, "3457005", "Patient referral"))],
        code=concept(said=specialty) or concept(said=known.get("reason")),
        subject=patients.subject(callback),
        authoredOn=known.get("received_on"),
        requester=filled(display=text(known.get("referred_by"))),
        performerType=_specialty(specialty),
        reasonCode=listed(concept(said=known.get("reason"))),
        supportingInfo=[
            {"type": "DocumentReference", "display": paper} for paper in map(text, known.get("papers", ())) if paper
        ],
        note=listed(*_notes(report, known, missing)),
    )


def appointment(
    report: DayReport,
    patients: Patients,
    callback: Callback,
    tries: Sequence[Attempt],
    service: Resource | None,
) -> Resource | None:
    """Return what the latest note says was booked, or None; it stays proposed until the clinic's system has it."""
    noted = [attempt for attempt in tries if attempt.payload.get("appointment")]
    if not noted:
        return None
    booked = noted[-1].payload["appointment"]
    kind, whom = text(booked.get("kind")), text(booked.get("with_whom"))
    made = resource("Appointment", callback.callback_id)
    visit = (kind or "").upper().replace("-", "").replace(" ", "")
    return made | filled(
        identifier=[identifier("appointment", made["id"])],
        status="proposed",
        appointmentType=concept(coding(f"{HL7}/v2-0276", visit if visit in codes.VISITS else None), said=kind),
        description=kind,
        created=moment(report, noted[-1].entry.wall_at),
        basedOn=listed(to(service)),
        participant=listed(
            {"actor": patients.subject(callback), "required": "required", "status": "accepted"},
            {"actor": {"display": whom}, "required": "required", "status": "needs-action"} if whom else None,
        ),
        requestedPeriod=[{"start": moment(report, from_utc_text(booked["at"]))}],
    )


def _specialty(said: str | None) -> Element:
    words = text(said)
    return concept(coding(_SNOMED, codes.SPECIALTIES.get((words or "").strip().casefold()), words), said=words)


def _notes(report: DayReport, known: Mapping[str, Any], missing: Sequence[str]) -> list[Element]:
    return [
        labelled(report, "Missing", "; ".join(missing)),
        labelled(report, "Status by the list", known.get("status")),
        labelled(report, "Authorization", known.get("authorization")),
    ]
