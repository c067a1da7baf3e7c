"""A clinic's day as its files tell it: which callbacks, what stood open at one moment, and the line on top.

Nothing is read from a clock or a store here: the callbacks, the moment and the clinic's rules are handed in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from callback_desk.domain.callback import ATTENTION_FIRST, Callback
from callback_desk.domain.codes import CloseResult, Status
from callback_desk.domain.lateness import is_late, is_unanswered, late_minutes
from callback_desk.domain.policy import Policy
from callback_desk.domain.policy_files import Audience
from callback_desk.exports.events import Attempt, Escalation, attempts, escalations

Watch = Callable[[str, int], None]
"""Hears the name of a sheet and how many lines of it are made so far."""


def unwatched(sheet: str, lines: int) -> None:
    """Nobody waits."""


ATTENTION, LATE = "ATTENTION", "LATE"
_SUMMARY = "Summary"


class Item(NamedTuple):
    """A callback with what passes with time, worked out for the report's moment.

    `owner` is whose turn it is (`role:ID` or `person:ID`); `late_minutes` counts as the queue does.
    """

    callback: Callback
    lane: str
    status: Status
    owner: str
    late: bool
    late_minutes: int

    @property
    def attention(self) -> bool:
        """Whether a licensed role must still be told."""
        return self.callback.is_open and self.callback.attention_rank == 0

    @property
    def mark(self) -> str:
        """The word that marks the line, so that no colour has to say it alone."""
        return ", ".join(word for word, holds in ((ATTENTION, self.attention), (LATE, self.late)) if holds)


class Turns(NamedTuple):
    """How many open callbacks wait for one owner, and how many of them are late."""

    owner: str
    open: int
    late: int


@dataclass(frozen=True, repr=False)
class DayReport:
    """One day of one clinic at the moment `as_of`, in the clinic's zone, or the days from `day` to `until`.

    `undecided` holds the ids that should have been decided before the day is closed. `supersedes` names a
    file of an earlier close of the same day, whose place this one takes. `exported_by` is the id of the person who
    has the files written, where one does. `audience` is who reads it, None for whoever may see everything; `scope` says
    in words what was left out because nobody asked for it. `watch` hears how many lines of a sheet are made; what it
    raises ends the writing.
    """

    policy: Policy
    day: date
    as_of: datetime
    callbacks: tuple[Callback, ...]
    undecided: tuple[str, ...] = ()
    supersedes: str | None = None
    exported_by: str | None = None
    until: date | None = None
    audience: Audience | None = None
    scope: str = ""
    watch: Watch = unwatched

    @classmethod
    def gather(
        cls,
        *,
        policy: Policy,
        day: date,
        as_of: datetime,
        callbacks: Iterable[Callback],
        undecided: Sequence[str] = (),
        exported_by: str | None = None,
        until: date | None = None,
    ) -> Self:
        """Return the report of a day, or of the days `until` another: what is open and what the days touched.

        What came in after the last of several days is none of theirs.
        """
        begins, ends = _bounds(day, until or day, policy.zone_info)
        kept = [
            callback
            for callback in callbacks
            if _touched(callback, begins, ends) or (callback.is_open and (until is None or callback.received_at < ends))
        ]
        return cls(
            policy,
            day,
            as_of,
            tuple(sorted(kept, key=partial(_queue_key, as_of=as_of))),
            tuple(undecided),
            exported_by=exported_by,
            until=until,
        )

    def retold(self, *, supersedes: str | None, watch: Watch) -> Self:
        """Return the same report with other words above it; what was worked out of its callbacks is kept."""
        told = replace(self, supersedes=supersedes, watch=watch)
        worked_out = ("items", "open", "completed", "attempts", "escalations", "unreached", "turns")
        told.__dict__.update({name: self.__dict__[name] for name in worked_out if name in self.__dict__})
        return told

    def __repr__(self) -> str:
        """Say which report it is; a day of callbacks in full tells nobody anything, and may hold patients' words."""
        return f"DayReport({self.days}, {len(self.callbacks)} callbacks)"

    @property
    def clinic(self) -> str:
        """The clinic's name."""
        return self.policy.clinic.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which every time of the files is told."""
        return self.policy.zone_info

    @property
    def closed(self) -> bool:
        """Whether everything was decided."""
        return not self.undecided

    @cached_property
    def bounds(self) -> tuple[datetime, datetime]:
        """When the day, or the first of the days, begins at the clinic, and when the last one ends."""
        return _bounds(self.day, self.last_day, self.zone)

    @property
    def last_day(self) -> date:
        """The last day that it tells of."""
        return self.until or self.day

    @property
    def days(self) -> str:
        """The day, or the first and the last one, as ISO 8601."""
        return self.day.isoformat() if self.until is None else f"{self.day} to {self.last_day}"

    @property
    def when(self) -> str:
        """What the figures of the day, or of the days, are headed with."""
        return "today" if self.until is None else "in the period"

    def has_sheet(self, name: str) -> bool:
        """Tell whether the audience gets a sheet; the Summary, which holds figures only, is everybody's."""
        sheets = self.audience.sheets if self.audience is not None else ()
        return not sheets or name == _SUMMARY or name in sheets

    def shows(self, title: str) -> bool:
        """Tell whether the audience is shown a column."""
        return self.audience is None or self.audience.shows(title)

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every callback of the report by its id, in queue order, with what passes with time."""
        return {callback.callback_id: self._item(callback) for callback in self.callbacks}

    @cached_property
    def open(self) -> tuple[Item, ...]:
        """What is open, in queue order: what nobody was told of, then by due time."""
        return tuple(item for item in self.items.values() if item.callback.is_open)

    @cached_property
    def completed(self) -> tuple[Item, ...]:
        """What was closed that day, in the order of closing."""
        closed = [
            (item.callback.closed_at, item.callback.callback_id, item)
            for item in self.items.values()
            if item.callback.closed_at is not None and self.is_today(item.callback.closed_at)
        ]
        return tuple(item for _, _, item in sorted(closed, key=lambda found: found[:2]))

    @cached_property
    def attempts(self) -> tuple[Attempt, ...]:
        """The attempts made that day, in the order of time."""
        found = [
            attempt
            for callback in self.callbacks
            for attempt in attempts(callback)
            if self.is_today(attempt.entry.wall_at)
        ]
        return tuple(sorted(found, key=lambda attempt: (attempt.entry.wall_at, *attempt.entry.order)))

    @cached_property
    def escalations(self) -> tuple[Escalation, ...]:
        """The escalations that are open or were made that day, those that nobody was told of first."""
        found = [
            escalation
            for callback in self.callbacks
            for escalation in escalations(callback)
            if callback.is_open or self.is_today(escalation.at or callback.received_at)
        ]
        return tuple(sorted(found, key=lambda escalation: escalation.told_at is not None))

    @cached_property
    def unreached(self) -> tuple[Item, ...]:
        """What was tried and never reached the patient: open, or closed that day as unreachable."""
        tried = [item for item in self.open if item.callback.attempts]
        given_up = [item for item in self.completed if item.callback.close_result is CloseResult.UNREACHABLE]
        return tuple(
            item for item in (*tried, *given_up) if not any(attempt.reached for attempt in attempts(item.callback))
        )

    @cached_property
    def turns(self) -> tuple[Turns, ...]:
        """Whose turn it is: each owner with open callbacks, the one with most first."""
        owners = Counter(item.owner for item in self.open)
        late = Counter(item.owner for item in self.open if item.late)
        counted = [Turns(owner, number, late[owner]) for owner, number in owners.items()]
        return tuple(sorted(counted, key=lambda turns: (-turns.open, self.title(turns.owner))))

    @property
    def late(self) -> int:
        """How many open callbacks are late."""
        return sum(item.late for item in self.open)

    @cached_property
    def headline(self) -> str:
        """The first line for people: closed or not, how many open, how many late, whose turn."""
        turns = ", ".join(
            f"{self.title(turns.owner)} {turns.open}" + (f" ({turns.late} late)" if turns.late else "")
            for turns in self.turns
        )
        heading = "" if self.closed else f"NOT CLOSED: {len(self.undecided)} undecided. "
        return f"{heading}{len(self.open)} open, {self.late} late. Whose turn: {turns or 'nobody'}."

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The lines on top: the headline, what is superseded, and which clinic, day and moment this is."""
        superseded = "" if self.supersedes is None else f"Supersedes {self.supersedes} and the files with it."
        now = self.local(self.as_of)
        as_of = f"{now:%H:%M}" if now.date() == self.last_day else self.clock(now)
        days = _written_out(self.day)
        if self.last_day != self.day:
            days += f" to {_written_out(self.last_day)}"
        of_days = f"{self.clinic}, {days}, as of {as_of} {now:%Z}"
        return tuple(line for line in (self.headline, superseded, of_days, self.scope) if line)

    def title(self, owner: str) -> str:
        """Return an owner as people say it."""
        return self.policy.role_title(owner)

    def person(self, person_id: str) -> str:
        """Return a person's name."""
        return self.policy.role_title(f"person:{person_id}")

    def local(self, at: datetime) -> datetime:
        """Return a moment in the clinic's zone, to the second."""
        return at.astimezone(self.zone).replace(microsecond=0)

    def clock(self, at: datetime) -> str:
        """Return a moment at the clinic as `Mon 23 Nov 14:12`."""
        local = self.local(at)
        return f"{local:%a} {local.day} {local:%b %H:%M}"

    def is_today(self, at: datetime) -> bool:
        """Tell whether a moment is on the report's day."""
        return self.bounds[0] <= at < self.bounds[1]

    def _item(self, callback: Callback) -> Item:
        hours = self.policy.open_hours(None)
        return Item(
            callback,
            lane=self.policy.lane_id(callback.lane),
            status=callback.status_at(self.as_of),
            owner=callback.owner_at(self.as_of),
            late=is_late(callback, self.as_of),
            late_minutes=late_minutes(callback, hours, self.as_of),
        )


def _written_out(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"


def _bounds(first: date, last: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    after = last + timedelta(days=1)
    return (
        datetime(first.year, first.month, first.day, tzinfo=zone),
        datetime(after.year, after.month, after.day, tzinfo=zone),
    )


def _touched(callback: Callback, begins: datetime, ends: datetime) -> bool:
    """Tell whether anything about the callback happened between two moments."""
    moments = (callback.received_at, callback.last_contact_at, callback.closed_at)
    if any(at is not None and begins <= at < ends for at in moments):
        return True
    return any(begins <= entry.wall_at < ends for entry in callback.history)


def _queue_key(callback: Callback, as_of: datetime) -> tuple[bool, bool, int, datetime, int, str]:
    return (
        not callback.is_open,
        not callback.pinned,
        ATTENTION_FIRST if is_unanswered(callback, as_of) else callback.attention_rank,
        callback.due_at,
        callback.contacts_rank,
        callback.callback_id,
    )
