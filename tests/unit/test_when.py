"""A time to come as people say it in the job, seen from a moment of the clinic's day."""

from datetime import UTC, datetime

import pytest

from callback_desk.domain.errors import DeskError
from callback_desk.domain.when import parse_when
from tests.unit.strategies import clinic_policy

HOURS = clinic_policy().open_hours(None)
NOW = datetime(2026, 11, 23, 14, 12, tzinfo=HOURS.zone)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("4:15p", (16, 15)), ("16:15", (16, 15)), ("at 4 pm", (16, 0)), ("noon", (12, 0)), ("9:05a", (9, 5))],
)
def test_a_clock_time_alone_is_that_of_today(typed: str, meant: tuple[int, int]):
    assert parse_when(typed, HOURS, NOW) == datetime(2026, 11, 23, *meant, tzinfo=HOURS.zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("4:15", "morning or afternoon"),
        ("25:10", "not a time of day"),
        ("4", "is not a time: give 2h, after-lunch, next-morning, 4:15p, tue 9a"),
        ("11/20", "20 Nov is past"),
        ("11/20 9a", "20 Nov is past"),
    ],
)
def test_what_is_no_time_to_come_is_refused_in_a_sentence(typed: str, says: str):
    with pytest.raises(DeskError, match=says):
        parse_when(typed, HOURS, NOW)
