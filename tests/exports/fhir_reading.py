"""Reading the FHIR file back with the R4 models of another library, into the facts of `show --json`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fhir.resources.R4B.bundle import Bundle

from callback_desk.exports.fhir.bundle import write_bundle
from callback_desk.exports.fhir.parts import local_system, text
from callback_desk.exports.report import DayReport


def bundle_of(told: DayReport, folder: Path) -> Bundle:
    """The day's bundle, written and read back; the models refuse what the standard's structure does not have."""
    path = folder / "day.json"
    write_bundle(path, told)
    return read_bundle(path)


def read_bundle(path: Path) -> Bundle:
    """A bundle that was written, as the models read it."""
    return Bundle.model_validate(json.loads(path.read_text("utf-8")))


def by_address(bundle: Bundle) -> dict[str, Any]:
    """Every resource by the address under which the others refer to it."""
    return {entry.fullUrl: entry.resource for entry in bundle.entry}


def tasks(bundle: Bundle) -> dict[str, dict[str, Any]]:
    """The facts of each callback by its id, as `show --json` names them; moments as they are written."""
    there = by_address(bundle)
    found = [one for one in there.values() if one.__resource_type__ == "Task"]
    return {task.identifier[0].value: _facts(task, there) for task in found}


def code_of(concept: Any, system: str) -> str | None:
    """The code that a concept has in a system of ours."""
    codings = [] if concept is None else concept.coding or []
    return next((one.code for one in codings if one.system == local_system(system)), None)


def _facts(task: Any, there: Mapping[str, Any]) -> dict[str, Any]:
    inputs = [(one.type.text, one) for one in task.input or []]
    words: dict[str, list[str]] = {}
    for name, one in inputs:
        words.setdefault(name, []).append(one.valueString)
    given = dict(inputs)
    talks = [there[one.valueReference.reference] for one in task.output or []]
    patient = there.get(task.for_fhir.reference) if task.for_fhir else None
    service = there[task.basedOn[0].reference] if task.basedOn else None
    number = given["Number to call"].valueContactPoint.value if "Number to call" in given else None
    assert number is None or number in [one.value for one in patient.telecom]
    assert task.for_fhir is None or task.for_fhir.display is None or task.for_fhir.display in _names(patient)
    return {
        "id": task.identifier[0].value,
        "patient": task.for_fhir.display if task.for_fhir else None,
        "phone": number,
        "lane": code_of(task.code, "clinic-lane"),
        "status": code_of(task.businessStatus, "desk-status"),
        "received_at": task.authoredOn.isoformat(),
        "due_at": task.restriction.period.end.isoformat(),
        "owner": owner_of(task.owner),
        "next_action": task.description,
        "request": task.reasonCode.text if task.reasonCode else None,
        "attempts": len(talks),
        "attention": words.get("Attention words matched", []),
        "escalated_to": owner_of(given["Escalated to"].valueReference) if "Escalated to" in given else None,
        "acknowledged": given["Somebody was told"].valueBoolean if "Somebody was told" in given else None,
        "maybe_resolved": "Resolved since" in given,
        "referral": service
        and {"status": labels(service).get("Status by the list"), "missing": words.get("Missing document", [])},
        "notes": [_note(talk) for talk in talks if code_of_any(talk, "attempt-outcome") != "portal-message"],
    }


def _names(patient: Any) -> list[str]:
    return [one.text for one in patient.name]


def owner_of(reference: Any) -> str | None:
    """An owner as JSON writes it: `role:ID`, or the person's name."""
    if reference is None:
        return None
    known = reference.identifier.value if reference.identifier else ""
    return reference.display if known.startswith("person:") else known or reference.display


def code_of_any(talk: Any, system: str) -> str | None:
    """The code that one of a Communication's categories has in a system of ours."""
    return next(filter(None, (code_of(category, system) for category in talk.category)), None)


def labels(resource: Any) -> dict[str, str]:
    """The notes of the form `Label: text` of a resource."""
    parted = [note.text.partition(": ") for note in resource.note or []]
    return {label: said for label, mark, said in parted if mark}


def _note(talk: Any) -> dict[str, Any]:
    said = labels(talk)
    ended = code_of_any(talk, "attempt-outcome")
    return {
        "disposition": "voicemail" if ended == "left-voicemail" else ended,
        "result": code_of_any(talk, "attempt-result"),
        "told": talk.payload[0].contentString if talk.payload else None,
        "by": talk.sender.display,
        "request": said.get("They need"),
        "identified_by": said.get("Identified by"),
        "spoke_with": said.get("Spoke with"),
        "confirmed": said.get("Confirmed"),
        "open": said.get("Still open"),
        "next_action": said.get("Next action"),
        "owner": said.get("Whose turn"),
        "due_at": said.get("Due"),
        "close_result": said.get("Closed as"),
        "appointment": said.get("Appointment"),
        "language": said.get("Language"),
        "understood": said.get("Understood"),
        "remark": said.get("Remark"),
    }


def as_shown(shown: Mapping[str, Any], policy: Any) -> dict[str, Any]:
    """The same facts of a document of `show --json`, without blanks and control characters."""
    keys = ("id", "lane", "status", "received_at", "due_at", "attempts", "acknowledged", "maybe_resolved")
    referral = shown["referral"]
    return {
        **{key: shown[key] for key in keys},
        **{key: text(shown[key]) for key in ("patient", "phone", "owner", "next_action", "request", "escalated_to")},
        "attention": _words(shown["attention"]),
        "referral": referral and {"status": text(referral["status"]), "missing": _words(referral["missing"])},
        "notes": [
            _note_shown(note, policy)
            for note in shown["notes"]
            if not (note["undone"] or note["redacted"] or note["newer"])
        ],
    }


def _words(said: list[str]) -> list[str]:
    return [plain for plain in map(text, said) if plain]


def _note_shown(note: Mapping[str, Any], policy: Any) -> dict[str, Any]:
    yes = {True: "yes", False: "no", None: None}
    plain = ("disposition", "result", "spoke_with", "due_at", "close_result")
    owner = note["owner"]
    return {
        **{key: note[key] for key in plain},
        **{key: text(note[key]) for key in ("told", "request", "next_action", "language", "remark")},
        "by": text(note["by"]),
        "identified_by": ", ".join(note["identified_by"]) or None,
        "confirmed": ", ".join(map(policy.code_title, note["confirmed"])) or None,
        "open": yes[note["open"]],
        "understood": yes[note["understood"]],
        "owner": None if owner is None else text(policy.role_title(owner) if owner.startswith("role:") else owner),
        "appointment": note["appointment"] and note["appointment"]["at"],
    }
