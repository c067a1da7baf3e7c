"""A reminder and an errand, each as it is typed on one line: way and what for; whom, what and until when.

What cannot be read is refused with a sentence that shows how to write it.
"""

import re
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.domain.appointment_time import parse_appointment
from callback_desk.domain.codes import ReminderWay
from callback_desk.domain.errors import DeskError
from callback_desk.domain.hours import OpenHours
from callback_desk.domain.when import parse_when

REMINDER_EXAMPLE = "portal, bring the insurance card"
ERRAND_EXAMPLE = "Dr. Hale's office, EKG report, tue 12:00"
_BEGINS_A_TIME = re.compile(r"(\d|(mon|tue|wed|thu|fri|sat|sun|today|tomorrow|next[- ]|after-lunch)\w*\b)")


class TypedReminder(NamedTuple):
    """What a reminder was for, and how it was sent."""

    what: str
    how: ReminderWay


class TypedErrand(NamedTuple):
    """Who was asked, for what, and until when."""

    whom: str
    what: str
    until: datetime


def parse_reminder(text: str) -> TypedReminder:
    """Return the reminder that a line means: the way it went, and after a comma what for.

    Raises:
        DeskError: it does not say which way, or not what for.
    """
    before, _, what = (part.strip() for part in text.partition(","))
    way = next((way for way in ReminderWay if way == before.casefold()), None)
    if way is None:
        ways = ", ".join(list(ReminderWay)[:-1])
        raise DeskError(f"say how the reminder went, {ways} or {list(ReminderWay)[-1]}, as in: {REMINDER_EXAMPLE}")
    if not what:
        raise DeskError(f"say what the reminder was for, as in: {REMINDER_EXAMPLE}")
    return TypedReminder(what, way)


def parse_errand(text: str, hours: OpenHours, zone: ZoneInfo, now: datetime) -> TypedErrand:
    """Return the errand that a line means: whom, what and until when; without a time the next clinic morning.

    Raises:
        DeskError: whom or what is missing, or the time cannot be read.
    """
    whom, *rest = (part.strip() for part in text.split(","))
    until = hours.next_day_opening(now)
    if len(rest) > 1 and _BEGINS_A_TIME.match(rest[-1].casefold()):
        until = time_to_come(rest.pop(), hours, zone, now)
    what = ", ".join(part for part in rest if part)
    if not whom or not what:
        raise DeskError(f"say whom you asked and for what, as in: {ERRAND_EXAMPLE}")
    return TypedErrand(whom, what, until)


def time_to_come(text: str, hours: OpenHours, zone: ZoneInfo, now: datetime) -> datetime:
    """Return a moment ahead, written as people of the job do (`2h`, `next-morning`) or as a day and a time.

    Raises:
        DeskError: it is neither, or past.
    """
    try:
        at = parse_when(text, hours, now)
    except DeskError:
        return parse_appointment(text, zone, now)
    if at <= now:
        raise DeskError("this time is past: name one that is still ahead")
    return at
