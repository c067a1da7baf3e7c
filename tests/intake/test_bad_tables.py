"""Tables as they really arrive: cut, padded, mixed up, in any encoding. One clear outcome each, no shifted column."""

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.intake import records
from callback_desk.intake.reading import read_path
from callback_desk.intake.rejects import rejected_texts
from callback_desk.intake.units import FileReading
from tests.intake.desk import DATA, options, planned

HEADER = "Received,Phone,Name,Message\n"
ROW = "2026-03-09 09:00,585-555-0101,Ana Ortiz,hello\n"


@pytest.fixture
def read(tmp_path: Path):
    def read_text(content: str | bytes, **said: object) -> FileReading:
        path = tmp_path / "export.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_path(path, options(**said))

    return read_text


def places(faults: list[object]) -> list[str]:
    return [fault.line for fault in faults]


@pytest.mark.parametrize("total", ["TOTAL,,,1", "TOTAL,1", "Total: 1"])
def test_title_lines_totals_blank_and_repeated_header_rows(read, total: str):
    text = f"Callback report\nPrinted 3/9/2026\n\n{HEADER}{ROW}\n,,,\n{HEADER}{total}\n"
    reading = read(text)
    assert [unit.line for unit in reading.units] == ["5"]
    assert [(fault.line, fault.reason) for fault in reading.skipped] == [
        ("7", "empty"),
        ("8", "the header again"),
        ("9", "a total"),
    ]
    assert reading.rows == 4


def test_short_and_long_rows_are_rejected_never_shifted(read):
    reading = read(
        HEADER + "2026-03-09 09:00,585-555-0101,Ana\n" + ROW + ROW.strip() + ",more\n" + ROW.strip() + ",,\n"
    )
    assert places(reading.rejected) == ["2", "4"]
    assert [unit.patient for unit in reading.units] == ["Ana Ortiz"]
    assert [(fault.line, fault.reason) for fault in reading.skipped] == [("5", "the same record as line 3")]


def test_a_quote_left_open_costs_its_own_line_only(read):
    rest = "".join(f"2026-03-09 09:{n:02d},585-555-01{n:02d},P {n},hello\n" for n in range(10, 50))
    reading = read(HEADER + '2026-03-09 09:00,585-555-0101,Ana,"hello\n' + rest)
    assert places(reading.rejected) == ["2"]
    assert len(reading.units) == 40


