"""The clinic's open hours: what is open when, and time counted in open minutes.

Several spans a day, holidays, and clocks that change. Moments are aware; what comes out is in UTC. Weeks are
worked out once and kept, so that a range of years is a walk over weeks, never over minutes.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.domain.errors import DeskError

Spans = tuple[tuple[time, time], ...]
Opening = tuple[datetime, datetime]
_NO_TIME = timedelta()
_MINUTE = timedelta(minutes=1)
_DAYS = 7
# Longer than any real closure; a clinic that is not open once in so many weeks is a mistake in its policy.
_WEEKS_AHEAD = 105
_ONE_O_CLOCK = time(13)
_NOON = time(12)
_end = itemgetter(1)


class Week(NamedTuple):
    """One week's openings in UTC, in order, and how long they are together."""

    openings: tuple[Opening, ...]
    total: timedelta


class OpenHours:
    """Open hours in one zone: spans per weekday (0 is Monday) and the days on which nothing is open.

    Raises:
        ValueError: no day of the week has a span.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        week: Mapping[int, Spans],
        holidays: Callable[[date], bool] | frozenset[date] = frozenset(),
    ) -> None:
        if not any(week.values()):
            raise ValueError("open hours need at least one span a week")
        self.zone = zone
        self._spans = tuple(tuple(sorted(week.get(number, ()))) for number in range(_DAYS))
        self._is_holiday = holidays.__contains__ if isinstance(holidays, frozenset) else holidays
        self._weeks: dict[int, Week] = {}

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is open at a moment; the minute of closing is closed."""
        return self.closes_at(at) is not None

    def closes_at(self, at: datetime) -> datetime | None:
        """Return when the span that `at` lies in ends, or None where it is closed."""
        start, end = self._opening_after(at)
        return end if start <= at else None

    def next_open(self, at: datetime) -> datetime:
        """Return the first moment from `at` on at which it is open: `at` itself where it is."""
        start, _ = self._opening_after(at)
        return max(start, at.astimezone(UTC))

    def next_opening(self, at: datetime) -> datetime:
        """Return when the next span begins that begins after `at`."""
        return next(start for start, _ in self._openings_from(at) if start > at)

    def next_day_opening(self, at: datetime) -> datetime:
        """Return the first opening of the next open day: the next clinic morning, never today's."""
        today = at.astimezone(self.zone).date()
        return next(start for start, _ in self._openings_from(at) if self._day(start) > today)

    def after_lunch(self, at: datetime) -> datetime:
        """Return when the clinic is back from lunch next, after `at`.

        That is the first span from noon on that follows another that day. A day without a break is back at
        one o'clock, if it is open then; a day with neither does not count.
        """
        day = at.astimezone(self.zone).date()
        for _ in range(_WEEKS_AHEAD * _DAYS):
            back = self._back_from_lunch(day)
            if back is not None and back > at:
                return back
            day += timedelta(days=1)
        return self.next_day_opening(at)

    def half_of_day(self, at: datetime) -> int:
        """Return 0 before the clinic is back from lunch and 1 from then on; without a lunch noon decides."""
        back = self._back_from_lunch(at.astimezone(self.zone).date())
        if back is None:
            return int(at.astimezone(self.zone).time() >= _NOON)
        return int(at >= back)

    def add(self, at: datetime, minutes: int) -> datetime:
        """Return when `minutes` open minutes have passed since `at`; with 0, the next open moment."""
        at = at.astimezone(UTC)  # counting on a local clock would count what the clock skips
        left = minutes * _MINUTE
        for week in self._weeks_from(at):
            if week.total < left and week.openings and week.openings[0][0] >= at:
                left -= week.total
                continue
            for opens, end in week.openings:
                if end <= at:
                    continue
                start = opens if opens > at else at
                length = end - start
                if left <= length:
                    return start + left
                left -= length
        raise _never_open()

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Return how many whole open minutes lie between two moments; 0 where `end` is not after `start`."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        if end <= start:
            return 0
        passed = _NO_TIME
        last = self._week_number(end)
        for number in range(self._week_number(start), last + 1):
            week = self._week(number)
            if week.openings and start <= week.openings[0][0] and week.openings[-1][1] <= end:
                passed += week.total
                continue
            for opens, closes in week.openings:
                within = min(closes, end) - max(opens, start)
                if within > _NO_TIME:
                    passed += within
        return passed // _MINUTE

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _week_number(self, at: datetime) -> int:
        return (at.astimezone(self.zone).toordinal() - 1) // _DAYS

    def _weeks_from(self, at: datetime) -> Iterator[Week]:
        """Yield weeks from that of `at` on, until none was open for longer than any real closure."""
        number, empty = self._week_number(at), 0
        while empty < _WEEKS_AHEAD:
            week = self._week(number)
            empty = 0 if week.openings else empty + 1
            yield week
            number += 1

    def _openings_from(self, at: datetime) -> Iterator[Opening]:
        """Yield the openings that end after `at`, without end.

        Raises:
            DeskError: there are no more.
        """
        for week in self._weeks_from(at):
            yield from week.openings[bisect_right(week.openings, at, key=_end) :]
        raise _never_open()

    def _opening_after(self, at: datetime) -> Opening:
        return next(self._openings_from(at))

    def _week(self, number: int) -> Week:
        week = self._weeks.get(number)
        if week is None:
            monday = number * _DAYS + 1
            openings = tuple(
                opening
                for weekday in range(_DAYS)
                if self._spans[weekday]
                for opening in self._openings_of(date.fromordinal(monday + weekday))
            )
            total = sum((end - start for start, end in openings), _NO_TIME)
            week = self._weeks[number] = Week(openings, total)
        return week

    def _openings_of(self, day: date) -> list[Opening]:
        """Return one day's openings in UTC. What the clocks skip in spring is not open; nothing overlaps."""
        if self._is_holiday(day):
            return []
        openings: list[Opening] = []
        for first, last in self._spans[day.weekday()]:
            start, end = self._moment(day, first), self._moment(day, last)
            if openings:
                start = max(start, openings[-1][1])
            if start < end:
                openings.append((start, end))
        return openings

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, tzinfo=self.zone).astimezone(UTC)

    def _back_from_lunch(self, day: date) -> datetime | None:
        openings = self._openings_of(day)
        noon, one = self._moment(day, _NOON), self._moment(day, _ONE_O_CLOCK)
        back = next((start for start, _ in openings[1:] if start >= noon), None)
        if back is None and any(start <= one < end for start, end in openings):
            return one
        return back


