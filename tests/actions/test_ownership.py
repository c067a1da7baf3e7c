"""Whose turn it is: split in two, joined, lapsed, moved, on hold; what is recorded of it and what people see."""

from datetime import date, timedelta

import pytest

from callback_desk.actions import (
    adding,
    card_changing,
    claiming,
    escalating,
    exceptions,
    joining,
    noting,
    reading,
    splitting,
)
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk
from callback_desk.cli.lines import queue_lines
from callback_desk.domain import history, holding
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult, Disposition, ExceptionCode, HoldReason, Status, View
from callback_desk.domain.errors import DeskError
from callback_desk.domain.lateness import late_minutes
from callback_desk.domain.note import NoteDraft
from callback_desk.exports.report import DayReport
from callback_desk.exports.tables import sheets
from callback_desk.tui.about import about
from callback_desk.tui.queue_lines import QueueLines
from tests.tui.driver import Clock

TWO_REQUESTS = "a first visit please, and my bill looks wrong"


@pytest.fixture
def waiting(desk: Desk, clock: Clock) -> str:
    """A callback that came in twenty minutes ago."""
    new = NewCallback(TWO_REQUESTS, patient="Ana Ruiz", phone="415-555-0133", lane="new-appointment")
    callback_id = adding.add(desk, new)
    clock.advance(minutes=20)
    return callback_id


def at(desk: Desk, callback_id: str) -> Callback:
    callback = desk.store.callback(callback_id)
    assert callback is not None
    return callback


def told(desk: Desk, callback_id: str) -> str:
    """What the context says."""
    rows = about(desk, at(desk, callback_id), desk.clock())
    return "\n".join(f"{row.label} {row.text.plain} {' '.join(piece.plain for piece in row.pieces)}" for row in rows)


# What the one before said is needed


def in_the_shell(desk: Desk) -> list[str]:
    """The line that `queue` prints of the one callback, and the one that `queue --plain` prints."""
    rows, now = reading.page(desk, View.ALL), desk.clock()
    return [list(queue_lines(desk, rows, now, plain=plain))[-1] for plain in (False, True)]


def test_what_a_hand_over_says_is_needed_stands_first_until_somebody_is_talked_to(desk: Desk, waiting: str):
    claiming.hand_over(desk, waiting, "person:maria", "call the daughter at 9")
    [row] = reading.page(desk, View.MINE)
    assert QueueLines(desk)(row).next_action == "call the daughter at 9 · call"
    for_eyes, for_ears = in_the_shell(desk)
    assert for_eyes.endswith("  Maria                 call the daughter at 9 · call")
    assert "; needs: call the daughter at 9; next: call; owner Maria." in for_ears
    noting.save_note(desk, waiting, NoteDraft(disposition=Disposition.NO_ANSWER))
    said = told(desk, waiting)
    assert "handed on “call the daughter at 9” Maria, 14:32" in said
    assert said.index("handed on") < said.index("asked for")
    noting.close(desk, waiting, CloseResult.ANSWERED, None)
    assert "handed on" not in told(desk, waiting)


@pytest.mark.parametrize(("owner", "is_shown"), [("role:assistant", True), ("role:billing", False)])
def test_what_a_role_is_handed_stands_in_the_shell_for_whoever_has_the_role(
    desk: Desk, waiting: str, owner: str, is_shown: bool
):
    claiming.hand_over(desk, waiting, owner, "the new\ninsurance card")
    for line in in_the_shell(desk):
        assert ("the new insurance card" in line) == is_shown
    [row] = reading.queue_document(desk, View.ALL)
    assert row["needs"] == "the new\ninsurance card"
    noting.close(desk, waiting, CloseResult.ANSWERED, None)
    assert reading.show_document(desk, at(desk, waiting))["needs"] is None


def test_a_number_that_only_the_card_knows_is_called_in_the_shell_too(desk: Desk):
    given = adding.add(desk, NewCallback("a first visit", patient="Leo Fox"))
    assert "find a number" in in_the_shell(desk)[1]
    card_changing.change(desk, given, {"phone": "415-555-0133"})
    assert "; next: call; " in in_the_shell(desk)[1]


# Two requests


def test_the_second_request_may_hold_half_a_character(desk: Desk, waiting: str):
    assert (
        splitting.split(desk, waiting, "insurance", "my bill \ud83d looks wrong").request
        == "my bill \ufffd looks wrong"
    )


def test_the_second_request_gets_its_own_lane_owner_and_time(desk: Desk, waiting: str):
    first, second = at(desk, waiting), splitting.split(desk, waiting, "insurance", "and my bill looks wrong")
    assert (second.patient, second.phone, second.received_at) == (first.patient, first.phone, first.received_at)
    assert second.lane == "insurance"
    assert second.owner == "role:billing"
    assert second.target_at > first.received_at
    assert second.due_at == second.target_at
    assert second.split_from == waiting
    assert at(desk, waiting).split_into == (second.callback_id,)
    assert "second request" in told(desk, waiting)
    assert f"the second request of {waiting[:8]}" in told(desk, second.callback_id)