def test_quotes_inside_a_cell_do_not_lose_the_row(read):
    reading = read(HEADER + '2026-03-09 09:00,585-555-0101,"Robert "Bob" Lee",hello\n')
    assert len(reading.units) == 1
    assert "Bob" in reading.units[0].patient


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
def test_lines_are_counted_as_they_stand_in_the_file(read, ending: str):
    text = HEADER + '2026-03-09 09:00,585-555-0101,Ana,"one\ntwo"\n2026-03-09 09:01,585-555-0102,Ben,x\n'
    reading = read(text.replace("\n", ending))
    assert [unit.line for unit in reading.units] == ["2", "4"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_equal_rows(read, delimiter: str):
    text = (HEADER + ROW + ROW.replace("09:00", "09:05")).replace(",", delimiter)
    assert len(read(text).units) == 2
    assert len(read(f"sep={delimiter}\n{text}").units) == 2


@pytest.mark.parametrize(
    ("encoding", "noted"),
    [("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("cp1252", "Windows-1252")],
)
def test_encodings_are_told_without_guessing(read, encoding: str, noted: str):
    reading = read((HEADER + ROW.replace("Ana Ortiz", "José Núñez")).encode(encoding))
    assert [unit.patient for unit in reading.units] == ["José Núñez"]
    assert any(noted in note for note in reading.notes)


def test_nul_characters_are_kept_visibly_and_said(read):
    reading = read(HEADER + ROW.replace("hello", "hel\0lo"))
    assert reading.units[0].request == "hel\ufffdlo"
    assert any("NUL" in note for note in reading.notes)


def test_a_column_twice_is_read_once_and_said(read):
    reading = read("Received,Phone,Name,Phone\n2026-03-09 09:00,585-555-0101,Ana,585-555-0199\n")
    assert reading.units[0].number == "+15855550101"
    assert any("several columns" in note for note in reading.notes)


def test_spanish_headers(read):
    reading = read("Fecha,Hora,Teléfono,Nombre,Mensaje\n09/03/2026,14:05,585 555 0101,Ana,hola\n", region="MX")
    assert reading.units[0].at.isoformat() == "2026-03-09T18:05:00+00:00"


def test_day_and_month_are_decided_by_the_whole_column(read):
    text = "Received,Phone\n03/04/2026 09:00,585-555-0101\n25/04/2026 09:00,585-555-0102\n"
    reading = read(text)
    assert [unit.at.date().isoformat() for unit in reading.units] == ["2026-04-03", "2026-04-25"]
    assert any("day first, as the file's dates show" in note for note in reading.notes)


def test_an_impossible_date_or_phone_is_told_and_loses_nothing_else(read):
    reading = read("Received,Phone,Name\n02/30/2026 09:00,585-555-0101,Ana\n03/09/2026 09:00,12,Ben\n")
    assert places(reading.rejected) == ["2"]
    assert [(unit.number, unit.phone_note) for unit in reading.units] == [(None, "ext. 12")]


def test_two_digit_birth_years_are_never_ahead(read):
    reading = read(
        "Received,Phone,Name,DOB\n3/9/26 09:00,585-555-0101,Ana,7/14/86\n3/9/26 9:05,585-555-0102,Bo,1/2/25\n"
    )
    assert [unit.birth_date.isoformat() for unit in reading.units] == ["1986-07-14", "2025-01-02"]


@pytest.mark.parametrize(
    ("local", "utc", "flagged"),
    [
        ("2026-03-08 01:59:59", "2026-03-08T06:59:59", ""),
        ("2026-03-08 02:30:00", "2026-03-08T07:30:00", "did not happen"),
        ("2026-03-08 03:00:00", "2026-03-08T07:00:00", ""),
        ("2026-11-01 01:30:00", "2026-11-01T05:30:00", "happened twice"),
    ],
)
def test_hours_that_a_clock_change_makes_doubtful_need_review(read, local: str, utc: str, flagged: str):
    (unit,) = read(f"Received,Phone\n{local},585-555-0101\n").units
    assert unit.at.isoformat().startswith(utc)
    assert flagged in "; ".join(unit.review)
    assert bool(unit.review) == bool(flagged)


def test_the_zone_is_the_clinics_unless_said(read):
    text = "Received,Phone\n2026-07-01 12:00,585-555-0101\n"
    assert any("America/New_York, the clinic's" in note for note in read(text).notes)
    assert read(text, zone=ZoneInfo("America/Phoenix")).units[0].at.hour == 19


def test_ids_that_only_count_rows_do_not_make_tomorrows_call_known(read):
    today = read(
        "id,time,from,to,status\n1,2026-03-09 09:00,585-555-0101,,missed\n2,2026-03-09 09:05,585-555-0102,,missed\n"
    )
    later = read(
        "id,time,from,to,status\n1,2026-03-10 09:00,585-555-0103,,missed\n2,2026-03-10 09:05,585-555-0104,,missed\n"
    )
    keys = {unit.source_key for unit in (*today.units, *later.units)}
    assert len(keys) == 4


@pytest.mark.parametrize("others", ["Restricted", "201", "Anonymous"])
def test_withheld_callers_and_extensions_do_not_make_numbers_into_names(read, others: str):
    log = f"Time,From,Result\n3/9/2026 9:00,585-555-0101,Missed\n3/9/2026 9:05,{others},Missed\n"
    reading = read(log + f"3/9/2026 9:10,{others},Missed\n")
    assert reading.units[0].number == "+15855550101"


def test_withheld_callers_of_one_minute_are_all_kept_unless_the_rows_are_the_same(read, tmp_path: Path):
    reading = read(
        "Date,Time,From,Voicemail Transcription,Result\n"
        "3/9/2026,9:00 AM,Restricted,one,Voicemail\n"
        "3/9/2026,9:00 AM,Restricted,two,Voicemail\n"
        "3/9/2026,9:00 AM,Restricted,two,Voicemail\n"
    )
    assert [unit.request for unit in reading.units] == ["one", "two"]
    assert places(reading.skipped) == ["4"]
    contacts = planned(tmp_path / "export.csv").contacts
    assert len({contact.unit.source_key for contact in contacts}) == len({one.callback_id for one in contacts}) == 2


def test_a_header_that_is_not_known_can_be_mapped(read):
    text = "Wann,Wer,Tel\n2026-03-09 09:00,Ana,585-555-0101\n"
    unknown = read(text.replace("2026-03-09 09:00", "on Monday"))
    assert unknown.error is not None
    assert "Wann, Wer, Tel" in unknown.error
    assert "--map FIELD=COLUMN" in unknown.error
    mapped = read(text, mapping={"received": "Wann", "name": "Wer"})
    assert [(unit.patient, unit.number) for unit in mapped.units] == [("Ana", "+15855550101")]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"mapping": {"nonsense": "Wann"}}, "there is no such field"),
        ({"mapping": {"received": "Nope"}}, 'no column "Nope"'),
        ({"preset": "nonsense"}, "choose one of asterisk"),
        ({"preset": "asterisk"}, "does not look like asterisk"),
    ],
)
def test_wrong_flags_get_one_sentence(read, said: dict[str, object], told: str):
    assert told in read("Wann,Wer,Tel\n2026-03-09 09:00,Ana,585-555-0101\n", **said).error


