"""A FHIR file as a list of resources with their places, and what links one to another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from callback_desk.intake.fhir_references import Index
from callback_desk.intake.fhir_values import Resource, first, objects, text

_OWN_TASK = re.compile(r"callback-desk(?:[./][^\s]*)?/(?:task|callback)$", re.IGNORECASE)
_OWN_RECORD = re.compile(r"callback-desk(?:[./][^\s]*)?/(?:communication|service-request|appointment)$", re.IGNORECASE)
_LINKS = ("basedOn", "focus", "partOf", "inResponseTo", "about", "supportingInfo")
_LINKED = ("Task", "ServiceRequest", "Communication", "Appointment", "CommunicationRequest")
_LONGEST_CHAIN = 8


@dataclass(frozen=True)
class Record:
    """One resource of a file. `place` is the line of NDJSON, or the entry of a bundle; `full_url` its own there."""

    place: str
    resource: Resource
    full_url: str
    kind: str


def is_fhir(documents: list[tuple[int, Any]]) -> bool:
    """Tell whether JSON documents are of FHIR: resources say their type."""
    tops = (document[0] if isinstance(document, list) and document else document for _, document in documents)
    return any(isinstance(top, dict) and isinstance(top.get("resourceType"), str) for top in tops)


def records(documents: list[tuple[int, Any]]) -> Iterator[Record]:
    """Yield the resources of a file in order, those of bundles one by one."""
    several = len(documents) > 1
    for line, document in documents:
        place = str(line)
        if isinstance(document, list):
            for n, one in enumerate(document):
                yield from _unpacked(one, f"[{n}]" if not several else f"{place} [{n}]", "")
        elif isinstance(document, dict) and document.get("resourceType") == "Bundle":
            yield from _entries(document, f"{place} " if several else "")
        else:
            yield from _unpacked(document, place, "")


def _unpacked(value: object, place: str, full_url: str) -> Iterator[Record]:
    resource = value if isinstance(value, dict) else {}
    if resource.get("resourceType") == "Bundle":
        yield from _entries(resource, f"{place} ")
    else:
        yield Record(place, resource, full_url, text(resource.get("resourceType")))


def _entries(bundle: Resource, before: str) -> Iterator[Record]:
    entries = bundle.get("entry")
    for n, entry in enumerate(entries if isinstance(entries, list) else []):
        held = entry if isinstance(entry, dict) else {}
        # Some servers leave the wrapping out and put the resource where its entry belongs.
        resource = held if "resourceType" in held else held.get("resource")
        yield from _unpacked(resource, f"{before}entry[{n}]", text(held.get("fullUrl")))


class Links:
    """How the records of one file hang together."""

    def __init__(self, found: list[Record]) -> None:
        self.index = Index()
        for record in found:
            self.index.add(record.resource, record.full_url)
        self._record_of = {key: record for record in reversed(found) for key in self._keys(record)}
        own = [record for record in found if own_task_id(record.resource)]
        self._own = {key for record in own for key in self._near(record)}
        self._own_patients = {self._patient(record.resource) for record in own}
        for record in found:
            if self._own & set(self._targets(record)):
                self._own |= self._keys(record)

    def is_own(self, record: Record) -> bool:
        """Tell whether a record is part of a callback that a desk like this one wrote as a Task into the same file."""
        if own_task_id(record.resource):
            return False
        if self._keys(record) & self._own:
            return True
        return bool(self._own_patients) and (_is_written_here(record.resource) or self._is_proposed_here(record))

    def _is_proposed_here(self, record: Record) -> bool:
        """Tell whether an appointment is one that a callback asks for: a system's own has an id or identifier."""
        named = record.resource.get("id") or record.resource.get("identifier")
        if record.kind != "Appointment" or named:
            return False
        return self._patient(record.resource) in self._own_patients - {""}

    def thread(self, record: Record) -> str:
        """Return what all records of one conversation share: the record that they go back to."""
        current, seen = record, {record.place}
        for _ in range(_LONGEST_CHAIN):
            target = next(iter(self._targets(current)), "")
            following = self._record_of.get(target)
            if following is None:
                return target or min(self._keys(current), default="")
            if following.place in seen:
                return min(self._keys(current), default="")
            seen.add(following.place)
            current = following
        return min(self._keys(current), default="")

    def of_kind(self, record: Record, kind: str) -> Resource:
        """Return the resource of this kind that a record hangs on directly, or one without elements."""
        for target in self._targets(record):
            found = self._record_of.get(target)
            if found is not None and found.kind == kind:
                return found.resource
        return {}

    def _targets(self, record: Record) -> Iterator[str]:
        """Yield what a record hangs on, among what callbacks come from."""
        for name in _LINKS:
            for reference in objects(record.resource.get(name)):
                target = text(reference.get("reference"))
                kind = self.index.kind(reference, record.resource)
                if target and kind in _LINKED:
                    yield self.index.name(reference, record.resource)

    def _near(self, record: Record) -> Iterator[str]:
        yield from self._keys(record)
        yield from self._targets(record)
        for side in ("input", "output"):
            for one in objects(record.resource.get(side)):
                yield self.index.name(first(one.get("valueReference")), record.resource)

    def _patient(self, resource: Resource) -> str:
        return self.index.name(patient_reference(resource), resource)

    def _keys(self, record: Record) -> frozenset[str]:
        """Return everything that a reference may call a record."""
        return self.index.names(record.resource, record.full_url)


def patient_reference(resource: Resource) -> Resource:
    """Return the reference to whom a resource is about."""
    if resource.get("resourceType") == "Appointment":
        for participant in objects(resource.get("participant")):
            actor = first(participant.get("actor"))
            if "Patient" in text(actor.get("reference")) or actor.get("type") == "Patient":
                return actor
        return next((first(one.get("actor")) for one in objects(resource.get("participant"))), {})
    return first(resource.get("for")) or first(resource.get("subject"))


def _is_written_here(resource: Resource) -> bool:
    """Tell whether a resource has the identifier that a desk like this one gives what it exports."""
    return any(_OWN_RECORD.search(text(one.get("system"))) for one in objects(resource.get("identifier")))


def own_task_id(resource: Resource) -> str:
    """Return the callback that a Task of our own export is, or ""."""
    if resource.get("resourceType") != "Task":
        return ""
    for identifier in objects(resource.get("identifier")):
        if _OWN_TASK.search(text(identifier.get("system"))):
            return text(identifier.get("value"))
    return ""
