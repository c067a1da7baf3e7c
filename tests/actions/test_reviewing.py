"""A note that needs review goes to the reviewer, stays somebody's, and is final once approved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callback_desk.actions import claiming, escalating, joining, messaging, noting, reviewing, undoing
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.closing_day import report, undecided
from callback_desk.actions.context import Desk
from callback_desk.domain import history
from callback_desk.domain.appointment_time import Typed
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult, Disposition, HoldReason, Identifier, Result, SpokeWith, Status
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from tests.tui.driver import Patients


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.policy = read_policy(with_person(desk.policy.text, "joan", "Joan", ("manager",)))
    return desk


@pytest.fixture
def joan(desk: Desk) -> Desk:
    """The same desk with the practice manager at it."""
    return replace(desk, person_id="joan")


@pytest.fixture
def anh_thu(desk: Desk) -> str:
    return Patients(desk).wrote("Anh-Thu Nguyen", lane="referral")


def booked(desk: Desk, **facts: Any) -> NoteDraft:
    known: dict[str, Any] = {
        "disposition": Disposition.REACHED,
        "result": Result.BOOKED,
        "identified_by": (Identifier.NAME, Identifier.BIRTH_DATE),
        "spoke_with": SpokeWith.PATIENT,
        "request": "a visit for the knee, mornings only",
        "confirmed": ("number",),
        "appointment": Typed(desk.clock() + timedelta(days=3), "Dr. Hale", None),
        "understood": True,
        "open": False,
        "close_result": CloseResult.BOOKED,
    }
    return NoteDraft(**{**known, **facts})


def still_open(desk: Desk, **facts: Any) -> NoteDraft:
    due = desk.clock() + timedelta(days=1)
    return booked(
        desk,
        open=True,
        close_result=None,
        next_action="ask Dr. Hale's office for the EKG",
        owner="role:referral-coordinator",
        due_at=due,
        **facts,
    )


def saved(desk: Desk, callback_id: str, note: NoteDraft) -> Callback:
    return noting.save_note(desk, callback_id, note).callback


def test_it_goes_to_the_reviewer_and_is_still_somebodys(desk: Desk, anh_thu: str):
    noting.begin(desk, anh_thu)
    callback = saved(desk, anh_thu, booked(desk))
    assert callback.is_open
    assert (callback.owner, callback.next_action) == ("role:manager", "review: book")
    assert desk.clock() < callback.due_at <= desk.clock() + timedelta(days=1)
    assert callback.status_at(desk.clock()) is Status.REVIEW
    assert callback.attempts == 1
    assert desk.store.verify() == []


def test_approving_closes_it_with_the_notes_result(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    callback = reviewing.approve(joan, anh_thu)
    assert (callback.is_open, callback.close_result) == (False, CloseResult.BOOKED)


def test_approving_gives_it_on_with_the_notes_next_step(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, still_open(desk))
    callback = reviewing.approve(joan, anh_thu)
    assert (callback.owner, callback.next_action) == ("role:referral-coordinator", "ask Dr. Hale's office for the EKG")
    assert callback.due_at == desk.clock() + timedelta(days=1)
    assert (callback.in_review, callback.review) == (None, None)


def test_returning_gives_it_back_to_whoever_wrote_it_with_the_line(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    with pytest.raises(DeskError, match="what to change"):
        reviewing.give_back(joan, anh_thu, " ")
    callback = reviewing.give_back(joan, anh_thu, "Dr. Hale is away that day")
    assert (callback.owner, callback.next_action) == (desk.owner, "change the note: Dr. Hale is away that day")
    assert callback.fallback_owner == "role:referral-coordinator"
    assert callback.due_at > desk.clock()
    again = saved(desk, anh_thu, booked(desk))
    assert again.in_review is not None


def test_only_the_reviewing_role_or_the_manager_decides(desk: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    for decide in (lambda: reviewing.approve(desk, anh_thu), lambda: reviewing.give_back(desk, anh_thu, "x")):
        with pytest.raises(DeskError, match="waits for Practice manager"):
            decide()


def test_nobody_else_puts_aside_or_ends_what_waits_for_review(desk: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    later = desk.clock() + timedelta(hours=2)
    for put_aside in (
        lambda: claiming.claim(desk, anh_thu),
        lambda: claiming.hand_over(desk, anh_thu, "role:billing", None),
        lambda: claiming.snooze(desk, anh_thu, later),
        lambda: claiming.hold(desk, anh_thu, HoldReason.PATIENT, later),
        lambda: claiming.change_lane(desk, anh_thu, "records"),
        lambda: noting.close(desk, anh_thu, CloseResult.BOOKED),
    ):
        with pytest.raises(DeskError, match="waits for Practice manager"):
            put_aside()


def test_what_only_somebody_else_may_review_keeps_no_day_open(desk: Desk, joan: Desk, anh_thu: str):
    other = Patients(desk, {"Anh-Thu Nguyen": anh_thu}).wrote("Cy Invented", ago=150)
    saved(desk, anh_thu, booked(desk))
    claiming.hand_over(desk, anh_thu, "role:manager", None, desk.clock() + timedelta(minutes=30))
    for at_it, ids in ((desk, [other]), (joan, [anh_thu, other])):
        assert sorted(row.callback_id for row in undecided(at_it)) == sorted(ids)
        with report(at_it) as told:
            assert sorted(told.undecided) == sorted(ids)


def test_a_symptom_in_what_waits_for_review_is_undecided_for_everybody(desk: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    escalating.escalate(desk, anh_thu, "role:nurse-line", "chest pain", None)
    assert [row.callback_id for row in undecided(desk)] == [anh_thu]
    escalating.acknowledge(desk, anh_thu, "Nurse Kim", "telephone", desk.clock())
    assert [row.callback_id for row in undecided(desk)] == [anh_thu]


def test_the_day_can_be_closed_over_it_by_handing_it_to_its_reviewer_for_the_morning(desk: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    morning = desk.hours.next_day_opening(desk.clock())
    callback = claiming.hand_over(desk, anh_thu, "role:manager", None, morning)
    assert (callback.owner, callback.next_action, callback.due_at) == ("role:manager", "review: book", morning)
    assert callback.in_review is not None


def test_an_approval_can_be_taken_back_as_a_whole(desk: Desk, joan: Desk, anh_thu: str):
    waiting = saved(desk, anh_thu, booked(desk))
    reviewing.approve(joan, anh_thu)
    undone = undoing.undo(joan, anh_thu)
    assert (undone.is_open, undone.in_review, undone.owner) == (True, waiting.in_review, "role:manager")


def test_the_sentence_of_a_refused_handover_says_anybody_once(desk: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    with pytest.raises(DeskError, match="cannot be handed to another owner by anybody else"):
        claiming.hand_over(desk, anh_thu, "role:billing", None)


def test_a_reviewers_own_note_comes_back_as_it_was_typed(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    saved(joan, anh_thu, booked(joan, remark="her daughter drives her"))
    undone = undoing.undo(joan, anh_thu)
    assert (undone.is_open, undone.owner) == (True, "role:manager")
    kept = joan.store.draft(anh_thu)
    assert kept is not None
    assert "her daughter drives her" in kept.form


def test_another_call_meanwhile_takes_nothing_from_the_reviewer(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    noting.begin(desk, anh_thu)
    missed = saved(desk, anh_thu, NoteDraft(disposition=Disposition.NO_ANSWER))
    assert (missed.owner, missed.reviewer) == ("role:manager", "role:manager")
    talked = saved(desk, anh_thu, booked(desk, result=Result.SETTLED, close_result=CloseResult.ANSWERED))
    assert (talked.owner, talked.is_open) == ("role:manager", True)
    assert reviewing.approve(joan, anh_thu).close_result is CloseResult.ANSWERED


def test_the_reviewers_own_note_is_their_answer(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    callback = saved(joan, anh_thu, still_open(desk))
    assert (callback.in_review, callback.owner) == (None, "role:referral-coordinator")


def test_the_reviewers_newer_talk_takes_the_notes_place_and_approves_nothing(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    declined = saved(joan, anh_thu, booked(desk, result=Result.DECLINED, close_result=CloseResult.DECLINED))
    assert (declined.close_result, declined.in_review) == (CloseResult.DECLINED, None)
    told = " ".join(history.lines(declined, desk.policy, desk.zone))
    assert "set the note aside: they talked with the patient themselves" in told
    assert "approved the note" not in told


def test_a_step_that_is_not_the_assistants_is_refused_and_nothing_is_kept(desk: Desk, anh_thu: str):
    with pytest.raises(DeskError, match="choose a specialist: not for the assistant in Referral; hand it over to"):
        saved(desk, anh_thu, booked(desk, steps=("choose-specialist",)))
    assert len(desk.store.callback(anh_thu).history) == 1  # type: ignore[union-attr]


def test_nothing_that_does_not_wait_is_approved(joan: Desk, anh_thu: str):
    with pytest.raises(DeskError, match="waits for review"):
        reviewing.approve(joan, anh_thu)


def test_what_a_licensed_role_must_see_stays_theirs_beside_the_review(desk: Desk, joan: Desk):
    from callback_desk.actions import escalating

    callback_id = Patients(desk).wrote("Rosa Delgado", lane="referral")
    escalating.escalate(desk, callback_id, "role:nurse-line", "dizzy on the telephone", None)
    callback = saved(desk, callback_id, still_open(desk))
    assert (callback.owner, callback.pinned) == ("role:nurse-line", True)
    assert callback.in_review is not None
    approved = reviewing.approve(joan, callback_id)
    assert (approved.owner, approved.pinned, approved.in_review) == ("role:nurse-line", True, None)


# What came in while it waited


def called_again(desk: Desk, callback_id: str) -> Callback:
    return joining.join(desk, callback_id, NewCallback("and my bill looks wrong, please"))


def test_a_note_closes_nothing_that_the_patient_asked_for_after_it(desk: Desk, joan: Desk, anh_thu: str):
    saved(desk, anh_thu, booked(desk))
    waiting = called_again(desk, anh_thu)
    assert reviewing.after_approval(joan, waiting) == "it stays open, because the patient reached out again since"
    callback = reviewing.approve(joan, anh_thu)
    assert (callback.is_open, callback.in_review, callback.review) == (True, None, None)
    assert callback.owner == "role:referral-coordinator"
    assert callback.next_action == desk.policy.lanes["referral"].first_action
    assert callback.due_at <= waiting.due_at
    assert callback.status_at(desk.clock()) is Status.OPEN
    assert desk.store.verify() == []


def test_an_approval_puts_off_nothing_that_the_patient_asked_for_after_the_note(desk: Desk, joan: Desk, anh_thu: str):
    later = desk.clock() + timedelta(days=5)
    saved(desk, anh_thu, still_open(desk).model_copy(update={"due_at": later}))
    waiting = called_again(desk, anh_thu)
    callback = reviewing.approve(joan, anh_thu)
    assert callback.next_action == "ask Dr. Hale's office for the EKG"
    assert callback.due_at <= waiting.due_at < later
    assert callback.status_at(desk.clock()) is Status.OPEN


def test_a_note_that_knew_of_the_further_contact_closes_as_it_says(desk: Desk, joan: Desk, anh_thu: str):
    called_again(desk, anh_thu)
    saved(desk, anh_thu, booked(desk))
    assert not reviewing.approve(joan, anh_thu).is_open


def test_a_portal_message_meanwhile_takes_nothing_from_the_reviewer(desk: Desk, anh_thu: str):
    before = saved(desk, anh_thu, booked(desk))
    after = messaging.send(desk, anh_thu, "we are looking for a time")
    assert (after.owner, after.next_action, after.due_at) == (before.owner, before.next_action, before.due_at)
    assert (after.attempts, after.waiting, after.status_at(desk.clock())) == (2, False, Status.REVIEW)


def test_another_lane_takes_it_from_its_reviewer_no_more_than_a_call_does(desk: Desk, joan: Desk, anh_thu: str):
    before = saved(desk, anh_thu, booked(desk))
    moved = claiming.change_lane(joan, anh_thu, "records")
    assert (moved.owner, moved.next_action, moved.due_at) == (before.owner, before.next_action, before.due_at)
    assert moved.owner == "role:manager"
    assert moved.target_at != before.target_at


def test_no_other_way_of_closing_gets_round_the_review(desk: Desk, joan: Desk, anh_thu: str):
    with pytest.raises(DeskError, match="Practice manager looks at it"):
        noting.close(desk, anh_thu, CloseResult.BOOKED)
    settled = saved(desk, anh_thu, booked(desk, result=Result.SETTLED, appointment=None))
    assert settled.is_open
    assert settled.reviewer == "role:manager"
    reviewing.give_back(joan, anh_thu, "was it booked?")
    slot = booked(desk).appointment
    assert saved(desk, anh_thu, still_open(desk, result=Result.CALL_LATER, appointment=slot)).reviewer == "role:manager"
    assert not noting.close(joan, anh_thu, CloseResult.BOOKED).is_open


def test_what_is_the_assistants_is_closed_without_a_note(desk: Desk, anh_thu: str):
    assert not noting.close(desk, anh_thu, CloseResult.DUPLICATE).is_open
