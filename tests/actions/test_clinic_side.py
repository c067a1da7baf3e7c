"""The clinic's own desk: what is theirs comes first, they answer what was escalated to them, and hand it back."""

from dataclasses import replace

import pytest

from callback_desk.actions import adding, claiming, escalating, noting, reading
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk, require
from callback_desk.domain.codes import CloseResult, View
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.tui.queue_lines import QueueLines
from tests.tui.driver import Clock

NURSE = "role:nurse-line"


@pytest.fixture
def nurse(desk: Desk) -> Desk:
    """Kim's desk of the nurse line; it stands over the same ledger as Maria's here."""
    desk.policy = read_policy(with_person(desk.policy.text, "kim", "Kim Ode", ("nurse-line",)))
    return replace(desk, person_id="kim")


@pytest.fixture
def refill(desk: Desk) -> str:
    asked = NewCallback("a refill, please", patient="Ana Ruiz", phone="415-555-0133", lane="refill")
    return adding.add(desk, asked)


def mine(desk: Desk) -> list[str | None]:
    return [row.patient for row in reading.page(desk, View.MINE)]


def test_what_was_escalated_to_a_role_is_its_desk_s_until_it_is_handed_back(desk: Desk, nurse: Desk, refill: str):
    adding.add(desk, NewCallback("a visit", patient="Lee Park", phone="415-555-0134"))
    assert (reading.first_view(desk), reading.first_view(nurse)) == (View.ALL, View.MINE)
    assert mine(nurse) == []
    escalating.escalate(desk, refill, NURSE, "asks for another dose", None)
    assert mine(nurse) == ["Ana Ruiz"]
    told = escalating.acknowledge(nurse, refill, "", "", None)
    assert (told.acknowledged, told.owner) == (True, NURSE)
    assert (told.history[-1].payload or {})["told"] == "Kim Ode"
    assert (told.history[-1].payload or {})["how"] == "at this desk"
    assert (mine(nurse), mine(desk)) == (["Ana Ruiz"], [])
    back = escalating.back_to(nurse, told)
    assert back == "person:maria"
    assert escalating.back_to(desk, told) is None
    claiming.hand_over(nurse, refill, back, "the dose stays, tell her so")
    assert (mine(nurse), mine(desk)) == ([], ["Ana Ruiz"])


def test_whoever_has_the_role_sees_in_the_queue_what_was_handed_to_it(desk: Desk, nurse: Desk, refill: str):
    claiming.hand_over(desk, refill, NURSE, "which dose, she asks")

    def shown(at: Desk) -> str:
        [row] = reading.page(at, View.ALL)
        assert row == reading.line_of(at, require(at, refill))
        return QueueLines(at)(row).next_action

    assert shown(nurse) == "which dose, she asks · route to refill desk"
    assert shown(desk) == "route to refill desk"
    claiming.claim(nurse, refill)
    assert shown(nurse) == "which dose, she asks · route to refill desk"
    claiming.hand_over(nurse, refill, "role:refill-desk", None)
    assert shown(nurse) == shown(desk) == "route to refill desk"


def test_the_nurse_s_own_words_at_hand_back_are_no_new_emergency_and_the_assistant_s_are(
    desk: Desk, nurse: Desk, refill: str
):
    escalating.escalate(desk, refill, NURSE, "asks for another dose", None)
    escalating.acknowledge(nurse, refill, "", "", None)
    handed = claiming.hand_over(nurse, refill, "person:maria", "her chest hurts, I sent the ambulance")
    assert (handed.owner, handed.attention_pending) == ("person:maria", False)
    with pytest.raises(DeskError, match="attention words"):
        claiming.hand_over(desk, refill, "role:scheduling", "her chest hurts")


def test_what_the_nurse_escalated_to_her_own_role_goes_back_to_who_gave_it_to_it(desk: Desk, nurse: Desk, refill: str):
    for who in (desk, nurse):
        escalating.escalate(who, refill, NURSE, "asks for another dose", None)
        told = escalating.acknowledge(nurse, refill, "", "", None)
    assert escalating.back_to(nurse, told) == "person:maria"


def test_the_role_that_was_asked_may_settle_what_the_assistant_may_not(desk: Desk, nurse: Desk):
    asked = adding.add(desk, NewCallback("am I covered?", patient="Ana Ruiz", phone="415-555-0133", lane="insurance"))
    text = desk.policy.text.replace("[steps]\n", '[steps]\npromise-coverage = ["settled"]\n')
    desk.policy = nurse.policy = read_policy(text)
    with pytest.raises(DeskError, match="not for the assistant"):
        noting.close(desk, asked, CloseResult.ANSWERED)
    with pytest.raises(DeskError, match="not for the assistant"):
        noting.close(nurse, asked, CloseResult.ANSWERED)
    escalating.escalate(desk, asked, NURSE, "a clinical question", None)
    escalating.acknowledge(nurse, asked, "", "", None)
    with pytest.raises(DeskError, match="not for the assistant"):
        noting.close(desk, asked, CloseResult.ANSWERED)
    assert not noting.close(nurse, asked, CloseResult.ANSWERED).is_open


def test_somebody_else_must_say_who_was_told_and_a_late_answer_is_still_the_role_s(
    desk: Desk, nurse: Desk, refill: str, clock: Clock
):
    escalating.escalate(desk, refill, NURSE, "my chest hurts", None)
    with pytest.raises(DeskError, match="say who was told and how"):
        escalating.acknowledge(desk, refill, "", "", None)
    clock.advance(minutes=11)  # it is the stand-in's turn by now
    callback = desk.store.callback(refill)
    assert callback is not None
    assert callback.owner_at(clock.now) == "role:clinician"
    told = escalating.acknowledge(nurse, refill, "", "", None)
    assert (told.attention_pending, told.owner) == (False, NURSE)
