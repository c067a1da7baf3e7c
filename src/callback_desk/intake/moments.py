"""Dates and times as exports write them, by explicit forms only: nothing here guesses.

Whether 3/5 is March or May is decided for a whole column before any row is read.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.domain.text import folded
from callback_desk.intake import zone_words

Order = Literal["month-first", "day-first"]

CLOCK_REPEATED = "the clock was set back then: this time of day happened twice"
CLOCK_SKIPPED = "the clock was set forward then: this time of day did not happen"

_NUMERIC = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_NAMED_DAY_FIRST = re.compile(r"(\d{1,2})[ \-.]+(?:de +)?([a-z]{3,10})\.?[ \-,]+(?:de +|del +)?(\d{4}|\d{2})", re.ASCII)
_NAMED_MONTH_FIRST = re.compile(r"([a-z]{3,10})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.ASCII)
_TIME = re.compile(
    r"(\d{1,2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:([ap])\.?\s?(?:m\.?)?)?"
    r"\s*(?:\(?(z|utc|gmt|[ecmp][sd]t)\)?|(?:utc|gmt)?([+-])(\d{2}):?(\d{2}))?",
    re.ASCII,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[ t_-]?(\d{2})(\d{2})(\d{2})?)?", re.ASCII)
_CLOCK_OF_FOUR = re.compile(r"\A([01]\d|2[0-3])([0-5]\d)(?!\S)", re.ASCII)
_YEAR_LAST = re.compile(r"([a-z]{3,10} +\d{1,2}) +(\d{1,2}:\d{2}(?::\d{2})?)((?: +[a-z]{3})?) +(\d{4})", re.ASCII)
_WEEKDAY = re.compile(r"[a-z]{3,9}\.?,? +(?=\d|[a-z]{3,10}\.? +\d)", re.ASCII)
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero", "feb february febrero", "mar march marzo", "apr april abr abril",
            "may mayo", "jun june junio", "jul july julio", "aug august ago agosto",
            "sep sept september septiembre setiembre", "oct october octubre",
            "nov november noviembre", "dec december dic diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("mon lun", "tue mar", "wed mie mer", "thu jue jeu", "fri vie ven", "sat sab sam", "sun dom dim")
    )
    for name in names.split()
}
_HOURS_WEST = {
    "z": 0,
    "utc": 0,
    "gmt": 0,
    "est": 5,
    "edt": 4,
    "cst": 6,
    "cdt": 5,
    "mst": 7,
    "mdt": 6,
    "pst": 8,
    "pdt": 7,
}
EARLIEST_YEAR, LATEST_YEAR = 1880, 2199
"""Between which years a date can be of a patient or a call; others are slips of the pen."""
_MONTH_FIRST_REGIONS = frozenset(("US", "PR", "GU", "PH"))


class Moment(NamedTuple):
    """A date with or without a time of day. `at` is aware where the text told its offset; `clock` is False
    for a date.
    """

    at: datetime
    clock: bool


def region_order(region: str) -> Order:
    """Return how numeric dates are mostly written in a region."""
    return "month-first" if region in _MONTH_FIRST_REGIONS else "day-first"


def column_order(values: Iterable[str]) -> Order | None:
    """Return what a column's values prove: a number over 12 cannot be a month; where there is none, a weekday before
    the date fits one reading only. None where nothing or both is proven.
    """
    proven: set[Order] = set()
    by_weekday: set[Order] = set()
    for value in values:
        found = _numeric(value)
        if found is None or len(found[1]) > 2:
            continue
        if int(found[1]) > 12:
            proven.add("day-first")
        if int(found[3]) > 12:
            proven.add("month-first")
        if not value[:1].isdecimal():
            by_weekday |= _fitting_weekday(value, found)
    told = proven or by_weekday
    return told.pop() if len(told) == 1 else None


def _fitting_weekday(text: str, found: re.Match[str]) -> set[Order]:
    """Return in which order a numeric date is of the weekday that stands before it, if it is in one of them only."""
    weekday = _WEEKDAYS.get(folded(text).strip("\"' ")[:3])
    first, second, year = int(found[1]), int(found[3]), _year(found[4])
    readings: dict[Order, date | None] = {
        "month-first": _day(year, first, second),
        "day-first": _day(year, second, first),
    }
    fitting = {order for order, day in readings.items() if day is not None and day.weekday() == weekday}
    return fitting if len(fitting) == 1 else set()


def are_dotted(values: Iterable[str]) -> bool:
    """Tell whether dots part every date of which the order must be known: 9.3.2026, as most of the world writes it."""
    found = (date for value in values if (date := _numeric(value)) is not None and len(date[1]) <= 2)
    first = next(found, None)
    return first is not None and first[2] == "." and all(date[2] == "." for date in found)


def needs_order(text: str) -> bool:
    """Tell whether a text's day and month can only be told apart by the column's order."""
    found = _numeric(text)
    return found is not None and len(found[1]) <= 2


def _numeric(text: str) -> re.Match[str] | None:
    """Return the numeric date that a cell begins with, behind marks or a weekday too."""
    return _NUMERIC.match(text) or (None if text[:1].isdecimal() else _NUMERIC.match(_bare(text)))


def _bare(text: str) -> str:
    """Return a cell folded, without the marks and the weekday before its date.

    "mar" is Tuesday in Spanish: it is taken for the weekday where a whole date follows, and else for the month.
    """
    plain = folded(text.replace("\u202f", " ").replace("\u2019", "'")).strip("\"' ")
    weekday = _WEEKDAY.match(plain)
    if weekday is None:
        return plain
    rest = plain[weekday.end() :]
    return rest if plain[:3] not in _MONTHS or _begins_with_date(rest) else plain


def _begins_with_date(plain: str) -> bool:
    named = _NAMED_DAY_FIRST.match(plain)
    return plain[0].isalpha() or _NUMERIC.match(plain) is not None or (named is not None and named[2] in _MONTHS)


@lru_cache(maxsize=4096)
def read_moment(text: str, order: Order) -> Moment | None:
    """Return the moment that a cell holds, or None where it has none of the known forms or is impossible."""
    plain = _bare(text)
    epoch = _EPOCH.fullmatch(plain)
    if epoch is not None:
        return Moment(_from_epoch(int(epoch[1]) if epoch[1] else int(epoch[2]) // 1000), True)
    if _YEAR_LAST.search(plain) is not None:  # as Unix writes a date: Mar 10 09:00:00 EDT 2026
        plain = _YEAR_LAST.sub(r"\1 \4 \2\3", plain)
    compact = _COMPACT.fullmatch(plain)
    if compact is not None:
        plain = f"{compact[1]}-{compact[2]}-{compact[3]}"
        plain += f" {compact[4]}:{compact[5]}:{compact[6] or '00'}" if compact[4] else ""
    day, rest = _date(plain, order)
    if day is None:
        return None
    rest = rest.lstrip(" ,t").removeprefix("a las ").removeprefix("at ").strip()
    return _with_time(day, rest) if rest else Moment(datetime(day.year, day.month, day.day), False)  # noqa: DTZ001


def _from_epoch(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _date(plain: str, order: Order) -> tuple[date | None, str]:
    found = _NUMERIC.match(plain)
    if found is not None:
        first, second, third = found[1], int(found[3]), found[4]
        if len(first) == 4 and len(third) <= 2:
            return _day(int(first), second, int(third)), plain[found.end() :]
        if len(first) <= 2:
            month, day = (int(first), second) if order == "month-first" else (second, int(first))
            return _day(_year(third), month, day), plain[found.end() :]
        return None, ""
    named = _NAMED_DAY_FIRST.match(plain)
    if named is not None:
        return _day(_year(named[3]), _MONTHS.get(named[2], 0), int(named[1])), plain[named.end() :]
    named = _NAMED_MONTH_FIRST.match(plain)
    if named is not None:
        return _day(_year(named[3]), _MONTHS.get(named[1], 0), int(named[2])), plain[named.end() :]
    return None, ""


def _year(written: str) -> int:
    return int(written) + (2000 if len(written) == 2 else 0)


def _day(year: int, month: int, day: int) -> date | None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_time(day: date, text: str) -> Moment | None:
    words, found = None, _clock(text)
    if found is None:
        clock, words = zone_words.parted(text)
        found = _clock(clock)
    if found is None or (found[2] is None and found[5] is None):
        return None
    hour, half = int(found[1]), found[5]
    if half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    minute, second = int(found[2] or 0), int(found[3] or 0)
    micro = int((found[4] or "0")[:6].ljust(6, "0"))
    try:
        local = datetime(day.year, day.month, day.day, hour, minute, second, micro)  # noqa: DTZ001
    except ValueError:
        return None
    at = _in_zone(local, found) if words is None else zone_words.in_zone(local, words)
    return None if at is None else Moment(at, True)


def _clock(text: str) -> re.Match[str] | None:
    """Return a time of day that is the whole of a text, as four digits too."""
    four = _CLOCK_OF_FOUR.match(text)
    return _TIME.fullmatch(text if four is None else f"{four[1]}:{four[2]}{text[four.end() :]}")


def _in_zone(local: datetime, found: re.Match[str]) -> datetime | None:
    """Return a local time with the offset that is written behind it, as it is where none is; None for one of a day."""
    if found[6] is not None:
        return local.replace(tzinfo=timezone(-timedelta(hours=_HOURS_WEST[found[6]])))
    if found[7] is None:
        return local
    ahead = timedelta(hours=int(found[8]), minutes=int(found[9]))
    if ahead >= timedelta(hours=24):
        return None
    return local.replace(tzinfo=timezone(ahead if found[7] == "+" else -ahead))


def read_birth_date(text: str, order: Order, on: date) -> date | None:
    """Return a birth date; of a two-digit year the latest that is not after `on`, because nobody is born
    later.
    """
    moment = read_moment(text, order)
    if moment is None:
        return None
    born = moment.at.date()
    if born > on and _has_two_digit_year(text):
        return _day(born.year - 100, born.month, born.day)
    return born if born <= on else None


def _has_two_digit_year(text: str) -> bool:
    numeric = _numeric(text)
    if numeric is not None:
        return len(numeric[4]) == 2 and len(numeric[1]) <= 2
    named = _NAMED_DAY_FIRST.match(_bare(text))
    return named is not None and len(named[3]) == 2


class LocalClock:
    """Brings local times of one zone to UTC, quickly for days on which the clock is not changed."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._steady: dict[date, timedelta | None] = {}

    def to_utc(self, local: datetime) -> tuple[datetime, str | None]:
        """Return a naive local time in UTC, and what is wrong with it: it happened twice, or never.

        A time that happened twice is taken as the first; one that never happened as if the clock had not been
        set.
        """
        day = local.date()
        try:
            offset = self._steady[day]
        except KeyError:
            offset = self._steady[day] = self._offset_of(day)
        if offset is not None:
            return (local - offset).replace(tzinfo=UTC), None
        early = _offset(local.replace(tzinfo=self._zone, fold=0))
        late = _offset(local.replace(tzinfo=self._zone, fold=1))
        fault = None if early == late else CLOCK_REPEATED if early > late else CLOCK_SKIPPED
        return (local - early).replace(tzinfo=UTC), fault

    def _offset_of(self, day: date) -> timedelta | None:
        """Return the offset of a whole day, or None where it changes or the calendar ends."""
        start = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        if day >= date.max - timedelta(days=1) or day <= date.min + timedelta(days=1):
            return None
        following = day + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=self._zone)
        offsets = {_offset(moment.replace(fold=fold)) for moment in (start, end) for fold in (0, 1)}
        return offsets.pop() if len(offsets) == 1 else None


@lru_cache(maxsize=256)
def _clock_of(zone: ZoneInfo) -> LocalClock:
    return LocalClock(zone)


def told_to_utc(moment: datetime) -> tuple[datetime, str | None]:
    """Return in UTC a moment whose zone is told, and what is wrong with it: an hour of a zone may happen twice."""
    if isinstance(moment.tzinfo, ZoneInfo):
        return _clock_of(moment.tzinfo).to_utc(moment.replace(tzinfo=None))
    return moment.astimezone(UTC), None


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta(0)
