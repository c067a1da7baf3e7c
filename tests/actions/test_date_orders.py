"""Whether 3/5 is March or May: what one file showed, or somebody said, holds for the next file of the same header."""

from pathlib import Path

import pytest

from callback_desk.actions import intake_choices
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.taking_in import apply, plan_files

HEADER = "Received,Phone,Name,Message\n"


@pytest.fixture
def take_in(desk: Desk, tmp_path: Path):
    def taken(*received: str, header: str = HEADER, dates: str | None = None) -> tuple[list[str], list[str]]:
        """Take in a file with these moments; return the days that were read, and what was said of them."""
        path = tmp_path / "day.csv"
        rows = (f"{moment},585-555-01{at},Ana,please call\n" for at, moment in enumerate(received, 10))
        path.write_text(header + "".join(rows), encoding="utf-8")
        choices = IntakeChoices(dates=dates)
        planned = plan_files(desk, [path], choices)
        apply(desk, planned)
        intake_choices.remember(desk, planned, choices)
        (reading,) = planned.readings
        days = [unit.at.astimezone(desk.zone).date().isoformat() for unit in reading.units]
        return days, [note for note in reading.notes if note.startswith("dates such as")]

    return taken


AS_SHOWN = "dates such as 3/5 are read {}, as the file's dates show"
AS_USUAL = "dates such as 3/5 are read {}, as is usual in the clinic's region; --dates says otherwise"
AS_BEFORE = "dates such as 3/5 are read {}, as in other files with this header; --dates says otherwise"


def test_what_a_column_showed_holds_for_tomorrow_s_file_of_the_same_header(take_in):
    assert take_in("01/03/2026 08:00") == (["2026-01-03"], [AS_USUAL.format("month first")])
    assert take_in("31/03/2026 08:00") == (["2026-03-31"], [AS_SHOWN.format("day first")])
    assert take_in("01/04/2026 08:00") == (["2026-04-01"], [AS_BEFORE.format("day first")])
    other = take_in("01/04/2026 08:00", header=HEADER.replace("Message", "Request"))
    assert other == (["2026-01-04"], [AS_USUAL.format("month first")])


def test_what_a_file_itself_shows_wins_over_what_earlier_ones_did(take_in):
    take_in("31/03/2026 08:00")
    assert take_in("03/31/2026 08:00", "04/01/2026 08:00")[0] == ["2026-03-31", "2026-04-01"]
    assert take_in("04/02/2026 08:00") == (["2026-04-02"], [AS_BEFORE.format("month first")])


def test_the_order_can_be_said_and_is_remembered_and_forgotten(take_in, desk: Desk):
    said = take_in("01/04/2026 08:00", dates="day-first")
    assert said == (["2026-04-01"], ["dates such as 3/5 are read day first, as said"])
    assert take_in("02/04/2026 08:00") == (["2026-04-02"], [AS_BEFORE.format("day first")])
    assert intake_choices.forget(desk) == 1
    assert take_in("03/04/2026 08:00")[0] == ["2026-03-04"]


def test_an_order_that_is_said_against_a_file_s_dates_rejects_what_it_makes_impossible(take_in):
    assert take_in("13/04/2026 08:00", "01/04/2026 08:00", dates="month-first")[0] == ["2026-01-04"]


def test_of_two_columns_each_is_remembered_by_itself(take_in):
    header = "Received,Phone,DOB,Message\n"
    assert take_in("2026-03-09 08:00", header=header)[1] == []
    take_in("31/03/2026 08:00", header=header)
    assert take_in("01/04/2026 08:00", header=header)[0] == ["2026-04-01"]


def test_nothing_is_remembered_of_a_file_that_shows_nothing(take_in, desk: Desk):
    take_in("01/03/2026 08:00")
    take_in("2026-03-31 08:00")
    assert intake_choices.remembered(desk) == {}


def test_dots_mean_that_the_day_comes_first_unless_the_column_shows_otherwise(take_in):
    dotted = "dates such as 3.5. are read day first, as is usual with dots; --dates says otherwise"
    assert take_in("09.03.2026 08:15") == (["2026-03-09"], [dotted])
    assert take_in("03.13.2026 08:15", "03.09.2026 08:15")[0] == ["2026-03-13", "2026-03-09"]
    assert take_in("04.01.2026 08:15") == (
        ["2026-04-01"],
        [AS_BEFORE.format("month first").replace("3/5", "3.5.")],
    )


def test_files_given_together_are_read_alike_in_whatever_order(desk: Desk, tmp_path: Path):
    for name, moment in (("a", "01/04/2026 08:00"), ("b", "31/03/2026 08:00"), ("c", "02/04/2026 08:00")):
        (tmp_path / f"{name}.csv").write_text(f"{HEADER}{moment},585-555-0101,Ana,please call\n", encoding="utf-8")
    paths = [tmp_path / f"{name}.csv" for name in "abc"]
    readings = plan_files(desk, paths, IntakeChoices()).readings
    assert [reading.file for reading in readings] == [str(path) for path in paths]
    days = [reading.units[0].at.astimezone(desk.zone).date().isoformat() for reading in readings]
    assert days == ["2026-04-01", "2026-03-31", "2026-04-02"]


def test_the_order_that_is_said_goes_for_a_telephone_system_s_log_too(desk: Desk, tmp_path: Path):
    row = '"","5855550101","201","from-trunk","""Ana"" <5855550101>","SIP/t-1","SIP/201-2","Dial","SIP/201",'
    log = tmp_path / "Master.csv"
    log.write_text(f'{row}"1/4/2026 8:00:00","","1/4/2026 8:00:20",20,0,"NO ANSWER","DOCUMENTATION","77","77"\n')
    (reading,) = plan_files(desk, [log], IntakeChoices(dates="day-first")).readings
    assert (reading.preset, reading.units[0].at.date().isoformat()) == ("asterisk", "2026-04-01")


def test_what_came_in_well_in_the_future_is_looked_at(desk: Desk, tmp_path: Path):
    path = tmp_path / "day.csv"
    now = desk.clock()
    rows = f"{now:%Y-%m-%d %H:%M},585-555-0101,Ana,please call\n" + "2031-01-02 08:00,585-555-0102,Ben,please call\n"
    path.write_text(HEADER + rows, encoding="utf-8")
    (document,) = plan_files(desk, [path], IntakeChoices()).documents()
    assert document["new_callbacks"] == 2
    (told,) = document["needs_review"]
    assert told["line"] == 3
    assert "lies ahead" in told["reason"]
