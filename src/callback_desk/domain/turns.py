"""Whose turn it is, what they do next and by when: every turn that is ever written is made here.

Pure: the policy and a moment in, a `Turn` out. Whatever the callback was, a turn has an owner that the policy
knows, a next action in words, and a due time no further off than the policy's longest deferral. Unless said
otherwise the target stays as it is.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from callback_desk.domain.authority import still_reviewing
from callback_desk.domain.callback import FRONT_DESK, LOOK_AT_THIS, Callback
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.payload import Passed, Turn

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

CALL = "call"
ESCALATE = "escalate to "
SCHEDULE = "schedule the visit"
RECORD = "record who was told"
FIND_NUMBER = "find a number"
_ROLE, _PERSON = "role:", "person:"


def furthest(policy: "Policy", now: datetime) -> datetime:
    """Return the furthest moment that the policy lets anything be put off to."""
    return now.astimezone(UTC) + timedelta(days=policy.limits.longest_deferral_days)


def clamped(policy: "Policy", due: datetime, now: datetime) -> datetime:
    """Return `due` in UTC, or the furthest moment that the policy allows, if that is sooner."""
    return min(due.astimezone(UTC), furthest(policy, now))


def target_for(policy: "Policy", lane: str | None, since: datetime) -> datetime:
    """Return until when a lane's first attempt is to be made for a contact at `since`."""
    rules = policy.lane(lane)
    if rules.clock == "wall":
        return since.astimezone(UTC) + timedelta(minutes=rules.target_minutes)
    return policy.open_hours(None).add(since, rules.target_minutes)


def role_of(policy: "Policy", lane: str | None) -> str:
    """Return the owner (`role:ID`) of a lane's unclaimed items."""
    return _ROLE + policy.lane(lane).role


def first_action(policy: "Policy", lane: str | None) -> str:
    """Return what is done first in a lane; in the attention lane it is always to escalate."""
    if policy.lane_id(lane) == policy.attention.lane:
        return ESCALATE + policy.roles[policy.lanes[policy.attention.lane].role].title.lower()
    return policy.lane(lane).first_action


def now_possible(next_action: str, phone: str | None) -> str:
    """Return the next action as it can be done: where it is a call and there is no number, one is found first."""
    is_call = next_action == CALL or next_action.startswith(f"{CALL} ")
    return FIND_NUMBER if is_call and not phone else next_action


def nobody_told(policy: "Policy", lane: str | None, next_action: str) -> bool:
    """Tell whether something stands in the attention lane, with its words or without, and is not escalated yet."""
    return policy.lane_id(lane) == policy.attention.lane and next_action.startswith(ESCALATE)


def for_contact(policy: "Policy", lane: str | None, at: datetime, now: datetime) -> Turn:
    """Return the turn that a first contact at `at` opens in a lane."""
    target = target_for(policy, lane, at)
    return Turn(
        owner=role_of(policy, lane),
        next_action=first_action(policy, lane),
        due_at=clamped(policy, target, now),
        target_at=target,
    )


def for_ready(policy: "Policy", lane: str | None, at: datetime, now: datetime) -> Turn:
    """Return the turn that a referral opens of which nothing is missing: the visit is to be scheduled."""
    return for_contact(policy, lane, at, now).model_copy(update={"next_action": SCHEDULE})


def may_be_readied(policy: "Policy", callback: Callback) -> bool:
    """Tell whether a callback goes on to scheduling once its referral is ready: nobody licensed has to hear of it
    first, nothing waits for review, and it is not there already."""
    alarming = callback.attention_pending or callback.acknowledged is False
    told = nobody_told(policy, callback.lane, callback.next_action)
    return not (alarming or told or callback.in_review is not None or callback.next_action == SCHEDULE)


def readied(policy: "Policy", callback: Callback, lane: str, at: datetime, now: datetime) -> Turn:
    """Return the turn of a referral that became ready: whoever took it keeps it, else it is the lane's role's; due no
    later than before."""
    due = min(callback.due_at, target_for(policy, lane, at))
    owner = callback.owner_at(now)
    if not owner.startswith(_PERSON) or not is_known(policy, owner):
        owner = role_of(policy, lane)
    return _made(policy, callback, owner, SCHEDULE, due, now, home=role_of(policy, lane))


