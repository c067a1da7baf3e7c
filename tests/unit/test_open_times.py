"""Days and half hours that an appointment may be picked from."""

from datetime import date

from hypothesis import given

from callback_desk.domain.open_times import closed_then, half_hours, open_days
from tests.unit.strategies import clinic_policy, moments
from tests.unit.test_hours import CLINIC, local

HOURS = clinic_policy().open_hours(None)


def test_days_skip_the_weekend_and_holidays_and_a_day_that_is_over() -> None:
    days = open_days(CLINIC, local(23, 14, 12), 4)
    assert days == [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 30)]
    assert open_days(CLINIC, local(23, 16, 40), 1) == [date(2026, 11, 24)]


def test_half_hours_leave_out_lunch_and_what_is_past() -> None:
    today = [f"{at:%H:%M}" for at in half_hours(CLINIC, date(2026, 11, 23), local(23, 11, 12))]
    assert today == ["11:30", "13:00", "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30"]
    assert half_hours(CLINIC, date(2026, 11, 22), local(20, 12)) == []


def test_a_time_at_which_the_clinic_is_closed_is_told_apart_from_a_day() -> None:
    assert closed_then(CLINIC, local(23, 14, 12)) is None
    assert closed_then(CLINIC, local(23, 12, 30)) == "closed at that hour"
    assert closed_then(CLINIC, local(22, 10)) == "closed that day"
    assert closed_then(CLINIC, local(26, 10)) == "closed that day"


@given(moments)
def test_everything_offered_is_ahead_and_open(now) -> None:
    for day in open_days(HOURS, now, 3):
        for at in half_hours(HOURS, day, now):
            assert at > now
            assert HOURS.is_open(at)
