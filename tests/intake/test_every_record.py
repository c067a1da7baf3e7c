"""Every HL7 and FHIR file of the sample data, with what it holds, counted by hand."""

from pathlib import Path

import pytest

from tests.intake.desk import DATA, Ledger, counted, planned, take_in, units_of

REFUSED = "refused"
NOTHING_ASKED = (
    "AppointmentResponse-example", "AuditEvent-example-disclosure", "AuditEvent-example-login", "AuditEvent-example",
    "CommunicationRequest-example", "Coverage-9876B1", "DocumentReference-example", "Patient-animal",
    "Patient-example", "Patient-f001", "Patient-glossy", "Patient-mom", "Patient-pat1", "Patient-xds",
    "Practitioner-example", "Practitioner-f001", "Provenance-example", "RelatedPerson-benedicte",
    "RelatedPerson-peter", "Schedule-example", "ServiceRequest-do-not-turn", "Slot-example", "Task-example3",
    "Task-fm-example1", "Task-fm-example3", "Task-fm-example5",
)  # fmt: skip
"""Drafts, orders not to do something, tasks about no patient, and all that only stands beside a request."""
_FINISHED = ("colonoscopy", "example", "physical-therapy", "physiotherapy")

EXPECTED: dict[str, dict[str, int] | str] = {
    "hl7v2/ORU-R01-01.hl7": REFUSED,
    "hl7v2/REF-I12-01.hl7": {"rows": 1, "referrals": 1, "new_callbacks": 1},
    "hl7v2/SIU-S12-01.hl7": {"rows": 1, "appointments": 1, "no_callback": 1},
    "hl7v2/SIU-S15-01.hl7": {"rows": 1, "appointments": 1, "no_callback": 1},
    "hl7v2/SIU-S26-01.hl7": {"rows": 1, "appointments": 1, "no_callback": 1},
    **{f"fhir/r4_examples/{name}.json": {"rows": 1} for name in NOTHING_ASKED},
    **{f"fhir/r4_examples/ServiceRequest-{n}.json": {"rows": 1, "referrals": 1, "no_callback": 1} for n in _FINISHED},
    "fhir/r4_examples/Appointment-example.json": {"rows": 1, "appointments": 1, "no_callback": 1},
    "fhir/r4_examples/Appointment-examplereq.json": {"rows": 1, "appointments": 1, "new_callbacks": 1},
    "fhir/r4_examples/Communication-example.json": {"rows": 1, "messages": 1, "no_callback": 1},
    "fhir/r4_examples/Communication-fm-attachment.json": {"rows": 1, "messages": 1, "no_callback": 1},
    "fhir/r4_examples/Task-example1.json": {"rows": 1, "messages": 1, "new_callbacks": 1},
    "fhir/r4_examples/Task-example2.json": {"rows": 1, "messages": 1, "new_callbacks": 1},
    # 5 messages with words (one by a practitioner, two of one thread), 10 tasks (3 of them done).
    "fhir/medplum/task-demo_example-tasks.json": {
        "rows": 32, "messages": 15, "new_callbacks": 10, "joined": 1, "no_callback": 4,
    },
    "fhir/medplum/task-demo_business-status-valueset.json": {"rows": 1},
    "fhir/medplum/task-demo_task-type-valueset.json": {"rows": 1},
    "fhir/nhs_bars/appointment_GET-success.json": {"rows": 2, "appointments": 2, "no_callback": 2},
    "fhir/nhs_bars/service_request_GET-success.json": {"rows": 1, "referrals": 1, "new_callbacks": 1},
    "fhir/nhs_ers/r4_searchServiceRequest_Referral.json": {"rows": 1, "referrals": 1, "new_callbacks": 1},
    # One task of our own export; the nine others are parts of it or stand beside it.
    "constructed/fhir/end_of_day_bundle_example.json": {"rows": 10, "referrals": 1, "new_callbacks": 1},
}  # fmt: skip


def test_no_sample_file_is_left_out():
    examples = (DATA / "fhir" / name for name in ("r4_examples", "medplum", "nhs_bars", "nhs_ers"))
    folders = (DATA / "hl7v2", DATA / "constructed" / "fhir", *examples)
    files = {path.relative_to(DATA).as_posix() for folder in folders for path in folder.rglob("*.*")}
    assert files == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_file_gives_what_it_holds_and_nothing_new_the_second_time(name: str):
    ledger = Ledger()
    (document,) = take_in(ledger, DATA / name)
    expected = EXPECTED[name]
    if expected is REFUSED:
        assert "ORU^R01" in document["error"]
        return
    assert "error" not in document
    assert counted(document) == expected
    assert units_of(document) == document["rows"]
    (again,) = take_in(ledger, DATA / name)
    assert (again["new_callbacks"], again["joined"]) == (0, 0)
    assert again["already_known"] == document["new_callbacks"] + document["joined"]


def test_the_referral_message_says_who_what_and_by_whom():
    unit = planned(DATA / "hl7v2" / "REF-I12-01.hl7").contacts[0].unit
    assert (unit.patient, str(unit.birth_date), unit.number) == ("ADAM A EVERYMAN III", "1961-06-15", "+12706009800")
    assert (unit.record_number, unit.language, unit.lane_hint) == ("PATID1234", "en", "referral")
    assert unit.at.isoformat() == "2022-01-25T16:20:00+00:00"
    assert unit.referral is not None
    assert unit.referral["number"] == "226839"
    assert unit.referral["status"] == "pending"
    assert unit.referral["referred_by"] == "ROBERT POWELL"
    assert unit.referral["reason"] == "Ulcer of Intestine"
    assert unit.referral["authorization"].startswith("HL71001111111111, until 2022-03-10")
    assert unit.details["urgency"] == "routine"
    assert unit.details["provider"] == "PAUL McWILLIAMS"


def test_our_own_end_of_day_bundle_is_the_callback_that_it_was_written_from():
    path: Path = DATA / "constructed" / "fhir" / "end_of_day_bundle_example.json"
    (contact,) = planned(path).contacts
    unit = contact.unit
    assert (unit.patient, unit.number, unit.language) == ("María Fernanda García López", "+15855550101", "es")
    assert unit.referral is not None
    assert (unit.referral["number"], unit.referral["missing"]) == ("R-1001", ["Last office note", "EKG"])
    assert unit.request == "Return voicemail about referral R-1001\n¿Ya recibieron el referido?"