def _never_open() -> DeskError:
    return DeskError("the policy's hours and holidays leave the clinic closed for years: run `policy check`")


class Holidays:
    """Tells whether a day is a holiday: one of the clinic's own, or a public one of `region` (None: none).

    The federal holidays of the United States are worked out here, from 5 U.S.C. 6103 and Executive Order
    11582 (a holiday on a Saturday is observed on the Friday before, on a Sunday the Monday after): every
    screen needs them, and the library that knows all countries takes longer to load than the screen may take
    to open.
    """

    def __init__(self, own: frozenset[date], region: str | None) -> None:
        self._own = own
        self._region = region
        self._public: dict[int, frozenset[date]] = {}

    def __call__(self, day: date) -> bool:
        """Tell whether `day` is a holiday."""
        if day in self._own:
            return True
        if self._region is None:
            return False
        public = self._public.get(day.year)
        if public is None:
            public = self._public[day.year] = public_holidays(self._region, day.year)
        return day in public


def public_holidays(region: str, year: int) -> frozenset[date]:
    """Return a year's public holidays of a country (ISO 3166 code), and the days on which they are observed.

    Raises:
        DeskError: the country is not known.
    """
    if region == "US":
        # A New Year's Day on a Saturday is observed in the year before.
        days = {*_federal(year), *(day for day in _federal(year + 1) if day.year == year)}
        return frozenset(day for day in days if day.year == year)
    from holidays import country_holidays

    try:
        return frozenset(country_holidays(region, years=year))
    except NotImplementedError as fault:
        raise DeskError(
            f"no public holidays are known for region {region!r}: set public_holidays = false, list the days"
        ) from fault


def _federal(year: int) -> Iterator[date]:
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:  # Juneteenth, Public Law 117-17
        fixed.append(date(year, 6, 19))
    for day in fixed:
        yield day
        if day.weekday() == 5:
            yield day - timedelta(days=1)
        elif day.weekday() == 6:
            yield day + timedelta(days=1)
    yield _nth(year, 1, 0, 3)  # Birthday of Martin Luther King, Jr.
    yield _nth(year, 2, 0, 3)  # Washington's Birthday
    yield _nth(year, 6, 0, 1) - timedelta(days=7)  # Memorial Day, the last Monday of May
    yield _nth(year, 9, 0, 1)  # Labor Day
    yield _nth(year, 10, 0, 2)  # Columbus Day
    yield _nth(year, 11, 3, 4)  # Thanksgiving Day


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