def for_attention(policy: "Policy", at: datetime) -> Turn:
    """Return the turn of a contact with attention words: the licensed role's at once, by the wall clock."""
    lane = policy.attention.lane
    target = at.astimezone(UTC) + timedelta(minutes=policy.lanes[lane].target_minutes)
    return Turn(
        owner=role_of(policy, lane),
        next_action=first_action(policy, lane),
        due_at=clamped(policy, target, at),
        target_at=target,
    )


def raised(policy: "Policy", callback: Callback, at: datetime) -> Turn:
    """Return the turn after a further contact at `at` with attention words: as for the first, due no later than it
    already was."""
    turn = for_attention(policy, at)
    return turn.model_copy(update={"due_at": min(turn.due_at, callback.due_at.astimezone(UTC))})


def joined(policy: "Policy", callback: Callback, at: datetime, now: datetime) -> Turn:
    """Return the turn after a further contact at `at`: the same owner's, due no later than before."""
    again = target_for(policy, _lane(policy, callback), at)
    return _kept(policy, callback, min(callback.due_at, again), now)


def merged(policy: "Policy", callback: Callback, other: Callback, now: datetime) -> Turn:
    """Return the turn of a callback that another one was joined into: the same owner's, due no later than either."""
    return _kept(policy, callback, min(callback.due_at, other.due_at), now)


def claimed(policy: "Policy", callback: Callback, person_id: str, now: datetime) -> Turn:
    """Return the turn of a person who takes it; left idle past due it goes back to the lane's role."""
    return _made(policy, callback, _PERSON + person_id, callback.next_action, callback.due_at, now)


def released(policy: "Policy", callback: Callback, now: datetime) -> Turn:
    """Return the turn of the role that a claim is given back to."""
    if callback.acknowledged is False:
        return _kept(policy, callback, callback.due_at, now)
    return _made(policy, callback, _home(policy, callback), callback.next_action, callback.due_at, now)


def handed(policy: "Policy", callback: Callback, owner: str, now: datetime, due: datetime | None) -> Turn:
    """Return the turn of an owner that the callback was handed to.

    Without `due` the due time stands if it is still ahead, else the lane's target counts from now. What was
    escalated and acknowledged is then called like anything else.
    """
    lane = _lane(policy, callback)
    if due is None:
        due = callback.due_at if callback.due_at > now else target_for(policy, lane, now)
    action = CALL if callback.acknowledged else callback.next_action
    return _made(policy, callback, owner, action, due, now, home=role_of(policy, lane))


def escalated(policy: "Policy", callback: Callback, role: str, now: datetime) -> Turn:
    """Return the turn of a role (its id) that must be told at once; past its time the stand-in's, past that one's the
    next stand-in's, and so on.

    The time to acknowledge counts by the wall clock, whatever the hour.
    """
    until = since = now.astimezone(UTC) + timedelta(minutes=policy.roles[role].acknowledge_minutes)
    instead = stand_ins(policy, role)
    further = []
    for earlier, later in pairwise(instead):
        since += timedelta(minutes=policy.roles[earlier].acknowledge_minutes)
        further.append(Passed(owner=_ROLE + later, since=since))
    return Turn(
        owner=_ROLE + role,
        next_action=RECORD,
        due_at=clamped(policy, until, now),
        target_at=callback.target_at.astimezone(UTC),
        owner_until=until if instead else None,
        fallback_owner=_ROLE + instead[0] if instead else None,
        further=tuple(further),
    )


def stand_ins(policy: "Policy", role: str) -> tuple[str, ...]:
    """Return the ids of the roles that stand in for a role (its id), one after the other, each once.

    Where the stand-ins end, or come round in a circle, the front desk goes on telling them.
    """
    chain, desk = [role], FRONT_DESK.removeprefix(_ROLE)
    while True:
        following = policy.roles[chain[-1]].stand_in
        if following is None or following in chain:
            following = desk
        if following in chain or following not in policy.roles:
            return tuple(chain[1:])
        chain.append(following)


def flagged(policy: "Policy", callback: Callback, now: datetime) -> Turn:
    """Return the turn after attention words were typed about it: the licensed role's at once, by the wall clock.

    What waits for a licensed role already keeps its turn.
    """
    if callback.acknowledged is False or callback.attention_pending:
        return kept(policy, callback, now)
    lane = policy.attention.lane
    due = min(callback.due_at, now.astimezone(UTC) + timedelta(minutes=policy.lanes[lane].target_minutes))
    owner = role_of(policy, lane)
    return _made(policy, callback, owner, first_action(policy, lane), due, now, home=owner)


