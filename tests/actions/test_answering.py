"""What only a person decides: answered since, the same patient, another patient; and what referral lists do."""

from datetime import timedelta
from pathlib import Path

import pytest

from callback_desk.actions import (
    amending,
    answering,
    claiming,
    escalating,
    evidence,
    exporting,
    joining,
    noting,
    preparing,
    splitting,
    taking_in,
)
from callback_desk.actions.adding import NewCallback, add
from callback_desk.actions.context import Desk, require
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.preparing import Got
from callback_desk.actions.protecting import Protection
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.errors import DeskError
from callback_desk.exports.fhir.codes import service_status
from callback_desk.intake.planned import Plan

HEAD = "received,name,dob,phone,referral id,specialty,reason,docs received,docs missing,status"
REFERRAL = "{at},Ana Ortiz,07/14/1986,585-555-0101,R-1,Cardiology,Abnormal EKG,{papers},{missing},{status}"
SIU = (
    "MSH|^~\\&|A|B|C|D|{at}||SIU^S12|1|P|2.5\nSCH|P1|F1|||||CHK^Check-up\n"
    "PID|1||77^^^^MR||Ortiz^Ana||19860714|F|||||5855550101\nAIS|1|A|CHK^Check-up|20261201093000\n"
)


SPLIT = (("insurance", "my bill"), ("records", "records"))
SCHEDULED = ("new-appointment", "schedule the visit", "role:scheduling")


def take_in(desk: Desk, tmp_path: Path, content: str) -> dict[str, object]:
    path = tmp_path / "export.txt"
    path.write_text(content, encoding="utf-8")
    planned = taking_in.plan_files(desk, [path], IntakeChoices())
    taking_in.apply(desk, planned)
    (document,) = planned.documents()
    assert "error" not in document
    return document


def referral(desk: Desk, tmp_path: Path, *, missing: str = "EKG; consent", status: str = "Incomplete") -> str:
    at = f"{desk.clock() - timedelta(hours=2):%Y-%m-%d %H:%M}"
    papers = "Order; Demographics"
    take_in(desk, tmp_path, f"{HEAD}\n{REFERRAL.format(at=at, papers=papers, missing=missing, status=status)}\n")
    return desk.store.known_contacts(["referral:R-1"])["referral:R-1"]


def new(desk: Desk, name: str, phone: str, request: str = "please call") -> str:
    return add(desk, NewCallback(patient=name, phone=phone, request=request))


def test_an_updated_list_changes_the_papers_of_the_same_callback(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path)
    callback = require(desk, known)
    assert callback.referral is not None
    assert (callback.lane, callback.referral["missing"]) == ("referral", ["EKG", "consent"])
    assert referral(desk, tmp_path, missing="consent") == known
    callback = require(desk, known)
    assert callback.referral is not None
    assert callback.referral["missing"] == ["consent"]
    assert (callback.contacts, len(list(desk.store.all_callbacks()))) == (1, 1)


def test_a_referral_that_is_ready_goes_to_scheduling_with_that_next_action(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path)
    referral(desk, tmp_path, missing="", status="Ready to schedule")
    callback = require(desk, known)
    assert (callback.lane, callback.next_action) == ("new-appointment", "schedule the visit")
    assert callback.owner == "role:scheduling"


def test_a_referral_that_arrives_ready_opens_in_scheduling(desk: Desk, tmp_path: Path):
    callback = require(desk, referral(desk, tmp_path, missing="", status="Ready to schedule"))
    assert (callback.lane, callback.next_action) == ("new-appointment", "schedule the visit")


@pytest.mark.parametrize(("missing", "status"), [("labs", "Ready"), ("labs", "Incomplete"), ("", "Incomplete")])
@pytest.mark.parametrize("arrived", ["ready", "lacking"])
def test_a_ready_referral_that_lacks_a_paper_again_is_the_coordinators_to_call(
    desk: Desk, tmp_path: Path, missing: str, status: str, arrived: str
):
    if arrived == "lacking":
        referral(desk, tmp_path)
    before = require(desk, referral(desk, tmp_path, missing="", status="Ready"))
    callback = require(desk, referral(desk, tmp_path, missing=missing, status=status))
    assert (callback.lane, callback.next_action, callback.owner) == ("referral", "call", "role:referral-coordinator")
    assert callback.due_at <= before.due_at
    callback = require(desk, referral(desk, tmp_path, missing="", status="Accepted"))
    assert (callback.lane, callback.next_action, callback.owner) == SCHEDULED


def test_whoever_took_a_ready_referral_keeps_it_when_it_lacks_a_paper_again(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path, missing="", status="Ready")
    claiming.claim(desk, known)
    callback = require(desk, referral(desk, tmp_path, missing="labs"))
    assert (callback.next_action, callback.owner.split(":")[0]) == ("call", "person")


