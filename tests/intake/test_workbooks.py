"""Workbooks as clinics keep them: every visible sheet a table, each record at its sheet and row."""

import sys
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from callback_desk.intake import workbook_size
from callback_desk.intake.reading import read_path
from callback_desk.intake.units import FileReading
from tests.intake.desk import DATA, options, planned

HEADER = ["Received", "Phone", "Patient", "Message"]
NINE = datetime(2026, 3, 9, 9, 0)  # noqa: DTZ001  a cell has no zone
ROW = [NINE, 5855550101, "Ana Ortiz", "hello"]


@pytest.fixture
def read(tmp_path: Path):
    def read_sheets(*sheets: list[list[Any]], hidden: tuple[int, ...] = (), from_1904: bool = False) -> FileReading:
        book = openpyxl.Workbook()
        book.remove(book.active)
        if from_1904:
            book.epoch = CALENDAR_MAC_1904
        for n, rows in enumerate(sheets):
            sheet = book.create_sheet(f"Sheet {n + 1}")
            sheet.sheet_state = "hidden" if n in hidden else "visible"
            for row in rows:
                sheet.append(row)
        path = tmp_path / "list.xlsx"
        book.save(path)
        return read_path(path, options())

    return read_sheets


def test_a_number_that_a_workbook_keeps_as_a_number_stays_that_number(read):
    (unit,) = read([HEADER, ROW]).units
    assert (unit.number, unit.line, unit.at.isoformat()) == (
        "+15855550101",
        "Sheet 1!2",
        "2026-03-09T13:00:00+00:00",
    )


@pytest.mark.parametrize("from_1904", [False, True])
def test_dates_as_dates_as_text_and_as_bare_numbers(read, from_1904: bool):
    days = (date(2026, 3, 9) - (date(1904, 1, 1) if from_1904 else date(1899, 12, 30))).days
    header = ["Date", "Time", "Phone", "DOB"]
    reading = read(
        [
            header,
            [date(2026, 3, 9), time(9, 0), 5855550101, date(1986, 7, 14)],
            ["3/9/2026", "9:00 AM", 5855550102, "7/14/86"],
            [days, 0.375, 5855550103, ""],
        ],
        from_1904=from_1904,
    )
    assert {unit.at.isoformat() for unit in reading.units} == {"2026-03-09T13:00:00+00:00"}
    assert [unit.birth_date for unit in reading.units] == [date(1986, 7, 14)] * 2 + [None]
    assert any("as a workbook counts days" in note for note in reading.notes)


def test_durations_are_hours_minutes_seconds(read):
    (unit,) = read([["Time", "From", "Direction", "Result", "Talk Time"],
                    [NINE, 5855550101, "in", "answered", timedelta(minutes=2, seconds=5)]]).units  # fmt: skip
    assert unit.talk_seconds == 125


def test_title_lines_totals_and_lines_that_go_on_belong_to_their_records(read):
    reading = read(
        [
            ["Referral list of the week"],
            [],
            ["Referral ID", "Received", "Patient", "Phone", "Docs missing", "Reason"],
            ["R-1", NINE, "Ana Ortiz", 5855550101, "Office note; EKG", "palpitations"],
            [None, None, None, None, "Insurance card", "since May"],
            ["R-2", NINE, "Ben Diaz", 5855550102, "none", "knee"],
            ["TOTAL", None, None, None, 2, None],
        ]
    )
    assert [unit.line for unit in reading.units] == ["Sheet 1!4", "Sheet 1!6"]
    assert reading.units[0].referral["missing"] == ["Office note", "EKG", "Insurance card"]
    assert reading.units[0].request == "palpitations\nsince May"
    assert [(fault.line, fault.reason) for fault in reading.skipped] == [("Sheet 1!7", "a total")]
    assert reading.rows == 3
    assert any("1 lines go on" in note for note in reading.notes)


def test_all_visible_sheets_with_records_are_read_and_the_others_named(read):
    other = [["when", "tel"], [NINE, 5855550103]]
    reading = read([HEADER, ROW], other, [["just a title"]], [HEADER, ROW], hidden=(3,))
    assert [unit.line for unit in reading.units] == ["Sheet 1!2", "Sheet 2!2"]
    assert any("hidden sheets are not read: Sheet 4" in note for note in reading.notes)
    assert any('"Sheet 3" is not a table' in note for note in reading.notes)
    assert len(reading.layouts) == 2


