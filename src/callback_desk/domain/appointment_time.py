"""An appointment's time as it is typed during a call: `tue 3:40p`, `12/2 15:40`, `2 dec 3pm`, ISO 8601.

Strict on purpose: what could mean two times is refused with a sentence, because a wrong appointment costs a
patient a journey. Dates with a slash are written month first, as at a clinic in the United States.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.domain.errors import DeskError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FULL_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_WEEKDAY = {
    **{name: number for number, name in enumerate(WEEKDAYS)},
    **{name: number for number, name in enumerate(_FULL_WEEKDAYS)},
    **{"tues": 1, "thur": 3, "thurs": 3},
}
_MONTH = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    **{name: number for number, name in enumerate(_FULL_MONTHS, 1)},
    "sept": 9,
}
_CLOCK = re.compile(r"(?:at )?(\d{1,2})(?::(\d{2}))?\s?(?:([ap])\.?(?:m\.?)?)?\Z")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})\.? ([a-z]+)(?: (\d{4}))?\Z")
_MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?: (\d{4}))?\Z")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:t| |\Z)")
_LONGEST = 60
JUST_PAST = timedelta(days=92)
"""A date without a year that was so lately is not taken for that of a year ahead: it is a slip more often than not."""
_HOW = "write it as tue 3:40p, 12/2 15:40, 2 dec 3pm or 2026-12-02T15:40"


class NoTime(DeskError):
    """What was typed is no date and time at all."""


class Typed(NamedTuple):
    """What one line about an appointment said: when, with whom and of what kind."""

    at: datetime
    with_whom: str | None
    kind: str | None


def parse_line(text: str, zone: ZoneInfo, now: datetime) -> Typed:
    """Return the appointment that `tue 3:40p, Dr. Hale, new patient` means; the last two may be missing.

    Raises:
        DeskError: as for `parse_appointment`.
    """
    when, _, rest = text.partition(",")
    with_whom, _, kind = rest.partition(",")
    return Typed(parse_appointment(when, zone, now), with_whom.strip() or None, kind.strip() or None)


def parse_appointment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the aware moment in UTC that `text` means at the clinic, seen from `now`.

    A weekday means the next such day after today; a date without a year the next one that comes, unless it has just
    passed: then the year must be written.

    Raises:
        DeskError: it is no date and time, could mean two, is past, or does not exist at the clinic.
    """
    at = parse_moment(text, zone, now)
    if at <= now:
        raise DeskError("this appointment would be in the past: check the date and the time")
    return at


def parse_moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the moment in UTC that `text` means, as `parse_appointment` reads it; it may be past.

    Raises:
        NoTime: it is no date and time.
        DeskError: it could mean two, or does not exist at the clinic.
    """
    words = " ".join(text.casefold().split())
    if not words or len(words) > _LONGEST:
        raise NoTime(f"this is not a date and a time: {_HOW}")
    at = _iso(text.strip(), zone) if _ISO.match(words) else _spoken(words, zone, now)
    return at.astimezone(UTC)


def parse_day(text: str, today: date) -> date | None:
    """Return the day that `text` means, seen from `today`: `tue`, `12/2`, `2 dec`; None where it is not a day alone.

    Raises:
        DeskError: it names a day that there is not, or without its year one that has just passed.
    """
    return _day(" ".join(text.casefold().replace(",", "").split()), today)


def parse_past_day(text: str, today: date) -> date | None:
    """Return the latest day until `today` that `text` means, such as `2026-11-23`, `nov 25`, `mon` or `yesterday`.

    None where it is not a day alone. Only a day with its year may lie ahead.

    Raises:
        DeskError: it names a day that there is not.
    """
    words = " ".join(text.casefold().replace(",", "").split())
    if words == "yesterday":
        return today - timedelta(days=1)
    if words == "today":
        return today
    if words == "tomorrow" or words.startswith("next "):
        return None
    if words in _WEEKDAY:
        return _day(words, today - timedelta(days=7))
    try:
        return date.fromisoformat(words)
    except ValueError:
        tomorrow = today + timedelta(days=1)
        leap = (tomorrow.month, tomorrow.day) == (2, 29)
        return _day(words, (tomorrow + timedelta(days=leap)).replace(year=tomorrow.year - 1), ahead=False)


def in_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return a moment as it is read aloud, `Wed 2 Dec 15:40`, with the year where it is not this one."""
    local = at.astimezone(zone)
    year = "" if local.year == now.astimezone(zone).year else f" {local.year}"
    day = f"{WEEKDAYS[local.weekday()].title()} {local.day} {MONTHS[local.month - 1].title()}"
    return f"{day}{year} {local:%H:%M}"