def acknowledged(policy: "Policy", callback: Callback, now: datetime, by: str | None = None) -> Turn:
    """Return the turn after it was recorded who was told: the role answers within the lane's target. `by` is the role
    of whoever saw it themselves."""
    owner = by or told_role(policy, callback, now)
    if not owner.startswith(_ROLE):
        owner = callback.escalated_to or owner
    if not is_known(policy, owner):
        owner = role_of(policy, policy.attention.lane)
    due = target_for(policy, _lane(policy, callback), now)
    return _made(policy, callback, owner, answers(policy, owner), due, now)


def answers(policy: "Policy", owner: str) -> str:
    """Return the next action of an owner who was told, or given the request: they answer the patient."""
    return f"{policy.role_title(owner).lower()} answers the patient"


def told_role(policy: "Policy", callback: Callback, now: datetime) -> str:
    """Return the owner who was told when an escalation is acknowledged at `now`: whose turn it is, or of those before
    them the last who is licensed; the front desk that goes on telling them does not answer in their place."""
    return last_licensed(policy, callback.owners_until(now))


def last_licensed(policy: "Policy", owners: Sequence[str]) -> str:
    """Return the last of these owners who is licensed; where none is, the last."""
    return next((owner for owner in reversed(owners) if is_licensed(policy, owner)), owners[-1])


def is_licensed(policy: "Policy", owner: str) -> bool:
    """Tell whether an owner (`role:ID` or `person:ID`) is a role that may look at symptoms."""
    role = policy.roles.get(owner.removeprefix(_ROLE))
    return role is not None and role.licensed


def snoozed(policy: "Policy", callback: Callback, until: datetime, now: datetime) -> Turn:
    """Return the turn of a callback put off until a moment; a person's claim lasts as much longer, if it had not
    lapsed.

    Whether the policy allows so late a moment is asked before, with `clamped`.
    """
    return _made(policy, callback, callback.owner_at(now), callback.next_action, until, until)


def noted(policy: "Policy", callback: Callback, owner: str, next_action: str, due_at: datetime, now: datetime) -> Turn:
    """Return the turn that an outcome note names: owner, next action, due."""
    return _made(policy, callback, owner, next_action, due_at, now)


def to_review(policy: "Policy", callback: Callback, role: str, what: str, now: datetime) -> Turn:
    """Return the turn of a role (its id) that looks at a note before it is final: within the lane's target."""
    due = target_for(policy, _lane(policy, callback), now)
    return _made(policy, callback, _ROLE + role, f"review: {what}", due, now)


def reviewed(policy: "Policy", callback: Callback, then: Mapping[str, Any], now: datetime) -> Turn:
    """Return the turn that an approved note gives on, `then` as its entry has it; what is late by now stays late.

    Where the patient reached out again meanwhile, it is due no later than it already was.
    """
    due, home = from_utc_text(then["due_at"]), role_of(policy, _lane(policy, callback))
    if callback.in_review is not None and callback.in_review.again:
        due = min(due, callback.due_at)
    return _made(policy, callback, then["owner"], then["next_action"], due, now, home=home)


def left_open(policy: "Policy", callback: Callback, now: datetime) -> Turn:
    """Return the turn of the lane's role after a note was approved that would have closed it, had the patient not
    reached out again: due no later than it already was, and within the lane's target for that contact."""
    lane = _lane(policy, callback)
    due = min(callback.due_at, target_for(policy, lane, callback.last_contact_at or callback.received_at))
    return _made(policy, callback, role_of(policy, lane), first_action(policy, lane), due, now, role_of(policy, lane))


def returned(policy: "Policy", callback: Callback, owner: str, line: str, now: datetime) -> Turn:
    """Return the turn after a note was returned: its author's, else the lane's role's, within the lane's target."""
    lane = _lane(policy, callback)
    action, due = f"change the note: {line.strip()}", target_for(policy, lane, now)
    return _made(policy, callback, owner, action, due, now, home=role_of(policy, lane))


def lane_changed(policy: "Policy", callback: Callback, lane: str, now: datetime) -> Turn:
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
    if not owner.startswith(_PERSON) or not is_known(policy, owner):
        owner = role_of(policy, lane)
    turn = _made(policy, callback, owner, action, due, now, home=role_of(policy, lane))
    return turn.model_copy(update={"target_at": target})