@pytest.mark.parametrize(("missing", "status"), [("", "In progress"), ("labs", "Incomplete")])
def test_a_ready_referral_of_which_all_is_here_stays_in_scheduling(
    desk: Desk, tmp_path: Path, missing: str, status: str
):
    known = referral(desk, tmp_path, missing="", status="Ready")
    preparing.prepare(desk, known, Got(papers_here=("labs",)))
    callback = require(desk, referral(desk, tmp_path, missing=missing, status=status))
    assert (callback.lane, callback.next_action, callback.owner) == SCHEDULED


def test_a_cancelled_referral_closes_with_its_reason(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path)
    referral(desk, tmp_path, status="Withdrawn")
    callback = require(desk, known)
    assert (callback.is_open, callback.close_result) == (False, CloseResult.NOT_NEEDED)
    assert (callback.history[-1].payload or {})["remark"] == "the referral was withdrawn: Abnormal EKG"


@pytest.mark.parametrize("how", ["joined to it", "merged into it"])
def test_what_the_patient_asks_besides_outlives_the_cancelled_referral(desk: Desk, tmp_path: Path, how: str):
    known, asked = referral(desk, tmp_path), "a question about my bill"
    if how == "joined to it":
        joining.join(desk, known, NewCallback(asked, patient="Ana Ortiz", phone="585-555-0101"))
    else:
        answering.merge(desk, known, new(desk, "Ana Ortiz", "585-555-0101", asked))
    referral(desk, tmp_path, status="Cancelled")
    callback = require(desk, known)
    assert callback.is_open
    assert (callback.reported or {})["what"] == "cancelled"


def test_a_referral_is_not_closed_under_the_hands_of_who_writes_its_note(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path)
    noting.begin(desk, known)
    referral(desk, tmp_path, status="Cancelled")
    assert require(desk, known).is_open


@pytest.mark.parametrize("status", ["Rejected", "expired", "Declined"])
def test_a_refused_referral_is_offered_because_somebody_has_to_tell_the_patient(
    desk: Desk, tmp_path: Path, status: str
):
    known = referral(desk, tmp_path)
    referral(desk, tmp_path, status=status)
    callback = require(desk, known)
    assert callback.is_open
    assert (callback.reported or {})["remark"] == f"the referral was {status.lower()}: Abnormal EKG"


def test_a_referral_that_arrives_refused_opens_to_be_looked_at(desk: Desk, tmp_path: Path):
    callback = require(desk, referral(desk, tmp_path, status="Rejected"))
    assert (callback.is_open, callback.lane, callback.reported) == (True, "referral", None)
    assert "tell the patient" in (callback.review or "")


def test_a_refusal_reopens_what_was_closed_before_it_and_only_once(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path)
    noting.close(desk, known, CloseResult.NOT_NEEDED, "by hand")
    referral(desk, tmp_path, status="Rejected")
    assert require(desk, known).is_open
    noting.close(desk, known, CloseResult.NOT_NEEDED, "told")
    referral(desk, tmp_path, status="Rejected", missing="")
    assert not require(desk, known).is_open


def test_a_referral_that_goes_back_to_an_earlier_state_is_news_once(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path, missing="EKG")
    for missing in ("office note", "EKG"):
        referral(desk, tmp_path, missing=missing)
        assert (require(desk, known).referral or {})["missing"] == [missing]
    before = len(require(desk, known).history)
    referral(desk, tmp_path, missing="EKG")
    assert len(require(desk, known).history) == before


def test_a_cancelled_referral_that_is_reinstated_is_open_again(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path)
    for status, is_open in (("Cancelled", False), ("Incomplete", True), ("Cancelled", False)):
        referral(desk, tmp_path, status=status)
        assert require(desk, known).is_open is is_open


def test_a_referral_that_was_booked_is_offered_and_stays_open(desk: Desk, tmp_path: Path):
    known = referral(desk, tmp_path)
    referral(desk, tmp_path, status="Scheduled")
    callback = require(desk, known)
    assert callback.is_open
    assert evidence.suggested(callback) is CloseResult.BOOKED


def test_a_booking_is_offered_on_the_open_callback_and_a_person_says_yes(desk: Desk, tmp_path: Path):
    known = new(desk, "Ana Ortiz", "585-555-0101")
    before = require(desk, known)
    message = SIU.format(at=f"{desk.clock() + timedelta(minutes=5):%Y%m%d%H%M%S}+0000")
    document = take_in(desk, tmp_path, message)
    assert (document["appointments"], document["joined"], document["new_callbacks"]) == (1, 1, 0)
    callback = require(desk, known)
    assert callback.is_open
    assert (callback.contacts, callback.due_at, callback.owner) == (1, before.due_at, before.owner)
    assert callback.reported is not None
    assert callback.reported["what"] == "booked"
    assert take_in(desk, tmp_path, message)["already_known"] == 1
    closed = answering.settle(desk, known)
    assert (closed.is_open, closed.close_result) == (False, CloseResult.BOOKED)


