"""What FHIR resources are made of here: ids, codings, references and times. What is not known is left out.

A resource is plain data with its own `id`; a reference to another of the same day is `Type/id`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from callback_desk.domain.identity import callback_id_for
from callback_desk.exports.report import DayReport
from callback_desk.exports.sheet import written

Resource = dict[str, Any]
Element = dict[str, Any]

BASE = "https://callback-desk.example"
"""Whose local codes and identifiers these are; the host is one that is reserved for examples."""
HL7 = "http://terminology.hl7.org/CodeSystem"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
TAGS = f"{BASE}/record"
"""The system of the tags by which resources are known again that have no identifier in the standard."""
PROGRAM: Mapping[str, str] = {"display": "callback-desk"}
LONGEST = 1_000_000
"""Characters of one text; the standard's limit is a megabyte."""
CUT = " [cut here: the desk has the whole text]"


def resource_id(kind: str, key: str) -> str:
    """Return the id of a resource: the same for the same thing on every desk and in every export."""
    return callback_id_for(f"fhir|{kind}|{key}")


def resource(kind: str, key: str, **elements: Any) -> Resource:
    """Return a resource with the id that its key gives, without the elements that are not known."""
    return {"resourceType": kind, "id": resource_id(kind, key), **filled(**elements)}


def filled(**elements: Any) -> Element:
    """Return the elements that hold something. A name that Python keeps for itself is written with `_` behind."""
    return {key.rstrip("_"): value for key, value in elements.items() if value not in (None, "", [], {})}


def listed(*elements: Any) -> list[Any]:
    """Return the elements that hold something, as a list."""
    return [element for element in elements if element not in (None, "", [], {})]


def tagged(made: Resource) -> Element:
    """Return the `meta` of a resource that has no identifier: its own id, as a tag."""
    return {"tag": [{"system": TAGS, "code": made["id"]}]}


def text(said: str | None) -> str | None:
    """Return what was said as the standard takes it: no control characters, and None where it is blank."""
    if said is None or not said.strip():
        return None
    plain = written(said)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - len(CUT)] + CUT


def local_system(name: str) -> str:
    """Return the URL of a code system of ours."""
    return f"{BASE}/fhir/CodeSystem/{name}"


def coding(system: str, code: str | None, display: str | None = None) -> Element:
    """Return a coding, empty where there is no code."""
    return {} if not code else filled(system=system, code=code, display=text(display))


def concept(*codings: Element, said: str | None = None) -> Element:
    """Return a concept with these codings, or the words alone where there is no code."""
    return filled(coding=listed(*codings), text=text(said))


def identifier(kind: str, value: str | None) -> Element:
    """Return the identifier by which a receiver knows the thing again, empty where there is none."""
    plain = text(value)
    return {} if plain is None else {"system": f"{BASE}/{kind}", "value": plain}


def to(target: Resource | None, display: str | None = None) -> Element:
    """Return a reference to a resource of the same day, or the words alone where there is none."""
    reference = None if target is None else f"{target['resourceType']}/{target['id']}"
    return filled(reference=reference, display=text(display))


def whom(report: DayReport, owner: str) -> Element:
    """Return an owner (`role:ID` or `person:ID`): how people call them, and the id in the clinic's rules."""
    return filled(identifier=identifier("owner", owner), display=text(report.title(owner)))


def person(report: DayReport, person_id: str) -> Element:
    """Return who did something, by the person's id."""
    return whom(report, f"person:{person_id}")


def moment(report: DayReport, at: datetime | None) -> str | None:
    """Return a moment at the clinic with its offset, to the second."""
    if at is None:
        return None
    local = report.local(at)
    offset = local.utcoffset()
    # An offset from before time zones has seconds, for which the standard has no form.
    plain = local if offset is not None and not offset.seconds % 60 else local.astimezone(UTC)
    return plain.isoformat()


def telephone(number: str | None) -> Element:
    """Return a telephone number as a contact point; what it is used for is not known."""
    return {"system": "phone", "value": number} if text(number) else {}


def remark(report: DayReport, said: str | None, by: str | None = None, at: datetime | None = None) -> Element:
    """Return a note: what was said, by which person (an id) and when."""
    words = text(said)
    author = None if by is None else text(report.person(by))
    return {} if words is None else filled(authorString=author, time=moment(report, at), text=words)


def labelled(report: DayReport, label: str, said: str | None) -> Element:
    """Return a note of the form `Label: text`, as short as the fact behind it."""
    words = text(said)
    return {} if words is None else remark(report, f"{label}: {words}")
