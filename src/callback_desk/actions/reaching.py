"""How somebody licensed, or any other role, is reached at one moment."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from callback_desk.actions.context import Desk
from callback_desk.domain import alarm_turns, authority
from callback_desk.domain.callback import Callback, Later
from callback_desk.domain.languages import language_name
from callback_desk.domain.queue import QueueRow


class Reach(NamedTuple):
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


def language_gap(desk: Desk, role: str, language: str | None) -> str:
    """Return what to say of a role (its id) that does not speak the patient's language; empty where it does, or
    where the language is not known.
    """
    if language is None or role not in desk.policy.roles:
        return ""
    spoken = desk.policy.roles[role].languages or desk.policy.clinic.languages
    if language.partition("-")[0] in {code.partition("-")[0] for code in spoken}:
        return ""
    return f"speaks no {language_name(language)}: bring an interpreter"


class Escalated(Protocol):
    """What a callback and its line in the queue know of an escalation."""

    @property
    def pinned(self) -> bool: ...
    @property
    def owner_until(self) -> datetime | None: ...
    @property
    def further(self) -> tuple[Later, ...]: ...
    def owners_until(self, as_of: datetime) -> tuple[str, ...]: ...


class Unanswered(NamedTuple):
    """The roles that did not acknowledge in their time, by title, each with when it was over; the first one first.

    `now` is who is told: whose turn it is, or of those before them the last who is licensed. `owner` is the title of
    whose turn it is: they go on telling where nobody in turn answered.
    """

    missed: tuple[tuple[str, datetime], ...]
    now: Reach
    owner: str

    @property
    def until(self) -> datetime:
        """When the first one's time was over."""
        return self.missed[0][1]

    def in_words(self, clock: Callable[[datetime], str]) -> str:
        """Return it as one sentence, times as `clock` writes them."""
        (first, until), *others = self.missed
        said = f"{first} did not answer by {clock(until)}"
        said += "".join(f", {title} not by {clock(over)}" for title, over in others)
        titles = {title for title, _ in self.missed}
        if self.now.title not in titles:
            return f"{said}: now {self.now.title}, {self.now.way}"
        them = "both" if len(titles) == 2 else "them all"
        if self.owner not in titles:
            return f"{said}: {self.owner} goes on telling {them}, {self.now.way}"
        return f"{said}: keep on telling {them}, {self.now.way}"


def unanswered(desk: Desk, item: Escalated, now: datetime) -> Unanswered | None:
    """Return the roles that have let their time pass without an acknowledgement, or None where none has."""
    policy, until, owners = desk.policy, item.owner_until, item.owners_until(now)
    if not item.pinned or until is None or len(owners) == 1:
        return None
    told = alarm_turns.last_licensed(policy, owners).removeprefix("role:")
    last = owners[-1].removeprefix("role:")
    if told not in policy.roles or last not in policy.roles:
        return None
    ends = [until, *(later.since for later in item.further)]
    if len(ends) < len(owners):
        ends.append(ends[-1] + timedelta(minutes=policy.roles[last].acknowledge_minutes))
    missed = tuple((policy.role_title(owner), over) for owner, over in zip(owners, ends, strict=False) if over < now)
    return Unanswered(missed, reach(desk, told), policy.role_title(owners[-1]))


def count_unanswered(desk: Desk, now: datetime) -> int:
    """Return of how many open escalations `unanswered` has something to tell."""
    return desk.store.unanswered(now, [f"role:{role}" for role in desk.policy.roles])


def licensed_here(desk: Desk) -> bool:
    """Tell whether the person at this desk answers for a licensed role."""
    return any(alarm_turns.is_licensed(desk.policy, owner) for owner in authority.answers_for(desk.roles))


def answering(desk: Desk, callback: Callback | QueueRow, now: datetime) -> str | None:
    """Return the role (`role:ID`) for which the person at this desk answers an escalation; None where that is others'.

    Whoever was asked and let the time pass may still answer; where attention words wait, only a licensed role.
    """
    own = authority.answers_for(desk.roles)
    if callback.acknowledged is not False:
        return None
    asked = [owner for owner in callback.owners_until(now) if owner in own]
    if callback.attention_pending:
        asked = [owner for owner in asked if alarm_turns.is_licensed(desk.policy, owner)]
    return asked[-1] if asked else None