def test_a_split_pressed_twice_makes_one(desk: Desk, waiting: str):
    second = splitting.split(desk, waiting, "insurance", "and my bill looks wrong")
    again = splitting.split(desk, waiting, "insurance", "and my  bill looks wrong ")
    assert again == second
    assert at(desk, waiting).split_into == (second.callback_id,)


def test_attention_in_the_second_part_is_an_alarm_there(desk: Desk, waiting: str):
    second = splitting.split(desk, waiting, "insurance", "also I have chest pain")
    assert second.attention_pending
    assert second.owner == "role:nurse-line"
    assert not at(desk, waiting).attention_pending


def test_the_first_keeps_its_alarm(desk: Desk):
    alarm = adding.add(desk, NewCallback("chest pain, and my bill looks wrong", phone="415-555-0133"))
    splitting.split(desk, alarm, "insurance", "my bill looks wrong")
    assert at(desk, alarm).attention_pending


@pytest.mark.parametrize(
    ("lane", "words", "said"), [("nowhere", "x", "no lane 'nowhere'"), ("insurance", " ", "its words are needed")]
)
def test_a_split_that_says_too_little_is_refused(desk: Desk, waiting: str, lane: str, words: str, said: str):
    with pytest.raises(DeskError, match=said):
        splitting.split(desk, waiting, lane, words)


# A further contact


def test_a_patient_who_calls_again_is_found_by_number_and_by_name(desk: Desk, waiting: str):
    by_number = joining.matching(desk, NewCallback("", phone="(415) 555-0133"))
    by_name = joining.matching(desk, NewCallback("", patient="ana ruiz"))
    assert [row.callback_id for row in by_number] == [row.callback_id for row in by_name] == [waiting]
    assert joining.matching(desk, NewCallback("", patient="Ana")) == []


def test_contacts_that_ask_for_things_of_two_lanes_suggest_a_split(desk: Desk):
    callback_id = adding.add(desk, NewCallback("I need a refill of my pills", patient="Ana Ruiz"))
    joining.join(desk, callback_id, NewCallback("is my refill ready"))
    assert "two?" not in told(desk, callback_id)
    joining.join(desk, callback_id, NewCallback("does my insurance cover it"))
    assert "two? perhaps two requests: X makes the second an item" in told(desk, callback_id)
    splitting.split(desk, callback_id, "insurance", "does my insurance cover it")
    assert "two?" not in told(desk, callback_id)


def test_a_further_contact_raises_the_open_callback(desk: Desk, waiting: str):
    claiming.hold(desk, waiting, HoldReason.PATIENT, desk.clock() + timedelta(days=3))
    callback = joining.join(desk, waiting, NewCallback("is it done yet", phone="415-555-0199"))
    assert callback.contacts == 2
    assert callback.hold_reason is None
    assert callback.due_at < desk.clock() + timedelta(hours=5)
    assert callback.offered_phones == ("+14155550199",)
    assert "is it done yet" in (callback.request or "")


def test_a_further_contact_with_attention_words_is_an_alarm(desk: Desk, waiting: str):
    callback = joining.join(desk, waiting, NewCallback("now I have chest pain"))
    assert callback.attention_pending
    assert callback.owner == "role:nurse-line"


def test_a_further_contact_with_attention_words_makes_nothing_due_later(desk: Desk, waiting: str, clock: Clock):
    late = at(desk, waiting).due_at
    clock.advance(days=2)
    assert joining.join(desk, waiting, NewCallback("now I have chest pain")).due_at == late


# Lapsed, moved


def test_an_idle_claim_lapses_and_whose_it_was_stays_visible(desk: Desk, waiting: str, clock: Clock):
    desk.person_id = "ben"
    claiming.claim(desk, waiting)
    desk.person_id = "maria"
    clock.advance(hours=6)
    callback = at(desk, waiting)
    assert callback.owner_at(desk.clock()) == "role:scheduling"
    assert "Scheduling · was Ben's until" in told(desk, waiting)
    lines = [said for kind, said in history.told(callback, desk.policy, desk.zone, desk.clock()) if kind == "lapsed"]
    assert len(lines) == 1
    assert "Ben's turn lay idle, it is Scheduling's" in lines[0]
    claiming.claim(desk, waiting)
    assert "was Ben's until" not in told(desk, waiting).partition("earlier")[0]
    document = reading.show_document(desk, at(desk, waiting))
    assert "Ben's turn lay idle" in document["history"][2]
    assert "Maria: took it" in document["history"][3]


