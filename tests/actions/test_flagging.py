"""Attention words that somebody types about a callback raise it, and only an acknowledgement clears it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from callback_desk.actions import (
    adding,
    card_changing,
    claiming,
    escalating,
    flagging,
    judging,
    noting,
    preparing,
    reviewing,
)
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk
from callback_desk.actions.preparing import Got
from callback_desk.domain import history
from callback_desk.domain.appointment_time import Typed
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult, Disposition, ReminderWay, Result, Verdict
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.domain.prefilling import prefilled
from callback_desk.domain.preparing_lines import TypedErrand, TypedReminder
from tests.tui.driver import MONDAY, Patients

NURSE = "role:nurse-line"
SOON = Typed(MONDAY + timedelta(days=3), "Dr. Hale", None)


@pytest.fixture
def visit(desk: Desk) -> str:
    """A callback about a first visit, claimed by nobody."""
    return adding.add(desk, NewCallback("a first visit, please", patient="Ana Ruiz", phone="415-555-0133"))


@pytest.fixture
def joan(desk: Desk) -> Desk:
    """The same desk with the practice manager at it."""
    rules = read_policy(with_person(desk.policy.text, "joan", "Joan", ("manager",)))
    return replace(desk, policy=rules, person_id="joan")


def now_as(desk: Desk, callback_id: str) -> Callback:
    callback = desk.store.callback(callback_id)
    assert callback is not None
    return callback


def expect_raised(desk: Desk, callback_id: str, *words: str) -> None:
    callback = now_as(desk, callback_id)
    assert callback.attention == words
    assert callback.attention_pending
    assert callback.attention_rank == 0
    assert callback.owner_at(desk.clock()) == NURSE
    assert callback.next_action == "escalate to nurse line"
    assert callback.lane == "new-appointment"


def reached(**facts: object) -> NoteDraft:
    known = {
        "disposition": Disposition.REACHED,
        "result": Result.SETTLED,
        "identified_by": ("name", "birth-date"),
        "request": "first visit; afternoons only",
        "confirmed": ("number",),
        "understood": True,
        "open": False,
        "close_result": CloseResult.ANSWERED,
    }
    return NoteDraft.model_validate({**known, **facts})


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("request", "first visit; has chest pain since last night"),
        ("told", "to wait for us about the chest pain"),
        ("remark", "nada que confirmar; dolor en el pecho"),
    ],
)
def test_words_in_a_note_raise_it_and_the_note_closes_nothing(desk: Desk, visit: str, field: str, text: str):
    with pytest.raises(DeskError, match="escalate it"):
        noting.save_note(desk, visit, reached(**{field: text}))
    expect_raised(desk, visit, "dolor pecho" if field == "remark" else "chest pain*")
    assert "attention in the note" in history.lines(now_as(desk, visit), desk.policy, desk.zone)[-1]


def test_a_note_that_stays_open_is_saved_and_the_licensed_roles_turn_stands(desk: Desk, visit: str):
    written = reached(request="first visit; chest pain since last night", open=True, close_result=None)
    saved = noting.save_note(desk, visit, written)
    assert saved.callback.attempts == 1
    expect_raised(desk, visit, "chest pain*")


def test_a_call_without_an_answer_puts_nothing_off_after_words_in_its_remark(desk: Desk, visit: str):
    written = prefilled(
        desk.policy, now_as(desk, visit), NoteDraft(disposition=Disposition.NO_ANSWER, remark="she fell"), desk.clock()
    )
    noting.save_note(desk, visit, written)
    expect_raised(desk, visit, "fell")
    assert not now_as(desk, visit).waiting


def test_the_stored_draft_raises_it_and_taking_the_words_back_clears_nothing(desk: Desk, visit: str):
    kept = noting.begin(desk, visit)
    raised = noting.keep_draft(desk, kept, json.dumps({"request": "chest pain, first visit"}))
    assert raised is not None
    noting.keep_draft(desk, kept, json.dumps({"request": "first visit"}))
    expect_raised(desk, visit, "chest pain*")


def test_a_word_still_being_typed_counts_once_something_follows_it(desk: Desk, visit: str):
    kept = noting.begin(desk, visit)
    assert noting.keep_draft(desk, kept, json.dumps({"request": "my fell"}), typing=True) is None
    assert noting.keep_draft(desk, kept, json.dumps({"request": "my fellow"}), typing=True) is None
    assert not now_as(desk, visit).attention_pending
    assert noting.keep_draft(desk, kept, json.dumps({"request": "she fell."}), typing=True) is not None
    assert noting.keep_draft(desk, kept, json.dumps({"request": "chest pain"})) is not None
    expect_raised(desk, visit, "fell", "chest pain*")


def test_what_was_typed_into_a_call_that_could_not_begin_counts_too(desk: Desk, visit: str):
    noting.keep_typed(desk, visit, json.dumps({"remark": "she has chest pain"}))
    expect_raised(desk, visit, "chest pain*")


def test_words_in_a_handoff_raise_it_instead_of_handing_it_over(desk: Desk, visit: str):
    with pytest.raises(DeskError, match="escalate it"):
        claiming.hand_over(desk, visit, "role:scheduling", "she says her chest hurts")
    expect_raised(desk, visit, "chest hurt*")


def test_words_in_a_closing_remark_raise_it_instead_of_closing_it(desk: Desk, visit: str):
    with pytest.raises(DeskError, match="escalate it"):
        noting.close(desk, visit, CloseResult.NOT_NEEDED, "went to the ambulance")
    expect_raised(desk, visit, "ambulance")


def test_words_in_an_escalation_stand_in_the_item_and_go_to_a_licensed_role_only(desk: Desk, visit: str):
    with pytest.raises(DeskError, match="licensed"):
        escalating.escalate(desk, visit, "role:billing", "chest pain", None)
    escalated = escalating.escalate(desk, visit, NURSE, "symptom", "me duele el pecho")
    assert escalated.attention == ("duele pecho",)
    assert (escalated.attention_pending, escalated.acknowledged) == (True, False)
    cleared = escalating.acknowledge(desk, visit, "Nurse Kim", "telephone", None)
    assert (cleared.attention_pending, cleared.acknowledged) == (False, True)


def test_words_that_somebody_licensed_was_told_of_do_not_come_back_and_others_do(desk: Desk, visit: str):
    escalating.escalate(desk, visit, NURSE, "symptom", "chest pain")
    escalating.acknowledge(desk, visit, "Nurse Kim", "telephone", None)
    assert flagging.flag(desk, visit, "note", ("the chest pain visit",)) is None
    assert not now_as(desk, visit).attention_pending
    assert flagging.flag(desk, visit, "note", ("and now she fainted",)) is not None
    assert now_as(desk, visit).attention_pending
    with pytest.raises(DeskError, match="attention words"):
        noting.close(desk, visit, CloseResult.ANSWERED)
    with pytest.raises(DeskError, match="escalate it again"):
        escalating.acknowledge(desk, visit, "Nurse Kim", "telephone", None)


def test_an_escalation_that_nobody_answered_keeps_its_clock(desk: Desk, visit: str):
    before = escalating.escalate(desk, visit, NURSE, "urgent", None)
    after = flagging.flag(desk, visit, "note", ("chest pain",))
    assert after is not None
    assert (after.owner, after.owner_until, after.due_at) == (before.owner, before.owner_until, before.due_at)
    assert after.attention_pending


def test_plain_words_write_nothing(desk: Desk, visit: str):
    kept = noting.begin(desk, visit)
    entries = len(now_as(desk, visit).history)
    assert noting.keep_draft(desk, kept, json.dumps({"request": "first visit, afternoons", "due_at": "tue"})) is None
    assert noting.keep_draft(desk, kept, "not a form") is None
    assert len(now_as(desk, visit).history) == entries


LISTED = {"representatives": [{"name": "Eva", "may_be_told": "everything", "detail": "knows of the chest pain"}]}


@pytest.mark.parametrize(
    "got",
    [
        Got(remark="chest pain since noon"),
        Got(visit_type="chest pain"),
        Got(reminder=TypedReminder("come at once with the chest pain", ReminderWay.PORTAL)),
        Got(errand=TypedErrand("records", "the chest pain report", MONDAY + timedelta(hours=2))),
    ],
)
def test_words_in_what_was_found_out_before_a_call_raise_it(desk: Desk, visit: str, got: Got):
    preparing.prepare(desk, visit, got)
    expect_raised(desk, visit, "chest pain*")


@pytest.mark.parametrize(
    "said", [{"reach_note": "chest pain, ring twice"}, {"contact_reason": "only for chest pain"}, LISTED]
)
def test_words_in_a_line_of_the_card_raise_it(desk: Desk, visit: str, said: dict[str, object]):
    card_changing.change(desk, visit, said)
    assert now_as(desk, visit).attention == ("chest pain*",)
    assert now_as(desk, visit).attention_pending


def test_a_line_that_stood_on_the_card_before_raises_no_later_callback(desk: Desk):
    patients = Patients(desk)
    first, later = (patients.wrote("Rosa Delgado", birth_date="1981-04-02") for _ in range(2))
    card_changing.change(desk, first, LISTED)
    card_changing.change(desk, later, {**LISTED, "pronouns": "she/her"})
    assert now_as(desk, later).attention == ()


def test_words_in_the_line_of_a_note_given_back_raise_it(desk: Desk, joan: Desk):
    item = Patients(desk).wrote("Anh-Thu Nguyen", lane="referral")
    noting.save_note(desk, item, reached(result=Result.BOOKED, close_result=CloseResult.BOOKED, appointment=SOON))
    assert now_as(desk, item).in_review is not None
    returned = reviewing.give_back(joan, item, "ask about the chest pain again")
    assert returned.attention_pending
    assert returned.owner_at(desk.clock()) == NURSE


def test_words_in_the_remark_of_a_verdict_raise_what_is_open(desk: Desk, joan: Desk, visit: str):
    judging.judge(joan, visit, Verdict.MISSED, "her chest pain was missed")
    expect_raised(desk, visit, "chest pain*")
