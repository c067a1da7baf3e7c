"""The last save can be taken back for ten seconds: nothing is erased, and nothing typed is lost."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from callback_desk.actions import adding, claiming, escalating, noting, undoing
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk
from callback_desk.domain import history
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult, HoldReason
from callback_desk.domain.entries import Entry
from callback_desk.domain.errors import DeskError
from callback_desk.domain.fold import fold
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.prefilling import prefilled
from callback_desk.domain.undoing import acted_since, last_save
from callback_desk.exports.events import attempts
from tests.tui.driver import Clock

TALK = {
    "disposition": "reached",
    "result": "booked",
    "identified_by": ["name", "birth-date"],
    "request": "first visit, a heart murmur, afternoons only",
    "confirmed": ["number"],
    "understood": True,
    "appointment": {"at": "2026-12-02T15:40-05:00", "with": "Dr. Hale"},
    "remark": "her daughter drives her",
}


@pytest.fixture
def waiting(desk: Desk, clock: Clock) -> str:
    """A callback that came in a minute ago."""
    callback_id = adding.add(desk, NewCallback("a first visit please", patient="Ana Ruiz", phone="415-555-0133"))
    clock.advance(minutes=1)
    return callback_id


def noted(desk: Desk, callback_id: str, data: dict[str, object]) -> Callback:
    written = NoteDraft.from_json(data, desk.policy)
    callback = desk.store.callback(callback_id)
    assert callback is not None
    return noting.save_note(desk, callback_id, prefilled(desk.policy, callback, written, desk.clock())).callback


def standing(callback: Callback | None) -> tuple[object, ...]:
    """How a callback stands, but for its history."""
    assert callback is not None
    return tuple(getattr(callback, name) for name in Callback.__dataclass_fields__ if name not in ("history", "undone"))


DECISIONS: dict[str, Callable[[Desk, str], object]] = {
    "no answer": lambda desk, one: noted(desk, one, {"disposition": "no-answer"}),
    "booked and closed": lambda desk, one: noted(desk, one, TALK),
    "closed": lambda desk, one: noting.close(desk, one, CloseResult.NOT_NEEDED),
    "handed over": lambda desk, one: claiming.hand_over(desk, one, "role:billing", "the new card"),
    "another lane": lambda desk, one: claiming.change_lane(desk, one, "records"),
    "snoozed": lambda desk, one: claiming.snooze(desk, one, desk.clock() + timedelta(hours=2)),
    "on hold": lambda desk, one: claiming.hold(desk, one, HoldReason.OFFICE, desk.clock() + timedelta(hours=2)),
}


@pytest.mark.parametrize("decision", DECISIONS)
def test_what_was_saved_is_as_it_was_before(desk: Desk, clock: Clock, waiting: str, decision: str):
    before = standing(desk.store.callback(waiting))
    DECISIONS[decision](desk, waiting)
    assert standing(desk.store.callback(waiting)) != before
    clock.advance(seconds=9)
    callback = undoing.undo(desk, waiting)
    assert standing(callback) == before
    told = history.lines(callback, desk.policy, desk.zone)
    assert told[-1].endswith("Maria: took the last save back")
    assert all(line.endswith("· undone") for line in told[1:-1])
    assert attempts(callback) == []
    assert desk.store.verify() == []


def test_the_note_comes_back_as_it_was_typed(desk: Desk, waiting: str):
    noted(desk, waiting, TALK)
    undoing.undo(desk, waiting)
    kept = desk.store.draft(waiting)
    assert kept is not None
    again = NoteDraft.model_validate(json.loads(kept.form)["note"])
    assert (again.request, again.remark) == (TALK["request"], TALK["remark"])
    assert again.appointment is not None
    assert again.appointment.with_whom == "Dr. Hale"
    saved = noting.save_note(desk, waiting, again, draft_id=kept.draft_id)
    assert saved.callback.close_result is CloseResult.BOOKED
    assert saved.callback.attempts == 1


def test_after_ten_seconds_the_save_stands(desk: Desk, clock: Clock, waiting: str):
    noted(desk, waiting, {"disposition": "no-answer"})
    clock.advance(seconds=11)
    with pytest.raises(DeskError, match="more than 10 seconds"):
        undoing.undo(desk, waiting)


def test_it_is_taken_back_once(desk: Desk, waiting: str):
    noted(desk, waiting, {"disposition": "no-answer"})
    undoing.undo(desk, waiting)
    with pytest.raises(DeskError, match="no save of yours"):
        undoing.undo(desk, waiting)


def test_an_escalation_is_never_undone(desk: Desk, waiting: str):
    noted(desk, waiting, {"disposition": "no-answer"})
    escalating.escalate(desk, waiting, "role:nurse-line", "chest pain", None)
    with pytest.raises(DeskError, match="has gone on"):
        undoing.undo(desk, waiting)


def test_a_move_into_the_attention_lane_is_never_undone(desk: Desk, waiting: str):
    claiming.change_lane(desk, waiting, desk.policy.attention.lane)
    with pytest.raises(DeskError, match="no save of yours"):
        undoing.undo(desk, waiting)


def test_what_another_desk_went_on_from_is_not_undone(desk: Desk, waiting: str):
    noted(desk, waiting, {"disposition": "no-answer"})
    callback = desk.store.callback(waiting)
    assert callback is not None
    saved = last_save(callback.history, callback.undone, desk.store.replica_id)
    there = saved[-1]._replace(replica_id="0a" * 5, seq=1, kind="claimed", seen={desk.store.replica_id: saved[-1].seq})
    assert acted_since([*callback.history, there], callback.undone, saved) == there
    unaware = there._replace(seen={desk.store.replica_id: saved[-1].seq - 1})
    assert acted_since([*callback.history, unaware], callback.undone, saved) is None


def test_taking_back_is_the_same_in_whatever_order_the_entries_come(desk: Desk, waiting: str):
    noted(desk, waiting, TALK)
    callback = undoing.undo(desk, waiting)
    assert fold(waiting, callback.history[::-1]) == callback


def test_an_undone_that_names_an_alarm_takes_nothing_back(desk: Desk, waiting: str):
    escalated = escalating.escalate(desk, waiting, "role:nurse-line", "chest pain", None)
    alarm: Entry = escalated.history[-1]
    payload = {"targets": [{"replica_id": alarm.replica_id, "seq": alarm.seq}]}
    undone = alarm._replace(seq=alarm.seq + 1, kind="undone", payload=payload)
    assert fold(waiting, [*escalated.history, undone]).pinned


def test_a_note_that_waits_for_review_comes_back_as_it_was_typed(desk: Desk):
    new = NewCallback("the referral to cardiology", patient="Ana Ruiz", phone="415-555-0133", lane="referral")
    callback_id = adding.add(desk, new)
    before = standing(desk.store.callback(callback_id))
    open_still = {"open": True, "next_action": "ask for the EKG", "owner": "Ben", "due_at": "2026-11-24T12:00-05:00"}
    kept = noted(desk, callback_id, {**TALK, **open_still})
    assert kept.in_review is not None
    assert standing(undoing.undo(desk, callback_id)) == before
    typed = desk.store.draft(callback_id)
    assert typed is not None
    again = NoteDraft.model_validate(json.loads(typed.form)["note"])
    assert (again.next_action, again.owner) == ("ask for the EKG", "Ben")


def test_what_is_being_typed_is_never_hidden_by_the_note_that_comes_back(desk: Desk, waiting: str):
    still_mine = {"open": True, "next_action": "ask for the EKG", "owner": "Maria", "due_at": "2026-11-24T12:00-05:00"}
    noted(desk, waiting, {**TALK, **still_mine})
    noting.keep_draft(desk, noting.begin(desk, waiting), json.dumps({"request": "afternoons only"}))
    with pytest.raises(DeskError, match="is begun"):
        undoing.undo(desk, waiting)
    kept = desk.store.draft(waiting)
    assert kept is not None
    assert json.loads(kept.form) == {"request": "afternoons only"}
    assert desk.store.callback(waiting).attempts == 1  # type: ignore[union-attr]
