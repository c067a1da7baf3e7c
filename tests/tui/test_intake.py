"""Taking in a file on the screen: chosen by name, every record shown once, columns said, and nothing without a yes."""

from pathlib import Path

import pytest

from callback_desk.actions import intake_choices, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.looking_at_files import GROUPS, last_folder, look
from callback_desk.tui.intake_words import _what
from tests.tui.driver import SMALL, WIDE, at_desk

KNOWN = "Received,Phone,Patient,Message\n"
ANA = "2026-11-23 09:00,585-555-0101,Ana Ortiz,please call about my results\n"
UNKNOWN = "Eingang;Wer;Anliegen\n2026-11-23 09:00;Ana Ortiz;I would like to have my results explained\n"


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    desk.store.set_setting("intake.folder", str(files))
    return files


@pytest.fixture
def calls(folder: Path) -> Path:
    path = folder / "calls.csv"
    rows = "on Monday,585-555-0103,Cy Lee,hello\n2026-11-23 09:10,,Dee Fox,no number\nTOTAL,,,3\n"
    path.write_text(KNOWN + ANA + rows, encoding="utf-8")
    return path


def open_callbacks(desk: Desk) -> list[str | None]:
    return [callback.patient for callback in desk.store.all_callbacks()]


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "140x42"])
async def test_every_record_is_shown_once_before_a_yes_takes_them_in(desk: Desk, calls: Path, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        await person.press("I", *"call", "enter")
        person.expect("Plan · calls.csv", "2 new · 1 to review · 1 skipped · 1 rejected")
        person.expect("line 3", "has no date and time", "new callbacks: no number to call", "Ana Ortiz", "a total")
        assert open_callbacks(desk) == []
        await person.press("y")
        person.expect("taken in calls.csv: 2 new · 1 to review")
        assert sorted(open_callbacks(desk)) == ["Ana Ortiz", "Dee Fox"]
        assert sorted(person.patients) == ["Ana Ortiz", "Dee Fox"]


async def test_leaving_the_plan_writes_nothing(desk: Desk, calls: Path):
    async with at_desk(desk) as person:
        await person.press("I", *"call", "enter", "escape", "escape")
        assert open_callbacks(desk) == []
        assert intake_choices.remembered(desk) == {}


async def test_a_file_is_picked_from_the_list_or_by_its_path_and_the_folder_is_remembered(
    desk: Desk, calls: Path, tmp_path: Path
):
    other = tmp_path / "other" / "deep"
    other.mkdir(parents=True)
    (other / "more.csv").write_text(KNOWN + ANA, encoding="utf-8")
    async with at_desk(desk) as person:
        await person.press("I")
        person.expect("the folder above", "this folder as a whole", "calls.csv")
        await person.press("down", "down", "enter")
        person.expect("Plan · calls.csv")
        await person.press("escape")
        await person.write(str(tmp_path / "other"))
        await person.press("enter", "down", "down", "enter")
        person.expect("more.csv")
        await person.press("escape", "I")
        await person.write(f"{tmp_path / 'other' / 'deep'}/mor")
        person.expect("more.csv")
        person.expect_not("the folder above")
        await person.press("enter", "y")
        assert last_folder(desk) == other
        await person.press("I", *"/nowhere", "enter")
        person.expect("is not there: check the name")


async def test_the_zone_is_asked_once_with_what_it_makes_of_the_first_record(desk: Desk, calls: Path):
    async with at_desk(desk) as person:
        await person.press("I", *"call", "enter")
        person.expect("Are its times of America/New_York? The first record is of 09:00 there")
        await person.press("z")
        for _ in range(len("New_York")):
            await person.press("backspace")
        await person.type("Chicago")
        person.expect("the first record is then of 10:00, by the clinic's clock")
        await person.press("enter")
        person.expect("Plan · calls.csv")
        person.expect_not("Are its times of")
        await person.press("y", "I", *"call", "enter")
        person.expect("already known", "as chosen before", "zone America/Chicago")
        person.expect_not("Are its times of")


async def test_whether_a_date_is_in_march_or_in_may_is_said_once(desk: Desk, calls: Path, folder: Path):
    (folder / "march.csv").write_text(KNOWN + ANA.replace("2026-11-23", "05/03/2026"), encoding="utf-8")
    async with at_desk(desk) as person:
        await person.press("I", *"march", "enter")
        person.expect("d dates", "dates such as 3/5 are read month first, as is usual in the clinic's region")
        await person.press("d", "up", "enter")
        person.expect("dates such as 3/5 are read day first, as said")
        await person.press("y", "I", *"march", "enter")
        person.expect("already known", "read day first, as in other files with this header")
        await person.press("escape", *"call", "enter")
        person.expect("Plan · calls.csv")
        person.expect_not("d dates")


async def test_an_unknown_table_is_shown_as_it_is_and_its_columns_are_said_with_a_few_keys(desk: Desk, folder: Path):
    (folder / "liste.csv").write_text(UNKNOWN, encoding="utf-8")
    async with at_desk(desk) as person:
        await person.press("I", *"liste", "enter")
        person.expect("Columns · liste.csv", "Eingang", "no column says", "enter says what a column is")
        await person.press("down", "enter", *"name", "enter")
        person.expect("Wer", "name", "chosen", "received", "hold a date and a time", "its cells are sentences")
        person.expect("y show the plan")
        person.expect_not("take it in")
        await person.press("y")
        person.expect("Plan · liste.csv", "needs review · 1", "Ana Ortiz", "new callbacks: no number to call")
        await person.press("y", "I", *"liste", "enter")
        person.expect("Plan · liste.csv", "already known · 1", "as chosen before", "name=Wer")


async def test_the_cursor_stays_at_the_column_that_was_chosen_and_the_fields_say_how_many_more(
    desk: Desk, folder: Path
):
    (folder / "odd.csv").write_text(UNKNOWN, encoding="utf-8")
    async with at_desk(desk) as person:
        await person.press("I", *"odd", "enter", "down", "down", "enter")
        person.expect("Read as · Anliegen", "▼ ", " more")
        await person.press(*"req")
        person.expect("“req”")
        await person.press("enter", "enter")
        person.expect("Read as · Anliegen")


async def test_a_column_is_left_out_and_stays_out(desk: Desk, calls: Path):
    async with at_desk(desk) as person:
        await person.press("I", *"call", "enter", "m", "down", "down", "enter", *"not", "enter")
        person.expect("Patient                not read")
        await person.press("y", "y", "I", *"call", "enter")
        person.expect("as chosen before", "no name")
        assert open_callbacks(desk) == [None, None]


async def test_what_cannot_be_read_gets_its_sentence_and_the_files_stay(desk: Desk, folder: Path):
    (folder / "x.csv").write_bytes(b"")
    async with at_desk(desk) as person:
        await person.press("I", "x", "enter")
        person.expect("x.csv is empty: export it again", "Take in a file")


async def test_rejected_records_are_written_beside_the_clinic_s_files(desk: Desk, calls: Path):
    async with at_desk(desk) as person:
        await person.press("I", *"call", "enter", "w")
        person.expect("written:", "calls_rejected.csv")
        lines = (desk.exports / "calls_rejected.csv").read_text("utf-8-sig").splitlines()
        assert lines == ["Received,Phone,Patient,Message", "on Monday,585-555-0103,Cy Lee,hello"]


async def test_a_stop_while_it_is_taken_in_keeps_nothing(desk: Desk, calls: Path, monkeypatch: pytest.MonkeyPatch):
    apply = taking_in.apply

    def stopped_on_the_way(desk: Desk, planned: taking_in.Plan, **more: object) -> None:
        person_screen._stop.set()
        apply(desk, planned, **more)

    async with at_desk(desk) as person:
        await person.press("I", *"call", "enter")
        person_screen = person.app.screen
        monkeypatch.setattr(taking_in, "apply", stopped_on_the_way)
        await person.press("y")
        person.expect("stopped: nothing of calls.csv was taken in", "Plan · calls.csv")
        assert open_callbacks(desk) == []
        monkeypatch.undo()
        await person.press("y")
        assert len(open_callbacks(desk)) == 2


async def test_hostile_names_and_cells_are_shown_and_not_obeyed(desk: Desk, folder: Path):
    evil = "\x1b[31m[bold]Ana[/]"
    (folder / "e\x1b[2Jvil.csv").write_text(KNOWN + ANA.replace("Ana Ortiz", evil), encoding="utf-8")
    async with at_desk(desk) as person:
        await person.press("I", "e", "enter")
        person.expect("[bold]Ana[/]", "vil.csv")
        assert not any("\x1b" in line for line in person.lines)


def test_the_fates_of_the_lines_are_those_of_the_document(desk: Desk, calls: Path):
    seen = look(desk, calls, intake_choices.IntakeChoices())
    document = seen.document
    assert {line.group for line in seen.lines} <= set(GROUPS)
    assert len(seen.lines) == document["rows"]
    assert sum(line.group == "rejected" for line in seen.lines) == len(document["rejected"])


async def test_what_nobody_waits_for_says_which_way_it_went(desk: Desk, folder: Path):
    heads = "Call ID,Leg ID,Start Time,Answer Time,Talk Time,Caller,Callee,Direction\n"
    rows = (
        "1,1,11/23/2026 08:01 AM,,0:00,585-555-0101,200,Incoming\n"
        "2,1,11/23/2026 08:02 AM,11/23/2026 08:03 AM,0:48,585-555-0102,200,Incoming\n"
        "3,1,11/23/2026 08:04 AM,11/23/2026 08:05 AM,0:48,200,585-555-0103,Outgoing\n"
        "4,1,11/23/2026 08:06 AM,11/23/2026 08:07 AM,0:48,200,201,Internal\n"
    )
    (folder / "log").write_text(heads + rows, encoding="utf-8")
    async with at_desk(desk, WIDE) as person:
        await person.press("I", *"log", "enter")
        person.expect("missed call · ", "answered · ", "our call · ", "between ourselves · ")


def test_a_line_of_a_referral_list_says_that_it_is_one(desk: Desk, folder: Path):
    heads, row = (
        "Referral Number,Patient Name,Phone,Referral Date,Specialty",
        "R-7,Cy Lee,585-555-0101,11/20/2026,Heart",
    )
    (folder / "list").write_text(f"{heads}\n{row}\n", encoding="utf-8")
    seen = look(desk, folder / "list", intake_choices.IntakeChoices())
    assert [_what(line) for line in seen.lines] == ["referral list"]
