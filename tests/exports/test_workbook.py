"""The workbook opens on what is open and whose turn it is, and looks like something people can work with."""

import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter.worksheet import Worksheet as LibraryCells

from callback_desk.domain.errors import DeskError
from callback_desk.exports import workbook
from callback_desk.exports.quick_cells import PlainCell, QuickCells
from callback_desk.exports.report import DayReport
from callback_desk.exports.sheet import Column, Kind, Sheet, written
from callback_desk.exports.tables import sheets
from callback_desk.exports.workbook import CELL_LIMIT, CUT, cut, write_workbook
from tests.exports.days import BLNS, FORMULAS, POLICY, received, report


def opened(folder: Path, told: DayReport) -> Any:
    path = folder / "day.xlsx"
    write_workbook(path, told, sheets(told))
    return openpyxl.load_workbook(path)


def cell_of(page: Worksheet, title: str, row: int = 2) -> Any:
    place = next(cell.column for cell in page[1] if cell.value == title)
    return page.cell(row, place)


def test_the_first_line_says_how_many_are_open_how_many_late_and_whose_turn(tmp_path: Path):
    told = report(received("aaaa0001", lane="new-appointment"), received("bbbb0002", "16:55", lane="refill"))
    page = opened(tmp_path, told)["Summary"]
    assert page["A1"].value == "2 open, 1 late. Whose turn: Refill desk 1, Scheduling 1 (1 late)."
    assert POLICY.clinic.name in page["A2"].value


def test_times_are_real_times_at_the_clinic_and_numbers_that_identify_are_text(tmp_path: Path):
    page = opened(tmp_path, report(received("00000017", birth_date=date(1981, 4, 2), record_number="0042")))["Open"]
    came = cell_of(page, "received at")
    assert (came.value, came.is_date) == (datetime.fromisoformat("2026-11-23T09:00"), True)
    assert cell_of(page, "birth date").value == datetime.fromisoformat("1981-04-02")
    for title, value in (("phone", "+14155550161"), ("id", "00000017"), ("record number", "0042")):
        assert cell_of(page, title).value == value
        assert cell_of(page, title).number_format == "@"


def test_a_birth_date_before_all_spreadsheet_dates_is_written_out(tmp_path: Path):
    page = opened(tmp_path, report(received("aaaa0001", birth_date=date(1899, 12, 31))))["Open"]
    assert cell_of(page, "birth date").value == "1899-12-31"


@pytest.mark.parametrize("born", ["1900-01-01", "1900-02-28", "1900-03-01", "1999-12-31", "2024-02-29"])
def test_a_birth_date_is_the_same_day_in_the_spreadsheet(tmp_path: Path, born: str):
    page = opened(tmp_path, report(received("aaaa0001", birth_date=date.fromisoformat(born))))["Open"]
    assert cell_of(page, "birth date").value == datetime.fromisoformat(born)


def test_late_and_attention_are_marked_with_a_word_and_a_colour(tmp_path: Path):
    told = report(
        received("aaaa0001", "16:59", attention=("chest pain*",), lane="symptom"),
        received("bbbb0002", "09:00"),
        received("cccc0003", "16:58"),
    )
    page = opened(tmp_path, told)["Open"]
    marks = [(page.cell(row, 1).value, page.cell(row, 2).fill.fgColor.rgb) for row in (2, 3, 4)]
    assert [word for word, _ in marks] == ["ATTENTION", "LATE", None]
    assert len({colour for _, colour in marks}) == 3


def test_every_sheet_keeps_its_titles_in_sight_filters_and_prints_on_landscape_pages(tmp_path: Path):
    book = opened(tmp_path, report(received("aaaa0001")))
    assert book.sheetnames == [
        "Summary", "Open", "Completed", "Attempts", "Escalations", "Unreached", "Referral gaps", "Exceptions",
    ]  # fmt: skip
    for page in book:
        titles = int(page.freeze_panes[1:]) - 1
        assert page.auto_filter.ref.startswith(f"A{titles}:")
        assert page.page_setup.orientation == "landscape"
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_title_rows == f"${titles}:${titles}"
        assert all(page.column_dimensions[letter].width for letter in "AB")


def test_what_is_not_decided_stands_over_the_first_sheet_and_on_every_printed_page(tmp_path: Path):
    book = opened(tmp_path, report(received("aaaa0001"), undecided=["aaaa0001"]))
    assert book["Summary"]["A1"].value.startswith("NOT CLOSED: 1 undecided. 1 open")
    assert all("NOT CLOSED: 1 undecided" in page.oddHeader.right.text for page in book)


def test_a_clinic_with_an_ampersand_prints_its_name(tmp_path: Path):
    clinic = POLICY.clinic._replace(name="Cedar & Sons")
    told = report(received("aaaa0001"))
    told = replace(told, policy=POLICY._replace(clinic=clinic))
    path = tmp_path / "day.xlsx"
    write_workbook(path, told, sheets(told))
    assert "Cedar && Sons" in openpyxl.load_workbook(path)["Open"].oddHeader.left.text


def test_the_same_report_gives_the_same_file(tmp_path: Path):
    told = report(received("aaaa0001"))
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(tmp_path / name, told, sheets(told))
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


