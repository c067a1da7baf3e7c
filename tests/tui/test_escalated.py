"""An escalation on the screen: on top until somebody was told, and the stand-in named when nobody was."""

from dataclasses import replace

import pytest

from callback_desk.actions import card_changing, escalating
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from tests.tui.driver import MIDDLE, SMALL, WIDE, Clock, Patients, at_desk


@pytest.mark.parametrize("size", [SMALL, MIDDLE, WIDE])
async def test_queue_and_header_say_who_did_not_answer_and_whose_turn_it_is(
    desk, clock: Clock, patients: Patients, size
):
    ana = patients.wrote("Ana Ruiz")
    patients.wrote("Ben Ode", ago=500)
    escalating.escalate(desk, ana, "role:nurse-line", "symptom", None)
    async with at_desk(desk, size) as driver:
        driver.expect_not("NOT ANSWERED", "no answer")
        clock.advance(minutes=11)
        driver.screen._second()
        await driver.press("home")
        driver.expect("(1 NOT ANSWERED)" if size == WIDE else "1 no answer" if size == SMALL else "1 N")
        assert driver.patients[0] == "Ana Ruiz"
        driver.expect("no answer by" if size == SMALL else "no answer by 14:22")


async def test_the_context_names_both_and_every_view_keeps_it_on_top(desk, clock: Clock, patients: Patients):
    ana = patients.wrote("Ana Ruiz")
    escalating.escalate(desk, ana, "role:nurse-line", "symptom", None)
    clock.advance(minutes=11)
    async with at_desk(desk) as driver:
        shown = " ".join(driver.text.split())
        assert "Nurse line did not answer by 14:22" in shown
        for view in "123456":
            await driver.press(view)
            assert driver.patients[:1] == ["Ana Ruiz"]
            driver.expect("Clinician on duty")


async def test_a_nurse_says_what_an_escalation_was_by_two_keys(desk, patients: Patients):
    ana = patients.wrote("Ana Ruiz")
    escalating.escalate(desk, ana, "role:nurse-line", "symptom", None)
    policy = read_policy(with_person(desk.policy.text, "kim", "Kim Ode", ("nurse-line",)))
    async with at_desk(replace(desk, policy=policy, person_id="kim")) as driver:
        await driver.press("v", "1")
        await driver.type("seen at once")
        await driver.press("enter")
        driver.expect("verdict", "the escalation was right · seen at once")


async def test_an_assistant_is_told_who_may_judge(desk, patients: Patients):
    patients.wrote("Ana Ruiz")
    async with at_desk(desk) as driver:
        await driver.press("v")
        driver.expect("a verdict is for a licensed role or the practice manager")


async def test_a_handover_and_an_escalation_say_who_does_not_speak_the_patients_language(desk, patients: Patients):
    patients.wrote("Lan Tran", language="vi")
    async with at_desk(desk) as driver:
        await driver.press("h")
        driver.expect("Billing · speaks no Vietnamese: bring an interpreter")
        await driver.press("escape", "exclamation_mark")
        driver.expect("speaks no Vietnamese")


async def test_what_is_in_the_attention_lane_without_its_words_is_escalated_before_it_is_put_off(
    desk, patients: Patients
):
    patients.wrote("Ana Ruiz", lane="symptom")
    async with at_desk(desk) as driver:
        for key in "shzxk":
            await driver.press(key)
            driver.expect("nobody licensed has been told of this")


async def test_the_card_s_language_decides_who_does_not_speak_it(desk, patients: Patients):
    lan = patients.wrote("Lan Tran", language="en")
    card_changing.change(desk, lan, {"language": "vi"})
    async with at_desk(desk) as driver:
        await driver.press("h")
        driver.expect("Billing · speaks no Vietnamese: bring an interpreter")
        await driver.press("escape", "exclamation_mark")
        driver.expect("Nurse line", "speaks no Vietnamese")
        await driver.press("escape")
        escalating.escalate(desk, lan, "role:nurse-line", "symptom", None)
        driver.screen._second()
        await driver.press("home")
        driver.expect("speaks no Vietnamese")


async def test_at_a_desk_of_the_role_it_is_answered_in_two_keys_and_handed_back_to_who_escalated_it(
    desk, patients: Patients
):
    ana = patients.wrote("Ana Ruiz")
    patients.wrote("Ben Ode")
    escalating.escalate(desk, ana, "role:nurse-line", "a clinical question", None)
    desk.policy = read_policy(with_person(desk.policy.text, "kim", "Kim Ode", ("nurse-line",)))
    async with at_desk(replace(desk, person_id="kim")) as driver:
        assert driver.patients == ["Ana Ruiz"], "the desk opens with what is theirs"
        driver.expect("asked of you: w says that you saw it", "it is asked of you: w")
        await driver.press("w")
        driver.expect("Kim Ode", "at this desk, by me", "enter records it so")
        await driver.press("1", "enter")
        await driver.press("h")
        driver.expect("back to Maria", "1 Front desk")
        await driver.press("enter")
        await driver.write("the dose stays")
        await driver.press("enter")
        assert driver.patients == []
        await driver.press("1")
        assert set(driver.patients) == {"Ana Ruiz", "Ben Ode"}
    callback = desk.store.callback(ana)
    assert callback is not None
    assert (callback.owner, callback.escalated_to) == ("person:maria", None)


async def test_what_a_nurse_types_at_hand_back_raises_nothing_and_outlives_the_dialog(desk, patients: Patients):
    ana = patients.wrote("Ana Ruiz")
    desk.policy = read_policy(with_person(desk.policy.text, "kim", "Kim Ode", ("nurse-line",)))
    nurse = replace(desk, person_id="kim")
    escalating.escalate(desk, ana, "role:nurse-line", "a clinical question", None)
    escalating.acknowledge(nurse, ana, "", "", None)
    async with at_desk(nurse) as driver:
        await driver.press("h", "enter")
        await driver.write("sent to the ED by ambulance, she has chest pain")
        await driver.pilot.pause(0.3)
        driver.expect_not("attention words")
        await driver.press("escape", "h", "enter")
        driver.expect("sent to the ED by ambulance")
        await driver.press("enter")
    callback = desk.store.callback(ana)
    assert callback is not None
    assert (callback.owner, callback.attention_pending) == ("person:maria", False)
    handed = callback.history[-1].payload or {}
    assert handed["needs"] == "sent to the ED by ambulance, she has chest pain"


async def test_what_was_typed_for_a_hand_over_that_was_refused_is_there_again(desk, patients: Patients):
    patients.wrote("Ana Ruiz")
    async with at_desk(desk) as driver:
        await driver.press("h", "1")
        await driver.write("she has chest pain, see her today")
        await driver.press("enter")
        driver.expect("has attention words and cannot be handed over")
        await driver.press("escape", "escape", "exclamation_mark", "1", "enter", "w")
        await driver.type("Kim")
        await driver.press("enter", "1", "enter", "h")
        driver.expect("she has chest pain, see her today")