def test_the_same_record_in_two_sheets_is_one(read):
    reading = read([HEADER, ROW], [HEADER, ROW])
    assert len(reading.units) == 1
    assert [(fault.line, fault.reason) for fault in reading.skipped] == [
        ("Sheet 2!2", "the same record as line Sheet 1!2")
    ]


def test_identifiers_that_a_workbook_has_damaged_are_told(read):
    reading = read([[*HEADER, "Member ID"], [*ROW, 12345678901234567]])
    assert any("more than 15 digits" in note for note in reading.notes)


def test_formulas_are_text_and_error_cells_are_empty(read):
    (unit,) = read([HEADER, [NINE, 5855550101, "Ana Ortiz", "#N/A"]]).units
    assert unit.patient == "Ana Ortiz"


def test_an_old_workbook_is_read_alike():
    (document,) = planned(DATA / "constructed" / "worklists" / "requests.xls").documents()
    assert (document["new_callbacks"], document["rejected"]) == (2, [])
    first = read_path(DATA / "constructed" / "worklists" / "requests.xls", options()).units[0]
    assert (first.number, first.birth_date, first.at.isoformat()) == (
        "+15855550101",
        date(1986, 7, 14),
        "2026-03-09T13:00:00+00:00",
    )


ODS_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Calls">'
)
ODS_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(path: Path, *rows: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", MANIFEST)
        package.writestr("content.xml", ODS_HEAD + "".join(rows) + ODS_FOOT)
    return path


def ods_row(*cells: str) -> str:
    made = (
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f"<table:table-row>{''.join(made)}</table:table-row>"


def test_an_opendocument_sheet_is_read_alike(tmp_path: Path):
    empty = '<table:table-row table:number-rows-repeated="1048573"><table:table-cell/></table:table-row>'
    path = ods(tmp_path / "x.ods", ods_row(*HEADER), ods_row("2026-03-09 09:00", "5855550101", "Ana", "hi"), empty)
    (unit,) = read_path(path, options()).units
    assert (unit.number, unit.line) == ("+15855550101", "Calls!2")


def with_sheet(path: Path, sheet: str | bytes) -> Path:
    """A workbook whose only sheet has this XML."""
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet if isinstance(sheet, bytes) else sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_what_unpacks_to_far_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook_size, "LARGEST_UNPACKED", 1 << 20)
    far = '<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData>'
    padded = with_sheet(tmp_path / "padded.xlsx", b" " * (2 << 20))
    again = '<table:table-row table:number-rows-repeated="99999999">' + ods_row("x").partition(">")[2]
    for path in (with_sheet(tmp_path / "far.xlsx", far), padded, ods(tmp_path / "again.ods", again)):
        assert "unpacks to more than" in read_path(path, options()).error, path.name


@pytest.mark.parametrize("at", [1547, 1803], ids=["the library panics", "the library ends the program"])
def test_a_damaged_old_workbook_gets_one_sentence_and_the_terminal_nothing(tmp_path: Path, capfd, at: int):
    content = bytearray((DATA / "constructed/worklists/requests.xls").read_bytes())
    content[at] ^= 0x80
    (tmp_path / "damaged.xls").write_bytes(content)
    error = read_path(tmp_path / "damaged.xls", options()).error
    assert error is not None
    assert error.startswith("damaged.xls is a damaged workbook")
    assert capfd.readouterr() == ("", "")


def test_an_old_workbook_is_read_where_no_other_process_may_begin(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert read_path(DATA / "constructed/worklists/requests.xls", options()).error is None


def test_an_old_workbook_of_too_many_cells_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbook_size, "MOST_CELLS", 5)
    assert "unpacks to more than" in read_path(DATA / "constructed/worklists/requests.xls", options()).error


def test_a_protected_and_a_cut_workbook_get_one_sentence(tmp_path: Path):
    assert "protected by a password" in read_path(DATA / "nasty/calamine/pass_protected.xlsx", options()).error
    whole = (DATA / "nasty" / "calamine" / "date.xlsx").read_bytes()
    for n in (40, len(whole) // 2, len(whole) - 30):
        (tmp_path / "cut.xlsx").write_bytes(whole[:n])
        assert read_path(tmp_path / "cut.xlsx", options()).error is not None
    for at in range(0, len(whole), 61):
        (tmp_path / "flipped.xlsx").write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        reading = read_path(tmp_path / "flipped.xlsx", options())
        assert reading.error is None or "\n" not in reading.error