def test_an_error_never_repeats_a_patient(read):
    reading = read("Ana Ortiz,585-555-0101,3/9/2026\nBen Diaz,585-555-0102,3/9/2026\n")
    assert reading.error is not None
    assert "Ana" not in reading.error


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        (b"PK\x03\x04rest", "workbook or a zip"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"%PDF-1.7", "PDF"),
        (b'{"records": {}}', "JSON"),
        (b"<html></html>", "web page"),
        (bytes(range(256)) * 20, "is not text"),
    ],
)
def test_other_files_get_one_sentence(read, content: bytes, told: str):
    assert told in read(content).error


def test_a_path_that_is_not_there_or_holds_nothing(tmp_path: Path):
    assert "is not there" in read_path(tmp_path / "absent.csv", options()).error
    assert "without exports that belong together" in read_path(tmp_path, options()).error


@pytest.mark.parametrize("path", sorted(p for p in DATA.rglob("*") if p.is_file()), ids=lambda path: path.name)
def test_every_file_here_gives_units_or_one_sentence(path: Path):
    reading = read_path(path, options())
    assert reading.error is None or "\n" not in reading.error
    (document,) = planned(path).documents()
    assert document.get("error") == reading.error


@given(st.binary(max_size=400))
def test_random_bytes_never_stop_the_intake(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    path = tmp_path_factory.mktemp("bytes") / "x.csv"
    path.write_bytes(content)
    (document,) = planned(path).documents()
    assert_accounted_for(document)


CELLS = st.text("ab1250/:-+ ,;\"'\n\t(.)Ñ=", max_size=14)


@given(st.lists(st.lists(CELLS, max_size=6), max_size=12), st.sampled_from(",;\t|"))
def test_every_record_of_any_table_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
):
    path = tmp_path_factory.mktemp("table") / "x.csv"
    lines = ["Received,Phone,Name,Message", *(delimiter.join(row) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    (document,) = planned(path).documents()
    assert_accounted_for(document)


def assert_accounted_for(document: dict[str, Any]) -> None:
    """Every record of the file was kept, known, left out or rejected; or the file was refused in one sentence."""
    if "error" in document:
        assert document["error"].strip()
        assert "\n" not in document["error"]
    else:
        kept = document["new_callbacks"] + document["joined"] + document["already_known"] + document["no_callback"]
        assert kept + len(document["skipped"]) + len(document["rejected"]) == document["rows"]


LINES = st.lists(st.text('ab,"; ', max_size=6).map(lambda text: f"{text}\n"), max_size=9)


@given(LINES, st.sampled_from(",;"))
def test_many_lines_at_a_time_are_the_records_that_they_are_one_by_one(lines: list[str], delimiter: str):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(records, "_FIRST_LINES", 2)
        patched.setattr(records, "_MORE_LINES", 3)
        assert list(records.records(lines, delimiter, 7)) == list(records._one_by_one(lines, delimiter, 7))


def test_what_was_kept_from_calculating_is_taken_in_again_as_it_was(read):
    (rejected,) = rejected_texts(read(f"{HEADER}soon,+1 585-555-0104,=cmd|x,-5 pounds\n"), options())
    assert "'=cmd|x,'-5 pounds" in rejected
    (unit,) = read(rejected.replace("soon", "2026-03-09 09:00")).units
    assert (unit.number, unit.patient, unit.request) == ("+15855550104", "=cmd|x", "-5 pounds")
    (unit,) = read(f"{HEADER}2026-03-09 09:00,585-555-0101,'Aliokai Kalani,'tis me\n").units
    assert (unit.patient, unit.request) == ("'Aliokai Kalani", "'tis me")
