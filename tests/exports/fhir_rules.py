"""The standard's rules for the FHIR file beside the models': elements, counts, codes, references, times."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.exports.days import DATA

FHIR = DATA / "fhir"
STATUS = {
    "Task.status": "task-status",
    "Task.intent": "request-intent",
    "Task.priority": "request-priority",
    "Communication.status": "event-status",
    "ServiceRequest.status": "request-status",
    "ServiceRequest.intent": "request-intent",
    "Appointment.status": "appointmentstatus",
    "AuditEvent.action": "audit-event-action",
    "AuditEvent.outcome": "audit-event-outcome",
    "Patient.telecom.system": "contact-point-system",
    "RelatedPerson.telecom.system": "contact-point-system",
    "Task.input.valueContactPoint.system": "contact-point-system",
}
"""The code system behind each required binding that has one among the files."""
LISTED = {
    "Appointment.participant.required": {"required", "optional", "information-only"},
    "Appointment.participant.status": {"accepted", "declined", "tentative", "needs-action"},
    "Provenance.entity.role": {"derivation", "revision", "quotation", "source", "removal"},
    "DocumentReference.status": {"current", "superseded", "entered-in-error"},
    "DocumentReference.content.attachment.contentType": {"text/csv", "text/plain", "text/html", "application/xml"},
    "Bundle.type": {
        "document", "message", "transaction", "transaction-response", "batch", "batch-response", "history",
        "searchset", "collection",
    },
    "Bundle.entry.request.method": {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"},
}  # fmt: skip
"""The codes, from the standard's pages, of the required bindings whose value sets are not among the files. Of media
types, any of which it takes, those that are written.
"""
OUR_OWN = "https://callback-desk.example/"
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)")
TIMES = ("recorded", "received", "sent", "lastModified", "created", "time", "start", "end", "timestamp")


@cache
def code_systems() -> dict[str, set[str]]:
    """The codes of each system among the files, by its URL."""
    found = {}
    for path in sorted((FHIR / "terminology").glob("CodeSystem-*.json")):
        system = json.loads(path.read_text("utf-8"))
        found[system["url"]] = set(_codes(system["concept"]))
    values = json.loads((FHIR / "terminology" / "ValueSet-c80-practice-codes.json").read_text("utf-8"))
    named = {one["code"] for part in values["compose"]["include"] for one in part["concept"]}
    found["http://snomed.info/sct"] = named | {"3457005"}
    found["http://dicom.nema.org/resources/ontology/DCM"] = {"110106", "110107"}
    return found


def _codes(concepts: list[dict[str, Any]]) -> Iterator[str]:
    for concept in concepts:
        yield concept["code"]
        yield from _codes(concept.get("concept", []))


def codes_of(path: str) -> set[str]:
    """The codes that the standard allows at an element with a required binding."""
    if path in LISTED:
        return LISTED[path]
    name = STATUS[path]
    return next(codes for url, codes in code_systems().items() if url.rpartition("/")[2] == name)


@cache
def elements(kind: str) -> dict[str, dict[str, Any]]:
    """The elements of a resource by their path, from its StructureDefinition."""
    path = FHIR / "definitions" / f"StructureDefinition-{kind}.json"
    snapshot = json.loads(path.read_text("utf-8"))["snapshot"]["element"]
    return {one["path"]: one for one in snapshot if ":" not in one["id"]}


def assert_valid(path: Path) -> None:
    """The bundle keeps the standard's rules, and every reference in it leads somewhere."""
    bundle = json.loads(path.read_text("utf-8"))
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(addresses)) == len(addresses)
    assert set(_references(bundle)) <= set(addresses)
    for entry in bundle["entry"]:
        made = entry["resource"]
        if (FHIR / "definitions" / f"StructureDefinition-{made['resourceType']}.json").exists():
            _assert_structure(
                {key: value for key, value in made.items() if key != "resourceType"}, made["resourceType"]
            )
        _assert_values(made)
        for path in (path for path in (*STATUS, *LISTED) if path.partition(".")[0] == made["resourceType"]):
            assert set(_at(made, path.split(".")[1:])) <= codes_of(path), path


def _at(part: Any, path: list[str]) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _at(one, path)
    elif not path:
        yield part
    elif path[0] in part:
        yield from _at(part[path[0]], path[1:])


def _assert_structure(part: dict[str, Any], path: str) -> None:
    """Every element is one of the standard's, as often as it says, and none that it demands is missing."""
    known = elements(path.partition(".")[0])
    for key, value in part.items():
        found = known.get(f"{path}.{key}") or _choice(known, path, key)
        assert found is not None, f"{path}.{key}"
        assert isinstance(value, list) == (found["max"] == "*"), f"{path}.{key}"
        if any(inner.startswith(f"{path}.{key}.") for inner in known):
            for one in value if isinstance(value, list) else [value]:
                _assert_structure(one, f"{path}.{key}")
    for inner, element in known.items():
        before, _, key = inner.rpartition(".")
        if before == path and element["min"] and not key.endswith("[x]"):
            assert key in part, inner


def _choice(known: dict[str, dict[str, Any]], path: str, key: str) -> dict[str, Any] | None:
    """The element of several possible types that a key such as `valueString` stands for."""
    for inner, element in known.items():
        if inner.startswith(f"{path}.") and inner.endswith("[x]"):
            stem = inner.removeprefix(f"{path}.").removesuffix("[x]")
            if any(key.lower() == f"{stem}{kind['code']}".lower() for kind in element["type"]):
                return element
    return None


def _assert_values(part: Any, key: str = "") -> None:
    """No value is empty, no time without its offset, no code another's that its system does not have."""
    assert part not in (None, "", [], {}), key
    if isinstance(part, dict):
        system, code = part.get("system", ""), part.get("code")
        if isinstance(code, str) and not system.startswith(OUR_OWN) and system != "urn:ietf:bcp:47":
            assert code in code_systems()[system], f"{system} {code}"
        for inner, value in part.items():
            _assert_values(value, inner)
    elif isinstance(part, list):
        for value in part:
            _assert_values(value, key)
    elif isinstance(part, str):
        assert part.strip(), key
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", part), key
        if key in TIMES:
            assert DATE_TIME.fullmatch(part), f"{key} {part}"


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "reference" in part:
            yield part["reference"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)
