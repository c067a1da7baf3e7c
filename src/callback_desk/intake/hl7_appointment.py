"""SIU messages: an appointment was booked, moved, cancelled or missed."""

from datetime import datetime
from typing import Any

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.moments import utc_text
from callback_desk.domain.text import folded
from callback_desk.intake.hl7_people import moment_of, patient_of, provider_name
from callback_desk.intake.hl7_text import Message, Segment
from callback_desk.intake.moments import LocalClock
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.units import Unit

FAMILY = "hl7-siu"
EVENTS = {
    "S12": "booked", "S13": "rescheduled", "S14": "changed", "S15": "cancelled", "S16": "cancelled",
    "S17": "cancelled", "S18": "changed", "S19": "changed", "S20": "changed", "S21": "changed", "S22": "changed",
    "S26": "no-show",
}  # fmt: skip
"""What each event says of the appointment; those about one of its resources change it."""
_STATED = {
    "booked": "booked", "cancelled": "cancelled", "canceled": "cancelled", "noshow": "no-show", "no show": "no-show",
    "deleted": "cancelled", "discontinued": "cancelled",
}  # fmt: skip
_FILLER_STATUS = 25
_STARTS = (("TQ1", 7, 1), ("AIS", 4, 1), ("AIP", 6, 1), ("AIL", 6, 1), ("AIG", 8, 1), ("SCH", 11, 4))
"""Where the appointment's time stands: segment, field, component."""


def appointment_units(message: Message, event: str, options: ReadOptions, clock: LocalClock) -> list[Unit]:
    """Return the appointment of each patient whom a SIU names.

    Raises:
        NotRead: it has no patient, no date, or a time that is none.
    """
    patients = message.all("PID")
    if not patients:
        raise NotRead("it names no patient (no PID)")
    sent = moment_of(message.text(message.first("MSH"), 7), clock)
    if sent is None:
        raise NotRead("it does not say when it was sent (MSH-7)")
    reported, starts = _reported(message, event, clock)
    return [
        _unit(message, segment, (*sent, reported, starts), options, "" if n == 0 else f"/{n + 1}")
        for n, segment in enumerate(patients)
    ]


def _unit(
    message: Message,
    segment: Segment,
    told: tuple[datetime, str | None, dict[str, Any], datetime | None],
    options: ReadOptions,
    ordinal: str,
) -> Unit:
    at, doubt, reported, starts = told
    patient = patient_of(message, segment, options.region, at.date())
    known_by = message.text(message.first("SCH"), 2) or message.text(message.first("SCH"), 1)
    what = reported["what"]
    if known_by:
        key = source_key(FAMILY, f"{known_by}@{what}@{utc_text(starts) if starts else ''}{ordinal}")
    else:
        key = derived_source_key(FAMILY, starts or at, f"{patient.number or folded(patient.name or '')}", what, None)
    return Unit(
        source_key=key,
        kind="appointment",
        line=str(message.line),
        at=at,
        channel=Channel.BY_HAND,
        **patient.facts(),
        lane_hint="new-appointment",
        details=patient.details,
        offered_phones=patient.other_phones,
        review=(*patient.review, *(() if doubt is None else (doubt,))),
        finished=True,
        reported=reported,
    )


def _reported(message: Message, event: str, clock: LocalClock) -> tuple[dict[str, Any], datetime | None]:
    """Return what the message says became of the appointment, as `entries.Reported` keeps it, and when it is."""
    schedule = message.first("SCH")
    starts = None
    for name, number, component in _STARTS:
        text = message.text(message.first(name), number, component)
        found = moment_of(text, clock) if text else None
        if found is not None:
            starts = found[0]
            break
    stated = _STATED.get(folded(message.words(schedule, _FILLER_STATUS)))
    what = EVENTS[event]
    if what == "changed" and stated is not None:
        what = stated
    said = {
        "what": what,
        "starts_at": None if starts is None else utc_text(starts),
        "with_whom": _with_whom(message),
        "about": message.words(message.first("AIS"), 3) or message.words(schedule, 8) or message.words(schedule, 7),
        "remark": _remark(message),
    }
    return {name: value for name, value in said.items() if value}, starts


def _with_whom(message: Message) -> str:
    for segment, number in ((message.first("AIP"), 3), (message.first("PV1"), 7)):
        values = message.values(segment, number)
        if values and provider_name(values[0]):
            return provider_name(values[0]) or ""
    return ""


def _remark(message: Message) -> str:
    """Return the notes about the appointment itself, not about a room or a device."""
    notes = []
    for segment in message.segments:
        if segment.name in ("PID", "RGS", "AIS", "AIG", "AIL", "AIP"):
            break
        if segment.name == "NTE":
            notes.append(message.note(segment))
    return "\n".join(filter(None, notes))
