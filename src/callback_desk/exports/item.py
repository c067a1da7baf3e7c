"""A callback as a report tells it: with what passes with time, worked out for the report's moment."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Status
from callback_desk.domain.hours import OpenHours
from callback_desk.domain.lateness import is_late, late_days, late_minutes
from callback_desk.domain.policy import Policy

ATTENTION, LATE = "ATTENTION", "LATE"


class Item(NamedTuple):
    """A callback with what passes with time. `owner` is whose turn it is (`role:ID` or `person:ID`)."""

    callback: Callback
    lane: str
    status: Status
    owner: str
    late: bool
    view: "View"

    @property
    def late_minutes(self) -> int:
        """How late it is, as the queue counts it."""
        return late_minutes(self.callback, self.view.hours, self.view.as_of)

    @property
    def late_days(self) -> int | None:
        """How late it is in days, None where that is told in minutes."""
        return late_days(self.late_minutes, self.callback.due_at, self.view.as_of)

    @property
    def attention(self) -> bool:
        """Whether a licensed role must still be told."""
        return self.callback.is_open and self.callback.attention_rank == 0

    @property
    def mark(self) -> str:
        """The word that marks the line, so that no colour has to say it alone."""
        return ", ".join(word for word, holds in ((ATTENTION, self.attention), (LATE, self.late)) if holds)

    @property
    def section(self) -> str:
        """Under which of the texts' titles it stands while it is open: first, late, open or waiting."""
        if self.attention or self.status is Status.ESCALATED:
            return "first"
        if self.late:
            return "late"
        return "waiting" if self.status in (Status.WAITING, Status.ON_HOLD) else "open"


class View(NamedTuple):
    """What callbacks are seen from: the clinic's rules, one moment, and from when to when the days told of are."""

    policy: Policy
    hours: OpenHours
    as_of: datetime
    begins: datetime
    ends: datetime

    @classmethod
    def of(cls, policy: Policy, as_of: datetime, first: date, last: date) -> "View":
        """Return the view at a moment of the days from the first to the last, by the clinic's clock."""
        after = last + timedelta(days=1)
        zone = policy.zone_info
        return cls(policy, policy.open_hours(None), as_of, _midnight(first, zone), _midnight(after, zone))

    def is_today(self, at: datetime) -> bool:
        """Tell whether a moment is on one of the days."""
        return self.begins <= at < self.ends

    def touched(self, callback: Callback) -> bool:
        """Tell whether anything about a callback happened on one of the days."""
        moments = (callback.received_at, callback.last_contact_at, callback.closed_at)
        if any(at is not None and self.is_today(at) for at in moments):
            return True
        return any(self.is_today(entry.wall_at) for entry in callback.history)

    def item(self, callback: Callback) -> Item:
        """Return a callback as it stands at the moment."""
        as_of = self.as_of
        return Item(
            callback,
            self.policy.lane_id(callback.lane),
            callback.status_at(as_of),
            callback.owner_at(as_of),
            is_late(callback, as_of),
            self,
        )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)
