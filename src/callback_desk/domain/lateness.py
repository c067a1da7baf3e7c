"""How late something is: in open minutes, or by the wall clock where somebody may be unwell."""

from datetime import datetime, timedelta

from callback_desk.domain.callback import Callback
from callback_desk.domain.hours import OpenHours
from callback_desk.domain.queue import QueueRow

_MINUTE = timedelta(minutes=1)
_IN_DAYS = 2 * 24 * 60
"""From so many minutes on, lateness is told in days."""


def is_late(item: Callback | QueueRow, as_of: datetime) -> bool:
    """Tell whether a callback is open and its due time has passed at `as_of`: the one rule for what is late, wherever
    it is counted, marked or told. Out of open hours it may be late by no minute yet.
    """
    return item.is_open and item.due_at < as_of


def is_unanswered(item: Callback | QueueRow, as_of: datetime) -> bool:
    """Tell whether it is escalated, somebody was told, and what they were to do by then is not done: the queue has it
    on top again."""
    return item.escalated_to is not None and item.acknowledged is True and is_late(item, as_of)


def late_minutes(item: Callback | QueueRow, hours: OpenHours, as_of: datetime) -> int:
    """Return how late a callback is at `as_of`: open minutes since due, 0 if it is not late.

    With attention words or an escalation the wall clock counts.
    """
    if not is_late(item, as_of):
        return 0
    if item.attention or item.escalated_to is not None:
        return (as_of - item.due_at) // _MINUTE
    return hours.minutes_between(item.due_at, as_of)


def late_days(minutes: int, due_at: datetime, as_of: datetime) -> int | None:
    """Return in days by the calendar how late something is that `minutes` say is late by two days or more; None where
    it is told in minutes.
    """
    return (as_of - due_at).days if minutes >= _IN_DAYS else None
