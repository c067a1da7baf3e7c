"""What may not be done to an item that a licensed role must still see."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from callback_desk.actions import adding, claiming, closing_day, escalating, noting
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk, require
from callback_desk.actions.protecting import Protection
from callback_desk.domain.codes import CloseResult, Disposition, HoldReason, Identifier, Result, SpokeWith
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NEVER_CLOSES_AS, NoteDraft

SETTLED_AND_IDENTIFIED = {
    "result": Result.SETTLED,
    "open": False,
    "identified_by": (Identifier.NAME, Identifier.BIRTH_DATE),
    "spoke_with": SpokeWith.PATIENT,
    "confirmed": ("number",),
    "understood": True,
}


@pytest.fixture
def emergency(desk: Desk) -> str:
    """An item with attention words that nobody has escalated."""
    return adding.add(desk, NewCallback("I have chest pain since last night", phone="415-555-0133"))


def put_aside(desk: Desk, callback_id: str) -> tuple[Callable[[], object], ...]:
    later = desk.clock() + timedelta(hours=2)
    return (
        lambda: claiming.snooze(desk, callback_id, later),
        lambda: claiming.hold(desk, callback_id, HoldReason.PATIENT, later),
        lambda: claiming.hand_over(desk, callback_id, "role:front-desk", None),
        lambda: claiming.change_lane(desk, callback_id, "billing" if "billing" in desk.policy.lanes else "records"),
        lambda: noting.close(desk, callback_id, CloseResult.ANSWERED),
    )


@pytest.mark.parametrize("way", range(5), ids=["snooze", "hold", "hand over", "lane", "close"])
def test_attention_is_not_put_aside_before_it_was_escalated(desk: Desk, emergency: str, way: int):
    with pytest.raises(DeskError, match="escalate it"):
        put_aside(desk, emergency)[way]()


@pytest.mark.parametrize("way", range(5), ids=["snooze", "hold", "hand over", "lane", "close"])
@pytest.mark.parametrize("new", [{"request": "a fever and a cough"}, {"request": "please call", "lane": "symptom"}])
def test_what_is_sorted_to_the_attention_lane_is_guarded_without_its_words(desk: Desk, new: dict[str, str], way: int):
    cough = adding.add(desk, NewCallback(phone="415-555-0133", **new))  # type: ignore[arg-type]
    with pytest.raises(DeskError, match="escalate it"):
        put_aside(desk, cough)[way]()
    with pytest.raises(DeskError, match="licensed"):
        escalating.escalate(desk, cough, "role:front-desk", "cough", None)
    escalating.escalate(desk, cough, "role:nurse-line", "cough", None)
    escalating.acknowledge(desk, cough, "Nurse Kim", "telephone", None)
    put_aside(desk, cough)[way]()


def test_a_talk_takes_nothing_from_the_attention_lane_before_somebody_was_told(desk: Desk):
    cough = adding.add(desk, NewCallback("a fever and a cough", phone="415-555-0133"))
    talk = NoteDraft(
        disposition=Disposition.REACHED,
        result=Result.CALL_LATER,
        request="wants to talk in the afternoon",
        open=True,
        next_action="call after lunch",
        owner="role:front-desk",
        due_at=desk.clock() + timedelta(hours=5),
    )
    before = require(desk, cough)
    after = noting.save_note(desk, cough, talk).callback
    assert (after.owner, after.next_action, after.due_at) == (before.owner, before.next_action, before.due_at)
    settled = talk.model_copy(update={**SETTLED_AND_IDENTIFIED, "close_result": CloseResult.ANSWERED})
    with pytest.raises(DeskError, match="escalate it"):
        noting.save_note(desk, cough, settled)


def test_a_note_of_a_talk_does_not_close_as_unreachable(desk: Desk):
    known = adding.add(desk, NewCallback("a first visit, afternoons are best", phone="415-555-0134"))
    talk = NoteDraft(disposition=Disposition.REACHED, request="a first visit in the afternoon")
    settled = talk.model_copy(update={**SETTLED_AND_IDENTIFIED, "close_result": CloseResult.UNREACHABLE})
    with pytest.raises(DeskError, match=NEVER_CLOSES_AS[CloseResult.UNREACHABLE]):
        noting.save_note(desk, known, settled)
    assert require(desk, known).attempts == 0
    answered = settled.model_copy(update={"close_result": CloseResult.ANSWERED})
    assert not noting.save_note(desk, known, answered).callback.is_open


@pytest.mark.parametrize("way", range(5), ids=["snooze", "hold", "hand over", "lane", "close"])
def test_an_escalation_is_not_put_aside_before_somebody_was_told(desk: Desk, emergency: str, way: int):
    escalating.escalate(desk, emergency, "role:nurse-line", "chest pain", None)
    with pytest.raises(DeskError, match="who was told"):
        put_aside(desk, emergency)[way]()


def test_attention_goes_to_a_licensed_role_only(desk: Desk, emergency: str):
    with pytest.raises(DeskError, match="licensed"):
        escalating.escalate(desk, emergency, "role:front-desk", "chest pain", None)


def test_an_item_that_a_person_moves_into_the_attention_lane_is_guarded_like_any_other(desk: Desk):
    callback_id = adding.add(desk, NewCallback("please call me back", phone="415-555-0133"))
    moved = claiming.change_lane(desk, callback_id, desk.policy.attention.lane)
    assert moved.attention_pending
    with pytest.raises(DeskError, match="escalate it"):
        claiming.change_lane(desk, callback_id, "records")


def test_calling_the_patient_does_not_take_an_acknowledged_escalation_from_its_role(desk: Desk, emergency: str):
    escalating.escalate(desk, emergency, "role:nurse-line", "chest pain", None)
    escalating.acknowledge(desk, emergency, "Nurse Kim", "telephone", None)
    noting.begin(desk, emergency)
    callback = desk.store.callback(emergency)
    assert callback is not None
    assert callback.owner_at(desk.clock()) == "role:nurse-line"


def test_nobody_can_have_been_told_before_the_escalation(desk: Desk, emergency: str):
    escalating.escalate(desk, emergency, "role:nurse-line", "chest pain", None)
    with pytest.raises(DeskError, match="before the escalation"):
        escalating.acknowledge(desk, emergency, "Nurse Kim", "telephone", desk.clock() - timedelta(days=3))


def test_files_that_cannot_be_written_leave_the_claims_where_they_were(desk: Desk, tmp_path: Path):
    callback_id = adding.add(desk, NewCallback("please call me back", phone="415-555-0133"))
    claiming.claim(desk, callback_id)
    blocked = tmp_path / "a-file"
    blocked.write_text("in the way", "utf-8")
    with pytest.raises(DeskError, match="cannot be used"):
        closing_day.close_day(desk, folder=blocked, as_is=True, protection=Protection(plain_files=True))
    callback = desk.store.callback(callback_id)
    assert callback is not None
    assert callback.owner_at(desk.clock()) == desk.owner


def test_a_move_into_the_attention_lane_ends_a_hold(desk: Desk):
    callback_id = adding.add(desk, NewCallback("please call me back", phone="415-555-0133"))
    claiming.hold(desk, callback_id, HoldReason.PATIENT, desk.clock() + timedelta(days=2))
    moved = claiming.change_lane(desk, callback_id, desk.policy.attention.lane)
    assert moved.hold_reason is None
    assert moved.attention_rank == 0
