"""Open minutes: lunch, holidays, weekends, and days on which the clocks change."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain.errors import DeskError
from callback_desk.domain.hours import Holidays, OpenHours, public_holidays

NEW_YORK = ZoneInfo("America/New_York")
WITH_LUNCH = ((time(8), time(12)), (time(13), time(17)))
WEEKDAYS = dict.fromkeys(range(5), WITH_LUNCH)
CLINIC = OpenHours(NEW_YORK, WEEKDAYS, Holidays(frozenset({date(2026, 11, 27)}), "US"))


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=NEW_YORK)


def shown(at: datetime) -> str:
    assert at.utcoffset() == timedelta(0)
    return at.astimezone(NEW_YORK).strftime("%a %d %b %H:%M")


def test_due_time_skips_lunch_and_night_and_weekend_and_holiday() -> None:
    assert shown(CLINIC.add(local(23, 11, 42), 60)) == "Mon 23 Nov 13:42"
    assert shown(CLINIC.add(local(23, 16, 30), 60)) == "Tue 24 Nov 08:30"
    assert shown(CLINIC.add(local(20, 16, 30), 60)) == "Mon 23 Nov 08:30"  # a Friday
    # Thanksgiving on the 26th is a federal holiday, the 27th the clinic's own.
    assert shown(CLINIC.add(local(25, 16, 30), 60)) == "Mon 30 Nov 08:30"


def test_no_minutes_is_the_next_open_moment_and_all_of_a_span_is_its_end() -> None:
    assert shown(CLINIC.add(local(23, 12, 10), 0)) == "Mon 23 Nov 13:00"
    assert shown(CLINIC.add(local(23, 8), 240)) == "Mon 23 Nov 12:00"


def test_the_minute_of_closing_is_closed() -> None:
    assert CLINIC.is_open(local(23, 8))
    assert CLINIC.is_open(local(23, 11, 59))
    assert not CLINIC.is_open(local(23, 12))
    assert CLINIC.closes_at(local(23, 12)) is None
    closing = CLINIC.closes_at(local(23, 14))
    assert closing is not None
    assert shown(closing) == "Mon 23 Nov 17:00"


@pytest.mark.parametrize(
    ("at", "opening", "morning", "lunch"),
    [
        (local(23, 6), "Mon 23 Nov 08:00", "Tue 24 Nov 08:00", "Mon 23 Nov 13:00"),
        (local(23, 8), "Mon 23 Nov 13:00", "Tue 24 Nov 08:00", "Mon 23 Nov 13:00"),
        (local(23, 13), "Tue 24 Nov 08:00", "Tue 24 Nov 08:00", "Tue 24 Nov 13:00"),
        (local(20, 18), "Mon 23 Nov 08:00", "Mon 23 Nov 08:00", "Mon 23 Nov 13:00"),
        (local(25, 14), "Mon 30 Nov 08:00", "Mon 30 Nov 08:00", "Mon 30 Nov 13:00"),
    ],
)
def test_next_opening_next_clinic_morning_and_after_lunch(at, opening, morning, lunch) -> None:
    assert shown(CLINIC.next_opening(at)) == opening
    assert shown(CLINIC.next_day_opening(at)) == morning
    assert shown(CLINIC.after_lunch(at)) == lunch


def test_without_a_break_one_o_clock_counts_as_after_lunch() -> None:
    through = OpenHours(NEW_YORK, dict.fromkeys(range(5), ((time(8), time(17)),)))
    assert shown(through.after_lunch(local(23, 9))) == "Mon 23 Nov 13:00"
    mornings = OpenHours(NEW_YORK, dict.fromkeys(range(5), ((time(8), time(12)),)))
    assert shown(mornings.after_lunch(local(23, 9))) == "Tue 24 Nov 08:00"


def test_the_day_has_two_halves() -> None:
    assert [CLINIC.half_of_day(local(23, hour)) for hour in (8, 12, 13, 16)] == [0, 0, 1, 1]


def test_clocks_that_change_neither_add_nor_lose_open_minutes() -> None:
    nights = OpenHours(NEW_YORK, dict.fromkeys(range(7), ((time(0, 30), time(5)),)))
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    for day, hours in ((spring, 3.5), (autumn, 5.5), (date(2026, 5, 5), 4.5)):
        begins = datetime(day.year, day.month, day.day, tzinfo=NEW_YORK)
        ends = datetime.combine(day, time(23, 59), tzinfo=NEW_YORK)
        assert nights.minutes_between(begins, ends) == hours * 60


def test_a_span_that_the_clocks_skip_is_not_open() -> None:
    skipped = OpenHours(NEW_YORK, {6: ((time(2), time(3)), (time(9), time(10)))})
    spring = datetime(2026, 3, 8, 0, 30, tzinfo=NEW_YORK)
    assert shown(skipped.next_open(spring)) == "Sun 08 Mar 09:00"


def test_federal_holidays_are_those_of_the_holidays_library() -> None:
    from holidays import country_holidays

    years = range(1990, 2061)
    expected = {day for day in country_holidays("US", years=years) if day.year in years}
    assert {day for year in years for day in public_holidays("US", year)} == expected


def test_other_countries_holidays_come_from_the_library_and_unknown_ones_are_told() -> None:
    assert date(2026, 7, 1) in public_holidays("CA", 2026)
    with pytest.raises(DeskError, match="region 'ZZ'"):
        public_holidays("ZZ", 2026)


def test_a_week_without_hours_and_holidays_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one span"):
        OpenHours(NEW_YORK, {0: ()})
    with pytest.raises(DeskError, match="closed for years"):
        OpenHours(NEW_YORK, WEEKDAYS, lambda day: True).add(local(23, 9), 5)


def test_years_are_counted_by_weeks_not_by_minutes() -> None:
    begins = stopwatch.thread_time()
    hours = OpenHours(NEW_YORK, WEEKDAYS, Holidays(frozenset(), "US"))
    start = datetime(2006, 1, 1, tzinfo=UTC)
    minutes = hours.minutes_between(start, datetime(2026, 1, 1, tzinfo=UTC))
    assert hours.minutes_between(start, hours.add(start, minutes)) == minutes
    assert stopwatch.thread_time() - begins < 1


spans = st.lists(st.integers(0, 24 * 60 - 1), min_size=0, max_size=6, unique=True).map(
    lambda marks: tuple(
        (time(start // 60, start % 60), time(end // 60, end % 60))
        for start, end in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)
any_hours = st.builds(
    OpenHours,
    st.sampled_from([NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC"), ZoneInfo("Pacific/Apia")]),
    st.dictionaries(st.integers(0, 6), spans, min_size=1).filter(lambda week: any(week.values())),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5),
)
moments = st.integers(0, 730 * 24 * 3600).map(lambda s: datetime(2025, 6, 1, tzinfo=UTC) + timedelta(seconds=s))
minutes = st.integers(0, 6000)


@given(any_hours, moments, minutes)
def test_as_many_open_minutes_pass_as_were_added(hours, at, number) -> None:
    due = hours.add(at, number)
    assert hours.minutes_between(at, due) == number
    assert due >= at


@given(any_hours, moments, minutes)
def test_the_zone_in_which_a_moment_is_written_makes_no_difference(hours, at, number) -> None:
    there = at.astimezone(hours.zone)
    due = hours.add(at, number)
    assert hours.add(there, number) == due
    assert hours.minutes_between(there, due.astimezone(hours.zone)) == number
    assert hours.next_open(there) == hours.next_open(at)


@given(any_hours, moments, moments, minutes, minutes)
def test_later_and_longer_is_never_due_earlier(hours, one, other, few, more) -> None:
    (one, other), (few, more) = sorted((one, other)), sorted((few, more))
    assert hours.add(one, few) <= hours.add(other, few)
    assert hours.add(one, few) <= hours.add(one, more)


@given(any_hours, moments, moments, moments)
def test_minutes_of_two_stretches_add_up(hours, one, two, three) -> None:
    first, middle, last = sorted((one, two, three))
    parts = hours.minutes_between(first, middle) + hours.minutes_between(middle, last)
    assert parts <= hours.minutes_between(first, last) <= parts + 1  # seconds of two cut minutes
    assert hours.minutes_between(last, first) == 0


@given(any_hours, moments)
def test_what_opens_next_is_open(hours, at) -> None:
    assert hours.is_open(hours.next_open(at))
    assert hours.next_open(at) >= at
    assert hours.minutes_between(at, hours.next_open(at)) == 0
    for later in (hours.next_opening(at), hours.next_day_opening(at), hours.after_lunch(at)):
        assert hours.is_open(later)
        assert later > at
    assert hours.next_day_opening(at) >= hours.next_opening(at)
