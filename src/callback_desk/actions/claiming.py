"""Whose turn it is: take, give back, hand over, move to another lane, put off, put on hold."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions import reaching
from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import flag
from callback_desk.actions.guarding import require_acknowledged, require_open
from callback_desk.actions.reviewing import require_reviewer, reviewer
from callback_desk.domain import turn_rules, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import HoldReason
from callback_desk.domain.entries import (
    Claimed,
    HandedOver,
    Held,
    LaneChanged,
    Payload,
    Released,
    Snoozed,
)
from callback_desk.domain.errors import DeskError

MOVED_HERE = "moved here by a person"
"""Stands where the matched words stand, for an item that a person put into the attention lane."""


def claim(desk: Desk, callback_id: str) -> Callback:
    """Take the callback. Taking what is already one's own writes nothing, unless somebody else
    took it at once: then it settles whose it is.

    An escalation that nobody acknowledged stays its role's: it is taken by acknowledging it.
    """

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "taken")
        if callback.acknowledged is False:
            return []
        if callback.owner_at(now) == desk.owner and not callback.claimed_at_once:
            return []
        require_reviewer(desk, callback, "taken")
        return [Claimed(turn=turns.claimed(desk.policy, callback, desk.person_id, now))]

    return change(desk, callback_id, build)


def release(desk: Desk, callback_id: str) -> Callback:
    """Give a claim back to its lane's role.

    Raises:
        DeskError: the callback is not this person's.
    """

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "given back")
        if callback.owner_at(now) != desk.owner:
            raise DeskError(f"{callback.callback_id[:8]} is not yours to give back")
        return [Released(turn=turns.released(desk.policy, callback, now))]

    return change(desk, callback_id, build)


def hand_over(desk: Desk, callback_id: str, owner: str, needs: str | None, due: datetime | None = None) -> Callback:
    """Give the callback to another owner (`role:ID` or `person:ID`) with what they need.

    Without `due` the due time stands while it is ahead, else the lane's target counts from now.

    What waits for review may be handed to its reviewer by anybody, with another due time. Attention words of whoever
    is licensed themselves raise nothing: nobody else has to hear of them first.

    Raises:
        DeskError: it is closed, or an escalation on it is not acknowledged, or what they need has attention words.
    """
    if not reaching.licensed_here(desk):
        flag(desk, callback_id, "handoff", (needs,))

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "handed over")
        require_acknowledged(desk.policy, callback, "handed over")
        if owner != reviewer(desk, callback):
            require_reviewer(desk, callback, "handed to another owner")
        return [HandedOver(to=owner, needs=needs or None, turn=turns.handed(desk.policy, callback, owner, now, due))]

    return change(desk, callback_id, build)


def change_lane(desk: Desk, callback_id: str, lane: str) -> Callback:
    """Move the callback to another lane; its target is worked out anew from the first contact.

    Raises:
        DeskError: the policy has no such lane, or the callback waits for a licensed role.
    """

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "moved")
        if lane not in desk.policy.lanes:
            known = ", ".join(desk.policy.lanes)
            raise DeskError(f"there is no lane {lane!r} in the policy: choose one of {known}")
        if lane != desk.policy.attention.lane:
            require_acknowledged(desk.policy, callback, "moved to another lane")
            require_reviewer(desk, callback, "moved to another lane")
        if lane == callback.lane:
            return []
        return [
            LaneChanged(
                lane=lane,
                earlier=callback.lane or "",
                earlier_target=callback.target_at,
                attention=(MOVED_HERE,) if lane == desk.policy.attention.lane else (),
                turn=turns.lane_changed(desk.policy, callback, lane, now),
            )
        ]

    return change(desk, callback_id, build)


def snooze(desk: Desk, callback_id: str, until: datetime) -> Callback:
    """Put the callback off until a moment within the policy's longest deferral.

    Raises:
        DeskError: the moment is past or too far, or the callback waits for a licensed role.
    """

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "snoozed")
        require_acknowledged(desk.policy, callback, "snoozed")
        require_reviewer(desk, callback, "snoozed")
        _require_within(desk, until, now)
        return [Snoozed(until=until, turn=turns.snoozed(desk.policy, callback, until, now))]

    return change(desk, callback_id, build)


def hold(desk: Desk, callback_id: str, reason: HoldReason, until: datetime) -> Callback:
    """Let the clock stand still for a reason, until a time to look again.

    Raises:
        DeskError: as for `snooze`.
    """

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "put on hold")
        require_acknowledged(desk.policy, callback, "put on hold")
        require_reviewer(desk, callback, "put on hold")
        _require_within(desk, until, now)
        return [Held(reason=reason, until=until, turn=turns.snoozed(desk.policy, callback, until, now))]

    return change(desk, callback_id, build)


def _require_within(desk: Desk, until: datetime, now: datetime) -> None:
    if until <= now:
        raise DeskError("the time to look again is in the past: name one that is still ahead")
    if turn_rules.clamped(desk.policy, until, now) < until:
        days = desk.policy.limits.longest_deferral_days
        raise DeskError(f"the policy puts nothing off for more than {days} days: name an earlier time")
