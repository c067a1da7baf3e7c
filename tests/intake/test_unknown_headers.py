"""Headers that nobody has listed: told by what the columns hold, with the reason, or by what a person once chose."""

import pytest

from callback_desk.intake.headers import layout_of
from callback_desk.intake.options import Remembered
from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, options

LIST = (
    "Eingang;Geboren;Rückruf;Anliegen\n"
    "2026-03-09 09:00;1986-07-14;585-555-0101;I would like to have my results explained\n"
    "2026-03-09 09:05;1951-01-02;(585) 555-0102;May I come a week earlier than planned?\n"
)


def test_columns_are_told_by_what_they_hold_with_the_reason(read):
    reading = read(LIST)
    assert [(unit.number, unit.request[:12]) for unit in reading.units] == [
        ("+15855550101", "I would like"),
        ("+15855550102", "May I come a"),
    ]
    told = "\n".join(reading.notes)
    assert '"Eingang" is read as received: 2 of the first 2 cells hold a date and a time' in told
    assert '"Rückruf" is read as phone: 2 of the first 2 cells are telephone numbers' in told
    assert '"Anliegen" is read as message: its cells are sentences' in told
    assert "columns not read: Geboren" in told


def test_birth_dates_are_not_taken_for_the_day_of_a_request(read):
    reading = read("Wer;Geboren;Tel\nAna;1986-07-14;585-555-0101\nBen;1951-01-02;585-555-0102\n")
    assert "no column for when it came in" in reading.error


def test_ten_digits_are_a_telephone_number_and_no_moment(read):
    reading = read("Nummer;Nummer 2;Text\n5855550101;5855550102;hello\n5855550103;5855550104;hello\n")
    assert "no column for when it came in" in reading.error


def test_what_was_said_is_never_guessed_otherwise(read):
    reading = read(LIST, mapping={"message": "Geboren"})
    assert [unit.request for unit in reading.units] == ["1986-07-14", "1951-01-02"]


def test_what_was_chosen_once_is_used_again_for_the_same_header_and_said(read):
    header = LIST.splitlines()[0].split(";")
    earlier = {layout_of(header): Remembered({"birth_date": "Geboren"}, "America/Chicago", ("585-555-0100",))}
    reading = read(LIST, remembered=earlier)
    assert [unit.birth_date.year for unit in reading.units] == [1986, 1951]
    assert reading.units[0].at.isoformat() == "2026-03-09T14:00:00+00:00"
    (told,) = [note for note in reading.notes if "as chosen before" in note]
    assert "birth_date=Geboren, zone America/Chicago, own numbers" in told
    assert "--forget-mapping" in told
    assert read(LIST, remembered=earlier, mapping={"name": "Anliegen"}).units[0].birth_date is None
    other = read(LIST.replace("Anliegen", "Text"), remembered=earlier)
    assert not any("as chosen before" in note for note in other.notes)


def test_the_zone_of_a_telephone_system_s_log_is_remembered_by_its_preset():
    log = DATA / "constructed" / "phone" / "freeswitch_master.csv"
    local = read_path(log, options())
    there = read_path(log, options(remembered={local.preset: Remembered(zone="America/Chicago")}))
    assert (there.units[0].at - local.units[0].at).total_seconds() == 3600
    assert any("as chosen before" in note and "zone America/Chicago" in note for note in there.notes)


def test_a_layout_does_not_depend_on_case_spaces_or_empty_columns_at_the_end():
    assert layout_of(["Call Date", " PHONE", ""]) == layout_of(["call_date", "phone"])
    assert layout_of(["phone", "call date"]) != layout_of(["call date", "phone"])


def test_a_field_can_be_said_to_be_nowhere(read):
    text = "Received,Phone,Contact,Message\n2026-03-09 09:00,585-555-0101,Maria at the front desk,please call\n"
    assert read(text).units[0].patient == "Maria at the front desk"
    unread = read(text, mapping={"name": ""})
    assert unread.units[0].patient is None
    assert any("columns not read: Contact" in note for note in unread.notes)
    assert read(LIST, mapping={"message": ""}).units[0].request is None


def test_a_column_without_a_name_or_with_another_s_is_named_by_its_number(read):
    text = "Received,Phone,Phone,\n2026-03-09 09:00,585-555-0101,585-555-0102,Ana Ortiz\n"
    (unit,) = read(text, mapping={"phone": "#3", "name": "#4"}).units
    assert (unit.number, unit.patient) == ("+15855550102", "Ana Ortiz")
    assert "no column" in read(text, mapping={"phone": "#9"}).error


