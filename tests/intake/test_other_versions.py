"""Known systems' exports as other versions of them and spreadsheets write them; every sample is invented."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.intake.header_words import person_field
from callback_desk.intake.reading import read_path
from tests.intake.desk import options


@pytest.fixture
def read(tmp_path: Path):
    def written(content: Any, **said):
        path = tmp_path / "export"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return read_path(path, options(**said))

    return written


def outcomes(reading) -> list[tuple[str, str | None]]:
    return [(unit.direction, unit.outcome) for unit in reading.units]


# Logs that a spreadsheet saved anew

FREEPBX = (
    "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,"
    "accountcode,uniqueid,userfield,did,recordingfile,cnum,cnam,outbound_cnum,outbound_cnam,dst_cnam,linkedid"
)


def freepbx_row(at: str, src: str, app: str, disposition: str, call: str) -> str:
    did = "5855550100"
    return f"{at},{src},{src},200,from-did,PJSIP/t-1,,{app},,20,9,{disposition},3,,{call},,{did},,{src},,,,,{call}"


MENU = freepbx_row("3/10/2026 8:00:00", "5855550101", "BackGround", "ANSWERED", "{0}")
RANG = freepbx_row("3/10/2026 8:10:00", "5855550102", "Dial", "NO ANSWER", "{1}")
BOX = freepbx_row("3/10/2026 8:10:00", "5855550102", "VoiceMail", "ANSWERED", "{1}")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("with_header", [True, False])
def test_a_freepbx_report_is_one_whatever_parts_its_cells(read, delimiter: str, with_header: bool):
    rows = [*([FREEPBX] if with_header else []), MENU, RANG, BOX]
    ids = ("1773144000.1", "1773144600.2")
    reading = read("\n".join(rows).format(*ids).replace(",", delimiter) + "\n")
    assert reading.preset == "asterisk"
    assert outcomes(reading) == [("inbound", "unattended"), ("inbound", "voicemail")]


@pytest.mark.parametrize("call_id", ["1.77E+09", "1773144600"])
def test_calls_whose_ids_a_spreadsheet_rounded_to_one_stay_apart(read, call_id: str):
    reading = read("\n".join((FREEPBX, MENU, RANG, BOX)).format(call_id, call_id) + "\n")
    assert outcomes(reading) == [("inbound", "unattended"), ("inbound", "voicemail")]
    assert any("3 rows were rounded by a spreadsheet" in note for note in reading.notes)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_logs_without_a_header_are_known_whatever_parts_their_cells(read, delimiter: str):
    switch = (
        "Garcia,5855550101,5855550100,public,2026-03-10 09:00:00,,2026-03-10 09:00:30,30,0,NO_ANSWER,u1,,,PCMU,PCMU\n"
        "Lee,5855550102,5855550100,public,2026-03-10 09:10:00,2026-03-10 09:10:05,2026-03-10 09:11:00,60,55,"
        "NORMAL_CLEARING,u2,u3,,PCMU,PCMU\n"
    )
    reading = read(switch.replace(",", delimiter))
    assert reading.preset == "freeswitch"
    assert outcomes(reading) == [("inbound", "missed"), ("inbound", "answered")]
    three_cx = (
        "Call 1,00:00:10,2026/03/10 09:00:00,,2026/03/10 09:00:20,+15855550101,Ext.800,Line,Queue,Queue\n"
        "Call 2,00:00:30,2026/03/10 09:10:00,2026/03/10 09:10:05,2026/03/10 09:10:35,+15855550102,Ext.201,Line,"
        "Extension,Extension\n"
    )
    reading = read(three_cx.replace(",", delimiter))
    assert reading.preset == "3cx"
    assert outcomes(reading) == [("inbound", "missed"), ("inbound", "answered")]


def test_the_first_row_of_a_log_without_a_header_is_never_taken_for_one(read):
    row = "Ann;Front desk;2026-03-10 09:{0}0;Extension;Main line;Rang;Bob;Left;Ended;None;Done\n"
    reading = read("".join(row.format(n) for n in range(5)))
    assert reading.error is not None
    assert "has no header row" in reading.error


# Fields of other versions


def test_fusionpbx_tells_a_message_and_a_missed_call_in_columns_of_their_own(read):
    header = "direction,caller_id_number,destination_number,start_stamp,answer_stamp,hangup_cause,missed_call,"
    row = "inbound,585555010{0},5855550100,2026-03-10 09:{0}0:00,{1},NORMAL_CLEARING,{2},{3}\n"
    rows = (("", "true", "false"), ("2026-03-10 09:30:05", "false", "true"), ("2026-03-10 09:30:05", "false", "false"))
    waited = ("2026-03-10 09:30:05", "true", "false")
    text = "".join(row.format(n, *told) for n, told in enumerate((*rows, waited)))
    reading = read(f"{header}voicemail_message\n{text}")
    assert [outcome for _, outcome in outcomes(reading)] == ["missed", "voicemail", "answered", "unattended"]


def zoom_history(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "id": f"h{number}", "call_id": f"c{number}", "direction": "inbound", "connect_type": "external",
        "caller_did_number": f"+1585555010{number}", "callee_did_number": "+15855550100", "callee_ext_type": "user",
        "call_result": "answered", "start_time": "2026-03-10T13:00:00Z", "duration": 20,
    } | facts  # fmt: skip


def test_in_zooms_newer_history_the_menu_that_answered_is_nobody(read):
    menu = zoom_history(1, callee_ext_type="auto_receptionist")
    passed_on = [zoom_history(2, callee_ext_type="auto_receptionist"), zoom_history(2, id="h2b")]
    reading = read({"call_logs": [menu, *passed_on, zoom_history(3)]})
    assert [outcome for _, outcome in outcomes(reading)] == ["unattended", "answered", "answered"]


def quo_call(number: int, *participants: str) -> dict[str, Any]:
    return {
        "id": f"AC{number}", "direction": "incoming", "status": "missed", "createdAt": "2026-03-10T13:00:00.000Z",
        "answeredAt": None, "completedAt": None, "participants": list(participants), "phoneNumberId": "PN1",
    }  # fmt: skip


def test_who_takes_part_in_every_call_of_a_line_is_the_clinic(read):
    calls = [quo_call(1, "+15855550100", "+15855550101"), quo_call(2, "+15855550102", "+15855550100")]
    reading = read({"data": calls})
    assert [unit.number for unit in reading.units] == ["+15855550101", "+15855550102"]
    assert reading.notes == []


def test_where_nothing_tells_the_clinics_line_from_the_caller_it_is_said(read):
    reading = read({"data": [quo_call(1, "+15855550100", "+15855550101")]})
    assert any("--own-number tells them apart" in note for note in reading.notes)
    reading = read({"data": [quo_call(1, "+15855550100", "+15855550101")]}, own_numbers=("585-555-0100",))
    assert [unit.number for unit in reading.units] == ["+15855550101"]
    assert reading.notes == []


# Headers in words of their own


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Telephone Number", "phone"), ("Phone No.", "phone"), ("Contact #", "phone"), ("Pt. Home Phone #", "phone"),
        ("Callback #", "phone"), ("Mobile Phone", "phone"), ("Phone 1", "phone"), ("Patient Phone Number", "phone"),
        ("Patient Name (Last, First)", "name"), ("Last, First", "name"), ("Patient's Name", "name"), ("Pt", None),
        ("Patient First Name", "first_name"), ("Pt Last Name", "last_name"), ("D.O.B.", "birth_date"),
        ("DOB (mm/dd/yyyy)", "birth_date"), ("Patient MRN", "record_number"), ("Primary Language", "language"),
        ("Pharmacy Phone", None), ("Provider Name", None), ("Emergency Contact Phone", None), ("Fax Number", None),
        ("Phone 2", None), ("Callback Time", None), ("Callback", None), ("Phone Call", None),
        ("Call Back Phone", "phone"), ("Insurance Phone", None),
        ("Referring Provider Phone", None), ("Member ID", None), ("Case #", None),
    ],
)  # fmt: skip
def test_a_header_names_a_fact_of_the_person_only_if_all_its_words_agree(header: str, field: str | None):
    assert person_field(header) == field


def test_a_list_with_headers_of_its_own_loses_neither_name_nor_number(read):
    text = (
        "Received,Patient's Name,Contact #,Pharmacy Phone,Message\n"
        '3/10/2026 9:00 AM,"Lee, Ann",585-555-0101,585-555-0900,please call me back\n'
        "Total requests: 1,,,,\n"
    )
    reading = read(text)
    assert [(unit.patient, unit.number) for unit in reading.units] == [("Lee, Ann", "+15855550101")]
    assert [reason for _, reason in reading.skipped] == ["a total"]


# Dates and lines below a table


@pytest.mark.parametrize(
    "written",
    [
        "03/10/2026 0900", "2026-03-10 0900", "20260310 090000", "20260310090000", "20260310T0900", "202603100900",
        "Tue Mar 10 09:00:00 2026", "Tue Mar 10 09:00:00 EDT 2026", "Mar 10 09:00 2026",
        "2026-03-10 09:00:00.000000", "2026-03-10T13:00:00.001200+0000",
    ],
)  # fmt: skip
def test_times_without_a_colon_and_dates_as_unix_writes_them_are_understood(read, written: str):
    reading = read(f"Received,Patient,Phone,Message\n{written},Ann,585-555-0101,call me please\n")
    assert [f"{unit.at:%Y-%m-%d %H:%M:%S %Z}" for unit in reading.units] == ["2026-03-10 13:00:00 UTC"]


def test_a_clock_of_four_digits_may_stand_in_a_column_of_its_own(read):
    reading = read("Date,Time,Patient,Phone,Message\n03/10/2026,0900,Ann,585-555-0101,call me please\n")
    assert [unit.at.isoformat() for unit in reading.units] == ["2026-03-10T13:00:00+00:00"]


@pytest.mark.parametrize("written", ["20261310", "99999999", "2026031", "03/10/2026 2460", "03/10/2026 900"])
def test_digits_that_are_no_date_are_not_made_one(read, written: str):
    reading = read(f"Received,Patient,Phone,Message\n{written},Ann,585-555-0101,call me please\n")
    assert (reading.units, len(reading.rejected)) == ([], 1)


@pytest.mark.parametrize(
    "line",
    [
        "End of report,,,", "Printed by asmith on 3/10/2026,,,", "Page 1 of 1,,,", "Count: 1,,,", "*** END ***,,,",
        "Number of records: 1,,,", "(1 rows affected)", "1 record(s),,,", "Report generated 3/10/2026 10:00 AM,,,",
        "Total referrals 1,,,",
    ],
)  # fmt: skip
def test_what_stands_below_a_table_is_no_record(read, line: str):
    reading = read(f"Received,Patient,Phone,Message\n3/10/2026 9:00 AM,Ann,585-555-0101,call me please\n{line}\n")
    assert (len(reading.units), reading.rejected) == (1, [])
    assert [reason for _, reason in reading.skipped] in (["a line below the table"], ["a total"])


def test_a_record_that_only_lacks_its_date_is_never_taken_for_a_line_below(read):
    reading = read("Received,Patient,Phone,Message\n,Page,585-555-0101,\n")
    assert [reason for _, reason in reading.rejected] == ['no date in "Received"']


# Call logs of the web pages of telephone services


def test_a_column_of_categories_says_how_calls_went(read):
    text = (
        "call_id,category,direction,external_number,internal_number,date_started,talk_duration,voicemail\n"
        "c1,missed,inbound,+15855550101,+15855550100,2026-03-10 09:00:00.000000,0,false\n"
        "c2,incoming,inbound,+15855550102,+15855550100,2026-03-10 09:10:00.000000,0.5,false\n"
        "c3,voicemail,inbound,+15855550103,+15855550100,2026-03-10 09:20:00.000000,0,true\n"
        "c4,outgoing,outbound,+15855550101,+15855550100,2026-03-10 09:30:00.000000,2.1,false\n"
    )
    reading = read(text)
    assert outcomes(reading) == [
        ("inbound", "missed"), ("inbound", "answered"), ("inbound", "voicemail"), ("outbound", "answered"),
    ]  # fmt: skip


def test_a_colleague_with_the_extension_in_brackets_is_no_patient(read):
    text = (
        "Call Time,Caller ID,Destination,Status,Ringing,Talking,Totals\n"
        "2026-03-10 09:00:00,Maria Garcia (+15855550101),Main queue (800),Unanswered,0:20,,0:20\n"
        "2026-03-10 09:20:00,Ann (201),+15855550101,Answered,0:05,1:00,1:05\n"
        "2026-03-10 09:30:00,Ann (201),Bob (202),Answered,0:05,1:00,1:05\n"
        "Totals,,,,,2:20,\n"
    )
    reading = read(text)
    assert outcomes(reading) == [("inbound", "missed"), ("outbound", "answered"), ("internal", "answered")]
    assert [unit.number for unit in reading.units] == ["+15855550101", "+15855550101", None]


def test_a_second_telephone_is_offered_and_stands_in_where_the_first_cell_has_none(read):
    text = (
        "Received,Name,Home Phone,Cell Phone,Message\n"
        "3/10/2026 9:00 AM,Ann,,585-555-0109,hello\n"
        "3/10/2026 9:00 AM,Bob,585-555-0101,585-555-0108,hello\n"
        "3/10/2026 9:00 AM,Cal,see chart,(585) 555-0107 ext 2,hello\n"
    )
    reading = read(text)
    assert [(unit.number, unit.offered_phones) for unit in reading.units] == [
        ("+15855550109", ()), ("+15855550101", ("+15855550108",)), ("+15855550107", ()),
    ]  # fmt: skip
    assert not any("not read" in note for note in reading.notes)


def test_each_end_of_a_call_is_read_from_the_column_with_its_number(read):
    text = (
        "Start Time,Direction,Caller,Caller ID,Callee,Callee ID,Talk Time\n"
        "03/10/2026 09:00:00 AM,Incoming,GARCIA,+15855550101,Front,200,0:00\n"
        "03/10/2026 09:10:00 AM,Outgoing API,Front,200,LEE,+15855550102,1:00\n"
    )
    reading = read(text)
    assert outcomes(reading) == [("inbound", "missed"), ("outbound", "answered")]
    assert [unit.number for unit in reading.units] == ["+15855550101", "+15855550102"]
