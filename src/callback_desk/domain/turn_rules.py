"""What every turn obeys, whatever gave it: a known owner, a next action in words, a due time that is not too far off.

Pure. Unless said otherwise the target stays as it is.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from callback_desk.domain.authority import still_reviewing
from callback_desk.domain.callback import FRONT_DESK, LOOK_AT_THIS, Callback

if TYPE_CHECKING:
    from callback_desk.domain.payload import Turn
    from callback_desk.domain.policy import Policy

CALL = "call"
ESCALATE = "escalate to "
SCHEDULE = "schedule the visit"
RECORD = "record who was told"
FIND_NUMBER = "find a number"
ROLE, PERSON = "role:", "person:"


def new_turn(
    *,
    owner: str,
    next_action: str,
    due_at: datetime,
    target_at: datetime,
    owner_until: datetime | None = None,
    fallback_owner: str | None = None,
    further: Iterable[tuple[str, datetime]] = (),
) -> "Turn":
    """Return a turn; `further` are those whose it is after the fallback owner, each with the moment from which on.

    Its model is loaded with the first one that is made: whoever only opens a desk and reads waits for none.
    """
    from callback_desk.domain.payload import Passed, Turn

    return Turn(
        owner=owner,
        next_action=next_action,
        due_at=due_at,
        target_at=target_at,
        owner_until=owner_until,
        fallback_owner=fallback_owner,
        further=tuple(Passed(owner=later, since=since) for later, since in further),
    )


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
    return ROLE + policy.lane(lane).role


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


def is_known(policy: "Policy", owner: str) -> bool:
    """Tell whether the policy knows this owner (`role:ID` or `person:ID`)."""
    kind, _, known_by = owner.partition(":")
    return (kind == "role" and known_by in policy.roles) or (kind == "person" and known_by in policy.people)


def home_of(policy: "Policy", callback: Callback) -> str:
    """Return the role that a callback belongs to when it is nobody's in person."""
    if callback.escalated_to is not None and is_known(policy, callback.escalated_to):
        return callback.escalated_to
    if callback.in_review is not None:
        return ROLE + still_reviewing(policy, callback.in_review.role, callback.lane)
    role = role_of(policy, lane_of(policy, callback))
    return role if is_known(policy, role) else FRONT_DESK


def lane_of(policy: "Policy", callback: Callback) -> str | None:
    return policy.attention.lane if callback.attention_pending else callback.lane


def kept(policy: "Policy", callback: Callback, now: datetime) -> "Turn":
    """Return the callback's turn as it stands, for an entry that must not change it."""
    return kept_until(policy, callback, callback.due_at, now)


def kept_until(policy: "Policy", callback: Callback, due: datetime, now: datetime) -> "Turn":
    owner, fallback, until = callback.owner, callback.fallback_owner, callback.owner_until
    if not is_known(policy, owner):
        return made(policy, callback, home_of(policy, callback), callback.next_action, due, now)
    if until is not None and (fallback is None or not is_known(policy, fallback)):
        fallback = home_of(policy, callback)
    return new_turn(
        owner=owner,
        next_action=callback.next_action.strip() or LOOK_AT_THIS,
        due_at=clamped(policy, due, now),
        target_at=callback.target_at.astimezone(UTC),
        owner_until=None if until is None else until.astimezone(UTC),
        fallback_owner=None if until is None else fallback,
        further=[(later.owner, later.since) for later in callback.further if is_known(policy, later.owner)],
    )


def made(
    policy: "Policy",
    callback: Callback,
    owner: str,
    next_action: str,
    due: datetime,
    now: datetime,
    home: str | None = None,
) -> "Turn":
    """Return a fresh turn: a person's ends when it lies idle past due, a role's does not end."""
    home = home or home_of(policy, callback)
    if not is_known(policy, owner):
        owner = home
    due_at = clamped(policy, due, now)
    until = None
    if owner.startswith(PERSON):
        until = max(due_at, now.astimezone(UTC)) + timedelta(minutes=policy.limits.idle_claim_minutes)
    return new_turn(
        owner=owner,
        next_action=next_action.strip() or LOOK_AT_THIS,
        due_at=due_at,
        target_at=callback.target_at.astimezone(UTC),
        owner_until=until,
        fallback_owner=None if until is None else home,
    )
