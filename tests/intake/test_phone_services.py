"""Call logs that telephone services give as JSON: paged, cut down, in other words, and one service's files together."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.intake import pages, source
from callback_desk.intake.reading import read_path
from tests.intake.desk import DATA, Ledger, counted, options, planned, take_in

PHONE = DATA / "phone"
DOCUMENTS = source._documents


def sample(path: str) -> Any:
    return json.loads((DATA / path).read_text(encoding="utf-8"))


@pytest.fixture
def read(tmp_path: Path):
    def read_json(*documents: Any, **said):
        path = tmp_path / "export"
        path.write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
        return read_path(path, options(**said))

    return read_json


def outcomes(reading) -> list[tuple[str, str | None]]:
    return [(unit.direction, unit.outcome) for unit in reading.units]


def ringcentral_call(**facts: Any) -> dict[str, Any]:
    return {
        "id": "a1", "sessionId": "1001", "startTime": "2026-03-09T12:01:10.000Z", "duration": 20, "type": "Voice",
        "direction": "Inbound", "action": "Phone Call", "result": "Missed",
        "from": {"phoneNumber": "+15855550101", "name": "GARCIA MARIA", "location": "Rochester, NY"},
        "to": {"phoneNumber": "+15855550100"},
    } | facts  # fmt: skip


def ringcentral_message(**facts: Any) -> dict[str, Any]:
    return {
        "id": 77, "type": "VoiceMail", "direction": "Inbound", "creationTime": "2026-03-09T12:01:40.000Z",
        "readStatus": "Unread", "availability": "Alive", "messageStatus": "Received",
        "from": {"phoneNumber": "+15855550101"}, "to": [{"phoneNumber": "+15855550100"}],
        "attachments": [{"id": 77, "type": "AudioRecording", "vmDuration": 25}],
    } | facts  # fmt: skip


# RingCentral


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("Missed", "missed"), ("No Answer", "missed"), ("Hang Up", "missed"), ("Hang up", "missed"),
        ("HANG UP", "missed"), ("Busy", "missed"), ("Abandoned", "missed"), ("Rejected", "missed"),
        ("Declined", "missed"), ("Voicemail", "voicemail"), ("voice mail", "voicemail"), ("Accepted", "answered"),
        ("Call connected", "answered"), ("Blocked", "unattended"),
    ],
)  # fmt: skip
def test_ringcentral_results_in_any_case(read, result: str, outcome: str):
    reading = read({"records": [ringcentral_call(result=result)]})
    assert outcomes(reading) == [("inbound", outcome)]
    assert reading.notes == []


def test_a_result_that_is_not_known_counts_as_missed_and_is_told(read):
    reading = read({"records": [ringcentral_call(result="Quantum Leap")]})
    assert outcomes(reading) == [("inbound", "missed")]
    assert reading.notes == ['result words that are not known: "Quantum Leap" (1)']


def test_ringcentral_legs_are_one_call_and_the_menu_is_nobody(read):
    menu = {"master": True, "legType": "Accept", "result": "Accepted", "to": {"name": "IVR"}}
    rang = {"legType": "FindMe", "result": "No Answer", "to": {"extensionNumber": "102"}}
    picked_up = rang | {"result": "Call connected", "duration": 90}
    nobody = ringcentral_call(result="Accepted", legs=[menu, rang])
    somebody = ringcentral_call(sessionId="1002", result="Accepted", legs=[menu, rang, picked_up])
    left_message = ringcentral_call(sessionId="1003", result="Accepted", legs=[menu, rang | {"result": "Voicemail"}])
    reading = read({"records": [nobody, somebody, left_message]})
    assert outcomes(reading) == [("inbound", "unattended"), ("inbound", "answered"), ("inbound", "voicemail")]
    assert [len(unit.legs) for unit in reading.units] == [2, 3, 2]


def test_a_voicemail_in_call_log_and_message_store_is_one_contact(tmp_path: Path):
    log, store = tmp_path / "log", tmp_path / "store"
    call = ringcentral_call(result="Voicemail", message={"id": "77", "type": "VoiceMail"})
    log.write_text(json.dumps({"records": [call]}), encoding="utf-8")
    store.write_text(json.dumps(ringcentral_message()), encoding="utf-8")
    ledger = Ledger()
    first, second = take_in(ledger, log, store)
    assert counted(first)["new_callbacks"] == 1
    assert counted(second) == {"rows": 1, "calls": 1, "inbound": 1, "voicemails": 1, "already_known": 1}
    assert len(ledger.open) == 1


def test_a_colleague_and_a_fax_in_a_call_log_are_no_patients(read):
    colleague = ringcentral_call(**{"from": {"extensionNumber": "102"}, "to": {"extensionNumber": "101"}})
    reading = read({"records": [colleague, ringcentral_call(type="Fax", sessionId="2")]})
    assert outcomes(reading) == [("internal", "missed")]
    assert reading.skipped == [("records[1]", "a fax: the message store has it")]


def test_an_extension_that_rang_the_clinics_outside_line_in_vain_is_an_item_without_a_number(read):
    reading = read({"records": [ringcentral_call(**{"from": {"extensionNumber": "102"}, "result": "No Answer"})]})
    assert outcomes(reading) == [("inbound", "missed")]
    assert reading.units[0].number is None


def test_texts_of_one_number_are_one_thread_and_ours_alone_is_nothing_to_return(read):
    def text(number: int, minute: int, direction: str, words: str, other: str) -> dict[str, Any]:
        sides = {"from": {"phoneNumber": other}, "to": [{"phoneNumber": "+15855550100"}]}
        if direction == "Outbound":
            sides = {"from": {"phoneNumber": "+15855550100"}, "to": [{"phoneNumber": other}]}
        facts = {"type": "SMS", "id": number, "direction": direction, "subject": words, "attachments": []}
        return ringcentral_message(**facts, **sides, creationTime=f"2026-03-09T12:{minute:02}:00Z")

    theirs, ours = "+15855550101", "+15855550102"
    reading = read(
        {
            "records": [
                text(4, 30, "Inbound", "anybody there?", theirs),
                text(1, 1, "Inbound", "can I come today", theirs),
                text(2, 5, "Outbound", "which doctor", theirs),
                text(3, 20, "Inbound", "the blue one", theirs),
                text(5, 40, "Outbound", "your visit is tomorrow", ours),
            ]
        }
    )
    waiting, told = reading.units
    assert (waiting.direction, waiting.at.minute, waiting.channel) == ("inbound", 20, "text-message")
    assert waiting.request.splitlines() == ["can I come today", "the blue one", "anybody there?"]
    assert (told.direction, told.request) == ("outbound", None)


def test_faxes_and_notes_between_colleagues_and_unknown_kinds(read):
    reading = read(
        {
            "records": [
                ringcentral_message(id=1, type="Fax", faxPageCount=3),
                ringcentral_message(id=2, type="Pager"),
                ringcentral_message(id=3, type="Hologram"),
            ]
        }
    )
    assert [(unit.kind, unit.direction, unit.channel) for unit in reading.units] == [
        ("message", "inbound", "fax"),
        ("message", "internal", "text-message"),
        ("message", "inbound", "text-message"),
    ]
    assert reading.notes == ["kinds of message that are not known: Hologram"]


# Twilio


def twilio_call(sid: str, **facts: Any) -> dict[str, Any]:
    return {
        "sid": sid, "account_sid": "AC1", "parent_call_sid": None, "from": "+15855550101", "to": "+15855550100",
        "direction": "inbound", "status": "completed", "duration": "40", "answered_by": None,
        "start_time": "Mon, 09 Mar 2026 12:01:10 +0000", "phone_number_sid": "PN1",
    } | facts  # fmt: skip


def child(of: str, status: str, **facts: Any) -> dict[str, Any]:
    sides = {"from": "+15855550101", "to": "client:front", "direction": "outbound-dial"}
    return twilio_call(f"{of}-{status}", parent_call_sid=of, status=status, **sides) | facts


def test_a_folder_with_more_files_than_any_export_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "MOST_FILES", 1)
    for n in range(2):
        (tmp_path / f"{n}.json").write_text(json.dumps(twilio_call(f"CA{n}")), encoding="utf-8")
    assert "more files than any export" in (read_path(tmp_path, options()).error or "")


def test_a_twilio_call_was_answered_where_a_telephone_was(read):
    reading = read(
        {
            "calls": [
                child("CA1", "no-answer"),
                twilio_call("CA1"),
                child("CA1", "completed", duration="31"),
                twilio_call("CA2"),
                child("CA2", "busy"),
                twilio_call("CA3", status="no-answer"),
                twilio_call("CA4", status="canceled"),
                twilio_call("CA5", direction="outbound-api"),
                twilio_call("CA6", status="in-progress"),
                child("CA9", "completed"),
            ]
        }
    )
    assert outcomes(reading) == [
        ("inbound", "answered"),
        ("inbound", "unattended"),
        ("inbound", "missed"),
        ("inbound", "missed"),
        ("outbound", "answered"),
        ("outbound", "answered"),
    ]
    assert (reading.units[0].talk_seconds, len(reading.units[0].legs)) == (31, 3)
    assert reading.skipped == [("calls[8]", "the call was still going on when it was exported: the next export has it")]


def test_recordings_and_transcriptions_join_their_call_in_one_folder(tmp_path: Path):
    recording = sample("phone/twilio/recordings_readFull.json")
    recording["recordings"][0] |= {"call_sid": "CA2", "source": "RecordVerb", "duration": "12"}
    transcription = sample("phone/twilio/transcriptions_readFull.json")
    transcription["transcriptions"][0]["transcription_text"] = "please call 585 555 0177"
    for name, content in {"a": {"calls": [twilio_call("CA2")]}, "b": recording, "c": transcription}.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "notes").write_text("not of Twilio", encoding="utf-8")
    reading = read_path(tmp_path, options())
    (unit,) = reading.units
    assert (reading.preset, reading.rows, unit.outcome, unit.talk_seconds) == ("twilio", 3, "voicemail", 12)
    assert (unit.request, unit.offered_phones) == ("please call 585 555 0177", ("+15855550177",))
    assert reading.skipped == [("notes", "it is no list of Twilio's: take it in by itself")]


def test_a_list_that_is_broken_and_how_others_were_read_are_told_of_a_folder(tmp_path: Path):
    made = json.dumps({"calls": [twilio_call("CA1", status="busy", caller_name="Señora")]}, ensure_ascii=False)
    (tmp_path / "a.json").write_bytes(made.encode("cp1252"))
    (tmp_path / "b.json").write_text('{"calls": [', encoding="utf-8")
    (tmp_path / "c.json").write_text('{"theme": ', encoding="utf-8")
    reading = read_path(tmp_path, options())
    assert reading.notes == ["a.json: not UTF-8: read as Windows-1252 (Western European)"]
    assert reading.rejected == [("b.json", "b.json is not whole JSON (line 1): export it again")]
    assert reading.skipped == [("c.json", "it is no list of Twilio's: take it in by itself")]


def test_a_file_of_a_folder_is_parsed_once_whoever_looks_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "a.json").write_text(json.dumps({"records": [ringcentral_call()]}), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps({"theme": "dark"}), encoding="utf-8")
    parsed: list[str] = []
    monkeypatch.setattr(source, "_documents", lambda of: parsed.append(of.path.name) or DOCUMENTS(of))
    assert len(read_path(tmp_path, options()).units) == 1
    assert parsed == ["a.json"]


def test_lists_given_one_by_one_are_read_together_and_told_apart(tmp_path: Path):
    recording = sample("phone/twilio/recordings_readFull.json")
    recording["recordings"][0] |= {"call_sid": "CA2", "source": "RecordVerb", "duration": "12"}
    lists = ({"calls": [twilio_call("CA2")]}, {"calls": [twilio_call("CA2"), twilio_call("CA3")]}, recording)
    paths = [tmp_path / f"{n}.json" for n in range(3)]
    for path, content in zip(paths, lists, strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")
    made = planned(*paths).documents()
    assert [document["rows"] for document in made] == [1, 2, 1]
    assert [document["voicemails"] for document in made] == [1, 0, 0]
    assert [document["skipped"] for document in made] == [
        [], [{"line": "calls[0]", "reason": "the same record as 0.json: calls[0]"}], [],
    ]  # fmt: skip


def test_a_bulk_export_is_one_call_a_line(read):
    calls = [twilio_call("CA1", status="no-answer"), twilio_call("CA2", start_time="2026-03-09T13:00:00Z")]
    reading = read(*calls)
    assert [unit.line for unit in reading.units] == ["1", "2"]
    assert reading.units[1].at.isoformat() == "2026-03-09T13:00:00+00:00"


def test_calls_that_name_each_other_as_parents_end(read):
    one, other = child("CA2", "busy", sid="CA1"), child("CA1", "busy", sid="CA2")
    assert len(read({"calls": [one, other]}).units) == 1


# Zoom, Dialpad, Quo, Vonage


def test_zooms_newer_history_is_read_alike(read):
    record = {
        "id": "h1", "call_id": "7", "direction": "inbound", "start_time": "2026-03-09T12:01:10Z", "duration": 0,
        "caller_did_number": "+15855550101", "caller_name": "GARCIA MARIA", "callee_ext_number": "800",
        "callee_name": "Front Desk", "connect_type": "external",
    }  # fmt: skip
    words = {"no_answer": "missed", "voicemail": "voicemail", "answered": "answered", "hang_up": "missed",
             "call_cancel": "missed", "rejected": "missed"}  # fmt: skip
    records = [record | {"call_id": word, "call_result": word} for word in words]
    reading = read({"call_logs": records, "next_page_token": ""})
    assert reading.preset == "zoom-phone"
    assert outcomes(reading) == [("inbound", outcome) for outcome in words.values()]
    assert {unit.number for unit in reading.units} == {"+15855550101"}


def test_zoom_records_of_one_call_are_its_legs(read):
    first, *_ = sample("constructed/phone/zoom_phone_call_logs.json")["call_logs"]
    reading = read({"call_logs": [first, first | {"id": "z9", "result": "Answered by Other", "path": "extension"}]})
    assert outcomes(reading) == [("inbound", "answered")]
    assert len(reading.units[0].legs) == 2


def test_dialpad_lists_and_states(read):
    call = sample("phone/dialpad/call_get_example.json") | {"entry_point_call_id": None}
    missed = call | {"call_id": "1", "date_connected": None, "state": "hangup"}
    left = call | {"call_id": "2", "date_connected": None, "state": "voicemail", "transcription_text": "call me"}
    ours = call | {"call_id": "3", "direction": "outbound", "duration": 65000.5}
    reading = read({"items": [missed, left, ours], "cursor": ""})
    assert outcomes(reading) == [("inbound", "missed"), ("inbound", "voicemail"), ("outbound", "answered")]
    assert (reading.units[1].request, reading.units[2].talk_seconds) == ("call me", 65)


def quo_call(**facts: Any) -> dict[str, Any]:
    return {
        "id": "AC1", "object": "call", "direction": "incoming", "from": "+15855550101", "to": "+15855550100",
        "status": "completed", "createdAt": "2026-03-09T12:01:10.000Z", "answeredAt": None, "phoneNumberId": "PN1",
        "completedAt": "2026-03-09T12:01:40.000Z", "duration": 30, "userId": "US1",
    } | facts  # fmt: skip


def test_quo_calls_and_events(read):
    answered = quo_call(id="AC2", answeredAt="2026-03-09T12:01:20.000Z")
    left = quo_call(id="AC3", voicemail={"duration": 9, "transcript": "call me"})
    several = quo_call(id="AC4", direction="outgoing", participants=["+15855550100", "+15855550102"])
    for side in ("from", "to"):
        del several[side]
    event = {"id": "EV1", "type": "call.completed", "data": {"object": quo_call(id="AC5", status="no-answer")}}
    listed = {"data": [quo_call(), answered, left, several], "totalItems": 4}
    reading = read(listed, {"object": event}, own_numbers=("+15855550100",))
    assert reading.preset == "quo"
    assert outcomes(reading) == [
        ("inbound", "missed"), ("inbound", "answered"), ("inbound", "voicemail"), ("outbound", "answered"),
        ("inbound", "missed"),
    ]  # fmt: skip
    assert reading.units[2].request == "call me"
    assert reading.units[3].number == "+15855550102"


def test_vonage_pages_are_read_and_their_times_are_utc(read):
    record = {
        "id": "v1", "from": "5855550101", "to": "5855550100", "direction": "Inbound", "length": 12, "result": "Missed",
        "start": "2026-03-09 12:01:10", "end": "2026-03-09 12:01:22", "recorded": False, "source_user": None,
        "destination_user": "front", "destination_extension": "201",
    }  # fmt: skip
    reading = read({"_embedded": {"call_logs": [record, record | {"id": "v2", "result": "VOICEMAIL"}]}, "page": 1})
    assert reading.preset == "vonage-business"
    assert outcomes(reading) == [("inbound", "missed"), ("inbound", "voicemail")]
    assert reading.units[0].at.isoformat() == "2026-03-09T12:01:10+00:00"
    assert reading.notes == []


# All of them


def test_pages_that_were_put_together_are_read_and_a_call_on_two_of_them_counts_once(read):
    page = {"records": [ringcentral_call()], "paging": {"page": 1}}
    other = {"records": [ringcentral_call(), ringcentral_call(sessionId="1002")], "paging": {"page": 2}}
    assert len(read([page, other]).units) == 2
    assert len(read(page, other).units) == 2


def test_what_is_no_record_is_rejected_and_the_others_stand(read):
    reading = read({"records": [None, 7, "x", [], ringcentral_call(startTime=None), ringcentral_call()]})
    assert len(reading.units) == 1
    assert [fault.line for fault in reading.rejected] == [f"records[{n}]" for n in range(5)]


@pytest.mark.parametrize(
    "empty",
    [
        {"records": [], "uri": "https://platform.ringcentral.com/restapi/v1.0/account/~/call-log?page=1"},
        {"records": [], "uri": "https://platform.ringcentral.com/restapi/v1.0/account/~/extension/~/message-store"},
        {"call_logs": [], "next_page_token": ""},
        {"calls": [], "first_page_uri": "/2010-04-01/Accounts/AC1/Calls.json", "page": 0},
        {"_embedded": {"call_logs": []}, "page": 1},
    ],
)
def test_a_page_without_calls_is_an_export_without_calls(read, empty: dict[str, Any]):
    reading = read(empty)
    assert (reading.error, reading.rows, reading.units) == (None, 0, [])


def test_ids_and_names_that_no_ledger_takes_are_made_storable(read):
    reading = read({"records": [ringcentral_call(sessionId="\ud800\x00", result="\udfff")]})
    assert reading.units[0].source_key.isprintable()
    reading.units[0].source_key.encode()
