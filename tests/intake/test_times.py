"""Local times at the change of the clock: told apart where the source allows, else flagged, never guessed silently."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.intake.moments import read_birth_date
from callback_desk.intake.reading import read_path
from callback_desk.intake.units import Unit
from tests.intake.desk import DATA, NEW_YORK, options

with (DATA / "constructed" / "nasty" / "dst_timezones.csv").open(encoding="utf-8", newline="") as file:
    CASES = list(csv.DictReader(file))


def unit_of(path: Path, moment: str, zone: str) -> Unit:
    path.write_text(f"Received,Phone\n{moment},585-555-0101\n", encoding="utf-8")
    (unit,) = read_path(path, options(zone=ZoneInfo(zone))).units
    return unit


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"][:30] or case["iana_zone"])
def test_each_zone_gives_the_expected_moment_or_says_what_is_doubtful(tmp_path: Path, case: dict[str, str]):
    local, zone, expected = case["local_time"], case["iana_zone"], case["expected_utc"]
    unit = unit_of(tmp_path / "x.csv", local, zone)
    if "ambiguous" in case["note"] or not expected:
        assert any("happened twice" in why or "did not happen" in why for why in unit.review)
    else:
        assert unit.at == datetime.fromisoformat(expected)
        assert unit.review == ()
    if expected:  # with its offset in the source nothing is doubtful, whichever of the two hours it was
        moment = datetime.fromisoformat(expected).astimezone(ZoneInfo(zone))
        told = unit_of(tmp_path / "x.csv", moment.isoformat(" "), zone)
        assert (told.at.isoformat(), told.review) == (datetime.fromisoformat(expected).isoformat(), ())


@pytest.mark.parametrize(("named", "hour"), [("EDT", 5), ("EST", 6)])
def test_the_name_of_the_zone_tells_the_repeated_hour_apart(tmp_path: Path, named: str, hour: int):
    unit = unit_of(tmp_path / "x.csv", f"11/1/2026 1:30 AM {named}", "America/New_York")
    assert (unit.at, unit.review) == (datetime(2026, 11, 1, hour, 30, tzinfo=UTC), ())


ON = date(2026, 3, 9)
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


@given(DAYS, st.sampled_from(["%m/%d/%y", "%d-%b-%y", "%m/%d/%Y", "%Y-%m-%d", "%d %B %Y"]))
def test_nobody_is_born_after_they_reached_out(day: date, form: str):
    born = read_birth_date(day.strftime(form), "month-first", ON)
    assert born is None or born <= ON
    if born is not None:
        assert (born.month, born.day) == (day.month, day.day)
        assert "y" in form or born == day


@pytest.mark.parametrize(
    ("written", "born"),
    [("7/14/86", "1986-07-14"), ("14-Jul-86", "1986-07-14"), ("3/8/26", "2026-03-08"), ("3/10/26", "1926-03-10")],
)
def test_a_two_digit_year_is_the_latest_that_can_be(written: str, born: str):
    assert read_birth_date(written, "month-first", ON) == date.fromisoformat(born)


def test_a_birth_date_that_is_ahead_is_kept_as_it_was_written(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("Received,Phone,DOB\n2026-03-09 09:00,585-555-0101,7/14/2086\n", encoding="utf-8")
    (unit,) = read_path(path, options()).units
    assert unit.birth_date is None
    assert unit.details["birth date as written"] == "7/14/2086"


def moments_of(path: Path, *written: str) -> list[str]:
    rows = (f'"{moment}",585-555-01{at}\n' for at, moment in enumerate(written, 10))
    path.write_text("Received,Phone\n" + "".join(rows), encoding="utf-8")
    return [unit.at.astimezone(NEW_YORK).strftime("%Y-%m-%d %H:%M") for unit in read_path(path, options()).units]


@pytest.mark.parametrize("before", ["{} ", "{}, ", "{}., "])
@pytest.mark.parametrize("days", [("Mon", "Fri"), ("lunes", "viernes"), ("mar", "vie"), ("Martes", "Viernes")])
def test_a_weekday_before_the_date_leaves_its_column_to_tell_day_from_month(tmp_path: Path, before: str, days):
    first, second = (before.format(day) for day in days)
    written = f"{first}09/03/2026 08:00", f"{second}13/03/2026 09:00"
    assert moments_of(tmp_path / "x.csv", *written) == ["2026-03-09 08:00", "2026-03-13 09:00"]


@pytest.mark.parametrize("mark", ["'", '""', "\u2019", " '"])
def test_a_mark_before_the_date_leaves_its_column_to_tell_day_from_month(tmp_path: Path, mark: str):
    written = f"{mark}12/03/2026 09:00", f"{mark}13/03/2026 09:00"
    assert moments_of(tmp_path / "x.csv", *written) == ["2026-03-12 09:00", "2026-03-13 09:00"]
    assert moments_of(tmp_path / "x.csv", "13/03/2026 09:00", f"{mark}12/03/2026 09:00")[1] == "2026-03-12 09:00"


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["mar 10/03/2026 09:00"], 10),  # 3 October was a Saturday
        (["mié 11/03/2026 09:00", "10/03/2026 09:00"], 11),
        (["Tue 03/10/2026 09:00"], 10),
        (["Fri 03/10/2026 09:00"], 10),  # no such day: the region's order stays
        (["Tue 03/10/2026 09:00", "mar 10/03/2026 09:00"], 10),  # both are proven, so neither is
        (["Tue 03/10/2026 09:00", "25/02/2026 09:00"], 3),  # a number over 12 proves more than a weekday
    ],
)
def test_a_weekday_proves_in_which_order_day_and_month_stand(tmp_path: Path, cells: list[str], day: int):
    assert moments_of(tmp_path / "x.csv", *cells)[0].endswith(f"-{day:02} 09:00")


def test_a_weekday_before_a_birth_date_s_short_year_says_nothing_of_it():
    assert read_birth_date("Tue 3/10/26", "month-first", ON) == date(1926, 3, 10)
    assert read_birth_date("'3/10/26", "month-first", ON) == date(1926, 3, 10)


@pytest.mark.parametrize(
    "written",
    ["mar 03/10/2026 09:00", "mar., 10 mar 2026 09:00", "mar. 10 de marzo de 2026 09:00", "martes 10-mar-2026 09:00",
     "mar, 2026-03-10 09:00", "Mar 10, 2026 09:00", "mar 10 2026 09:00", "Mar 10 09:00:00 2026", "10 mar 2026 09:00",
     "Tue Mar 10 09:00:00 2026", "mar mar 10 09:00:00 2026", "March 10, 2026 9:00 AM"],
)  # fmt: skip
def test_mar_is_tuesday_in_spanish_where_a_whole_date_follows_and_else_march(tmp_path: Path, written: str):
    assert moments_of(tmp_path / "x.csv", written) == ["2026-03-10 09:00"]


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("3/9/2026 8:01 AM ET", 12), ("3/9/2026 8:01 AM CT", 13), ("3/9/2026 8:01 PT", 15), ("3/9/2026 8:01a MT", 14),
        ("3/9/2026 8:01 AM AKDT", 16), ("3/9/2026 8:01 AM HST", 18), ("3/9/2026 8:01 AM (AST)", 12),
        ("3/9/2026 8:01 AM Eastern Time", 12), ("3/9/2026 8:01 AM Eastern", 12), ("1/9/2026 8:01 AM ET", 13),
        ("3/9/2026 8:01 AM Central Daylight Time", 13), ("1/9/2026 0801 Pacific Standard Time", 16),
        ("3/9/2026 8:01 AM Eastern Time (US & Canada)", 12), ("2026-03-09 08:01 America/New_York", 12),
        ("2026-03-09 08:01:00 (America/Chicago)", 13), ("2026-03-09T08:01:00 America/Argentina/Buenos_Aires", 11),
        ("2026-03-09 08:01:00 US/Pacific", 15), ("2026-03-09 08:01:00 Etc/UTC", 8),
        ("2026-03-09 08:01:00 +0000 UTC", 8), ("2026-03-09 08:01:00 -0400 EDT", 12),
        ("2026-03-09T08:01:00.000Z[UTC]", 8), ("2026-03-09T08:01:00-04:00[America/New_York]", 12),
        ("Mon Mar 9 2026 08:01:00 GMT-0400 (Eastern Daylight Time)", 12),
        ("Mon Mar 9 2026 08:01:00 GMT+0100 (Central European Standard Time)", 7),
    ],
)  # fmt: skip
def test_the_words_for_a_zone_are_understood(tmp_path: Path, written: str, hour: int):
    unit = unit_of(tmp_path / "x.csv", f'"{written}"', "Asia/Tokyo")
    assert ((unit.at.hour, unit.at.minute), unit.review) == ((hour, 1), ())


@pytest.mark.parametrize(
    "written",
    ["3/9/2026 8:01 AM Eastern Standard Time", "1/9/2026 8:01 AM Eastern Daylight Time",
     "3/9/2026 8:01 AM Nowhere/Town", "3/9/2026 8:01 AM XT",
     "3/9/2026 8:01 AM Hawaii Daylight Time", "3/9/2026 8:01 AM ../etc", "3/9/2026 ET"],
)  # fmt: skip
def test_a_zone_that_is_none_or_does_not_have_that_time_then_is_not_guessed(tmp_path: Path, written: str):
    (tmp_path / "x.csv").write_text(f"Received,Phone\n{written},585-555-0101\n", encoding="utf-8")
    assert [fault.line for fault in read_path(tmp_path / "x.csv", options()).rejected] == ["2"]


def test_the_repeated_hour_of_a_zone_s_words_is_flagged_unless_they_tell_it_apart(tmp_path: Path):
    def told(words: str) -> tuple[int, int]:
        unit = unit_of(tmp_path / "x.csv", f"11/1/2026 1:30 AM {words}", "Asia/Tokyo")
        return unit.at.hour, len(unit.review)

    assert told("ET") == told("America/New_York") == (5, 1)
    assert (told("Eastern Daylight Time"), told("Eastern Standard Time")) == ((5, 0), (6, 0))
