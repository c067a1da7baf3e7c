"""Files of any period from the screen: asked for line by line, written beside the screen, stopped by escape."""

from pathlib import Path
from typing import Any

import pytest

from callback_desk.actions import exporting
from callback_desk.actions.context import Desk
from callback_desk.domain.policy import read_policy
from tests.tui.driver import SMALL, Patients, at_desk

OFFICE = """
[recipients.office]
protection = "workbook"
key = "office"
audience = "front-desk"
default = true
"""


def files(desk: Desk) -> list[str]:
    found = desk.exports.rglob("*") if desk.exports.exists() else ()
    return sorted(path.name for path in found if path.is_file())


@pytest.fixture
def two(patients: Patients) -> Patients:
    patients.wrote("Thomas Okafor", ago=150, lane="insurance")
    patients.wrote("Anh-Thu Nguyen", ago=20, lane="scheduling")
    return patients


async def test_files_of_one_lane_and_format_are_written_after_a_clear_yes(desk: Desk, two: Patients):
    async with at_desk(desk, SMALL) as person:
        await person.press("E")
        person.expect(
            "Export files of any period",
            "2026-11-23",
            "all, or of xlsx, csv, html, fhir, text",
            "for whom",
            "referral-coordinator",
        )
        await person.press("enter", "enter", *"text", "enter", *"insurance", "enter", "enter", "enter", "enter")
        person.expect("say for whom: the word plain for files that anybody can read")
        assert files(desk) == []
        await person.press(*"plain", "enter")
        person.expect("1 file is written")
    (name,) = files(desk)
    assert name.endswith("_2026-11-23_to_2026-11-23_handoff.txt")
    text = (desk.exports / name).read_text("utf-8")
    assert "Thomas Okafor" in text
    assert "Anh-Thu Nguyen" not in text


async def test_what_cannot_be_is_said_where_it_stands(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("E", "ctrl+u", *"2026-12-01", *["enter"] * 6, *"plain", "enter")
        person.expect("2026-12-01 is after 2026-11-23: exchange them")
        await person.press("ctrl+u", *"soon", *["enter"] * 6, "enter")
        person.expect("'soon' is not a day: write it as 2026-11-23 or nov 23")
        await person.press("ctrl+u", *"2026-11-01", "enter", "enter", *"pdf", *["enter"] * 5)
        person.expect("'pdf' is not made: choose of xlsx, csv, html, fhir, text")
        await person.press("escape")
        person.expect("Queue · 1")
    assert files(desk) == []


async def test_a_day_is_said_as_people_say_it_and_the_caret_goes_to_an_unknown_audience(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("E", "ctrl+u", *"nov 20", *["enter"] * 5, *"frontdesk", "enter", *"plain", "enter")
        person.expect("the policy knows no audience 'frontdesk'")
        await person.press("ctrl+u", *"front-desk", "enter", "enter")
        person.expect("files are written")
    assert any("_2026-11-20_to_2026-11-23_" in name for name in files(desk))


async def test_the_passphrase_of_a_workbook_is_asked_for_first(desk: Desk, two: Patients):
    desk.policy = read_policy(desk.policy.text + OFFICE)
    async with at_desk(desk) as person:
        await person.press("E", *["enter"] * 7)
        person.expect("Passphrase office for the workbook")
        await person.press("escape")
        person.expect("the passphrase office was not told")
        await person.press("enter", *"invented-words-1", "enter", *"invented-words-1", "enter")
        person.expect("1 file is written")
    (name,) = files(desk)
    assert name.endswith("_office_workbook.xlsx")


async def test_the_writing_can_be_stopped(desk: Desk, two: Patients, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    write = exporting.export
    async with at_desk(desk) as person:
        app = person.app

        def stopped_midway(desk: Desk, wanted: Any, folder: Path, protection: Any, progress: Any) -> object:
            progress("writing Open: 1,000 lines")
            app.call_from_thread(lambda: told.append(person.text))
            app.call_from_thread(app.screen.action_stop)
            return write(desk, wanted, folder, protection, progress)

        monkeypatch.setattr(exporting, "export", stopped_midway)
        await person.press("E", *["enter"] * 6, *"plain", "enter")
        person.expect("stopped: no file was written", "Export files of any period")
    assert files(desk) == []
    assert "writing Open: 1,000 lines… esc stops it." in told[0]
