"""Escalation: a handoff with a clock, on top of every view until it is recorded who was told."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions import reaching
from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import new_words
from callback_desk.actions.guarding import require_open
from callback_desk.domain import alarm_turns, authority, turn_rules
from callback_desk.domain.callback import Callback
from callback_desk.domain.entries import Acknowledged, Escalated, Flagged, Payload
from callback_desk.domain.errors import DeskError


def escalate(desk: Desk, callback_id: str, to: str, reason: str, words: str | None) -> Callback:
    """Hand the callback to a role (`role:ID`) with a clock, a reason and the patient's own words.

    Raises:
        DeskError: no such role, no reason, a closed callback, or attention words and a role that is not licensed.
    """
    role = to.removeprefix("role:")

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "escalated")
        if role not in desk.policy.roles:
            known = ", ".join(f"role:{name}" for name in desk.policy.roles)
            raise DeskError(f"an escalation goes to a role of the policy, not {to!r}: choose one of {known}")
        found = new_words(desk, callback, (reason, words))
        told_first = turn_rules.nobody_told(desk.policy, callback.lane, callback.next_action)
        if (callback.attention_pending or told_first or found) and not desk.policy.roles[role].licensed:
            raise DeskError(
                f"an item with attention words goes to a licensed role, and {role} is not: choose {_licensed(desk)}"
            )
        if not reason.strip():
            raise DeskError("an escalation needs a reason: say in a few words why")
        turn = alarm_turns.escalated(desk.policy, callback, role, now)
        escalated = Escalated(to=f"role:{role}", reason=reason, words=words or None, turn=turn)
        if not found:
            return [escalated]
        flagged = alarm_turns.flagged(desk.policy, callback, now)
        return [Flagged(words=found, where="escalation", turn=flagged), escalated]

    return change(desk, callback_id, build)


HERE = "at this desk"
"""How somebody was told who saw it on a desk of their own."""


def acknowledge(desk: Desk, callback_id: str, told: str, how: str, at: datetime | None) -> Callback:
    """Record who of the role was told, how and when; from then on the item may be handed back or closed.

    Whoever answers for the role need not say so: left empty, it is they who were told, at their desk.

    Raises:
        DeskError: it is not escalated or already acknowledged, nobody is named, or the time is ahead of now.
    """

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "acknowledged")
        if callback.escalated_to is None:
            raise DeskError(f"{callback.callback_id[:8]} is not escalated: there is nothing to acknowledge")
        if callback.acknowledged and callback.attention_pending:
            raise DeskError(
                f"{callback.callback_id[:8]} has attention words that came after somebody was told: escalate it again"
            )
        if callback.acknowledged:
            raise DeskError(f"{callback.callback_id[:8]} is acknowledged already")
        own = reaching.answering(desk, callback, now)
        who, way = (told, how) if told.strip() or own is None else (desk.person_name, how.strip() or HERE)
        if not who.strip() or not way.strip():
            raise DeskError("say who was told and how: both are needed")
        by = own if who == desk.person_name else None
        told_role = by or alarm_turns.told_role(desk.policy, callback, now)
        if callback.attention_pending and not alarm_turns.is_licensed(desk.policy, told_role):
            raise DeskError(
                f"only a licensed role clears an item with attention words: escalate it to {_licensed(desk)}"
            )
        when = at or now
        if when > now:
            raise DeskError("nobody can have been told in the future: give the time it happened")
        alarm = max((entry.wall_at for entry in callback.history if entry.kind == "escalated"), default=when)
        if at is not None and at.replace(second=0, microsecond=0) < alarm.replace(second=0, microsecond=0):
            raise DeskError("nobody can have been told before the escalation: give the time it happened")
        turn = alarm_turns.acknowledged(desk.policy, callback, now, by)
        return [Acknowledged(told=who, how=way, at=when, turn=turn)]

    return change(desk, callback_id, build)


def back_to(desk: Desk, callback: Callback) -> str | None:
    """Return the person (`person:ID`) to whom an escalation that was answered is handed back: who escalated it last,
    leaving out what the person here escalated to a role of their own."""
    own = authority.answers_for(desk.roles)
    alarms = [entry for entry in callback.standing if entry.kind == "escalated"]
    others = [one for one in alarms if one.person_id != desk.person_id or (one.payload or {}).get("to") not in own]
    person = others[-1].person_id if others else None
    if not callback.acknowledged or person == desk.person_id or person not in desk.policy.people:
        return None
    return f"person:{person}"


def _licensed(desk: Desk) -> str:
    return " or ".join(f"role:{name}" for name, role in desk.policy.roles.items() if role.licensed)
