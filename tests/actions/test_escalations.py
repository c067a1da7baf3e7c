"""What becomes of an escalation: the stand-in when nobody answered, and what somebody licensed thinks of it later."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from callback_desk.actions import adding, escalating, judging, noting, reaching, reading
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk
from callback_desk.domain import history
from callback_desk.domain.codes import CloseResult, Verdict, View
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.tui.queue_lines import QueueLines
from tests.tui.driver import Clock, Patients

NURSE = "role:nurse-line"


@pytest.fixture
def desk(desk: Desk) -> Desk:
    text = with_person(desk.policy.text, "kim", "Kim Ode", ("nurse-line",))
    desk.policy = read_policy(with_person(text, "lea", "Lea Roth", ("manager",)))
    return desk


@pytest.fixture
def visit(desk: Desk) -> str:
    return adding.add(desk, NewCallback("a first visit, please", patient="Ana Ruiz", phone="415-555-0133"))


def owner_of(desk: Desk, callback_id: str, clock: Clock) -> str:
    callback = desk.store.callback(callback_id)
    assert callback is not None
    return callback.owner_at(clock.now)


def in_words(desk: Desk, callback_id: str, clock: Clock) -> str | None:
    callback = desk.store.callback(callback_id)
    assert callback is not None
    found = reaching.unanswered(desk, callback, clock.now)

    def time(moment: datetime) -> str:
        return f"{moment.astimezone(desk.zone):%H:%M}"

    return None if found is None else found.in_words(time)


def test_after_its_time_the_stand_in_is_named_with_the_way_to_reach_it(desk: Desk, clock: Clock, visit: str):
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    clock.advance(minutes=10)
    assert in_words(desk, visit, clock) is None
    clock.advance(minutes=1)
    assert in_words(desk, visit, clock) == "Nurse line did not answer by 14:22: now Clinician on duty, 415-555-0172"
    callback = desk.store.callback(visit)
    assert callback is not None
    assert callback.owner_at(clock.now) == "role:clinician"


def test_after_the_stand_ins_time_the_front_desk_goes_on_telling_whoever_may_look_at_symptoms(
    desk: Desk, clock: Clock, visit: str
):
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    clock.advance(minutes=25)
    silent = "Nurse line did not answer by 14:22, Clinician on duty not by 14:32"
    assert in_words(desk, visit, clock) == f"{silent}: Front desk goes on telling both, 415-555-0172"
    assert owner_of(desk, visit, clock) == "role:front-desk"
    clock.advance(minutes=60)
    silent += ", Front desk not by 15:32"
    assert in_words(desk, visit, clock) == f"{silent}: Practice manager goes on telling them all, 415-555-0172"
    clock.advance(minutes=70)
    silent += ", Practice manager not by 16:32"
    assert in_words(desk, visit, clock) == f"{silent}: keep on telling them all, 415-555-0172"
    callback = desk.store.callback(visit)
    assert callback is not None
    assert callback.pinned


def test_the_queue_finds_it_with_whoever_has_it_by_then(desk: Desk, clock: Clock, visit: str):
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    for minutes, owner in ((5, NURSE), (10, "role:clinician"), (10, "role:front-desk"), (60, "role:manager")):
        clock.advance(minutes=minutes)
        assert owner_of(desk, visit, clock) == owner
        assert [row.callback_id for row in reading.rows(desk, View.ALL, owner=owner)] == [visit]
    told = [line for _, line in history.told(desk.store.callback(visit), desk.policy, desk.zone, clock.now)]
    assert told[-3:] == [
        "Mon 23 Nov 14:22 Clinician on duty instead of Nurse line",
        "Mon 23 Nov 14:32 Front desk instead of Clinician on duty",
        "Mon 23 Nov 15:32 Practice manager instead of Front desk",
    ]


def test_whoever_may_look_at_symptoms_answers_however_late_they_were_told(desk: Desk, clock: Clock):
    alarm = adding.add(desk, NewCallback("I have chest pain", patient="Ana Ruiz", phone="415-555-0133"))
    escalating.escalate(desk, alarm, NURSE, "chest pain", None)
    clock.advance(minutes=45)
    told = escalating.acknowledge(desk, alarm, "Dr. Lee", "telephone", None)
    assert (told.owner, told.next_action) == ("role:clinician", "clinician on duty answers the patient")
    assert told.further == ()
    assert not told.attention_pending


def test_once_somebody_was_told_nobody_is_missing(desk: Desk, clock: Clock, visit: str):
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    clock.advance(minutes=11)
    escalating.acknowledge(desk, visit, "Dr. Lee", "telephone", None)
    assert in_words(desk, visit, clock) is None


def test_a_role_that_does_not_speak_the_patients_language_is_told_with_what_to_do(desk: Desk):
    roles = {**desk.policy.roles}
    roles["billing"] = roles["billing"]._replace(languages=("en",))
    desk.policy = desk.policy._replace(roles=roles)
    assert reaching.language_gap(desk, "billing", "es-MX") == "speaks no Spanish: bring an interpreter"
    assert reaching.language_gap(desk, "billing", "en") == ""
    assert reaching.language_gap(desk, "billing", None) == ""
    assert reaching.language_gap(desk, "nurse-line", "es") == ""
    assert reaching.language_gap(desk, "nurse-line", "vi") == "speaks no Vietnamese: bring an interpreter"


@pytest.mark.parametrize("person", ["kim", "lea"])
def test_a_licensed_role_and_the_manager_say_what_an_escalation_was(desk: Desk, visit: str, person: str):
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    escalating.acknowledge(desk, visit, "Kim Ode", "telephone", None)
    noting.close(desk, visit, CloseResult.TRANSFERRED)
    judged = judging.judge(replace(desk, person_id=person), visit, Verdict.RIGHT, "the nurse saw her")
    assert judged.verdict is Verdict.RIGHT
    assert not judged.is_open
    assert history.lines(judged, desk.policy, desk.zone)[-1].endswith("the escalation was right: the nurse saw her")
    again = judging.judge(replace(desk, person_id=person), visit, Verdict.UNNECESSARY, None)
    assert again.verdict is Verdict.UNNECESSARY
    assert sum(entry.kind == "judged" for entry in again.history) == 2


def test_an_assistant_judges_nothing(desk: Desk, visit: str):
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    with pytest.raises(DeskError, match="licensed role or the practice manager"):
        judging.judge(desk, visit, Verdict.RIGHT, None)


def test_missed_is_said_of_what_was_never_escalated_and_nothing_else(desk: Desk, visit: str):
    manager = replace(desk, person_id="lea")
    with pytest.raises(DeskError, match="never escalated"):
        judging.judge(manager, visit, Verdict.UNNECESSARY, None)
    assert judging.judge(manager, visit, Verdict.MISSED, "she spoke of dizziness").verdict is Verdict.MISSED
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    with pytest.raises(DeskError, match="right or unnecessary"):
        judging.judge(manager, visit, Verdict.MISSED, None)


def test_a_verdict_opens_nothing_and_clears_nothing(desk: Desk, visit: str):
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    judged = judging.judge(replace(desk, person_id="kim"), visit, Verdict.UNNECESSARY, None)
    assert judged.acknowledged is False
    assert judged.pinned


def test_every_escalation_that_nobody_answered_is_counted(desk: Desk, clock: Clock):
    patients = Patients(desk)
    items = [patients.wrote(f"Invented {n}") for n in range(25)]
    for item in items:
        escalating.escalate(desk, item, NURSE, "symptom", None)
    assert reaching.count_unanswered(desk, clock.now) == 0
    clock.advance(minutes=11)
    escalating.acknowledge(desk, items[0], "Kim Ode", "phone", clock.now)
    rows = reading.rows(desk, View.ALL)
    told = sum(reaching.unanswered(desk, row, clock.now) is not None for row in rows)
    assert reaching.count_unanswered(desk, clock.now) == told == 24


def test_who_was_told_and_has_not_done_it_in_time_is_told_of_again(desk: Desk, clock: Clock, visit: str):
    ben = NewCallback("a first visit, too", patient="Ben Diaz", received_at=clock.now - timedelta(minutes=5))
    adding.add(desk, ben)
    escalating.escalate(desk, visit, NURSE, "symptom", None)
    escalating.acknowledge(desk, visit, "Kim Ode", "by telephone", None)
    lines = QueueLines(desk)
    assert [row.patient for row in reading.page(desk, View.ALL)] == ["Ben Diaz", "Ana Ruiz"]
    clock.advance(minutes=61)
    lines.at(clock.now, frozenset())
    first = reading.page(desk, View.ALL)[0]
    assert (first.patient, lines(first).mark) == ("Ana Ruiz", "!!")
    assert lines(first).next_action == "told, not done by 15:12: ! escalates again · nurse line answers the patient"
    escalating.escalate(desk, visit, "role:clinician", "nobody answered", None)
    assert reading.page(desk, View.MINE)[0].pinned
