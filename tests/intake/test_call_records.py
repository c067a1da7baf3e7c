"""Call records of telephone systems in files: legs, left-out fields, and what no export should be able to do."""

import csv
import io
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, options

MADE = DATA / "constructed" / "phone"


@pytest.fixture
def read(tmp_path: Path):
    def read_text(text: str, **said):
        path = tmp_path / "export"
        path.write_text(text, encoding="utf-8")
        return read_path(path, options(**said))

    return read_text


def outcomes(reading) -> list[tuple[str, str | None]]:
    return [(unit.direction, unit.outcome) for unit in reading.units]


# 3CX: which fields are written is the server's choice


THREE_CX = (MADE / "3cx_cdr.csv").read_text(encoding="utf-8")
EXPECTED = [("inbound", "missed"), ("inbound", "answered"), ("inbound", "voicemail"), ("outbound", "answered")]


@pytest.mark.parametrize(
    "without",
    [
        (15, 16, 17, 18),
        (1, 26),
        (0,),
        (9, 10, 11, 12),
        (20, 21, 22, 23, 24, 25, 26),
        (5, 6, 13, 14, 15, 16, 17, 18, 19),
    ],
    ids=["no billing", "no call id", "no history id", "no extensions", "no types and names", "no ends and chain"],
)
def test_3cx_fields_that_are_switched_off_shift_nothing(read, without: tuple[int, ...]):
    rows = [line.split(",") for line in THREE_CX.splitlines()]
    kept = "\n".join(",".join(cell for at, cell in enumerate(row) if at not in without) for row in rows)
    reading = read(kept)
    assert reading.preset == "3cx"
    assert outcomes(reading) == EXPECTED
    assert [unit.number for unit in reading.units] == ["+15855550101", "+15855550122", "+15855550133", "+15855550101"]


def test_3cx_parts_of_one_call_are_one_call(read):
    first, *_ = THREE_CX.splitlines()
    picked_up = first.replace(",,2026/03/09 12:00:05,,", ",00:00:20,2026/03/09 12:00:36,2026/03/09 12:00:40,")
    picked_up = picked_up.replace("Line,Queue,Queue", "Line,Queue,Extension")
    reading = read(f"{first}\n{picked_up}\n")
    assert (reading.rows, outcomes(reading)) == (2, [("inbound", "answered")])
    assert len(reading.units[0].legs) == 2


@pytest.mark.parametrize("without", [(0, 1), (0,)], ids=["no ids", "no history id"])
def test_3cx_parts_without_a_shared_id_are_one_call_where_one_follows_the_other(read, without: tuple[int, ...]):
    first, other, *_ = THREE_CX.splitlines()
    picked_up = first.replace(",,2026/03/09 12:00:05,,2026/03/09 12:00:35,", ",00:00:20,2026/03/09 12:00:36,"
                              "2026/03/09 12:00:40,2026/03/09 12:01:00,")  # fmt: skip
    picked_up = picked_up.replace("Line,Queue,Queue", "Line,Queue,Extension").replace("0000065_1", "0000065_2")
    again = first.replace("12:00:05", "12:01:10").replace("12:00:35", "12:01:30").replace("0000065_1", "0000067_1")
    rows = [line.split(",") for line in (first, picked_up, again, other)]
    reading = read("\n".join(",".join(cell for at, cell in enumerate(row) if at not in without) for row in rows))
    assert outcomes(reading) == [("inbound", "answered"), ("inbound", "missed"), ("inbound", "answered")]
    assert [len(unit.legs) for unit in reading.units] == [2, 1, 1]


def test_3cx_counts_that_begin_anew_are_other_calls(read):
    first, *_ = THREE_CX.splitlines()
    reading = read(f"{first}\n{first.replace('2026/03/09', '2026/05/11')}\n")
    assert len({unit.source_key for unit in reading.units}) == 2


# 8x8 and FreeSWITCH


def test_8x8_attendants_are_nobody(read):
    text = (
        (MADE / "8x8_work_cdr.csv").read_text(encoding="utf-8-sig").replace(",201,Incoming", ",Auto Attendant,Incoming")
    )
    assert ("inbound", "unattended") in outcomes(read(text))


