"""How somebody licensed, or any other role, is reached at one moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from callback_desk.actions.context import Desk
from callback_desk.domain.callback import Callback
from callback_desk.domain.languages import language_name


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
    def owner(self) -> str: ...
    @property
    def owner_until(self) -> datetime | None: ...
    @property
    def fallback_owner(self) -> str | None: ...


class Unanswered(NamedTuple):
    """A role that did not acknowledge in its time, and the stand-in whose turn it is since; `stand_in_until` is when
    the stand-in's time was over too, or None while it runs.
    """

    title: str
    until: datetime
    now: Reach
    stand_in_until: datetime | None

    def in_words(self, clock: Callable[[datetime], str]) -> str:
        """Return it as one sentence, times as `clock` writes them."""
        said = f"{self.title} did not answer by {clock(self.until)}"
        if self.stand_in_until is None:
            return f"{said}: now {self.now.title}, {self.now.way}"
        return f"{said}, {self.now.title} not by {clock(self.stand_in_until)}: keep on telling both, {self.now.way}"


def unanswered(desk: Desk, item: Escalated, now: datetime) -> Unanswered | None:
    """Return the role that has let its time pass without an acknowledgement, or None where none has."""
    until, stand_in = item.owner_until, (item.fallback_owner or "").removeprefix("role:")
    if not item.pinned or until is None or until >= now or stand_in not in desk.policy.roles:
        return None
    over = until + timedelta(minutes=desk.policy.roles[stand_in].acknowledge_minutes)
    return Unanswered(desk.policy.role_title(item.owner), until, reach(desk, stand_in), over if over < now else None)


def count_unanswered(desk: Desk, now: datetime) -> int:
    """Return of how many open escalations `unanswered` has something to tell."""
    return desk.store.unanswered(now, [f"role:{role}" for role in desk.policy.roles])