@pytest.mark.parametrize("text", ["x" * 40_000, "\U0001f600" * 20_000, "x" * 32_767 + "\U0001f600"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(text: str, tmp_path: Path):
    page = opened(tmp_path, report(received("aaaa0001", request=text)))["Open"]
    said = cell_of(page, "request").value
    assert said.endswith(CUT)
    assert text.startswith(said.removesuffix(CUT))
    assert len(said.encode("utf-16-le")) // 2 in (CELL_LIMIT, CELL_LIMIT - 1)


def test_a_text_that_just_fits_is_not_cut():
    assert cut("x" * CELL_LIMIT) == "x" * CELL_LIMIT
    assert cut("\U0001f600" * (CELL_LIMIT // 2)) == "\U0001f600" * (CELL_LIMIT // 2)


def test_more_rows_than_a_sheet_has_are_refused_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook, "ROW_LIMIT", 3)
    many = Sheet("Many", (Column("n", "n", Kind.NUMBER, 9),), lambda: iter([(1,), (2,), (3,)]))
    with pytest.raises(DeskError, match="Many"):
        write_workbook(tmp_path / "day.xlsx", report(), [many])


def test_nothing_is_put_into_the_common_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    made: list[Path] = []
    make = tempfile.mkstemp

    def watched(*args: Any, **named: Any) -> tuple[int, str]:
        made_here = make(*args, **named)
        made.append(Path(made_here[1]))
        return made_here

    monkeypatch.setattr(tempfile, "mkstemp", watched)
    opened(tmp_path, report(received("aaaa0001")))
    assert made
    assert {path.parent for path in made} == {tmp_path}
    assert [path.name for path in tmp_path.iterdir()] == ["day.xlsx"]


def test_another_reader_finds_no_formula_and_every_word_that_was_said(tmp_path: Path):
    said = [text for text in dict.fromkeys([*FORMULAS, *BLNS]) if text.strip()]
    told = report(*(received(f"{n:08}", patient=text, request=text) for n, text in enumerate(said)))
    write_workbook(tmp_path / "day.xlsx", told, sheets(told))
    page = python_calamine.CalamineWorkbook.from_path(tmp_path / "day.xlsx").get_sheet_by_name("Open")
    titles, *rows = page.to_python()
    read = {row[titles.index("id")]: (row[titles.index("patient")], row[titles.index("request")]) for row in rows}
    assert read == {f"{n:08}": (written(text), written(text)) for n, text in enumerate(said)}
    with zipfile.ZipFile(tmp_path / "day.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize("on_disk", [True, False])
def test_cells_that_are_written_more_quickly_are_the_library_s_own_to_the_byte(tmp_path: Path, on_disk: bool):
    def write(page: Any, row: int, cells: list[PlainCell]) -> None:
        if isinstance(page, QuickCells):
            page.write_plain(row, cells)
            return
        for column, value, look in cells:
            put = page.write_string if isinstance(value, str) else page.write_number
            put(row, column, value, look)

    def parts(worksheet_class: type[Any]) -> dict[str, bytes]:
        path = tmp_path / f"{worksheet_class.__name__}.xlsx"
        options = {"constant_memory": on_disk, "in_memory": not on_disk, "tmpdir": str(tmp_path)}
        with xlsxwriter.Workbook(str(path), {**options, "strings_to_formulas": False}) as book:
            book.set_properties({"created": datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None)})
            look, other = book.add_format({"num_format": "0.00", "bold": True}), book.add_format({"italic": True})
            page = book.add_worksheet("Nasty", worksheet_class)
            for row, text in enumerate(said for said in (*BLNS, *FORMULAS, " a ", "_x0041_", "\x1b", "\ufffe") if said):
                cells = [(3, row, look), (5, text, other)] if QuickCells.is_plain(text) else [(3, row, look)]
                write(page, row, [(0, (row - 50) * 1.1e9 / 7, other), (1, "a & b", look)] if row % 5 else [])
                page.write_string(row, 2, text, look if row % 2 else None)
                write(page, row, cells)
                page.write_number(row, 7, row, look if row % 3 else None)
                page.set_row(row, 30 if row % 4 else None, look if row % 7 else None)
        with zipfile.ZipFile(path) as whole:
            return {name: whole.read(name) for name in whole.namelist()}

    for name in ("_write_single_row", "_write_cell", "_check_dimensions", "_escape_data"):
        assert callable(getattr(LibraryCells, name)), f"the library has no {name} any more: QuickCells is of no use"
    assert parts(QuickCells) == parts(LibraryCells)


def test_a_row_is_as_high_as_its_longest_text_and_no_higher_than_programs_take(tmp_path: Path):
    page = opened(
        tmp_path,
        report(
            received("00000001", "08:00", request="a word"),
            received("00000002", "08:01", request="two\nlines"),
            received("00000003", "08:02", request="long " * 40),
            received("00000004", "08:03", request="\n" * 4000),
        ),
    )["Open"]
    heights = [page.row_dimensions[row].height for row in range(1, 6)]
    assert heights == [30, None, 30, 75, 405]