def test_8x8_columns_that_are_left_out_change_nothing(read):
    rows = csv.reader((MADE / "8x8_work_cdr.csv").read_text(encoding="utf-8-sig").splitlines())
    text = io.StringIO()
    csv.writer(text).writerows(row[:1] + row[2:5] + row[6:9] + row[11:] for row in rows)
    reading = read(text.getvalue())
    assert reading.preset == "8x8-work"
    assert outcomes(reading) == [
        ("inbound", "missed"), ("inbound", "answered"), ("inbound", "voicemail"), ("outbound", "answered"),
    ]  # fmt: skip


def test_8x8_transfers_that_name_each_other_end(read):
    head, first, *_ = (MADE / "8x8_work_cdr.csv").read_text(encoding="utf-8-sig").splitlines()
    one = first.replace("Completed,,", "Completed,77,")
    other = one.replace("1001,1", "77,1").replace("Completed,77,", "Completed,1001,")
    assert len(read(f"{head}\n{one}\n{other}\n").units) == 1


FREESWITCH = (MADE / "freeswitch_master.csv").read_text(encoding="utf-8")


def test_a_menu_of_freeswitch_that_answered_is_nobody(read):
    assert outcomes(read(FREESWITCH.replace('"b2"', '""')))[1] == ("inbound", "unattended")


def test_freeswitch_with_a_row_for_each_telephone_counts_the_call(read):
    caller = FREESWITCH.splitlines()[1]
    telephone = caller.replace('"a2","b2"', '"b2","a2"').replace('"public"', '"default"')
    reading = read(f"{caller}\n{telephone}\n")
    assert (reading.rows, outcomes(reading)) == (2, [("inbound", "answered")])


def test_freeswitch_columns_may_have_a_header_in_another_order(read):
    text = (
        "uuid,hangup_cause,answer_stamp,start_stamp,destination_number,caller_id_number,context\n"
        "x1,NO_ANSWER,,2026-03-09 08:01:10,5855550100,5855550101,public\n"
        "x2,NORMAL_CLEARING,2026-03-09 08:03:11,2026-03-09 08:03:10,5855550100,5855550102,public\n"
    )
    reading = read(text)
    assert reading.preset == "freeswitch"
    assert outcomes(reading) == [("inbound", "missed"), ("inbound", "answered")]


# The backup of an Android telephone


BACKUP = (MADE / "sms_backup_restore_calls.xml").read_text(encoding="utf-8")
BOMB = '<!DOCTYPE calls [<!ENTITY a "aaaa">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1 if n else str()};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    "declared",
    [
        BOMB + "]>",
        '<!DOCTYPE calls [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE calls SYSTEM "http://x/">',
    ],
    ids=["entity bomb", "outside entity", "outside type"],
)
def test_a_backup_makes_no_entities_and_fetches_nothing(read, declared: str):
    head, rest = BACKUP.split("\n", 1)
    reading = read(f"{head}\n{declared}\n{rest.replace('María García', '&a8;&x;')}")
    assert "declares a document type" in reading.error
    assert reading.units == []


def test_a_backup_with_its_style_sheet_and_remark_and_half_characters_is_read(read):
    head, rest = BACKUP.split("\n", 1)
    style = "<!--File Created By SMS Backup & Restore -->\n<?xml-stylesheet type='text/xsl' href='calls.xsl'?>"
    reading = read(f"{head}\n{style}\n{rest.replace('María', '&#55357;&#56842; María')}")
    assert reading.error is None
    assert len(reading.units) == 7
    assert "María" in reading.units[0].patient


def test_a_backup_that_was_cut_says_where(read):
    assert "is not whole XML (line " in read(BACKUP[:900]).error


def test_unknown_types_of_a_backup_count_as_missed(read):
    reading = read(BACKUP.replace('type="1"', 'type="900"'))
    assert outcomes(reading)[1] == ("inbound", "missed")
    assert any("type that is not known" in note for note in reading.notes)


def test_the_moment_wins_over_the_zone_and_says_so(read):
    assert read(BACKUP).notes == []
    elsewhere = read(BACKUP, zone=ZoneInfo("America/Los_Angeles"))
    assert [unit.at for unit in elsewhere.units] == [unit.at for unit in read(BACKUP).units]
    assert elsewhere.notes == [
        "the local times of 7 calls are not of America/Los_Angeles: the moment beside each was taken"
    ]