def test_a_person_may_keep_it_open_and_is_not_asked_again(desk: Desk, tmp_path: Path):
    known = new(desk, "Ana Ortiz", "585-555-0101")
    take_in(desk, tmp_path, SIU.format(at=f"{desk.clock() + timedelta(minutes=5):%Y%m%d%H%M%S}+0000"))
    kept = answering.keep_open(desk, known)
    assert kept.is_open
    assert not evidence.is_asked(kept)
    with pytest.raises(DeskError, match="nothing speaks for"):
        answering.settle(desk, known)


def test_a_booking_for_another_patient_of_the_number_joins_nothing(desk: Desk, tmp_path: Path):
    new(desk, "Ben Ruiz", "585-555-0101")
    document = take_in(desk, tmp_path, SIU.format(at=f"{desk.clock() + timedelta(minutes=5):%Y%m%d%H%M%S}+0000"))
    assert (document["joined"], document["no_callback"]) == (0, 1)


def test_family_of_one_number_is_shown_as_perhaps_the_same_until_told_apart(desk: Desk):
    ana, ben = new(desk, "Ana Ortiz", "585-555-0101"), new(desk, "Ben Ortiz", "585-555-0101")
    assert [row.callback_id for row in evidence.perhaps_same(desk, require(desk, ana))] == [ben]
    answering.tell_apart(desk, ana, ben)
    assert evidence.perhaps_same(desk, require(desk, ana)) == []
    assert evidence.perhaps_same(desk, require(desk, ben)) == []


def test_parts_that_were_split_from_one_message_are_not_asked_about(desk: Desk):
    ana = new(desk, "Ana Ortiz", "585-555-0101", "my bill, and records, and a refill")
    bill, records = (splitting.split(desk, ana, lane, words) for lane, words in SPLIT)
    for part in (require(desk, ana), bill, records):
        assert evidence.perhaps_same(desk, part) == []
    other = new(desk, "Ana Ortiz", "585-555-0101", "the same bill")
    assert len(evidence.perhaps_same(desk, require(desk, other))) == 3


def test_the_number_of_the_other_part_is_offered_where_one_has_none(desk: Desk):
    ana = add(desk, NewCallback(patient="Ana Ortiz", request="my bill, and records"))
    amending.amend(desk, ana, amending.Facts(birth_date="1986-07-14"))
    bill = splitting.split(desk, ana, *SPLIT[0]).callback_id
    amending.amend(desk, ana, amending.Facts(phone="585-555-0101"))
    assert list(evidence.numbers_of_same(desk, require(desk, bill))) == ["+15855550101"]


def test_what_was_added_as_a_new_item_is_not_asked_about(desk: Desk):
    ana = new(desk, "Ana Ortiz", "585-555-0101")
    ben = add(desk, NewCallback(patient="Ben Ortiz", phone="585-555-0101", request="a form"), apart_from=[ana])
    assert evidence.perhaps_same(desk, require(desk, ben)) == []
    assert evidence.perhaps_same(desk, require(desk, ana)) == []


def test_two_callbacks_of_one_patient_become_one_that_lost_nothing(desk: Desk):
    first = new(desk, "Ana Ortiz", "585-555-0101", "my referral, please")
    second = new(desk, "Ana Ortiz", "585-555-0199", "and my bill")
    due = min(require(desk, one).due_at for one in (first, second))
    kept = answering.merge(desk, first, second)
    assert (kept.contacts, kept.request, kept.due_at) == (2, "my referral, please\nand my bill", due)
    assert kept.offered_phones == ("+15855550199",)
    other = require(desk, second)
    assert (other.is_open, other.close_result) == (False, CloseResult.DUPLICATE)
    with pytest.raises(DeskError, match="closed"):
        answering.merge(desk, first, second)


def test_a_referral_that_was_joined_lives_on_in_the_one_that_is_kept(desk: Desk, tmp_path: Path):
    called, listed = new(desk, "Ana Ortiz", "585-555-0199", "call me"), referral(desk, tmp_path)
    kept = answering.merge(desk, called, listed)
    assert kept.referral is not None
    assert (kept.birth_date, kept.referral["missing"]) == ("1986-07-14", ["EKG", "consent"])
    assert referral(desk, tmp_path, missing="consent") == called
    kept = require(desk, called)
    assert (kept.referral or {})["missing"] == ["consent"]
    assert not require(desk, listed).is_open
    assert service_status(require(desk, listed), missing=True) == "on-hold"


