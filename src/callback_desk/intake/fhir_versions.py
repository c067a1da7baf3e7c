"""Which version of FHIR a resource is written in, as far as its elements tell: R4 is read, the others are named."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Resource = Mapping[str, Any]

_READ = ("4.0", "4.1", "4.3")
_NAMES = {"0": "DSTU1 or DSTU2", "1": "DSTU2", "3": "STU3", "4": "an early R5", "5": "R5", "6": "R6"}
_OF_PROFILE = re.compile(r"(?:/|\b)(DSTU2|STU3|R5|R6)(?:/|\b)", re.IGNORECASE)
_NUMBER_IN_PROFILE = re.compile(r"hl7\.org/fhir/(\d\.\d)(?:\.\d+)?/|hl7\.org/fhir/[^|]*\|(\d\.\d)")
_GONE = {
    "Order": "DSTU2", "OrderResponse": "DSTU2", "DiagnosticOrder": "DSTU2", "MedicationOrder": "DSTU2",
    "DeviceUseRequest": "DSTU2", "Conformance": "DSTU2",
    "ReferralRequest": "STU3 (or DSTU2)", "ProcedureRequest": "STU3 (or DSTU2)", "ProcessRequest": "STU3 (or DSTU2)",
    "EligibilityRequest": "STU3 (or DSTU2)", "DeviceComponent": "STU3 (or DSTU2)",
    "Transport": "R5", "Permission": "R5", "GenomicStudy": "R5", "FormularyItem": "R5", "Requirements": "R5",
}  # fmt: skip
"""Types of resource that R4 does not have, and whose they are."""


def other_version(resource: Resource) -> tuple[str, str] | None:
    """Return the version that a resource is of and what tells so, or None where nothing speaks against R4."""
    kind = str(resource.get("resourceType"))
    if kind in _GONE:
        return _GONE[kind], f"it has a {kind}"
    stated = resource.get("fhirVersion")
    if isinstance(stated, str) and stated[:1].isdecimal() and not stated.startswith(_READ):
        return _numbered(stated), f"its fhirVersion is {stated[:12]}"
    return _by_profile(resource) or _by_elements(kind, resource)


def _numbered(version: str) -> str:
    return _NAMES.get(version[:1], f"version {version[:6]}")


def _by_profile(resource: Resource) -> tuple[str, str] | None:
    meta = resource.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    for profile in profiles if isinstance(profiles, list) else [profiles]:
        if not isinstance(profile, str):
            continue
        number = _NUMBER_IN_PROFILE.search(profile)
        version = (number[1] or number[2]) if number else None
        if version is not None and not version.startswith(_READ):
            return _numbered(version), "its profile says so"
        named = _OF_PROFILE.search(profile)
        if named is not None:
            return named[1].upper(), "its profile says so"
    return None


def _by_elements(kind: str, resource: Resource) -> tuple[str, str] | None:
    for version, element, is_so in _SIGNS.get(kind, ()):
        if element in resource and is_so(resource[element]):
            return version, f"{kind}.{element} is as there"
    return None


def _there(value: object) -> bool:
    return True


def _codeable_reference(value: object) -> bool:
    """Tell whether an element has R5's shape of a concept or a reference."""
    values = value if isinstance(value, list) else [value]
    return any(isinstance(one, dict) and ({"concept", "reference"} & one.keys()) for one in values)


def _has(name: str) -> Callable[[object], bool]:
    def has(value: object) -> bool:
        values = value if isinstance(value, list) else [value]
        return any(isinstance(one, dict) and name in one for one in values)

    return has


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


_Signs = tuple[tuple[str, str, Callable[[object], bool]], ...]
_SIGNS: Mapping[str, _Signs] = {
    "Task": (
        ("STU3", "requester", _has("agent")),
        ("STU3", "context", _there),
        ("STU3", "definitionReference", _there),
        ("STU3", "definitionUri", _there),
        ("DSTU2", "performer", _there),
        ("R5", "requestedPerformer", _there),
        ("R5", "requestedPeriod", _there),
        ("R5", "doNotPerform", _there),
        ("R5", "statusReason", _codeable_reference),
        ("R5", "reason", _codeable_reference),
        ("STU3", "reason", _there),
    ),
    "ServiceRequest": (
        ("R5", "code", _codeable_reference),
        ("R5", "reason", _there),
        ("R5", "bodyStructure", _there),
        ("R5", "location", _there),
        ("R5", "supportingInfo", _has("concept")),
        ("R5", "orderDetail", _has("parameter")),
        ("R5", "patientInstruction", _is_list),
        ("R5", "asNeeded", _there),
    ),
    "Appointment": (
        ("R5", "subject", _there),
        ("R5", "class", _there),
        ("R5", "reason", _codeable_reference),
        ("R5", "serviceType", _codeable_reference),
        ("R5", "cancellationDate", _there),
        ("R5", "note", _there),
        ("R5", "virtualService", _there),
        ("R5", "recurrenceTemplate", _there),
        ("R5", "previousAppointment", _there),
        ("R5", "originatingAppointment", _there),
        ("R5", "priority", _is_object),
        ("STU3", "incomingReferral", _there),
        ("STU3", "indication", _there),
        ("STU3", "serviceCategory", _is_object),
        ("STU3", "reason", _is_list),
        ("DSTU2", "reason", _is_object),
        ("DSTU2", "type", _there),
    ),
    "Communication": (
        ("R5", "payload", _has("contentCodeableConcept")),
        ("R5", "reason", _codeable_reference),
        ("STU3", "notDone", _there),
        ("STU3", "notDoneReason", _there),
        ("STU3", "definition", _there),
        ("STU3", "context", _there),
        ("STU3", "topic", _is_list),
        ("DSTU2", "reason", _there),
        ("DSTU2", "requestDetail", _there),
        ("DSTU2", "category", _is_object),
    ),
    "CommunicationRequest": (
        ("R5", "payload", _has("contentCodeableConcept")),
        ("R5", "informationProvider", _there),
        ("R5", "intent", _there),
        ("R5", "reason", _codeable_reference),
        ("STU3", "requester", _has("agent")),
        ("STU3", "context", _there),
        ("STU3", "topic", _there),
        ("DSTU2", "reason", _there),
        ("DSTU2", "category", _is_object),
    ),
    "Patient": (
        ("DSTU2", "careProvider", _there),
        ("DSTU2", "name", lambda names: _family_is_list(names)),
        ("STU3", "animal", _there),
    ),
    "Bundle": (("R5", "issues", _there),),
}
"""Of each type the elements, with their shapes, that another version has and R4 has not."""


def _family_is_list(names: object) -> bool:
    return isinstance(names, list) and any(isinstance(n, dict) and isinstance(n.get("family"), list) for n in names)
