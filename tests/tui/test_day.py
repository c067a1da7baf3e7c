"""The end of the day on the screen: nothing is written without a yes, and nothing undecided goes unnoticed."""

import asyncio
from pathlib import Path
from typing import Any

import pyrage
import pytest

from callback_desk.actions import closing_day
from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from tests.tui.driver import SMALL, Patients, at_desk


@pytest.fixture
def two(patients: Patients) -> Patients:
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=20)
    return patients


def files(desk: Desk) -> list[Path]:
    return sorted(path for path in desk.exports.rglob("*") if path.is_file()) if desk.exports.exists() else []


async def test_the_undecided_are_listed_and_decided_one_key_at_a_time(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("e")
        person.expect("End of day · Mon 23 Nov", "2 items are undecided", "Thomas Okafor", "Anh-Thu Nguyen")
        await person.press("s", "3")
        assert [row.patient for row in closing_day.undecided(desk)] == ["Anh-Thu Nguyen"]
        await person.press("k", "6", "enter")
        person.expect("nothing is undecided: f writes")
        assert files(desk) == []


async def test_nothing_is_written_without_a_clear_yes(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("e", "y")
        assert files(desk) == []
        await person.press("f")
        person.expect("2 undecided: the files are headed NOT CLOSED", "The files are plain", str(desk.exports.name))
        person.expect("[recipients.NAME]", "passphrase", "age keys")
        await person.press("p")
        person.expect("Nobody else can be chosen.")
        await person.press("escape", "y")
        assert files(desk) == []


async def test_a_yes_writes_the_files_and_says_where(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("e", "f", "y")
        person.expect("NOT CLOSED", "_workbook.xlsx")
        written = files(desk)
        person.expect(f"{len(written)} files", *(path.name.partition("_2026-11-")[2][2:] for path in written))
        assert any(path.suffix == ".xlsx" for path in written)
        assert any(path.suffix == ".csv" for path in written)
        await person.press("escape")
        person.expect("Queue · 1")


async def test_claims_go_back_when_the_day_is_closed(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("g", "e", "f", "y")
        await asyncio.to_thread(desk.writer.submit(lambda: None).result)  # the files are written by then
        await person.press("escape", "2")
        assert person.patients == []


async def test_the_question_says_what_becomes_of_one_s_own_items_and_a_key_keeps_them(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("g", "e")
        person.expect("Your item then goes back to its role.")
        await person.press("f")
        person.expect("Your item then goes back to its role. m keeps.")
        await person.press("m")
        person.expect("Your item stays yours. m gives back.")
        await person.press("y")
        await asyncio.to_thread(desk.writer.submit(lambda: None).result)
        assert len(closing_day.claims(desk)) == 1


async def test_the_answer_says_how_many_items_went_back(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("g", "e", "f", "y")
        await asyncio.to_thread(desk.writer.submit(lambda: None).result)
        await person.press("down")
        person.expect("1 item of yours went back to its role.")


async def test_trying_an_undecided_item_goes_to_the_call(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("e", "enter")
        person.expect("Outcome note")


async def test_what_cannot_be_written_is_said_and_the_list_stays(
    desk: Desk, two: Patients, monkeypatch: pytest.MonkeyPatch
):
    def full(*args: object, **kwargs: object) -> None:
        raise DeskError("the disk is full: nothing was written")

    monkeypatch.setattr(closing_day, "close_day", full)
    async with at_desk(desk) as person:
        await person.press("e", "f", "y")
        person.expect("the disk is full: nothing was written", "Thomas Okafor")


async def test_it_fits_a_small_screen(desk: Desk, two: Patients):
    async with at_desk(desk, SMALL) as person:
        await person.press("e")
        person.expect("2 items are undecided", "Thomas", "write the files")


IDENTITY = pyrage.x25519.Identity.generate()
RECIPIENTS = f"""
[recipients.clinic]
protection = "age"
key = "{IDENTITY.to_public()}"
formats = ["text"]
default = true
[recipients.office]
protection = "workbook"
key = "office"
audience = "front-desk"
"""


@pytest.fixture
def with_recipients(desk: Desk, two: Patients) -> Desk:
    desk.policy = read_policy(desk.policy.text + RECIPIENTS)
    return desk


async def test_it_says_what_is_written_and_for_whom_before_it_is(with_recipients: Desk):
    async with at_desk(with_recipients) as person:
        await person.press("e", "f")
        person.expect("For clinic (age: text)", "The access log goes to clinic.", "y writes them there")
        await person.press("p")
        person.expect("For office (workbook with a passphrase, as Front desk needs it)")
        await person.press("p", "p")
        person.expect("The files are plain")
        await person.press("p", "y")
        person.expect("NOT CLOSED", "_clinic_handoff.txt.age", "_clinic_access-log.csv.age")
    told = [path for path in files(with_recipients) if path.name.endswith(".txt.age")]
    assert "Thomas Okafor" in pyrage.decrypt(told[0].read_bytes(), [IDENTITY]).decode()


async def test_a_workbook_s_passphrase_is_asked_for_once_and_unseen(with_recipients: Desk):
    async with at_desk(with_recipients) as person:
        await person.press("e", "f", "p", "y")
        person.expect("Passphrase office for the workbook")
        await person.press(*"invented words 1", "enter", *"invented words 2", "enter")
        person.expect("the two differ")
        await person.press("shift+tab", "enter")
        assert person.app.focused is not None
        assert person.app.focused.id == "again", "the first line goes on, with both filled too"
        await person.press("end", "backspace", "1", "enter")
        person.expect("_office_workbook.xlsx")
        person.expect_not("invented words")
        await person.press("f", "y")
        person.expect("_office_workbook_2.xlsx")


async def test_leaving_the_passphrase_writes_nothing(with_recipients: Desk):
    async with at_desk(with_recipients) as person:
        await person.press("e", "f", "p", "y", "escape")
        person.expect("For office")
        await person.press("escape")
        person.expect("2 items are undecided")
    assert files(with_recipients) == []


async def test_the_writing_can_be_stopped_and_begun_again(desk: Desk, two: Patients, monkeypatch: pytest.MonkeyPatch):
    told: list[str] = []
    write = closing_day.close_day
    async with at_desk(desk) as person:
        app = person.app

        def stopped_midway(*args: Any, progress: Any, **named: Any) -> object:
            progress("writing Open: 1,000 lines")
            app.call_from_thread(lambda: told.append(person.text))
            app.call_from_thread(app.screen.action_back)
            return write(*args, progress=progress, **named)

        monkeypatch.setattr(closing_day, "close_day", stopped_midway)
        await person.press("e", "f", "y")
        person.expect("stopped: no file was written", "Thomas Okafor")
        assert files(desk) == []
        monkeypatch.setattr(closing_day, "close_day", write)
        await person.press("f", "y")
        person.expect("_workbook.xlsx")
    assert "writing Open: 1,000 lines… esc stops it." in told[0]
