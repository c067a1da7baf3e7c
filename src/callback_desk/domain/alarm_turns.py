"""The turns of what a licensed role must hear of: attention words, an escalation, and who was told of it. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from callback_desk.domain.callback import FRONT_DESK, Callback
from callback_desk.domain.turn_rules import (
    RECORD,
    ROLE,
    clamped,
    first_action,
    is_known,
    kept,
    lane_of,
    made,
    new_turn,
    role_of,
    target_for,
)

if TYPE_CHECKING:
    from callback_desk.domain.payload import Turn
    from callback_desk.domain.policy import Policy


def for_attention(policy: "Policy", at: datetime) -> "Turn":
    """Return the turn of a contact with attention words: the licensed role's at once, by the wall clock."""
    lane = policy.attention.lane
    target = at.astimezone(UTC) + timedelta(minutes=policy.lanes[lane].target_minutes)
    return new_turn(
        owner=role_of(policy, lane),
        next_action=first_action(policy, lane),
        due_at=clamped(policy, target, at),
        target_at=target,
    )


def raised(policy: "Policy", callback: Callback, at: datetime) -> "Turn":
    """Return the turn after a further contact at `at` with attention words: as for the first, due no later than it
    already was."""
    turn = for_attention(policy, at)
    return turn.model_copy(update={"due_at": min(turn.due_at, callback.due_at.astimezone(UTC))})


def escalated(policy: "Policy", callback: Callback, role: str, now: datetime) -> "Turn":
    """Return the turn of a role (its id) that must be told at once; past its time the stand-in's, past that one's the
    next stand-in's, and so on.

    The time to acknowledge counts by the wall clock, whatever the hour.
    """
    until = since = now.astimezone(UTC) + timedelta(minutes=policy.roles[role].acknowledge_minutes)
    instead = stand_ins(policy, role)
    further = []
    for earlier, later in pairwise(instead):
        since += timedelta(minutes=policy.roles[earlier].acknowledge_minutes)
        further.append((ROLE + later, since))
    return new_turn(
        owner=ROLE + role,
        next_action=RECORD,
        due_at=clamped(policy, until, now),
        target_at=callback.target_at.astimezone(UTC),
        owner_until=until if instead else None,
        fallback_owner=ROLE + instead[0] if instead else None,
        further=further,
    )


def stand_ins(policy: "Policy", role: str) -> tuple[str, ...]:
    """Return the ids of the roles that stand in for a role (its id), one after the other, each once.

    Where the stand-ins end, or come round in a circle, the front desk goes on telling them.
    """
    chain, desk = [role], FRONT_DESK.removeprefix(ROLE)
    while True:
        following = policy.roles[chain[-1]].stand_in
        if following is None or following in chain:
            following = desk
        if following in chain or following not in policy.roles:
            return tuple(chain[1:])
        chain.append(following)


def flagged(policy: "Policy", callback: Callback, now: datetime) -> "Turn":
    """Return the turn after attention words were typed about it: the licensed role's at once, by the wall clock.

    What waits for a licensed role already keeps its turn.
    """
    if callback.acknowledged is False or callback.attention_pending:
        return kept(policy, callback, now)
    lane = policy.attention.lane
    due = min(callback.due_at, now.astimezone(UTC) + timedelta(minutes=policy.lanes[lane].target_minutes))
    owner = role_of(policy, lane)
    return made(policy, callback, owner, first_action(policy, lane), due, now, home=owner)


def acknowledged(policy: "Policy", callback: Callback, now: datetime, by: str | None = None) -> "Turn":
    """Return the turn after it was recorded who was told: the role answers within the lane's target. `by` is the role
    of whoever saw it themselves."""
    owner = by or told_role(policy, callback, now)
    if not owner.startswith(ROLE):
        owner = callback.escalated_to or owner
    if not is_known(policy, owner):
        owner = role_of(policy, policy.attention.lane)
    due = target_for(policy, lane_of(policy, callback), now)
    return made(policy, callback, owner, answers(policy, owner), due, now)


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
    role = policy.roles.get(owner.removeprefix(ROLE))
    return role is not None and role.licensed