def _iso(text: str, zone: ZoneInfo) -> datetime:
    if len(text) <= len("2026-12-02"):
        raise DeskError("the time of day is missing: add it, as in 2026-12-02T15:40")
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise DeskError(f"this is not a date and a time: {_HOW}") from fault
    return at if at.tzinfo is not None else _at_the_clinic(at.date(), at.time(), zone)


def _spoken(words: str, zone: ZoneInfo, now: datetime) -> datetime:
    today = now.astimezone(zone).date()
    for day_words, clock_words in _splits(words):
        clock = _CLOCK.match(clock_words)
        if clock is None and clock_words not in ("noon", "at noon"):
            continue
        day = _day(day_words, today)
        if day is not None:
            return _at_the_clinic(day, time(12) if clock is None else _time_of_day(clock), zone)
    if _day(words, today) is not None:
        raise DeskError("the time of day is missing: add it, as in tue 3:40p")
    raise NoTime(f"this is not a date and a time: {_HOW}")


def _splits(words: str) -> Iterator[tuple[str, str]]:
    """Every way to read the words as a day and then a clock time, the longest clock time first."""
    parts = words.replace(",", "").split(" ")
    for taken in (3, 2, 1):
        if len(parts) > taken:
            yield " ".join(parts[:-taken]), " ".join(parts[-taken:])


def _day(words: str, today: date, *, ahead: bool = True) -> date | None:
    """Return the day that words mean, from `today` on. With `ahead` it is one of the future: what has just passed is
    refused where no year says that another one is meant."""
    if words == "today":
        return today
    if words == "tomorrow":
        return today + timedelta(days=1)
    weekday = _WEEKDAY.get(words.removeprefix("next "))
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    first, _, rest = words.partition(" ")
    named = _WEEKDAY.get(first) if rest else None
    day = _date(words if named is None else rest, today, ahead)
    if day is not None and named is not None and day.weekday() != named:
        raise DeskError(
            f"{day.day} {MONTHS[day.month - 1].title()} is a {_FULL_WEEKDAYS[day.weekday()].title()},"
            f" not a {_FULL_WEEKDAYS[named].title()}: check the date"
        )
    return day


def _date(words: str, today: date, ahead: bool) -> date | None:
    slashed = _SLASHED.match(words)
    if slashed:
        return _on(slashed[3], int(slashed[1]), int(slashed[2]), today, ahead)
    day_first = _DAY_FIRST.match(words)
    if day_first and day_first[2] in _MONTH:
        return _on(day_first[3], _MONTH[day_first[2]], int(day_first[1]), today, ahead)
    month_first = _MONTH_FIRST.match(words)
    if month_first and month_first[1] in _MONTH:
        return _on(month_first[3], _MONTH[month_first[1]], int(month_first[2]), today, ahead)
    return None


def _on(year: str | None, month: int, day: int, today: date, ahead: bool) -> date:
    # 29 February may be up to eight years ahead.
    years = [int(year)] if year else range(today.year - 1, today.year + 9)
    days = [found for candidate in years if (found := _that_day(candidate, month, day)) is not None]
    meant = next((found for found in days if year or found >= today), None)
    if meant is None:
        raise DeskError(f"there is no day {month}/{day} (month/day): check the date")
    past = max((found for found in days if found < today), default=None)
    if ahead and not year and past is not None and today - past <= JUST_PAST:
        said = f"{past.day} {MONTHS[past.month - 1].title()}"
        raise DeskError(f"{said} is past: write its year, too, as in {month}/{day}/{meant.year}")
    return meant


def _that_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time_of_day(clock: re.Match[str]) -> time:
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3]
    if half is None and (clock[2] is None or (hour in range(1, 7) and len(clock[1]) == 1)):
        raise DeskError("morning or afternoon? write 3:40p, 3:40a or 15:40")
    if half is not None:
        if not 1 <= hour <= 12:
            raise DeskError("this is not a time of day: write 3:40p or 15:40")
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise DeskError("this is not a time of day: write 3:40p or 15:40")
    return time(hour, minute)


def _at_the_clinic(day: date, clock: time, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, clock, zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise DeskError("this time does not exist at the clinic: the clocks go forward then")
    return local
