"""Call logs of phone systems: calls, not rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, Ledger, counted, options, planned, take_in, units_of

PHONE = DATA / "constructed" / "phone"
REAL_LOG = DATA / "phone" / "asterisk" / "Master_small.csv"


def test_a_real_asterisk_log_gives_every_call_once():
    (document,) = planned(REAL_LOG).documents()
    assert document["preset"] == "asterisk"
    assert (document["rows"], document["calls"], document["inbound"]) == (45, 37, 37)
    assert (document["answered"], document["missed"], document["unattended"]) == (26, 10, 1)
    assert units_of(document) == 37


def test_the_epoch_in_asterisks_unique_id_wins_over_the_zone_and_says_so():
    reading = read_path(REAL_LOG, options())
    assert reading.units[0].at.isoformat() == "2017-06-27T09:27:15+00:00"
    assert any("unique id" in note for note in reading.notes)
    assert any("counted as inbound" in note for note in reading.notes)


def test_a_log_with_voicemail_outbound_and_internal_calls():
    made = planned(PHONE / "asterisk_master_voicemail.csv")
    (document,) = made.documents()
    assert counted(document) == {
        "rows": 12, "calls": 9, "inbound": 7, "missed": 4, "voicemails": 2, "answered": 1, "outbound": 1, "internal": 1,
        "new_callbacks": 5, "joined": 1, "no_callback": 3, "maybe_resolved": 1,
    }  # fmt: skip
    assert document["needs_review"] == [{"line": 6, "reason": "no number to call"}]
    (talk,) = made.talks
    assert (talk.seconds, talk.outbound) == (88, True)
    first = made.contacts[0]
    assert talk.callback_id == first.callback_id
    assert (first.unit.outcome, first.unit.patient, len(first.unit.legs)) == ("voicemail", "GARCIA MARIA", 3)


def test_a_queue_that_answers_by_itself_is_nobody():
    (document,) = planned(PHONE / "freepbx_cdr_report.csv").documents()
    assert counted(document) == {
        "rows": 7, "calls": 3, "inbound": 3, "voicemails": 1, "answered": 1, "unattended": 1, "new_callbacks": 2,
        "no_callback": 1,
    }  # fmt: skip


def test_a_spool_whose_messages_are_moved_meanwhile_is_told_as_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def gone(folder: Path, pattern: str) -> Iterator[Path]:
        raise FileNotFoundError(2, "No such file or directory", str(folder / "INBOX"))

    monkeypatch.setattr(Path, "rglob", gone)
    error = read_path(tmp_path, options()).error
    assert error is not None
    assert "cannot be read (No such file or directory): check its permissions" in error


def test_a_voicemail_spool_gives_each_message_whoever_heard_it():
    reading = read_path(PHONE / "voicemail_spool", options())
    assert (reading.preset, reading.rows, len(reading.units)) == ("asterisk-voicemail", 3, 3)
    assert [unit.line for unit in reading.units] == [
        "default/200/INBOX/msg0000.txt",
        "default/200/INBOX/msg0001.txt",
        "default/200/Old/msg0000.txt",
    ]
    urgent = reading.units[1]
    assert urgent.details["flag"] == "Urgent"
    assert urgent.patient == "PÉREZ, JOSÉ"
    assert reading.units[2].number is None


def test_one_message_file_is_enough():
    reading = read_path(PHONE / "voicemail_spool" / "default" / "200" / "INBOX" / "msg0000.txt", options())
    assert [unit.source_key for unit in reading.units] == ["asterisk-voicemail:1773057691-00000001"]


def test_a_twelve_hour_log_with_messages_over_several_lines():
    made = planned(PHONE / "generic_us_12h.csv")
    (document,) = made.documents()
    assert counted(document) == {
        "rows": 7, "calls": 7, "inbound": 6, "missed": 3, "voicemails": 2, "answered": 1, "outbound": 1,
        "new_callbacks": 4, "joined": 1, "no_callback": 2, "maybe_resolved": 1,
    }  # fmt: skip
    lines = [contact.unit.line for contact in made.contacts]
    assert lines == ["2", "3", "6", "7", "10"]
    assert made.contacts[0].unit.at.isoformat() == "2026-03-09T12:01:10+00:00"
    assert made.contacts[3].unit.request.startswith("Hi, this is Anne Marie.\nI have two questions")


def test_rows_of_one_id_are_one_call():
    reading = read_path(PHONE / "generic_iso_utc.csv", options())
    assert (reading.rows, len(reading.units), reading.skipped, reading.rejected) == (5, 4, [], [])
    assert [unit.outcome for unit in reading.units] == ["missed", "voicemail", "answered", "missed"]
    assert reading.units[3].number == "+525512345678"
    assert [unit.line for unit in reading.units] == ["3", "4", "5", "7"]


@pytest.mark.parametrize("name", ["asterisk_master_voicemail.csv", "generic_us_12h.csv", "voicemail_spool"])
def test_a_second_run_changes_nothing(name: str):
    ledger = Ledger()
    (first,) = take_in(ledger, PHONE / name)
    before = dict(ledger.keys), set(ledger.talks), dict(ledger.open)
    (second,) = take_in(ledger, PHONE / name)
    assert (second["new_callbacks"], second["joined"], second["maybe_resolved"]) == (0, 0, 0)
    assert second["already_known"] == first["new_callbacks"] + first["joined"]
    assert second["no_callback"] == first["no_callback"]
    assert (ledger.keys, ledger.talks, ledger.open) == before
    assert second["missed"] == first["missed"]


def test_desks_with_overlapping_files_make_the_same_callbacks(tmp_path: Path):
    rows = REAL_LOG.read_text(encoding="utf-8").splitlines(keepends=True)
    early, late = tmp_path / "early.csv", tmp_path / "late.csv"
    early.write_text("".join(rows[:30]), encoding="utf-8")
    late.write_text("".join(rows[18:]), encoding="utf-8")
    one, other = planned(early), planned(late)
    ids = {contact.unit.source_key: contact.callback_id for contact in one.contacts if contact.is_new}
    both = [contact for contact in other.contacts if contact.is_new and contact.unit.source_key in ids]
    assert both
    assert all(ids[contact.unit.source_key] == contact.callback_id for contact in both)


def test_the_clinics_own_numbers_tell_the_direction(tmp_path: Path):
    log = tmp_path / "log.csv"
    log.write_text(
        "Time,From,To,Duration,Status\n"
        "2026-03-09 09:00:00,585-555-0100,585-555-0101,30,Connected\n"
        "2026-03-09 09:05:00,585-555-0102,585-555-0100,0,Missed\n",
        encoding="utf-8",
    )
    own = read_path(log, options(own_numbers=("(585) 555-0100",)))
    assert [(unit.direction, unit.number) for unit in own.units] == [
        ("outbound", "+15855550101"),
        ("inbound", "+15855550102"),
    ]
    without = read_path(log, options())
    assert [unit.direction for unit in without.units] == ["inbound", "inbound"]
    assert any("counted as inbound" in note for note in without.notes)


def test_a_log_whose_duration_is_the_talk_is_told_so_with_a_map(tmp_path: Path):
    log = tmp_path / "log.csv"
    log.write_text(
        "callid,startTime,duration,caller,callee,price,direction,ddiId,endpointType\n"
        "a1,2026-03-09 08:01:10,0,+15855550101,+15855550100,0,inbound,3,User\n"
        "a2,2026-03-09 08:10:10,65,+15855550102,+15855550100,0,inbound,3,User\n",
        encoding="utf-8",
    )
    told = read_path(log, options(mapping={"talk": "duration"}))
    assert [(unit.outcome, unit.talk_seconds) for unit in told.units] == [("missed", None), ("answered", 65)]
    untold = read_path(log, options())
    assert [unit.outcome for unit in untold.units] == ["missed", "missed"]
    assert any("calls without a known outcome" in note for note in untold.notes)


def test_a_3cx_log_under_a_header_has_as_many_rows_as_calls(tmp_path: Path):
    fields = "historyid,duration,time-start,time-answered,time-end,from-no,to-no,from-type,to-type,final-type"
    row = "Call 101,,2026/03/09 12:00:05,,2026/03/09 12:00:35,+15855550101,Ext.800,Line,Queue,Queue"
    (tmp_path / "cdr.csv").write_text(f"{fields}\r\n{row}\r\n")
    (document,) = take_in(Ledger(), tmp_path / "cdr.csv")
    assert (document["preset"], document["rejected"]) == ("3cx", [])
    assert counted(document) == {"rows": 1, "calls": 1, "inbound": 1, "missed": 1, "new_callbacks": 1}