ROUTER = (
    "sep=;\n"
    "Typ;Datum;Name;Rufnummer;Nebenstelle;Eigene Rufnummer;Dauer\n"
    "2;09.03.26 10:02;Ana Ortiz;030 901820;;030 901830;0:00\n"
    "1;09.03.26 10:20;;030 901821;Empfang;030 901830;0:03\n"
)


def test_a_router_s_call_list_is_a_table_like_any_other(read):
    reading = read(ROUTER, region="DE")
    assert reading.preset == "table"
    assert [(unit.number, unit.at.hour, unit.direction) for unit in reading.units] == [
        ("+4930901820", 14, "inbound"),
        ("+4930901821", 14, "inbound"),
    ]
    assert any('"Datum" is read as received' in note for note in reading.notes)
    # What 1 and 2 mean only the router's maker knows: it is told and not guessed.
    mapped = read(ROUTER, region="DE", mapping={"type": "Typ"})
    assert any('status words that are not known: "2" (1), "1" (1)' in note for note in mapped.notes)


WISHES = (
    "Patient,DOB,Phone,Visit Type,Requested Date,Insurance,Comments,Language\n"
    "Nobody Nina,04/12/1975,415-555-0131,New patient,12/01/2026,PPO,Prefers mornings,English\n"
    "Nobody Otto,12/31/1962,415-555-0132,Follow-up,12/02/2026,,I have had chest pain since last night,English\n"
    'Nobody Quin,,,"New patient",,Invented PPO,no phone on the form,English\n'
    "Nobody Rosa,07/07/2001,415-555-0134,Video visit,11/30/2026,,link did not arrive,English\n"
    "Nobody Abel,01/02/1990,415-555-0111,Follow-up,12/04/2026,,please call,English\n"
)


@pytest.mark.parametrize("row", ["", "Nobody Hal,,,Physical,,Invented HMO,none,Spanish\n"])
def test_no_row_of_words_within_the_data_is_taken_for_the_header(read, row: str):
    reading = read(WISHES + row)
    assert "no column for when it came in (its header is: Patient, DOB, Phone" in reading.error


def test_title_lines_above_an_unknown_header_are_no_obstacle(read):
    reading = read("Clinica;Cedro\nPeriodo;2026-03-09;2026-03-10\n" + LIST)
    assert [unit.number for unit in reading.units] == ["+15855550101", "+15855550102"]
    assert "lines above the header in line 3 are not read: 1 that holds several cells" in reading.notes


def test_a_table_above_the_one_that_is_read_is_told(read):
    log = "Caller,Phone,Date\nAna,585-555-0101,2026-03-09 09:00\n"
    reading = read("Agent,Calls,Minutes\nAna,12,40\nBen,9,31\n" + log)
    assert len(reading.units) == 1
    assert "lines above the header in line 4 are not read: 3 that hold several cells" in reading.notes
    assert not any("above the header" in note for note in read(f"Calls of March\n\n{log}").notes)


HEAD = "Date,Name\n3/9/2026,Cedar Clinic\n\n"
CALLED = (
    "Received,Phone,Patient,Message\n"
    "3/9/2026 8:00,585-555-0101,Ana,refill please\n"
    "3/9/2026 8:10,585-555-0102,Bob,new rash\n"
)


@pytest.mark.parametrize("head", [HEAD, HEAD.replace("\n", ",,\n"), HEAD.replace("Date,Name", "Date,Phone")])
def test_the_head_of_a_report_is_not_taken_for_the_header_of_its_table(read, head: str):
    reading = read(head + CALLED)
    assert [unit.patient for unit in reading.units] == ["Ana", "Bob"]
    assert reading.rejected == []


def test_rows_below_a_header_are_not_left_out_for_another_table_that_follows(read):
    reading = read("Date,Phone\n" + "".join(f"3/9/2026,585-555-013{n}\n" for n in range(3)) + CALLED + CALLED)
    assert len(reading.units) == 3
    assert {fault.reason for fault in reading.rejected} == {"it does not have the header's 2 columns"}


def test_of_two_short_tables_the_one_that_more_rows_agree_with_is_read(read):
    reading = read("Date,Phone\n3/9/2026,585-555-0131\n3/9/2026,585-555-0132\n" + CALLED.rsplit("\n", 2)[0] + "\n")
    assert len(reading.units) == 2
