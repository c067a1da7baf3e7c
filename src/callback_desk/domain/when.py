"""A time to come, as people say it in the job: `2h`, `after-lunch`, `tue 9a`, a date with a time or without."""

import re
from datetime import date, datetime, timedelta

from callback_desk.domain import appointment_time
from callback_desk.domain.errors import DeskError
from callback_desk.domain.hours import OpenHours

_SPAN = re.compile(r"(\d{1,4})\s*(m|min|h|d)\Z")
_ISO = re.compile(r"\d{4}-")
_CLOCK_ALONE = re.compile(r"(?:at )?(?:noon|\d{1,2}:\d{2}|\d{1,2}(?::\d{2})?\s?[ap]\.?(?:m\.?)?)\Z")
_UNIT = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}


def parse_when(text: str, hours: OpenHours, now: datetime) -> datetime:
    """Return the moment that `text` means, seen from `now`.

    `2h` and `30m` count by the wall clock; `tue 9a` and `12/2 9:00` are read as an appointment's time is; a day alone
    (`tue`, `12/2`, `2026-11-25`) means the first opening of that day, a clock time alone (`4:15p`) that of today; a
    time without an offset is the clinic's local time.

    Raises:
        DeskError: the text is none of these, or names a local time that does not exist.
    """
    words = text.strip().casefold()
    span = _SPAN.match(words)
    if span:
        return now + timedelta(**{_UNIT[span[2]]: int(span[1])})
    if words == "after-lunch":
        return hours.after_lunch(now)
    if words == "next-morning":
        return hours.next_day_opening(now)
    if not _ISO.match(words):
        return _spoken(words, hours, now)
    try:
        if len(words) == len("2026-11-25"):
            return _opening_of(date.fromisoformat(words), hours)
        at = datetime.fromisoformat(text.strip())
    except ValueError as fault:
        raise _no_time(text) from fault
    return at if at.tzinfo is not None else _local(at, hours)


def _no_time(text: str) -> DeskError:
    return DeskError(
        f"{text.strip()[:40]!r} is not a time: give 2h, after-lunch, next-morning, 4:15p, tue 9a, 12/2 9:00, 2026-11-25"
        " or 2026-11-25T09:00"
    )


def _spoken(words: str, hours: OpenHours, now: datetime) -> datetime:
    if _CLOCK_ALONE.match(words):
        words = f"today {words}"
    day = appointment_time.parse_day(words, now.astimezone(hours.zone).date())
    if day is not None:
        return _opening_of(day, hours)
    try:
        return appointment_time.parse_moment(words, hours.zone, now)
    except appointment_time.NoTime as fault:
        raise _no_time(words) from fault


def _opening_of(day: date, hours: OpenHours) -> datetime:
    begins = datetime(day.year, day.month, day.day, tzinfo=hours.zone)
    opening = hours.next_open(begins)
    if opening.astimezone(hours.zone).date() != day:
        raise DeskError(f"the clinic is closed on {day.isoformat()}: name another day")
    return opening


def _local(at: datetime, hours: OpenHours) -> datetime:
    local = at.replace(tzinfo=hours.zone)
    there_and_back = datetime.fromtimestamp(local.timestamp(), hours.zone)
    if there_and_back.replace(tzinfo=None) != at:
        raise DeskError(f"{at.isoformat(' ', 'minutes')} does not exist at the clinic: the clocks go forward then")
    return local
