"""An appointment's time is read as it is typed, or refused with a sentence; never guessed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain.appointment_time import in_words, parse_appointment, parse_day, parse_line, parse_past_day
from callback_desk.domain.errors import DeskError

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 23, 14, 12, tzinfo=ZONE)  # a Monday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tue 3:40p", "Tue 24 Nov 15:40"),
        ("Tuesday 3:40 pm", "Tue 24 Nov 15:40"),
        ("tue 3:40 p.m.", "Tue 24 Nov 15:40"),
        ("tue at 3p", "Tue 24 Nov 15:00"),
        ("mon 9:00", "Mon 30 Nov 09:00"),  # a weekday is never today
        ("next mon 9a", "Mon 30 Nov 09:00"),
        ("today 15:00", "Mon 23 Nov 15:00"),
        ("tomorrow noon", "Tue 24 Nov 12:00"),
        ("12/2 15:40", "Wed 2 Dec 15:40"),
        ("wed 12/2 15:40", "Wed 2 Dec 15:40"),
        ("12/2/2026 12:15a", "Wed 2 Dec 00:15"),
        ("2 dec 3pm", "Wed 2 Dec 15:00"),
        ("Wed, 2 Dec 15:40", "Wed 2 Dec 15:40"),
        ("december 2 12pm", "Wed 2 Dec 12:00"),
        ("2026-12-02T15:40", "Wed 2 Dec 15:40"),
        ("2026-12-02 15:40", "Wed 2 Dec 15:40"),
        ("2026-12-02T20:40Z", "Wed 2 Dec 15:40"),
        ("1/4 10:30", "Mon 4 Jan 2027 10:30"),  # the next one that comes
        ("2/29 10:30", "Tue 29 Feb 2028 10:30"),
        ("11/20/2027 10:30", "Sat 20 Nov 2027 10:30"),  # a year ahead, because it says so
        ("8/16 10:30", "Mon 16 Aug 2027 10:30"),
    ],
)
def test_what_is_typed_is_shown_back_in_words(typed, meant):
    assert in_words(parse_appointment(typed, ZONE, NOW), ZONE, NOW) == meant


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "not a date and a time"),
        ("soon", "not a date and a time"),
        ("tue", "time of day is missing"),
        ("2026-12-02", "time of day is missing"),
        ("2 dec", "morning or afternoon|time of day is missing"),
        ("tue 3:40", "morning or afternoon"),
        ("tue 3", "morning or afternoon"),
        ("tue 15p", "not a time of day"),
        ("tue 25:00", "not a time of day"),
        ("2/30 10:00", "no day 2/30"),
        ("tue 2 dec 15:40", "is a Wednesday, not a Tuesday"),
        ("today 9:00", "in the past"),
        ("12/2/2025 15:40", "in the past"),
        ("11/20 9a", "^20 Nov is past: write its year, too, as in 11/20/2027"),
        ("fri 20 nov 9:00", "^20 Nov is past"),
        ("sep 1 9:00", "^1 Sep is past"),
        ("2027-03-14T02:30", "does not exist"),
        ("sun 3/14 02:30", "does not exist"),
        ("2026-13-02T15:40", "not a date and a time"),
        ("\x1b[31mtue 3:40p", "not a date and a time"),
        ("tue 3:40p " * 40, "not a date and a time"),
    ],
)
def test_what_could_mean_two_things_is_refused_in_a_sentence(typed, says):
    with pytest.raises(DeskError, match=says):
        parse_appointment(typed, ZONE, NOW)


@pytest.mark.parametrize(
    ("today", "typed", "meant"),
    [
        (date(2026, 12, 28), "1/5", date(2027, 1, 5)),
        (date(2027, 1, 4), "12/30", None),
        (date(2027, 1, 4), "9/30", date(2027, 9, 30)),
        (date(2028, 3, 2), "2/29", None),
        (date(2026, 11, 26), "11/26", date(2026, 11, 26)),
        (date(2026, 11, 26), "11/25", None),
        (date(2026, 11, 26), "11/25/2027", date(2027, 11, 25)),
        (date(2026, 11, 26), "2/30/2027", None),
    ],
)
def test_a_day_without_its_year_is_the_next_one_unless_it_has_just_passed(today: date, typed: str, meant: date | None):
    if meant is None:
        with pytest.raises(DeskError, match=r"is past: write|there is no day"):
            parse_day(typed, today)
    else:
        assert parse_day(typed, today) == meant


def test_one_line_carries_when_with_whom_and_what_kind():
    typed = parse_line("wed 2 dec 15:40, Dr. Hale, new patient", ZONE, NOW)
    assert (typed.with_whom, typed.kind) == ("Dr. Hale", "new patient")
    assert parse_line("tue 3:40p", ZONE, NOW)[1:] == (None, None)


def test_the_moment_is_in_utc():
    assert parse_appointment("tue 3:40p", ZONE, NOW) == datetime(2026, 11, 24, 20, 40, tzinfo=UTC)


@given(st.text(max_size=80))
def test_any_text_is_a_time_ahead_or_a_sentence(typed):
    try:
        at = parse_appointment(typed, ZONE, NOW)
    except DeskError as refusal:
        said = str(refusal)
    else:
        said = in_words(at, ZONE, NOW)
        assert at > NOW
    assert said.isprintable()


@given(st.integers(min_value=1, max_value=200_000))
def test_words_read_back_mean_the_same_moment(minutes):
    at = (NOW + timedelta(minutes=minutes)).astimezone(UTC).replace(second=0, microsecond=0)
    said = in_words(at, ZONE, NOW)
    assert in_words(parse_appointment(said, ZONE, NOW), ZONE, NOW) == said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-25", date(2026, 11, 25)), ("nov 25", date(2026, 11, 25)), ("25 nov", date(2026, 11, 25)),
        ("Nov 26", date(2026, 11, 26)), ("dec 1", date(2025, 12, 1)), ("12/1/2026", date(2026, 12, 1)),
        ("yesterday", date(2026, 11, 25)), ("thu", date(2026, 11, 26)), ("fri", date(2026, 11, 20)),
        ("today", date(2026, 11, 26)), ("soon", None), ("tomorrow", None),
    ],
)  # fmt: skip
def test_a_day_of_a_period_that_is_told_lies_behind(typed: str, meant: date | None):
    assert parse_past_day(typed, date(2026, 11, 26)) == meant


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 364))
def test_every_day_of_the_last_year_is_understood_without_its_year(today: date, ago: int):
    day = today - timedelta(days=ago)
    assert parse_past_day(f"{day:%b} {day.day}", today) == day
