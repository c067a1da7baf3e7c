"""The FHIR file says each thing where record systems look for it, and can be sent twice."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given, settings

from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.codes import Channel, CloseResult, Disposition, HoldReason, SpokeWith
from callback_desk.domain.entries import (
    Acknowledged,
    Appointment,
    Claimed,
    Closed,
    Escalated,
    Held,
    Messaged,
    Noted,
    Referral,
    Source,
)
from callback_desk.domain.errors import DeskError
from callback_desk.exports.fhir import codes
from callback_desk.exports.fhir.bundle import entry, resources, write_bundle, write_ndjson
from callback_desk.exports.fhir.check import Check
from callback_desk.exports.report import DayReport
from tests.exports.days import DATA, POLICY, Story, at, received, report
from tests.exports.fhir_rules import FHIR, LISTED, STATUS, assert_valid, code_systems, codes_of, elements
from tests.exports.test_round_trip import reports

EXAMPLE = DATA / "constructed" / "fhir" / "end_of_day_bundle_example.json"


def made(*stories: Story, kind: str = "Task", **named: Any) -> list[dict[str, Any]]:
    return [one for one in resources(report(*stories, **named)) if one["resourceType"] == kind]


def task(story: Story) -> dict[str, Any]:
    return made(story)[0]


def turn(story: Story, owner: str = "role:scheduling", what: str = "call") -> Any:
    return turns.noted(POLICY, story.callback, owner, what, at("10:00", 1), at("11:00"))


def tried(story: Story, disposition: Disposition, **said: Any) -> Story:
    return story.then(at("11:00"), Noted(disposition=disposition, turn=turn(story), waiting=True, **said))


# The states of a Task


def test_what_nobody_took_is_requested_and_what_a_person_took_is_accepted():
    story = received("aaaa0001")
    assert task(story)["status"] == "requested"
    story.then(at("16:00"), Claimed(turn=turns.claimed(POLICY, story.callback, "maria", at("16:00"))))
    assert task(story)["status"] == "accepted"
    assert task(story)["owner"]["display"] == "María Santos"


def test_what_waits_is_on_hold_with_the_reason():
    story = tried(received("aaaa0001"), Disposition.VOICEMAIL)
    assert task(story)["status"] == "on-hold"
    assert task(story)["statusReason"]["text"] == "call, due Tue 24 Nov 10:00"
    assert task(story)["businessStatus"]["coding"][0]["code"] == "left-voicemail"
    held = received("bbbb0002")
    held.then(at("11:00"), Held(reason=HoldReason.DOCUMENT, until=at("10:00", 1), turn=turn(held)))
    assert task(held)["status"] == "on-hold"
    assert task(held)["statusReason"]["text"].startswith("waiting for a document")


@pytest.mark.parametrize(
    ("result", "status"),
    [
        (CloseResult.BOOKED, "completed"),
        (CloseResult.ANSWERED, "completed"),
        (CloseResult.DECLINED, "completed"),
        (CloseResult.UNREACHABLE, "failed"),
        (CloseResult.DUPLICATE, "cancelled"),
        (CloseResult.NOT_NEEDED, "cancelled"),
    ],
)
def test_how_it_was_closed_is_how_the_task_ended(result: CloseResult, status: str):
    story = received("aaaa0001").then(at("12:00"), Closed(result=result))
    assert task(story)["status"] == status
    assert ("statusReason" in task(story)) == (status != "completed")


def test_an_escalation_is_urgent_is_the_licensed_roles_and_says_who_was_told():
    story = received("aaaa0001", "16:50", attention=("chest pain*",), lane="symptom")
    to_nurse = alarm_turns.escalated(POLICY, story.callback, "nurse-line", at("16:55"))
    story.then(at("16:55"), Escalated(to="role:nurse-line", reason="chest pain", words="it hurts", turn=to_nurse))
    found = task(story)
    assert (found["status"], found["priority"]) == ("requested", "urgent")
    assert found["owner"] == {
        "identifier": {"system": "https://callback-desk.example/owner", "value": "role:nurse-line"},
        "display": "Nurse line",
    }
    assert found["code"]["coding"][0]["code"] == "clinical-escalation"
    story.then(at("17:00"), Acknowledged(told="Nurse Kim", how="telephone", at=at("17:00")))
    found = task(story)
    assert (found["status"], found["priority"]) == ("accepted", "routine")
    assert "told Nurse Kim, telephone" in found["note"][-1]["text"]
    assert found["note"][-1]["time"] == "2026-11-23T17:00:00-05:00"


# Contacts and attempts


def test_a_missed_call_has_no_payload_and_a_voicemail_has_the_patients_words():
    missed = made(received("aaaa0001", channel=Channel.MISSED_CALL), kind="Communication")[0]
    assert "payload" not in missed
    assert missed["received"] == "2026-11-23T09:00:00-05:00"
    left = made(received("aaaa0001", request="¿Ya está?"), kind="Communication")[0]
    assert left["payload"] == [{"contentString": "¿Ya está?"}]
    assert left["medium"][0]["coding"][0]["code"] == "PHONE"


@pytest.mark.parametrize(
    ("disposition", "status", "reason"),
    [
        (Disposition.REACHED, "completed", None),
        (Disposition.VOICEMAIL, "completed", None),
        (Disposition.NO_ANSWER, "not-done", "recipient-unavailable"),
        (Disposition.BUSY, "not-done", "recipient-unavailable"),
        (Disposition.SOMEBODY_ELSE, "not-done", "recipient-unavailable"),
        (Disposition.WRONG_PERSON, "not-done", "invalid-phone-number"),
        (Disposition.NOT_IN_SERVICE, "not-done", "invalid-phone-number"),
    ],
)
def test_an_attempt_says_whether_it_came_through_and_why_not(disposition: Disposition, status: str, reason: str | None):
    story = tried(received("aaaa0001"), disposition)
    came, went = made(story, kind="Communication")
    assert went["status"] == status
    assert ("statusReason" in went) == (reason is not None)
    assert reason is None or went["statusReason"]["coding"][0]["code"] == reason
    assert went["inResponseTo"] == [{"reference": f"Communication/{came['id']}"}]
    assert task(story)["output"][0]["valueReference"] == {"reference": f"Communication/{went['id']}"}


def test_a_portal_message_is_an_attempt_that_was_written():
    story = received("aaaa0001")
    story.then(at("11:00"), Messaged(turn=turn(story), said="Please call us."))
    went = made(story, kind="Communication")[1]
    assert went["payload"] == [{"contentString": "Please call us."}]
    assert went["medium"][0]["coding"][0]["code"] == "ONLINEWRIT"


def test_who_spoke_for_the_patient_is_a_related_person_and_never_a_second_patient():
    story = tried(
        received("aaaa0001"), Disposition.REACHED, spoke_with=SpokeWith.REPRESENTATIVE, representative="Ana Delgado"
    )
    spoke = made(story, kind="RelatedPerson")[0]
    patient = made(story, kind="Patient")
    assert len(patient) == 1
    assert spoke["patient"] == {"reference": f"Patient/{patient[0]['id']}"}
    assert made(story, kind="Communication")[1]["recipient"] == [{"reference": f"RelatedPerson/{spoke['id']}"}]


# Patients


def test_two_callbacks_are_one_patients_by_the_record_number_and_never_by_the_name():
    same = made(received("aaaa0001", record_number="42"), received("bbbb0002", record_number="42"), kind="Patient")
    assert len(same) == 1
    assert [one["value"] for one in same[0]["identifier"]][1:] == ["42"]
    assert len(made(received("aaaa0001"), received("bbbb0002"), kind="Patient")) == 2


def test_another_number_of_the_same_patient_is_added_to_the_one():
    stories = [received(f"aaaa000{n}", record_number="42", phone=f"+1415555016{n}") for n in (1, 2)]
    found = made(*stories, kind="Patient")
    assert [one["value"] for one in found[0]["telecom"]] == ["+14155550161", "+14155550162"]


def test_nothing_is_invented_about_a_caller_of_whom_nothing_is_known():
    story = received("aaaa0001", patient=None, phone=None, channel=Channel.MISSED_CALL)
    assert made(story, kind="Patient") == []
    assert "for" not in task(story)
    known = made(received("bbbb0002", language="es", birth_date="1986-07-14"), kind="Patient")[0]
    assert known.keys() == {"resourceType", "id", "identifier", "name", "telecom", "birthDate", "communication"}
    assert known["name"] == [{"text": "Rosa Delgado"}]


# Referrals, visits, where it came from


def test_a_referral_lacks_papers_is_on_hold_and_each_missing_paper_is_an_input():
    lacking = Referral(number="R-1001", specialty="Cardiology", missing=("EKG",), papers=("MRI",), referred_by="Dr. O")
    story = received("aaaa0001", lane="referral", referral=lacking)
    asked = made(story, kind="ServiceRequest")[0]
    assert (asked["status"], asked["requisition"]) == ("on-hold", {"value": "R-1001"})
    assert asked["performerType"]["coding"][0]["code"] == "394579002"
    assert asked["requester"] == {"display": "Dr. O"}
    assert asked["note"] == [{"text": "Missing: EKG"}]
    assert task(story)["basedOn"] == [{"reference": f"ServiceRequest/{asked['id']}"}]
    assert {"type": {"text": "Missing document"}, "valueString": "EKG"} in task(story)["input"]
    whole = received("bbbb0002", lane="referral", referral=Referral(number="R-1"))
    assert made(whole, kind="ServiceRequest")[0]["status"] == "active"
    whole.then(at("12:00"), Closed(result=CloseResult.BOOKED))
    assert made(whole, kind="ServiceRequest")[0]["status"] == "completed"


def test_what_was_booked_is_proposed_for_the_clinic_books():
    booked = Appointment(at=at("15:00", 3), with_whom="Dr. Lee", kind="follow-up")
    story = tried(received("aaaa0001"), Disposition.REACHED, appointment=booked)
    visit = made(story, kind="Appointment")[0]
    assert visit["status"] == "proposed"
    assert visit["requestedPeriod"] == [{"start": "2026-11-26T15:00:00-05:00"}]
    assert visit["appointmentType"]["coding"][0]["code"] == "FOLLOWUP"
    assert [one["status"] for one in visit["participant"]] == ["accepted", "needs-action"]


def test_provenance_names_the_record_that_was_read_or_the_person_who_wrote():
    source = Source(preset="asterisk", file="Master.csv", line="17")
    read = made(received("aaaa0001", source=source, source_key="asterisk:1"), kind="Provenance")[0]
    assert read["entity"][0]["what"]["display"] == "asterisk, Master.csv, 17"
    assert read["entity"][0]["what"]["identifier"]["value"] == "asterisk:1"
    typed = made(received("aaaa0001", channel=Channel.BY_HAND), kind="Provenance")[0]
    assert typed["agent"][0]["who"]["display"] == "María Santos"
    assert "entity" not in typed


def test_the_export_itself_is_an_audit_event_with_who_and_when():
    told = replace(report(received("aaaa0001"), undecided=["aaaa0001"]), exported_by="maria", supersedes="day.xlsx")
    event = next(one for one in resources(told) if one["resourceType"] == "AuditEvent")
    assert (event["action"], event["outcome"]) == ("R", "0")
    assert event["agent"] == [{"who": event["agent"][0]["who"], "requestor": True}]
    assert event["agent"][0]["who"]["display"] == "María Santos"
    assert event["recorded"] == "2026-11-23T17:05:00-05:00"
    assert event["outcomeDesc"].startswith(
        "NOT CLOSED: 1 undecided. 1 open, 1 late. Whose turn: Front desk 1 (1 late)."
    )
    assert "Supersedes day.xlsx" in event["outcomeDesc"]


# Sent twice


class Server:
    """A record system that knows conditional requests, as far as a day needs it."""

    def __init__(self) -> None:
        self.there: dict[str, dict[str, Any]] = {}

    def send(self, told: DayReport) -> None:
        for made_here in resources(told):
            asked = entry(made_here)
            request, kind = asked["request"], made_here["resourceType"]
            search = request.get("ifNoneExist") or request["url"].partition("?")[2]
            assert search, "nothing is made without a look whether it is there"
            found = self.there.setdefault(f"{kind}?{search}", asked["resource"])
            if request["method"] == "PUT":
                self.there[f"{kind}?{search}"] = asked["resource"]
            else:
                assert found is asked["resource"] or request["method"] == "POST"
            parameter, _, token = search.partition("=")
            tokens = asked["resource"]["identifier"] if parameter == "identifier" else made_here["meta"]["tag"]
            assert token in [f"{one.get('system')}|{one.get('value') or one.get('code')}" for one in tokens]


@given(reports())
@settings(max_examples=15)
def test_a_day_that_is_sent_twice_makes_nothing_twice(told: DayReport):
    server = Server()
    server.send(told)
    first = len(server.there)
    assert first == len({one["id"] for one in resources(told)})
    server.send(told)
    assert len(server.there) == first


def test_a_later_export_updates_the_task_and_leaves_what_was_said_alone():
    story = received("aaaa0001")
    server = Server()
    server.send(report(story))
    story.then(at("17:06"), Closed(result=CloseResult.ANSWERED))
    server.send(report(story, clock="17:10"))
    kinds = [one["resourceType"] for one in server.there.values()]
    assert sorted(kinds) == ["AuditEvent", "AuditEvent", "Communication", "Patient", "Provenance", "Task"]
    assert next(one for one in server.there.values() if one["resourceType"] == "Task")["status"] == "completed"


def test_the_clinics_own_patient_is_found_by_the_record_number_where_its_system_is_known():
    clinic = POLICY.clinic._replace(record_system="https://clinic.example/mrn")
    story = received("aaaa0001", record_number="MRN 42,7")
    told = replace(report(story), policy=POLICY._replace(clinic=clinic))
    patient = next(one for one in resources(told) if one["resourceType"] == "Patient")
    assert patient["identifier"][1]["system"] == "https://clinic.example/mrn"
    assert entry(patient)["request"]["ifNoneExist"] == "identifier=https://clinic.example/mrn|MRN%2042%5C%2C7"
    ours = entry(made(story, kind="Patient")[0])["request"]["ifNoneExist"]
    assert ours.startswith("identifier=https://callback-desk.example/patient|")


def test_the_lines_of_ndjson_are_the_same_resources_with_their_ids(tmp_path: Path):
    told = report(tried(received("aaaa0001"), Disposition.REACHED), received("bbbb0002"))
    write_ndjson(tmp_path / "day.ndjson", told)
    lines = [json.loads(line) for line in (tmp_path / "day.ndjson").read_text("utf-8").splitlines()]
    assert lines == list(resources(told))
    names = {f"{one['resourceType']}/{one['id']}" for one in lines}
    assert set(re.findall(r'"reference": "([^"]+)"', json.dumps(lines))) <= names
    for one in lines:
        get_fhir_model_class(one["resourceType"]).model_validate(one)


def test_the_same_report_gives_the_same_file(tmp_path: Path):
    told = report(received("aaaa0001"))
    for name in ("one", "two"):
        write_bundle(tmp_path / name, told)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


# The check, and the check's own check


def test_every_required_binding_that_is_written_is_checked_with_codes_that_the_standard_has():
    for path, allowed in codes.REQUIRED.items():
        assert allowed <= codes_of(path), path
    bound = {
        path
        for file in (FHIR / "definitions").glob("*.json")
        for path, element in elements(file.stem.partition("-")[2]).items()
        if element.get("binding", {}).get("strength") == "required"
    }
    never_written = {
        "Appointment.participant.type", "AuditEvent.agent.network.type", "Communication.priority", "Patient.gender",
        "Patient.contact.gender", "Patient.link.type", "ServiceRequest.priority",
    }  # fmt: skip
    assert bound - never_written <= codes.REQUIRED.keys() == STATUS.keys() | LISTED.keys()


def test_the_tables_of_the_mapping_use_codes_that_are_there():
    systems = code_systems()
    base = "http://terminology.hl7.org/CodeSystem"
    assert {code for code, _ in codes.MEDIUM.values()} <= systems[f"{base}/v3-ParticipationMode"]
    assert {code for code, _ in codes.NOT_DONE.values()} <= systems[f"{base}/communication-not-done-reason"]
    assert systems[f"{base}/v2-0276"] >= codes.VISITS
    values = json.loads((FHIR / "terminology" / "ValueSet-c80-practice-codes.json").read_text("utf-8"))
    named = {one["display"].casefold(): one["code"] for part in values["compose"]["include"] for one in part["concept"]}
    assert codes.SPECIALTIES.items() <= named.items()


def test_a_code_that_the_standard_does_not_have_is_never_written():
    with pytest.raises(DeskError, match=r"Task/1 has the code 'done' at Task\.status"):
        Check().take({"resourceType": "Task", "id": "1", "status": "done", "intent": "order"})
    with pytest.raises(DeskError, match="has no subject"):
        Check().take({"resourceType": "ServiceRequest", "id": "1", "status": "active", "intent": "order"})


def test_a_reference_that_leads_nowhere_is_never_written():
    check = Check()
    check.take({"resourceType": "RelatedPerson", "id": "1", "patient": {"reference": "Patient/2"}})
    with pytest.raises(DeskError, match="Patient/2 is referred to and not there"):
        check.finish()


def test_the_tests_rules_take_the_example_of_the_mapping_and_refuse_it_bent(tmp_path: Path):
    assert_valid(EXAMPLE)
    for find, put in (('"on-hold"', '"done"'), ('"sent"', '"sentAt"'), ('"PHONE"', '"FONE"')):
        bent = EXAMPLE.read_text("utf-8").replace(find, put)
        (tmp_path / "bent.json").write_text(bent, "utf-8")
        with pytest.raises((AssertionError, KeyError)):
            assert_valid(tmp_path / "bent.json")