def test_a_change_of_lane_keeps_both_lanes_and_both_targets(desk: Desk, waiting: str):
    before = at(desk, waiting)
    after = claiming.change_lane(desk, waiting, "referral")
    payload = after.history[-1].payload or {}
    assert (payload["earlier"], payload["lane"]) == ("new-appointment", "referral")
    assert payload["earlier_target"] != payload["turn"]["target_at"]
    assert after.target_at != before.target_at
    assert "from New appointment to Referral · first try by" in told(desk, waiting)


# On hold


def test_on_hold_the_clock_stands_still_until_the_time_to_look_again(desk: Desk, waiting: str, clock: Clock):
    until = desk.clock() + timedelta(days=2)
    claiming.hold(desk, waiting, HoldReason.DOCUMENT, until)
    clock.advance(days=1)
    callback = at(desk, waiting)
    assert callback.status_at(desk.clock()) is Status.ON_HOLD
    assert late_minutes(callback, desk.hours, desk.clock()) == 0
    assert "on hold 24h · waiting for a document".replace(" · ", ", ") in told(desk, waiting)
    clock.advance(days=2)
    assert late_minutes(callback, desk.hours, desk.clock()) > 0
    assert "look again since" in told(desk, waiting)
    assert reading.show_document(desk, callback)["held_minutes"] == 2 * 24 * 60


def test_a_hold_ends_when_something_happens(desk: Desk, waiting: str, clock: Clock):
    claiming.hold(desk, waiting, HoldReason.OFFICE, desk.clock() + timedelta(days=2))
    clock.advance(hours=3)
    noting.close(desk, waiting, CloseResult.ANSWERED)
    [span] = holding.spans(at(desk, waiting))
    assert span.ends - span.begins == timedelta(hours=3)
    assert span.reason is HoldReason.OFFICE


def test_a_change_of_lane_ends_no_hold_and_no_snooze(desk: Desk, waiting: str, clock: Clock):
    other = adding.add(desk, NewCallback("a first visit", phone="415-555-0134", lane="new-appointment"))
    until = desk.clock() + timedelta(days=3)
    claiming.hold(desk, waiting, HoldReason.DOCUMENT, until)
    claiming.snooze(desk, other, until)
    for callback_id, status in ((waiting, Status.ON_HOLD), (other, Status.WAITING)):
        moved = claiming.change_lane(desk, callback_id, "insurance")
        assert (moved.due_at, moved.owner) == (until, "role:billing")
        clock.advance(days=1)
        assert moved.status_at(desk.clock()) is status
        assert late_minutes(moved, desk.hours, desk.clock()) == 0


def test_a_move_to_the_attention_lane_waits_for_no_hold(desk: Desk, waiting: str):
    claiming.hold(desk, waiting, HoldReason.DOCUMENT, desk.clock() + timedelta(days=3))
    moved = claiming.change_lane(desk, waiting, desk.policy.attention.lane)
    assert moved.hold_reason is None
    assert moved.due_at <= desk.clock()


# Exceptions


def test_an_exception_stands_without_a_note_and_in_the_log(desk: Desk, waiting: str, clock: Clock):
    before = at(desk, waiting)
    exceptions.record(desk, waiting, ExceptionCode.NO_ACCESS, "the portal was down")
    clock.advance(minutes=1)
    exceptions.record(desk, waiting, ExceptionCode.LANGUAGE, None)
    after = at(desk, waiting)
    assert (after.owner, after.due_at, after.attempts) == (before.owner, before.due_at, 0)
    assert [line.code for line in exceptions.log(desk)] == [ExceptionCode.LANGUAGE, ExceptionCode.NO_ACCESS]
    assert [line.text for line in exceptions.log(desk, code=ExceptionCode.NO_ACCESS)] == ["the portal was down"]
    assert exceptions.log(desk, begins=date(2026, 11, 24)) == []
    assert len(exceptions.log(desk, begins=date(2026, 11, 23), ends=date(2026, 11, 23))) == 2
    assert exceptions.document(desk, exceptions.log(desk))[1]["by"] == "Maria"


def test_the_workbook_has_the_exceptions_text(desk: Desk, waiting: str):
    exceptions.record(desk, waiting, ExceptionCode.NO_ACCESS, "the portal was down")
    day = DayReport.gather(
        policy=desk.policy, day=desk.today(), as_of=desk.clock(), callbacks=desk.store.all_callbacks()
    )
    [sheet] = [sheet for sheet in sheets(day) if sheet.name == "Exceptions"]
    [row] = sheet.rows
    assert "no-access" in row
    assert "the portal was down" in row


def test_taking_it_settles_what_two_took_at_once(desk: Desk, waiting: str):
    claiming.claim(desk, waiting)
    mine = at(desk, waiting).history[-1]
    assert claiming.claim(desk, waiting).history[-1] == mine
    escalating.escalate(desk, waiting, "role:nurse-line", "asked for a nurse", None)
    assert claiming.claim(desk, waiting).history[-1].kind == "escalated"
