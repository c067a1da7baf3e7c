"""Whose turn it is, what they do next and by when, after each thing that is done with a callback.

Pure: the policy and a moment in, a `Turn` out. Every turn that is ever written is made here, or in `alarm_turns` where
a licensed role must hear of something; what each of them obeys stands in `turn_rules`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from callback_desk.domain.callback import FRONT_DESK, Callback
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.turn_rules import (
    CALL,
    PERSON,
    ROLE,
    SCHEDULE,
    clamped,
    first_action,
    home_of,
    is_known,
    kept,
    kept_until,
    lane_of,
    made,
    new_turn,
    nobody_told,
    role_of,
    target_for,
)

if TYPE_CHECKING:
    from callback_desk.domain.payload import Turn
    from callback_desk.domain.policy import Policy


def for_contact(policy: "Policy", lane: str | None, at: datetime, now: datetime) -> "Turn":
    """Return the turn that a first contact at `at` opens in a lane."""
    target = target_for(policy, lane, at)
    return new_turn(
        owner=role_of(policy, lane),
        next_action=first_action(policy, lane),
        due_at=clamped(policy, target, now),
        target_at=target,
    )


def for_ready(policy: "Policy", lane: str | None, at: datetime, now: datetime) -> "Turn":
    """Return the turn that a referral opens of which nothing is missing: the visit is to be scheduled."""
    return for_contact(policy, lane, at, now).model_copy(update={"next_action": SCHEDULE})


def may_be_readied(policy: "Policy", callback: Callback) -> bool:
    """Tell whether a callback goes on to scheduling once its referral is ready: it is not there already."""
    return callback.next_action != SCHEDULE and _may_go_on(policy, callback)


def may_lack_again(policy: "Policy", callback: Callback) -> bool:
    """Tell whether a callback goes back from scheduling once its referral lacks a paper again."""
    return callback.next_action == SCHEDULE and _may_go_on(policy, callback)


def _may_go_on(policy: "Policy", callback: Callback) -> bool:
    """Tell whether a list may say what is next: nobody licensed has to hear of it first, nothing waits for review."""
    alarming = callback.attention_pending or callback.acknowledged is False
    told = nobody_told(policy, callback.lane, callback.next_action)
    return not (alarming or told or callback.in_review is not None)


def readied(policy: "Policy", callback: Callback, lane: str, at: datetime, now: datetime) -> "Turn":
    """Return the turn of a referral that became ready: whoever took it keeps it, else it is the lane's role's; due no
    later than before."""
    return _gone_on(policy, callback, lane, SCHEDULE, at, now)


def lacking_again(policy: "Policy", callback: Callback, lane: str, at: datetime, now: datetime) -> "Turn":
    """Return the turn of a referral that was ready and lacks a paper again, `lane` being that of such: its first
    action, of whoever took it or else of the lane's role; due no later than before."""
    return _gone_on(policy, callback, lane, first_action(policy, lane), at, now)


def _gone_on(policy: "Policy", callback: Callback, lane: str, action: str, at: datetime, now: datetime) -> "Turn":
    due = min(callback.due_at, target_for(policy, lane, at))
    owner = callback.owner_at(now)
    if not owner.startswith(PERSON) or not is_known(policy, owner):
        owner = role_of(policy, lane)
    return made(policy, callback, owner, action, due, now, home=role_of(policy, lane))


def joined(policy: "Policy", callback: Callback, at: datetime, now: datetime) -> "Turn":
    """Return the turn after a further contact at `at`: the same owner's, due no later than before."""
    again = target_for(policy, lane_of(policy, callback), at)
    return kept_until(policy, callback, min(callback.due_at, again), now)


def merged(policy: "Policy", callback: Callback, other: Callback, now: datetime) -> "Turn":
    """Return the turn of a callback that another one was joined into: the same owner's, due no later than either."""
    return kept_until(policy, callback, min(callback.due_at, other.due_at), now)


def claimed(policy: "Policy", callback: Callback, person_id: str, now: datetime) -> "Turn":
    """Return the turn of a person who takes it; left idle past due it goes back to the lane's role."""
    return made(policy, callback, PERSON + person_id, callback.next_action, callback.due_at, now)


def released(policy: "Policy", callback: Callback, now: datetime) -> "Turn":
    """Return the turn of the role that a claim is given back to."""
    if callback.acknowledged is False:
        return kept_until(policy, callback, callback.due_at, now)
    return made(policy, callback, home_of(policy, callback), callback.next_action, callback.due_at, now)


def handed(policy: "Policy", callback: Callback, owner: str, now: datetime, due: datetime | None) -> "Turn":
    """Return the turn of an owner that the callback was handed to.

    Without `due` the due time stands if it is still ahead, else the lane's target counts from now. What was
    escalated and acknowledged is then called like anything else.
    """
    lane = lane_of(policy, callback)
    if due is None:
        due = callback.due_at if callback.due_at > now else target_for(policy, lane, now)
    action = CALL if callback.acknowledged else callback.next_action
    return made(policy, callback, owner, action, due, now, home=role_of(policy, lane))


