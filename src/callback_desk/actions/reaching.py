"""How somebody licensed, or any other role, is reached at one moment."""

from dataclasses import dataclass
from datetime import datetime

from callback_desk.actions.context import Desk
from callback_desk.domain.callback import Callback


@dataclass(frozen=True)
class Reach:
    """How a role is reached at one moment: its title, the way in words, and whether that is the after-hours one."""

    role: str
    title: str
    way: str
    after_hours: bool
    answers_until: datetime | None


def reach(desk: Desk, role: str) -> Reach:
    """Return how a role (its id) is reached now."""
    known = desk.policy.roles[role]
    hours, now = desk.policy.open_hours(role), desk.clock()
    if hours.is_open(now):
        return Reach(role, known.title, known.reach, False, hours.closes_at(now))
    return Reach(role, known.title, known.after_hours or known.reach, True, None)


def default_role(desk: Desk, callback: Callback) -> str:
    """Return the id of the role that an escalation of this callback is offered first: the attention lane's."""
    return desk.policy.lanes[desk.policy.attention.lane].role
