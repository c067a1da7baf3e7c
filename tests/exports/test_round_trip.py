"""What stands in the files is what the report and the queue say: for any day, read by other libraries."""

import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from callback_desk.actions import reading
from callback_desk.domain.fold import fold
from callback_desk.exports.csv_files import guarded, write_csv
from callback_desk.exports.report import DayReport
from callback_desk.exports.tables import sheets
from callback_desk.exports.workbook import write_workbook
from tests.exports.days import (
    BLNS,
    FORMULAS,
    POLICY,
    ZONE,
    as_workbook_cell,
    below_titles,
    read_csv,
    read_workbook,
    received,
    report,
    sheet,
)
from tests.unit.strategies import ledgers

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@st.composite
def reports(draw: st.DrawFn) -> DayReport:
    """The report of a day on which something happened, about callbacks in any state."""
    stories = draw(st.lists(ledgers(), min_size=1, max_size=3))
    callbacks = [fold(f"{number:08}-invented", entries) for number, entries in enumerate(stories)]
    moments = [entry.wall_at for entries in stories for entry in entries]
    as_of = draw(st.sampled_from(moments)) + draw(st.timedeltas(timedelta(), timedelta(hours=9)))
    return DayReport.gather(
        policy=POLICY,
        day=as_of.astimezone(ZONE).date(),
        as_of=as_of,
        callbacks=callbacks,
        undecided=draw(st.lists(st.sampled_from([callback.callback_id for callback in callbacks]), max_size=2)),
    )


@given(reports())
@settings(max_examples=10)
def test_workbook_and_csv_read_back_equal_the_report(told: DayReport):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "day.xlsx"
        write_workbook(path, told, sheets(told))
        pages = read_workbook(path)
        assert list(pages) == [one.name for one in sheets(told)]
        for one in sheets(told):
            rows = list(one.rows)
            assert below_titles(pages[one.name], one) == [[as_workbook_cell(cell) for cell in row] for row in rows]
            write_csv(path.with_suffix(".csv"), one)
            lines = below_titles(read_csv(path.with_suffix(".csv")), one)
            assert lines == [[as_csv_cell(cell) for cell in row] for row in rows]


def as_csv_cell(cell: Any) -> str:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else str(cell).replace(" ", "T")


@given(reports())
@settings(max_examples=20)
def test_the_sheet_open_says_what_the_queue_says(told: DayReport):
    desk: Any = SimpleNamespace(policy=POLICY, zone=ZONE, hours=POLICY.open_hours(None))
    lines = {line["id"]: line for line in sheet(told, "Open")}
    wanted = [callback for callback in told.callbacks if callback.is_open]
    assert list(lines) == [item.callback.callback_id for item in told.open]
    assert lines.keys() == {callback.callback_id for callback in wanted}
    for callback in wanted:
        row = reading.row_of(callback, POLICY.default_lane)
        assert as_json(lines[callback.callback_id]) == comparable(reading.row_document(desk, row, told.as_of))


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    """The queue's JSON with nothing known as None and the referral flat."""
    referral = document.pop("referral") or {"status": None, "missing": []}
    lists = {key: document.pop(key) for key in ("attention", "lacking")} | {"missing": referral["missing"]}
    flat = {
        **document,
        "referral_status": referral["status"],
        **{key: "; ".join(said) for key, said in lists.items()},
    }
    return {key: None if value == "" else value for key, value in flat.items()}


def as_json(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the sheet under the queue's names."""
    yes = {"yes": True, "no": False, None: None}
    moments = {key: line[key.replace("_", " ")].isoformat() for key in ("received_at", "target_at", "due_at")}
    plain = (
        "id", "patient", "phone", "lane", "channel", "language", "attention", "status", "late_minutes",
        "contacts", "attempts", "next_action", "owner", "escalated_to", "referral_status", "needs", "lacking",
    )  # fmt: skip
    cells = {key: line[key.replace("_", " ")] for key in plain}
    return {
        **{key: None if cell == "" else cell for key, cell in cells.items()},
        **moments,
        "missing": line["missing papers"],
        "acknowledged": yes[line["acknowledged"]],
        "maybe_resolved": yes[line["maybe resolved"]],
    }


HOSTILE = [
    *FORMULAS,
    *BLNS,
    "{=1+1}",
    "https://example.test/",
    "internal:Sheet1!A1",
    "<r><t>bold</t></r>",
    "<r></r>",
    "_x000D_ and _x0041_",
    "00123",
    "1e5",
    "\x00\x1b[31mred\x9b0m",
    "line\r\nbreak\rmore\n",
    " spaces stay ",
    "\u202eright to left",
    "'=already quoted",
]


def hostile_day() -> DayReport:
    return report(*(received(f"{number:08}", patient=text, request=text) for number, text in enumerate(HOSTILE)))


def test_hostile_texts_stay_text_in_the_workbook(tmp_path: Path):
    told = hostile_day()
    path = tmp_path / "day.xlsx"
    write_workbook(path, told, sheets(told))
    opened = next(one for one in sheets(told) if one.name == "Open")
    read = below_titles(read_workbook(path)["Open"], opened)  # asserts that no cell is a formula
    assert read == [[as_workbook_cell(cell) for cell in row] for row in opened.rows]
    assert len(read) == len(HOSTILE)


@pytest.mark.parametrize("text", ["<r>_x0041_</r>", "_x000D_ and _x005F_x0041_", "_x0041_x0041_x0041_", "<r>"])
def test_texts_that_look_like_the_formats_own_marks_stay_as_they_are(tmp_path: Path, text: str):
    told = report(received("00000001", patient=text))
    write_workbook(tmp_path / "day.xlsx", told, sheets(told))
    with zipfile.ZipFile(tmp_path / "day.xlsx") as parts:
        opened = ElementTree.fromstring(parts.read("xl/worksheets/sheet2.xml"))
    cell = next(cell for cell in opened.iter(f"{MAIN}c") if cell.get("r") == "B2")
    # Each piece of a text has its escapes taken back by itself (ST_Xstring of the Office Open XML standard).
    assert "".join(unescape(piece.text or "") for piece in cell.iter(f"{MAIN}t")) == text


def test_the_workbook_holds_no_formula_and_no_link(tmp_path: Path):
    told = hostile_day()
    write_workbook(tmp_path / "day.xlsx", told, sheets(told))
    with zipfile.ZipFile(tmp_path / "day.xlsx") as parts:
        for name in parts.namelist():
            markup = parts.read(name).decode()
            assert "<f>" not in markup
            assert "<hyperlink" not in markup
            assert "externalLink" not in name


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "+1 415-555-0133", "+14155550133 x2"])
def test_a_csv_cell_that_would_be_calculated_gets_an_apostrophe(text: str):
    assert guarded(text).startswith("'")
    assert guarded(text)[1:] == text.replace("\r", "\n")


@pytest.mark.parametrize("text", ["+14155550133", "+442079460018", "Rosa", "'=1", "1-2", "", " =1", "a=b"])
def test_other_csv_cells_and_normalised_numbers_stay_as_they_are(text: str):
    assert guarded(text) == text


def test_hostile_texts_in_csv_are_whole_and_guarded(tmp_path: Path):
    told = hostile_day()
    opened = next(one for one in sheets(told) if one.name == "Open")
    write_csv(tmp_path / "open.csv", opened)
    place = [column.key for column in opened.columns].index("request")
    found = {line[place] for line in below_titles(read_csv(tmp_path / "open.csv"), opened)}
    assert found == {guarded(text) for text in HOSTILE}
    assert not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in found)
    assert not any("\x1b" in text or "\x9b" in text for text in found)