def snoozed(policy: "Policy", callback: Callback, until: datetime, now: datetime) -> "Turn":
    """Return the turn of a callback put off until a moment; a person's claim lasts as much longer, if it had not
    lapsed.

    Whether the policy allows so late a moment is asked before, with `clamped`.
    """
    return made(policy, callback, callback.owner_at(now), callback.next_action, until, until)


def noted(
    policy: "Policy", callback: Callback, owner: str, next_action: str, due_at: datetime, now: datetime
) -> "Turn":
    """Return the turn that an outcome note names: owner, next action, due."""
    return made(policy, callback, owner, next_action, due_at, now)


def to_review(policy: "Policy", callback: Callback, role: str, what: str, now: datetime) -> "Turn":
    """Return the turn of a role (its id) that looks at a note before it is final: within the lane's target."""
    due = target_for(policy, lane_of(policy, callback), now)
    return made(policy, callback, ROLE + role, f"review: {what}", due, now)


def reviewed(policy: "Policy", callback: Callback, then: Mapping[str, Any], now: datetime) -> "Turn":
    """Return the turn that an approved note gives on, `then` as its entry has it; what is late by now stays late.

    Where the patient reached out again meanwhile, it is due no later than it already was.
    """
    due, home = from_utc_text(then["due_at"]), role_of(policy, lane_of(policy, callback))
    if callback.in_review is not None and callback.in_review.again:
        due = min(due, callback.due_at)
    return made(policy, callback, then["owner"], then["next_action"], due, now, home=home)


def left_open(policy: "Policy", callback: Callback, now: datetime) -> "Turn":
    """Return the turn of the lane's role after a note was approved that would have closed it, had the patient not
    reached out again: due no later than it already was, and within the lane's target for that contact."""
    lane = lane_of(policy, callback)
    due = min(callback.due_at, target_for(policy, lane, callback.last_contact_at or callback.received_at))
    return made(policy, callback, role_of(policy, lane), first_action(policy, lane), due, now, role_of(policy, lane))


def returned(policy: "Policy", callback: Callback, owner: str, line: str, now: datetime) -> "Turn":
    """Return the turn after a note was returned: its author's, else the lane's role's, within the lane's target."""
    lane = lane_of(policy, callback)
    action, due = f"change the note: {line.strip()}", target_for(policy, lane, now)
    return made(policy, callback, owner, action, due, now, home=role_of(policy, lane))


def lane_changed(policy: "Policy", callback: Callback, lane: str, now: datetime) -> "Turn":
    """Return the turn after a move to another lane; the target counts from the first contact.

    Before the first attempt the target is also due, unless it is on hold or put off: then it stays due when it was
    to be looked at again. Afterwards what was planned stands. The lane for attention waits for neither: there it is
    never later than its target from now, and begins by escalating. A note that waits for review stays its reviewer's.
    """
    target = target_for(policy, lane, callback.received_at)
    if callback.in_review is not None and lane != policy.attention.lane:
        return kept(policy, callback, now).model_copy(update={"target_at": target})
    due, action = target, first_action(policy, lane)
    put_off = callback.waiting or callback.hold_reason is not None
    if callback.attempts > 0 or (put_off and lane != policy.attention.lane):
        due = callback.due_at
    if callback.attempts > 0:
        if lane == policy.attention.lane:
            due = min(due, target_for(policy, lane, now))
        elif callback.waiting:
            action = callback.next_action
    owner = callback.owner_at(now)
    if not owner.startswith(PERSON) or not is_known(policy, owner):
        owner = role_of(policy, lane)
    turn = made(policy, callback, owner, action, due, now, home=role_of(policy, lane))
    return turn.model_copy(update={"target_at": target})


def stopped(policy: "Policy", callback: Callback, next_action: str, now: datetime) -> "Turn":
    """Return the turn of the front desk after the patient's card stopped the calls: due within the lane's target.

    What a licensed role has yet to see stays theirs.
    """
    if (
        callback.attention_pending
        or callback.acknowledged is False
        or nobody_told(policy, callback.lane, callback.next_action)
    ):
        return kept_until(policy, callback, callback.due_at, now)
    due = target_for(policy, lane_of(policy, callback), now)
    return made(policy, callback, FRONT_DESK, next_action, due, now)


def allowed(policy: "Policy", callback: Callback, now: datetime) -> "Turn":
    """Return the turn after a person decided that a callback that was stopped is made: the lane's first action."""
    if callback.attention_pending or callback.acknowledged is False:
        return kept_until(policy, callback, callback.due_at, now)
    lane = lane_of(policy, callback)
    return made(
        policy, callback, home_of(policy, callback), first_action(policy, lane), target_for(policy, lane, now), now
    )


def brought_forward(policy: "Policy", callback: Callback, now: datetime) -> "Turn":
    """Return the turn as it stands, due no later than the policy lets anything be put off to; a person's claim ends as
    much sooner, if it had not lapsed."""
    owner = callback.owner_at(now)
    if owner == callback.owner and owner.startswith(PERSON):
        return made(policy, callback, owner, callback.next_action, callback.due_at, now)
    return kept_until(policy, callback, callback.due_at, now)
