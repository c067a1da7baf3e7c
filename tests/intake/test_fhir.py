"""FHIR R4 in its forms, and the other versions, which are never half read."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.intake.reading import read_path
from callback_desk.intake.units import FileReading
from tests.intake.desk import Ledger, counted, options, take_in

ANA = {
    "resourceType": "Patient", "id": "ana",
    "name": [{"use": "old", "family": "Before"}, {"family": "Ortiz", "given": ["Ana"]}],
    "telecom": [
        {"system": "phone", "value": "585-555-0102", "use": "work"},
        {"system": "phone", "value": "(585) 555-0101", "use": "mobile"},
        {"system": "email", "value": "ana@example.org"},
    ],
    "birthDate": "1986-07-14",
    "identifier": [
        {"system": "http://hl7.org/fhir/sid/us-ssn", "value": "999-00-1111"},
        {"type": {"coding": [{"code": "MR"}]}, "value": "MR-77"},
    ],
    "communication": [
        {"language": {"coding": [{"code": "en"}]}},
        {"language": {"coding": [{"code": "es"}]}, "preferred": True},
    ],
}  # fmt: skip
WHEN = "2026-03-09T08:15:00-04:00"


def task(**facts: Any) -> dict[str, Any]:
    made = {"resourceType": "Task", "id": "t1", "status": "requested", "intent": "order", "authoredOn": WHEN}
    return {**made, "description": "Call about her results", "for": {"reference": "Patient/ana"}, **facts}


def message(**facts: Any) -> dict[str, Any]:
    made = {"resourceType": "Communication", "id": "c1", "status": "completed", "received": WHEN}
    return {**made, "sender": {"reference": "Patient/ana"}, "payload": [{"contentString": "Please call me"}], **facts}


def referral(**facts: Any) -> dict[str, Any]:
    made = {"resourceType": "ServiceRequest", "id": "s1", "status": "active", "intent": "order", "authoredOn": WHEN}
    return {**made, "subject": {"reference": "Patient/ana"}, "code": {"text": "Cardiology consult"}, **facts}


def appointment(status: str, **facts: Any) -> dict[str, Any]:
    made = {"resourceType": "Appointment", "id": "a1", "status": status, "created": WHEN}
    who = [{"actor": {"reference": "Patient/ana"}, "status": "accepted"}, {"actor": {"display": "Dr. Lee"}}]
    return {**made, "participant": who, **facts}


def bundle(*resources: dict[str, Any], kind: str = "searchset") -> dict[str, Any]:
    entries = [{"fullUrl": f"https://ehr.example/r4/{r['resourceType']}/{r['id']}", "resource": r} for r in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def reading(tmp_path: Path, content: object) -> FileReading:
    path = tmp_path / "export.dat"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_path(path, options())


def test_a_patient_is_found_by_every_kind_of_reference(tmp_path: Path):
    urn = "urn:uuid:0f2b1c1e-0001-4000-8000-00000000abcd"
    in_bundle = bundle(
        ANA, task(id="relative"), task(id="absolute", **{"for": {"reference": "https://ehr.example/r4/Patient/ana"}})
    )
    in_bundle["entry"] += [
        {"fullUrl": urn, "resource": {**ANA, "id": None}},
        {"resource": task(id="urn", **{"for": {"reference": urn}})},
        {"resource": task(id="contained", contained=[{**ANA, "id": "p"}], **{"for": {"reference": "#p"}})},
        {"resource": task(id="history", **{"for": {"reference": "Patient/ana/_history/3"}})},
    ]
    units = reading(tmp_path, in_bundle).units
    assert len(units) == 5
    for unit in units:
        assert (unit.patient, unit.number, unit.record_number) == ("Ana Ortiz", "+15855550101", "MR-77")
        assert (str(unit.birth_date), unit.language, unit.offered_phones) == ("1986-07-14", "es", ("+15855550102",))


def test_one_resource_a_line_is_read_and_placed_by_its_line(tmp_path: Path):
    lines = "\n".join(json.dumps(one) for one in (ANA, task(), message()))
    read = reading(tmp_path, lines)
    assert [(unit.kind, unit.line) for unit in read.units] == [("message", "2"), ("message", "3")]
    assert [fault.line for fault in read.skipped] == ["1"]


def test_a_single_resource_and_a_list_of_some_are_read(tmp_path: Path):
    assert len(reading(tmp_path, task()).units) == 1
    assert [unit.line for unit in reading(tmp_path, [task(), referral()]).units] == ["[0]", "[1]"]


@pytest.mark.parametrize(
    ("status", "fate"),
    [("requested", "new_callbacks"), ("accepted", "new_callbacks"), ("in-progress", "new_callbacks"),
     ("on-hold", "new_callbacks"), ("completed", "no_callback"), ("failed", "no_callback"),
     ("cancelled", "no_callback"), ("rejected", "no_callback"), ("entered-in-error", None), ("draft", None)],
)  # fmt: skip
def test_a_task_is_a_callback_as_long_as_it_is_to_be_done(tmp_path: Path, status: str, fate: str | None):
    path = tmp_path / "task.json"
    path.write_text(json.dumps(bundle(ANA, task(status=status))), encoding="utf-8")
    (document,) = take_in(Ledger(), path)
    wanted = {"rows": 2} if fate is None else {"rows": 2, "messages": 1, fate: 1}
    assert counted(document) == wanted
    assert len(document["skipped"]) == (2 if fate is None else 1)


@pytest.mark.parametrize(
    ("status", "what"),
    [("booked", "booked"), ("fulfilled", "done"), ("cancelled", "cancelled"), ("noshow", "no-show"),
     ("proposed", None), ("pending", None), ("waitlist", None)],
)  # fmt: skip
def test_an_appointment_is_asked_for_or_reported(tmp_path: Path, status: str, what: str | None):
    (unit,) = reading(tmp_path, bundle(ANA, appointment(status, start="2026-03-12T09:30:00-04:00"))).units
    assert (unit.kind, unit.number, unit.finished) == ("appointment", "+15855550101", what is not None)
    assert (unit.reported or {}).get("what") == what
    if unit.reported:
        assert (unit.reported["with_whom"], unit.reported["starts_at"]) == ("Dr. Lee", "2026-03-12T13:30:00.000Z")


def test_who_wrote_decides_whether_anybody_is_called_back(tmp_path: Path):
    nurse = {"reference": "Practitioner/9", "display": "Nurse Kim"}
    units = reading(tmp_path, bundle(
        ANA,
        message(id="in"),
        message(id="out", sender=nurse, recipient=[{"reference": "Patient/ana"}]),
        message(id="between", sender=nurse, recipient=[{"reference": "Practitioner/8"}]),
        message(id="nobody", sender=None),
    )).units  # fmt: skip
    assert [unit.direction for unit in units] == ["inbound", "outbound", "internal", "inbound"]


def test_a_daughter_who_writes_is_called_back_on_her_own_number(tmp_path: Path):
    daughter = {
        "resourceType": "RelatedPerson", "id": "d", "patient": {"reference": "Patient/ana"},
        "relationship": [{"text": "daughter"}], "name": [{"text": "Eva Ortiz"}],
        "telecom": [{"system": "phone", "value": "585-555-0199"}],
    }  # fmt: skip
    read = reading(tmp_path, bundle(ANA, daughter, message(sender={"reference": "RelatedPerson/d"})))
    (unit,) = read.units
    assert (unit.patient, unit.number, unit.phone_note) == ("Ana Ortiz", "+15855550199", "(Eva Ortiz, daughter)")
    assert "+15855550101" in unit.offered_phones


def test_a_conversation_with_one_patient_is_one_callback_and_another_patient_stays_apart(tmp_path: Path):
    ben = {**ANA, "id": "ben", "name": [{"text": "Ben Ruiz"}], "telecom": []}
    path = tmp_path / "b.json"
    asked = message()
    about = {"focus": {"reference": "Communication/c1"}}
    path.write_text(
        json.dumps(
            bundle(ANA, ben, asked, task(**about), task(id="t2", **about, **{"for": {"reference": "Patient/ben"}}))
        ),
        encoding="utf-8",
    )
    (document,) = take_in(Ledger(), path)
    assert (document["new_callbacks"], document["joined"]) == (2, 1)


def test_a_referral_is_the_same_one_as_in_the_list(tmp_path: Path):
    asked = referral(identifier=[{"value": "R-2001"}], note=[{"text": "Missing: EKG; consent"}], status="on-hold")
    (unit,) = reading(tmp_path, bundle(ANA, asked)).units
    assert unit.source_key == "referral:R-2001"
    assert unit.referral is not None
    assert (unit.referral["missing"], unit.referral["status"]) == (["EKG", "consent"], "on-hold")


@pytest.mark.parametrize(
    ("resource", "version"),
    [
        (task(requester={"agent": {"reference": "Practitioner/1"}}), "STU3"),
        (task(context={"reference": "Encounter/1"}), "STU3"),
        (task(requestedPerformer=[{"concept": {"text": "nurse"}}]), "R5"),
        (task(statusReason={"concept": {"text": "busy"}}), "R5"),
        (referral(code={"concept": {"text": "Cardiology"}}), "R5"),
        (appointment("proposed", subject={"reference": "Patient/ana"}), "R5"),
        (appointment("proposed", serviceCategory={"text": "GP"}), "STU3"),
        (appointment("proposed", type={"text": "GP"}), "DSTU2"),
        (message(payload=[{"contentCodeableConcept": {"text": "call"}}]), "R5"),
        (message(notDone=True), "STU3"),
        ({"resourceType": "ReferralRequest", "id": "1", "status": "active"}, "STU3"),
        ({"resourceType": "Order", "id": "1"}, "DSTU2"),
        ({**ANA, "name": [{"family": ["Ortiz"]}]}, "DSTU2"),
        (task(meta={"profile": ["http://hl7.org/fhir/3.0/StructureDefinition/Task"]}), "STU3"),
        (task(meta={"profile": ["http://hl7.org/fhir/StructureDefinition/Task|5.0.0"]}), "R5"),
        (task(meta={"profile": ["https://fhir.nhs.uk/STU3/StructureDefinition/Task-1"]}), "STU3"),
        ({"resourceType": "CapabilityStatement", "id": "c", "fhirVersion": "5.0.0"}, "R5"),
    ],
)
def test_other_versions_are_refused_by_name_and_nothing_of_them_is_read(
    tmp_path: Path, resource: dict[str, Any], version: str
):
    read = reading(tmp_path, bundle(ANA, task(id="good"), resource))
    assert read.error is not None
    assert f"FHIR {version}" in read.error
    assert "R4" in read.error
    assert not read.units


def test_r4_says_so_and_is_read(tmp_path: Path):
    profile = {"profile": ["http://hl7.org/fhir/StructureDefinition/Task|4.0.1", "http://hl7.org/fhir/us/core/x"]}
    assert len(reading(tmp_path, bundle(ANA, task(meta=profile))).units) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"><type value="searchset"/></Bundle>', "FHIR as XML"),
        ("<ClinicalDocument xmlns='urn:hl7-org:v3'></ClinicalDocument>", "CDA"),
        ('{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Ta', "not whole JSON"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, content: str, said: str):
    error = reading(tmp_path, content).error
    assert error is not None
    assert said in error
    assert "\n" not in error


@pytest.mark.parametrize(
    "junk", [None, 7, "x", [], [None], {"reference": 3}, {"coding": "x"}, [{"coding": [{"code": 5}]}]]
)
def test_elements_of_the_wrong_shape_shift_nothing(tmp_path: Path, junk: object):
    names = (
        "code",
        "note",
        "input",
        "owner",
        "requester",
        "restriction",
        "identifier",
        "focus",
        "basedOn",
        "meta",
        "businessStatus",
    )
    (unit,) = reading(tmp_path, bundle(ANA, task(**dict.fromkeys(names, junk)))).units
    assert unit.patient == "Ana Ortiz"


def test_entries_without_a_resource_are_rejected_with_their_place(tmp_path: Path):
    read = reading(
        tmp_path,
        {"resourceType": "Bundle", "type": "searchset", "entry": [{"fullUrl": "urn:x"}, 5, {"resource": task()}]},
    )
    assert [fault.line for fault in read.rejected] == ["entry[0]", "entry[1]"]
    assert [unit.line for unit in read.units] == ["entry[2]"]


@pytest.mark.parametrize("junk", [True, 7, "Ana", {"x": 1}, [None, True]])
def test_a_name_of_the_wrong_shape_stops_nothing(tmp_path: Path, junk: object):
    (unit,) = reading(tmp_path, bundle({**ANA, "name": [{"family": "Ortiz", "given": junk}]}, task())).units
    assert (unit.patient or "").endswith("Ortiz")


def test_what_a_patient_says_beside_our_own_task_is_read(tmp_path: Path):
    ours = [{"system": "https://callback-desk.example/task", "value": "0f2b1c1e"}]
    done = task(identifier=ours, status="completed", focus={"reference": "Communication/c0"})
    pain = message(payload=[{"contentString": "I have chest pain since this morning, please call me"}])
    written_here = [{"system": "https://callback-desk.example/communication", "value": "c2"}]
    read = reading(tmp_path, bundle(ANA, done, message(id="c0"), pain, message(id="c2", identifier=written_here)))
    assert [unit.request for unit in read.units if unit.kind == "message" and not unit.finished] == [
        "I have chest pain since this morning, please call me"
    ]
    own = [fault for fault in read.skipped if "part of a callback whose Task" in fault.reason]
    assert [fault.line for fault in own] == ["entry[2]", "entry[4]"]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_inside_a_text_ends_no_line_of_ndjson(tmp_path: Path, mark: str):
    said = [message(id=f"c{n}", payload=[{"contentString": f"please{mark}call"}]) for n in (1, 2)]
    read = reading(tmp_path, "\r\n".join(json.dumps(one, ensure_ascii=False) for one in (ANA, *said)))
    assert (read.error, [unit.line for unit in read.units]) == (None, ["2", "3"])


@pytest.mark.parametrize("record", [task(), message(), referral(), appointment("proposed")], ids=lambda one: one["id"])
def test_a_birth_date_that_is_no_day_is_kept_as_written(tmp_path: Path, record: dict[str, Any]):
    (unit,) = reading(tmp_path, bundle({**ANA, "birthDate": "1986-07"}, record)).units
    assert unit.birth_date is None
    assert unit.details["birth date as written"] == "1986-07"