def test_who_calls_from_the_other_number_joins_what_was_kept(desk: Desk):
    first, second = new(desk, "Ana Ortiz", "585-555-0101"), new(desk, "Ana Ortiz", "585-555-0199")
    answering.merge(desk, first, second)
    assert [match.callback_id for match in desk.store.open_by_number(["+15855550199"])["+15855550199"]] == [first]
    third = new(desk, "Ana Ortiz", "585-555-0102")
    answering.merge(desk, third, first)
    assert [match.callback_id for match in desk.store.open_by_number(["+15855550199"])["+15855550199"]] == [third]


def test_what_the_patient_said_after_a_booking_outdates_it(desk: Desk, tmp_path: Path):
    known = new(desk, "Ana Ortiz", "585-555-0101")
    take_in(desk, tmp_path, SIU.format(at=f"{desk.clock() + timedelta(minutes=5):%Y%m%d%H%M%S}+0000"))
    assert evidence.is_asked(require(desk, known))
    desk.clock.advance(minutes=10)
    joining.join(desk, known, NewCallback("I must ask about the bill before I come", phone="585-555-0101"))
    assert not evidence.is_asked(require(desk, known))


def planned_miss(desk: Desk, tmp_path: Path) -> Plan:
    path = tmp_path / "calls.csv"
    path.write_text(
        f"name,phone,time,message\nAna Ortiz,585-555-0101,{desk.clock() - timedelta(hours=1):%Y-%m-%d %H:%M},call me\n"
    )
    return taking_in.plan_files(desk, [path], IntakeChoices())


def test_a_repeat_does_not_reopen_what_was_closed_while_its_plan_waited(desk: Desk, tmp_path: Path):
    known = new(desk, "Ana Ortiz", "585-555-0101")
    planned = planned_miss(desk, tmp_path)
    assert planned.documents()[0]["joined"] == 1
    noting.close(desk, known, CloseResult.ANSWERED)
    taking_in.apply(desk, planned)
    assert not require(desk, known).is_open
    (opened,) = [callback for callback in desk.store.all_callbacks() if callback.is_open]
    assert opened.follows == known
    (document,) = planned.documents()
    assert (document["joined"], document["new_callbacks"]) == (0, 1)
    assert document["notes"][-1].startswith("others wrote while the plan waited")


def test_a_new_contact_joins_what_was_opened_while_its_plan_waited(desk: Desk, tmp_path: Path):
    planned = planned_miss(desk, tmp_path)
    known = new(desk, "Ana Ortiz", "585-555-0101")
    taking_in.apply(desk, planned)
    assert [callback.callback_id for callback in desk.store.all_callbacks()] == [known]


def test_what_nobody_licensed_has_heard_of_is_not_joined_away(desk: Desk):
    calm, alarm = new(desk, "Ana Ortiz", "585-555-0101"), new(desk, "Ana Ortiz", "585-555-0101", "I have chest pain")
    with pytest.raises(DeskError, match="attention words"):
        answering.merge(desk, calm, alarm)
    kept = answering.merge(desk, alarm, calm)
    assert kept.attention_pending


def test_an_escalation_is_never_the_one_that_is_closed(desk: Desk):
    calm, alarm = new(desk, "Ana Ortiz", "585-555-0101"), new(desk, "Ana Ortiz", "585-555-0101", "I have chest pain")
    escalating.escalate(desk, alarm, "role:nurse-line", "chest pain", None)
    escalating.acknowledge(desk, alarm, "R. Nurse", "phone", None)
    with pytest.raises(DeskError, match=f"join the other way round, from {alarm[:8]}"):
        answering.merge(desk, calm, alarm)
    second = new(desk, "Ana Ortiz", "585-555-0101", "I have chest pain again")
    with pytest.raises(DeskError, match="each stays an item of its own"):
        answering.merge(desk, alarm, second)
    assert answering.merge(desk, alarm, calm).escalated_to is not None


def test_what_the_desk_exports_as_fhir_comes_back_as_what_it_was(desk: Desk, tmp_path: Path):
    new(desk, "Ana Ortiz", "585-555-0101")
    referral(desk, tmp_path)
    day = desk.today()
    out = tmp_path / "out"
    out.mkdir()
    exporting.export(desk, exporting.Wanted(("fhir",), day, day), out, Protection(plain_files=True))
    written = sorted(out.iterdir())
    assert len(written) == 2
    before = len(list(desk.store.all_callbacks()))
    for path in written:
        planned = taking_in.plan_files(desk, [path], IntakeChoices())
        (document,) = planned.documents()
        assert (document["new_callbacks"], document["joined"], document["already_known"]) == (0, 0, before)
