"""One callback as a Task: what is asked, whose turn it is, until when, and how far it is."""

from collections.abc import Iterator, Sequence

from callback_desk.domain.callback import Callback
from callback_desk.domain.code_words import CLOSINGS, HOLDS
from callback_desk.domain.codes import Status
from callback_desk.domain.entry_words import in_words
from callback_desk.domain.history import ATTEMPTS
from callback_desk.exports.events import Attempt
from callback_desk.exports.fhir import codes
from callback_desk.exports.fhir.parts import (
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
    remark,
    resource,
    resource_id,
    telephone,
    text,
    to,
    whom,
)
from callback_desk.exports.fhir.patients import Patients
from callback_desk.exports.fields import missing_papers, referral
from callback_desk.exports.report import DayReport, Item

_TOLD_ELSEWHERE = ATTEMPTS | {"received"}
"""Kinds of entry that have a resource of their own; all others are notes of the Task."""


def task(
    report: DayReport,
    patients: Patients,
    item: Item,
    *,
    tries: Sequence[Attempt],
    contacts: Sequence[Resource],
    made: Sequence[Resource],
    service: Resource | None,
) -> Resource:
    """Return the Task of a callback.

    `contacts` are the Communications that came in, `made` those of its attempts, `service` its referral.
    """
    callback = item.callback
    return resource("Task", callback.callback_id) | filled(
        identifier=[identifier("task", callback.callback_id)],
        basedOn=listed(to(service)),
        groupIdentifier=identifier("conversation", callback.thread),
        partOf=listed(_other(report, callback.split_from)),
        **_standing(report, item, tries),
        intent="order",
        code=_lane(report, item, service is not None),
        description=text(callback.next_action),
        focus=to(contacts[0]) if contacts else None,
        for_=patients.reference(callback),
        authoredOn=moment(report, callback.received_at),
        lastModified=moment(report, max([callback.received_at, *(entry.wall_at for entry in callback.history)])),
        requester=to(patients.of(callback)) if callback.channel in codes.FROM_THE_PATIENT else None,
        owner=whom(report, item.owner),
        reasonCode=concept(said=callback.request),
        note=list(_notes(report, callback)),
        restriction={
            "repetitions": report.policy.cadence_of(callback.lane).attempts,
            "period": {"end": moment(report, callback.due_at)},
        },
        input=list(_inputs(report, item)),
        output=[{"type": {"text": "Attempt"}, "valueReference": to(one)} for one in made],
    )


def _standing(report: DayReport, item: Item, tries: Sequence[Attempt]) -> Element:
    """Return how far a Task is, why it stands still or ended, and how soon somebody acts."""
    status = codes.task_status(item)
    return {
        "status": status,
        "statusReason": concept(said=_reason(report, item, status)),
        "businessStatus": concept(
            coding(local_system("callback-status"), codes.business_status(item, list(tries))),
            coding(local_system("desk-status"), item.status.value),
        ),
        "priority": "urgent" if item.attention else "routine",
    }


def _lane(report: DayReport, item: Item, of_referral: bool) -> Element:
    lane = report.policy.lane(item.lane)
    return concept(
        coding(local_system("lane"), codes.LANES.get(item.lane, item.lane)),
        coding(local_system("clinic-lane"), item.lane, lane.title),
        coding("http://hl7.org/fhir/CodeSystem/task-code", "fulfill", "Fulfill the focal request")
        if of_referral
        else {},
        said=lane.title,
    )


def _reason(report: DayReport, item: Item, status: str) -> str | None:
    """Return in words why a Task is on hold, failed or cancelled."""
    callback = item.callback
    if status == "on-hold":
        if item.status is Status.ON_HOLD and callback.hold_reason is not None:
            return f"waiting for {HOLDS[callback.hold_reason]}, look again {report.clock(callback.due_at)}"
        return f"{callback.next_action}, due {report.clock(callback.due_at)}"
    if status in ("failed", "cancelled") and callback.close_result is not None:
        return CLOSINGS[callback.close_result]
    return None


def _inputs(report: DayReport, item: Item) -> Iterator[Element]:
    """Yield what whoever does the Task must know, each with its name."""
    callback = item.callback
    number = telephone(callback.phone)
    if number:
        yield {"type": {"text": "Number to call"}, "valueContactPoint": number}
    said = [
        ("About the number", callback.phone_note),
        *(("Number offered, not verified", number) for number in callback.offered_phones),
        *(("Missing document", paper) for paper in missing_papers(callback)),
        *(("Document received", paper) for paper in referral(callback).get("papers", ())),
        *(("Attention words matched", words) for words in callback.attention),
        ("Must be looked at", callback.review),
        ("Resolved since", "they talked after the missed call" if callback.maybe_resolved else None),
    ]
    yield from ({"type": {"text": name}, "valueString": words} for name, words in _known(said))
    escalated_to = {} if callback.escalated_to is None else whom(report, callback.escalated_to)
    if escalated_to:
        yield {"type": {"text": "Escalated to"}, "valueReference": escalated_to}
    if callback.acknowledged is not None:
        yield {"type": {"text": "Somebody was told"}, "valueBoolean": callback.acknowledged}
    before = _other(report, callback.follows)
    if before:
        yield {"type": {"text": "Follows the closed callback"}, "valueReference": before}


def _known(said: Sequence[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    for name, words in said:
        plain = text(words)
        if plain is not None:
            yield name, plain


def _notes(report: DayReport, callback: Callback) -> Iterator[Element]:
    """Yield what else happened, in words, by whom and when; contacts and attempts have their own resource."""
    for entry in callback.standing:
        if entry.kind not in _TOLD_ELSEWHERE:
            told = remark(report, in_words(entry, report.policy, report.zone), entry.person_id, entry.wall_at)
            if told:
                yield told
    for name, words in callback.details.items():
        told = labelled(report, name.strip() or "Detail", words)
        if told:
            yield told


def _other(report: DayReport, callback_id: str | None) -> Element:
    """Return the reference to another callback's Task, by its identifier where it is not among the day's."""
    if text(callback_id) is None or callback_id is None:
        return {}
    known = identifier("task", callback_id)
    if callback_id not in report.callbacks:
        return {"type": "Task", "identifier": known}
    return {"reference": f"Task/{resource_id('Task', callback_id)}", "identifier": known}