def test_a_number_that_its_caller_withheld_is_not_taken(read):
    reading = read(BACKUP.replace('number="" ', 'number="5855550111" ').replace('presentation="3"', 'presentation="2"'))
    assert reading.units[3].number is None


# Asterisk and its descendants: the same columns under other heads, in other orders


REPORT = (MADE / "freepbx_cdr_report.csv").read_text(encoding="utf-8").splitlines()
OF_REPORT = [("inbound", "voicemail"), ("inbound", "answered"), ("inbound", "unattended")]


def test_a_freepbx_report_without_its_header_is_read_alike(read):
    with_header, without = read("\n".join(REPORT)), read("\n".join(REPORT[1:]))
    assert without.preset == "asterisk"
    assert outcomes(without) == OF_REPORT
    assert [unit.source_key for unit in without.units] == [unit.source_key for unit in with_header.units]


def excel_dates(line: str) -> str:
    return re.sub(r'"2026-03-09 0?(\d+:\d\d:\d\d)"', r"3/9/2026 \1", line)


@pytest.mark.parametrize("first", [0, 1], ids=["with header", "without"])
def test_dates_that_a_spreadsheet_wrote_anew_are_read(read, first: int):
    rows = [re.sub(r'"17730\d+\.\d+"', '""', excel_dates(line)) for line in REPORT[first:]]
    rows = [line for line in rows if "Queue" not in line or not first]
    reading = read("\n".join(rows))
    assert reading.preset == "asterisk"
    assert reading.units[0].at.isoformat() == (
        "2026-03-09T12:01:10+00:00" if not first else "2026-03-09T12:01:11+00:00"
    )


def test_the_callers_name_may_stand_in_a_column_of_its_own(read):
    rows = [line.replace('"""GARCIA MARIA"" <5855550101>","5855550101"', '"5855550101",""') for line in REPORT]
    unit = read("\n".join(rows)).units[0]
    assert (unit.patient, unit.number) == ("GARCIA MARIA", "+15855550101")


def test_a_descendants_heads_are_known(read):
    heads = (
        "AcctId,Account Code,Caller Number,Callee Number,Context,Caller ID,Source Channel,Dest Channel,Last App,"
        "Last Data,Start Time,Answer Time,End Time,Call Time,Talk Time,Call Status,AMA Flags,UNIQUEID,Session\n"
    )
    row = "1,,5855550101,{0},from-did,,PJSIP/T-00000001,,{1},x,2026-03-09 08:01:10,,,20,0,{2},,1773057670.1,s-{3}\n"
    rows = [row.format("6500", "Queue", "ANSWERED", 1), row.format("201", "Dial", "NO ANSWER", 1)]
    reading = read(heads + "".join(rows) + row.format("202", "Dial", "BUSY", 2))
    assert reading.preset == "asterisk"
    assert outcomes(reading) == [("inbound", "unattended"), ("inbound", "missed")]


MASTER = list(csv.reader((MADE / "asterisk_master_voicemail.csv").read_text(encoding="utf-8").splitlines()))
ORDERS = {
    "time first": (9, 4, 1, 2, 3, 5, 6, 7, 8, 12, 13, 14, 16),
    "id first": (16, 14, 9, 10, 11, 12, 13, 1, 2, 3, 4, 7),
    "no caller id": (9, 1, 2, 3, 7, 14, 12, 13, 16),
    "destination last": (14, 7, 9, 4, 1, 3, 12, 13, 16, 2),
}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_a_log_of_a_servers_own_order_gives_the_same_calls(read, order: tuple[int, ...]):
    text = io.StringIO()
    csv.writer(text).writerows([row[at] for at in order] for row in MASTER)
    usual, own = read_path(MADE / "asterisk_master_voicemail.csv", options()), read(text.getvalue())
    assert own.preset == "asterisk"
    assert [(unit.direction, unit.outcome, unit.number, unit.at) for unit in own.units] == [
        (unit.direction, unit.outcome, unit.number, unit.at) for unit in usual.units
    ]
