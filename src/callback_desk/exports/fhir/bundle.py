"""The day's resources in order, written as one transaction bundle or as lines of NDJSON.

A bundle can be sent twice and makes nothing twice: what does not change is created only where the receiver has
none of that identifier (or tag), what does change is updated by its identifier. NDJSON has the same resources with
their ids, for loading in bulk.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from callback_desk.exports.callbacks import Callbacks
from callback_desk.exports.contacts import contacts_of
from callback_desk.exports.events import attempts
from callback_desk.exports.fhir.check import Check
from callback_desk.exports.fhir.files import Files
from callback_desk.exports.fhir.parts import BASE, TAGS, Element, Resource, moment, resource_id
from callback_desk.exports.fhir.patients import Patients
from callback_desk.exports.fhir.records import export_event, provenance
from callback_desk.exports.fhir.referrals import appointment, service_request
from callback_desk.exports.fhir.talks import attempt, contact
from callback_desk.exports.fhir.tasks import task
from callback_desk.exports.report import WATCHED, DayReport, Item
from callback_desk.exports.target import Target, text

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_CHANGING = frozenset(("Task", "ServiceRequest", "Appointment"))
_UNIDENTIFIED = frozenset(("Provenance", "AuditEvent"))


def resources(report: DayReport) -> Iterator[Resource]:
    """Yield every resource of the day once, checked: patients first, then callback by callback, then the files that
    they came from, then the export.

    Raises:
        DeskError: one of them is none that the standard takes.
    """
    check = Check()
    for made in _made(report):
        if check.take(made):
            yield made
    check.finish()


def write_bundle(target: Target, report: DayReport) -> None:
    """Write the transaction bundle, an entry a line.

    Raises:
        DeskError: a resource is none that the standard takes.
    """
    head = {"resourceType": "Bundle", "type": "transaction", "timestamp": moment(report, report.as_of)}
    with text(target) as file:
        file.write(f'{_json(head)[:-1]},"entry":[')
        for number, made in enumerate(resources(report)):
            file.write(f"{',' if number else ''}\n{_json(entry(made))}")
        file.write("\n]}\n")


def write_ndjson(target: Target, report: DayReport) -> None:
    """Write the same resources, one a line.

    Raises:
        DeskError: a resource is none that the standard takes.
    """
    with text(target) as file:
        for made in resources(report):
            file.write(f"{_json(made)}\n")


def entry(made: Resource) -> Element:
    """Return a resource as the entry of a transaction, with the request that makes it once."""
    plain = {key: _by_urn(value) for key, value in made.items() if key != "id"}
    return {"fullUrl": f"urn:uuid:{made['id']}", "resource": plain, "request": _request(made)}


def _request(made: Resource) -> Element:
    kind = made["resourceType"]
    if kind in _UNIDENTIFIED:
        return {"method": "POST", "url": kind, "ifNoneExist": f"_tag={TAGS}|{made['id']}"}
    search = _search(made["identifier"])
    if kind in _CHANGING:
        return {"method": "PUT", "url": f"{kind}?{search}"}
    return {"method": "POST", "url": kind, "ifNoneExist": search}


def _search(identifiers: list[Element]) -> str:
    """Return by what a receiver looks for a resource: the clinic's own number where its system is known, else ours."""
    clinics = [one for one in identifiers if one.get("system") and not one["system"].startswith(f"{BASE}/")]
    known = clinics[0] if clinics else identifiers[0]
    # In a search these four marks mean something; a backslash takes their meaning away.
    value = re.sub(r"([\\$,|])", r"\\\1", known["value"])
    return f"identifier={quote(known['system'], safe=':/.-_')}|{quote(value, safe='-')}"


def _made(day: DayReport) -> Iterator[Resource]:
    report = _as_told(day)
    patients = Patients(report)
    yield from patients.resources
    files = Files(report)
    for number, item in enumerate(report.items):
        if number % WATCHED == 0:
            report.watch("FHIR", number)
        yield from _of_callback(report, patients, files, item)
    yield from files.resources()
    yield export_event(report, [resource_id("Task", callback_id) for callback_id in report.callbacks.ids()])


def _as_told(day: DayReport) -> DayReport:
    """Return the report with those callbacks only that its audience has a sheet for: open ones, closed ones."""
    if day.has_sheet("Open") and day.has_sheet("Completed"):
        return day
    told = [one.callback_id for one in day.callbacks if day.has_sheet("Open" if one.is_open else "Completed")]
    return replace(day, callbacks=Callbacks(day.callbacks, told))


def _of_callback(report: DayReport, patients: Patients, files: Files, item: Item) -> Iterator[Resource]:
    callback, tries = item.callback, attempts(item.callback)
    came = [
        (line, payload, contact(report, patients, callback, line, payload)) for line, payload in contacts_of(callback)
    ]
    contacts = [made for _, _, made in came]
    service = service_request(report, patients, callback)
    booked = appointment(report, patients, callback, tries, service)
    talks = [attempt(report, patients, one, contacts) for one in tries] if report.has_sheet("Attempts") else []
    if service is not None:
        yield service
    yield from contacts
    for made, spoke in talks:
        if spoke is not None:
            yield spoke
        yield made
    yield task(
        report, patients, item, tries=tries, contacts=contacts, made=[made for made, _ in talks], service=service
    )
    if booked is not None:
        yield booked
    for number, (line, payload, made) in enumerate(came):
        yield provenance(report, callback, line, payload, made, file=files.of(line, payload), first=number == 0)


def _by_urn(part: Any) -> Any:  # noqa: ANN401 - any part of a resource
    """Return a part with its references as they are inside a transaction."""
    if isinstance(part, dict):
        return {
            key: f"urn:uuid:{value.rpartition('/')[2]}" if key == "reference" else _by_urn(value)
            for key, value in part.items()
        }
    return [_by_urn(inner) for inner in part] if isinstance(part, list) else part