def stopped(policy: "Policy", callback: Callback, next_action: str, now: datetime) -> Turn:
    """Return the turn of the front desk after the patient's card stopped the calls: due within the lane's target.

    What a licensed role has yet to see stays theirs.
    """
    if (
        callback.attention_pending
        or callback.acknowledged is False
        or nobody_told(policy, callback.lane, callback.next_action)
    ):
        return _kept(policy, callback, callback.due_at, now)
    due = target_for(policy, _lane(policy, callback), now)
    return _made(policy, callback, FRONT_DESK, next_action, due, now)


def allowed(policy: "Policy", callback: Callback, now: datetime) -> Turn:
    """Return the turn after a person decided that a callback that was stopped is made: the lane's first action."""
    if callback.attention_pending or callback.acknowledged is False:
        return _kept(policy, callback, callback.due_at, now)
    lane = _lane(policy, callback)
    return _made(
        policy, callback, _home(policy, callback), first_action(policy, lane), target_for(policy, lane, now), now
    )


def brought_forward(policy: "Policy", callback: Callback, now: datetime) -> Turn:
    """Return the turn as it stands, due no later than the policy lets anything be put off to; a person's claim ends as
    much sooner, if it had not lapsed."""
    owner = callback.owner_at(now)
    if owner == callback.owner and owner.startswith(_PERSON):
        return _made(policy, callback, owner, callback.next_action, callback.due_at, now)
    return _kept(policy, callback, callback.due_at, now)


def kept(policy: "Policy", callback: Callback, now: datetime) -> Turn:
    """Return the callback's turn as it stands, for an entry that must not change it."""
    return _kept(policy, callback, callback.due_at, now)


def _kept(policy: "Policy", callback: Callback, due: datetime, now: datetime) -> Turn:
    owner, fallback, until = callback.owner, callback.fallback_owner, callback.owner_until
    if not is_known(policy, owner):
        return _made(policy, callback, _home(policy, callback), callback.next_action, due, now)
    if until is not None and (fallback is None or not is_known(policy, fallback)):
        fallback = _home(policy, callback)
    return Turn(
        owner=owner,
        next_action=callback.next_action.strip() or LOOK_AT_THIS,
        due_at=clamped(policy, due, now),
        target_at=callback.target_at.astimezone(UTC),
        owner_until=None if until is None else until.astimezone(UTC),
        fallback_owner=None if until is None else fallback,
        further=tuple(
            Passed(owner=later.owner, since=later.since) for later in callback.further if is_known(policy, later.owner)
        ),
    )


def _made(
    policy: "Policy",
    callback: Callback,
    owner: str,
    next_action: str,
    due: datetime,
    now: datetime,
    home: str | None = None,
) -> Turn:
    """Return a fresh turn: a person's ends when it lies idle past due, a role's does not end."""
    home = home or _home(policy, callback)
    if not is_known(policy, owner):
        owner = home
    due_at = clamped(policy, due, now)
    until = None
    if owner.startswith(_PERSON):
        until = max(due_at, now.astimezone(UTC)) + timedelta(minutes=policy.limits.idle_claim_minutes)
    return Turn(
        owner=owner,
        next_action=next_action.strip() or LOOK_AT_THIS,
        due_at=due_at,
        target_at=callback.target_at.astimezone(UTC),
        owner_until=until,
        fallback_owner=None if until is None else home,
    )


def _home(policy: "Policy", callback: Callback) -> str:
    """Return the role that a callback belongs to when it is nobody's in person."""
    if callback.escalated_to is not None and is_known(policy, callback.escalated_to):
        return callback.escalated_to
    if callback.in_review is not None:
        return _ROLE + still_reviewing(policy, callback.in_review.role, callback.lane)
    role = role_of(policy, _lane(policy, callback))
    return role if is_known(policy, role) else FRONT_DESK


def _lane(policy: "Policy", callback: Callback) -> str | None:
    return policy.attention.lane if callback.attention_pending else callback.lane


def is_known(policy: "Policy", owner: str) -> bool:
    """Tell whether the policy knows this owner (`role:ID` or `person:ID`)."""
    kind, _, known_by = owner.partition(":")
    return (kind == "role" and known_by in policy.roles) or (kind == "person" and known_by in policy.people)
