"""Every odd file of others: what it gives, as a table. None gives a traceback, none a shifted column."""

import json
from pathlib import Path

import pytest

from callback_desk.intake import options as reading_options
from callback_desk.intake import source
from callback_desk.intake.grid import DelimitedFile
from callback_desk.intake.reading import read_path
from callback_desk.intake.text_file import open_text
from tests.intake.desk import DATA, options, planned

NO_TIME = "has no column for when it came in"
NO_WHO = "has no column for who it is about"
NO_HEADER = "has no header row"
NO_TABLE = "is not a table"
EXPECTED = {
    # Lists without a time at which anybody reached out: of facts, places or people.
    NO_TIME: (
        "constructed/messages/names_diacritics_long.csv constructed/messages/red_flags_en_es.csv"
        " constructed/nasty/dst_timezones.csv messages/meqsum_first200.csv messages/mts_dialog_validation.csv"
        " nasty/blns/blns.txt nasty/calamine/any_sheets.xlsx nasty/calamine/header-row.xlsx"
        " nasty/csv_spectrum/comma_in_quotes.csv nasty/csv_spectrum/empty.csv nasty/csv_spectrum/escaped_quotes.csv"
        " nasty/csv_spectrum/json.csv nasty/csv_spectrum/newlines.csv nasty/csv_spectrum/simple.csv"
        " nasty/csv_spectrum/utf8.csv nasty/csvkit/FY09_EDU_Recipients_by_State.csv nasty/csvkit/bad.csv"
        " nasty/csvkit/blanks.csv nasty/csvkit/mac_newlines.csv nasty/csvkit/test_empty_columns_short_row.csv"
        " nasty/csvkit/test_extra_header.csv nasty/csvkit/test_header_newline.csv nasty/csvkit/test_latin1.csv"
        " nasty/csvkit/test_utf16_little.csv nasty/csvkit/test_utf8_bom.csv nasty/messytables/excel_pasting.csv"
        " nasty/messytables/null.csv nasty/messytables/skip_initials.csv nasty/messytables/spanish_chars.csv"
        " nasty/messytables/utf8bom.csv nasty/messytables/weird_head_padding.csv nasty/tabulator/accent.csv"
        " nasty/tabulator/bom.csv nasty/tabulator/doublequote.csv nasty/tabulator/multiline-headers.xlsx"
        " nasty/tabulator/skip-rows-before-headers.csv patients/smart_patients.tsv"
        " patients/synthea/organizations.csv patients/synthea/payers.csv patients/synthea/providers.csv"
    ),
    NO_WHO: "nasty/csvkit/test_skip_lines.xlsx",
    NO_HEADER: (
        "nasty/calamine/date.xlsx nasty/calamine/date_1904.xlsx nasty/formula_injection/payloadbox_csv-payload.txt"
        " nasty/tabulator/preserve-formatting.xlsx phone/asterisk/contacts_persons.csv"
    ),
    NO_TABLE: (
        "nasty/calamine/empty_sheet.xlsx nasty/calamine/encoded_entities.xlsx nasty/calamine/errors.xlsx"
        " nasty/csvkit/sheets.xlsx nasty/tabulator/merged-cells.xlsx"
    ),
    "is protected by a password": "nasty/calamine/pass_protected.xlsx",
}
CASES = [(name, said) for said, names in EXPECTED.items() for name in names.split()]


@pytest.mark.parametrize(("name", "said"), CASES)
def test_what_each_gives(name: str, said: str):
    (document,) = planned(DATA / name).documents()
    assert said in document["error"]
    assert document["rows"] == 0


def test_no_odd_file_is_missing_in_the_table():
    there = {str(path.relative_to(DATA)) for path in (DATA / "nasty").rglob("*") if path.suffix in (".csv", ".xlsx")}
    assert there <= {name for name, _ in CASES}


@pytest.mark.parametrize("path", sorted((DATA / "nasty" / "csv_spectrum").glob("*.csv")), ids=lambda path: path.stem)
def test_cells_stand_under_their_own_header(path: Path):
    (_, header), *rows = DelimitedFile(open_text(path)).records()
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [dict(zip(header, cells, strict=True)) for _, cells in rows] == [
        {key: value.replace("\r\n", "\n") for key, value in record.items()} for record in expected
    ]


@pytest.mark.parametrize(
    ("name", "mapping", "rows"),
    [
        # 67 people of whom none reached out: said to have come in when they were born, no row of them is lost.
        ("patients/smart_patients.tsv", {"received": "dob"}, 67),
        ("nasty/csvkit/sheets.xlsx", {"received": "datetime", "name": "text"}, 5),
    ],
)
def test_a_mapping_serves_them_and_every_row_is_accounted_for(name: str, mapping: dict[str, str], rows: int):
    (document,) = planned(DATA / name, mapping=mapping).documents()
    accounted = sum(document[fate] for fate in ("new_callbacks", "joined", "already_known", "no_callback"))
    assert accounted + len(document["skipped"]) + len(document["rejected"]) == document["rows"] == rows


@pytest.mark.parametrize("content", ["[" + "[]," * 20 + "[]]", "[\n" + "[],\n" * 20 + "[]]", "[[],[]]\n" * 9])
def test_json_of_more_values_than_memory_is_for_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
):
    monkeypatch.setattr(source, "MOST_VALUES", 20)
    path = tmp_path / "export.json"
    path.write_text(content, encoding="utf-8")
    assert "too large to be read as a whole" in (read_path(path, options()).error or "")


@pytest.mark.parametrize(("rows", "read"), [(2000, True), (2001, False)])
def test_a_table_of_more_rows_than_memory_is_for_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, read: bool
):
    monkeypatch.setattr(reading_options, "MOST_RECORDS", 2000)
    path = tmp_path / "calls.csv"
    listed = (f"Nobody N{n},415555{n:04},2026-11-20 09:{n % 60:02}" for n in range(rows))
    path.write_text("\n".join(("name,phone,time", *listed)), encoding="utf-8")
    found = read_path(path, options())
    assert (len(found.units) == rows, found.error is None) == (read, read)
    assert read or "more than 2,000 records: export a shorter period" in str(found.error)


def test_a_log_of_calls_of_more_rows_than_memory_is_for_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading_options, "MOST_RECORDS", 1999)
    called = '"","4155550100","100","from-trunk","","SIP/1","SIP/2","Dial","x"'
    times = '"2026-11-20 09:00:00",,"2026-11-20 09:00:09",9,0,"NO ANSWER","3"'
    path = tmp_path / "Master.csv"
    path.write_text("\n".join(f'{called},{times},"{n}",""' for n in range(2000)), encoding="utf-8")
    assert "more than 1,999 records" in (read_path(path, options()).error or "")


def test_only_json_of_one_record_a_line_may_be_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source, "LARGEST_JSON", 200)
    rows = [{"name": "Ana Ortiz", "phone": f"585-555-01{n:02}", "time": f"2026-11-20 09:{n:02}"} for n in range(20)]
    path = tmp_path / "export.json"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert len(read_path(path, options()).units) == 20
    for indent in (None, 1):
        path.write_text(json.dumps(rows, indent=indent), encoding="utf-8")
        assert "one record a line" in (read_path(path, options()).error or "")
