"""Every turn has an owner that the policy knows, something to do, and a time that is not too far off."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import alarm_turns, turn_rules, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.entries import Turn
from callback_desk.domain.moments import utc_text
from tests.unit.strategies import callbacks, clinic_policy, known_owners, lanes, moments, owners, texts

POLICY = clinic_policy()
ZONE = POLICY.zone_info
NOW = datetime(2026, 11, 23, 14, 12, tzinfo=ZONE)  # a Monday
LONGEST = timedelta(days=14)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def waiting_callback(**facts: object) -> Callback:
    standing = {
        "owner": "role:scheduling",
        "next_action": "call",
        "due_at": at(23, 12, 42),
        "target_at": at(23, 12, 42),
        "received_at": at(23, 11, 42),
        "lane": "new-appointment",
    }
    return Callback("c", **{**standing, **facts})  # type: ignore[arg-type]


def faults_of(turn: Turn, now: datetime) -> list[str]:
    """Everything that a turn written at `now` must not be."""
    moments = (turn.due_at, turn.target_at, turn.owner_until)
    checks = {
        "an owner that the policy does not know": all(
            turn_rules.is_known(POLICY, owner) for owner in (turn.owner, turn.fallback_owner) if owner is not None
        ),
        "nothing to do": bool(turn.next_action.strip()),
        "put off for too long": turn.due_at <= now + LONGEST,
        "a moment that is not in UTC": all(at is None or at.utcoffset() == timedelta(0) for at in moments),
        "a claim that falls to nobody": turn.owner_until is None or bool(turn.fallback_owner),
    }
    return [fault for fault, holds in checks.items() if not holds]


def test_a_contact_is_its_lanes_until_somebody_takes_it() -> None:
    turn = turns.for_contact(POLICY, "new-appointment", at(23, 11, 42), NOW)
    assert (turn.owner, turn.next_action) == ("role:scheduling", "call")
    assert turn.due_at == turn.target_at == at(23, 13, 42)  # an open hour, lunch not counted
    assert turns.for_contact(POLICY, "refill", NOW, NOW).next_action == "route to refill desk"
    assert turns.for_contact(POLICY, "never-heard-of", NOW, NOW).owner == "role:front-desk"


def test_attention_counts_by_the_wall_clock_at_any_hour() -> None:
    saturday_night = at(21, 23)
    turn = alarm_turns.for_attention(POLICY, saturday_night)
    assert (turn.owner, turn.next_action) == ("role:nurse-line", "escalate to nurse line")
    assert turn.due_at == saturday_night + timedelta(minutes=15)


def test_a_second_contact_makes_it_due_no_later_and_keeps_the_owner() -> None:
    mine = waiting_callback(
        owner="person:maria", due_at=at(25, 9), owner_until=at(25, 11), fallback_owner="role:scheduling"
    )
    turn = turns.joined(POLICY, mine, at(23, 14), NOW)
    assert turn.due_at == at(23, 15)
    assert (turn.owner, turn.target_at) == ("person:maria", mine.target_at)
    assert turns.joined(POLICY, waiting_callback(), at(23, 14), NOW).due_at == at(23, 12, 42)


def test_a_claim_lapses_to_the_lanes_role_when_it_lies_idle_past_due() -> None:
    turn = turns.claimed(POLICY, waiting_callback(), "maria", NOW)
    assert (turn.owner, turn.fallback_owner) == ("person:maria", "role:scheduling")
    assert turn.due_at == at(23, 12, 42)
    assert turn.owner_until == NOW + timedelta(hours=2)  # late already, so from now
    back = turns.released(POLICY, waiting_callback(owner="person:maria"), NOW)
    assert (back.owner, back.owner_until, back.fallback_owner) == ("role:scheduling", None, None)


def test_taking_an_attention_item_changes_neither_what_is_to_be_done_nor_by_when() -> None:
    alarming = waiting_callback(
        lane="symptom", attention_pending=True, owner="role:nurse-line", next_action="escalate to nurse line"
    )
    turn = turns.claimed(POLICY, alarming, "maria", NOW)
    assert (turn.next_action, turn.due_at, turn.fallback_owner) == (
        "escalate to nurse line",
        at(23, 12, 42),
        "role:nurse-line",
    )


def test_an_escalation_passes_to_the_stand_in_when_nobody_was_told_in_time() -> None:
    turn = alarm_turns.escalated(POLICY, waiting_callback(), "nurse-line", NOW)
    assert (turn.owner, turn.fallback_owner) == ("role:nurse-line", "role:clinician")
    assert turn.due_at == turn.owner_until == NOW + timedelta(minutes=10)
    assert turn.next_action == "record who was told"


def test_an_escalation_passes_on_from_stand_in_to_stand_in_and_the_front_desk_is_among_them() -> None:
    turn = alarm_turns.escalated(POLICY, waiting_callback(), "nurse-line", NOW)
    passed = [(later.owner, later.since) for later in turn.further]
    told_twice = NOW + timedelta(minutes=20)
    assert passed == [("role:front-desk", told_twice), ("role:manager", told_twice + timedelta(minutes=60))]


def test_stand_ins_come_each_once_and_where_they_end_the_front_desk_does() -> None:
    assert alarm_turns.stand_ins(POLICY, "nurse-line") == ("clinician", "front-desk", "manager")
    assert alarm_turns.stand_ins(POLICY, "billing") == ("front-desk", "manager")
    assert alarm_turns.stand_ins(POLICY, "front-desk") == ("manager",)
    alone = {name: role._replace(stand_in=None) for name, role in POLICY.roles.items()}
    nobody = POLICY._replace(roles=alone)
    assert alarm_turns.stand_ins(nobody, "records") == ("front-desk",)
    assert alarm_turns.stand_ins(nobody, "front-desk") == ()


def test_once_acknowledged_the_role_answers_and_may_hand_it_back_to_be_called() -> None:
    told = waiting_callback(escalated_to="role:nurse-line", acknowledged=True, owner="role:nurse-line")
    turn = alarm_turns.acknowledged(POLICY, told, NOW)
    assert (turn.owner, turn.next_action) == ("role:nurse-line", "nurse line answers the patient")
    assert turn.due_at > NOW
    back = turns.handed(POLICY, told, "person:ben", NOW, None)
    assert (back.owner, back.next_action, back.fallback_owner) == ("person:ben", "call", "role:scheduling")


def test_handing_over_what_is_late_gives_the_new_owner_the_lanes_target() -> None:
    late = turns.handed(POLICY, waiting_callback(), "role:billing", NOW, None)
    assert (late.owner, late.due_at) == ("role:billing", at(23, 15, 12))
    ahead = waiting_callback(due_at=at(24, 9))
    assert turns.handed(POLICY, ahead, "role:billing", NOW, None).due_at == at(24, 9)
    assert turns.handed(POLICY, ahead, "role:billing", NOW, at(23, 16)).due_at == at(23, 16)


def test_another_lanes_target_counts_from_the_first_contact() -> None:
    turn = turns.lane_changed(POLICY, waiting_callback(), "referral", NOW)
    assert turn.due_at == turn.target_at == at(23, 16, 42)
    assert turn.owner == "role:referral-coordinator"
    planned = waiting_callback(attempts=1, waiting=True, due_at=at(24, 9), next_action="call · 2nd try")
    moved = turns.lane_changed(POLICY, planned, "referral", NOW)
    assert (moved.due_at, moved.next_action) == (at(24, 9), "call · 2nd try")


def test_moved_to_the_lane_for_attention_it_is_to_be_escalated_soon() -> None:
    planned = waiting_callback(attempts=1, waiting=True, due_at=at(24, 9), next_action="call · 2nd try")
    turn = turns.lane_changed(POLICY, planned, "symptom", NOW)
    assert (turn.owner, turn.next_action) == ("role:nurse-line", "escalate to nurse line")
    assert turn.due_at == NOW + timedelta(minutes=15)
    mine = waiting_callback(owner="person:maria", owner_until=at(23, 18), fallback_owner="role:scheduling")
    taken = turns.lane_changed(POLICY, mine, "symptom", NOW)
    assert (taken.owner, taken.fallback_owner) == ("person:maria", "role:nurse-line")


def test_put_off_a_persons_claim_lasts_as_much_longer() -> None:
    turn = turns.snoozed(POLICY, waiting_callback(owner="person:maria"), at(24, 8), at(23, 9))
    assert (turn.owner, turn.due_at, turn.owner_until) == ("person:maria", at(24, 8), at(24, 10))


def test_nothing_is_put_off_for_longer_than_the_policy_allows() -> None:
    turn = turns.noted(POLICY, waiting_callback(), "role:billing", "ask the plan", NOW + timedelta(days=90), NOW)
    assert turn.due_at == NOW.astimezone(UTC) + LONGEST


MAKERS = {
    "contact": lambda callback, draw, now: turns.for_contact(POLICY, draw(lanes), callback.received_at, now),
    "attention": lambda callback, draw, now: alarm_turns.for_attention(POLICY, now),
    "raised": lambda callback, draw, now: alarm_turns.raised(POLICY, callback, now),
    "flagged": lambda callback, draw, now: alarm_turns.flagged(POLICY, callback, now),
    "stopped": lambda callback, draw, now: turns.stopped(POLICY, callback, draw(texts), now),
    "allowed": lambda callback, draw, now: turns.allowed(POLICY, callback, now),
    "left open": lambda callback, draw, now: turns.left_open(POLICY, callback, now),
    "joined": lambda callback, draw, now: turns.joined(POLICY, callback, draw(moments), now),
    "claimed": lambda callback, draw, now: turns.claimed(POLICY, callback, "maria", now),
    "released": lambda callback, draw, now: turns.released(POLICY, callback, now),
    "handed": lambda callback, draw, now: turns.handed(POLICY, callback, draw(owners), now, draw(st.none() | moments)),
    "escalated": lambda callback, draw, now: alarm_turns.escalated(
        POLICY, callback, draw(st.sampled_from([*POLICY.roles])), now
    ),
    "acknowledged": lambda callback, draw, now: alarm_turns.acknowledged(POLICY, callback, now),
    "snoozed": lambda callback, draw, now: turns.snoozed(POLICY, callback, now + timedelta(days=3), now),
    "noted": lambda callback, draw, now: turns.noted(
        POLICY, callback, draw(known_owners), draw(texts), draw(moments), now
    ),
    "lane changed": lambda callback, draw, now: turns.lane_changed(POLICY, callback, draw(lanes), now),
    "to review": lambda callback, draw, now: turns.to_review(POLICY, callback, "manager", "book", now),
    "reviewed": lambda callback, draw, now: turns.reviewed(
        POLICY,
        callback,
        {"owner": draw(owners), "next_action": draw(texts), "due_at": utc_text(draw(moments))},
        now,
    ),
    "returned": lambda callback, draw, now: turns.returned(POLICY, callback, draw(owners), draw(texts), now),
    "kept": lambda callback, draw, now: turn_rules.kept(POLICY, callback, now),
}


@pytest.mark.parametrize("maker", MAKERS)
@given(callback=callbacks(), now=moments, data=st.data())
def test_whatever_the_callback_was_its_turn_is_sound(maker, callback, now, data) -> None:
    turn = MAKERS[maker](callback, data.draw, now.astimezone(ZONE))
    assert faults_of(turn, now) == []
