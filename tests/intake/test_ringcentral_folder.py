"""A folder of RingCentral's pages is one export: in any order, and what stands on two pages once."""

import json
from itertools import permutations
from pathlib import Path
from typing import Any

from callback_desk.intake.reading import read_path
from tests.intake.desk import Ledger, options, take_in
from tests.intake.test_phone_services import outcomes, ringcentral_call, ringcentral_message


def call(number: int, **facts: Any) -> dict[str, Any]:
    """One of many calls, a minute apart."""
    sides = {"from": {"phoneNumber": f"+158555501{number:02}"}}
    return ringcentral_call(
        id=f"c{number}", sessionId=f"10{number:02}", startTime=f"2026-03-09T12:{number:02}:10.000Z", **sides, **facts
    )


def page(number: int, *records: dict[str, Any], of: int = 3) -> dict[str, Any]:
    uri = f"https://platform.ringcentral.com/restapi/v1.0/account/~/call-log?page={number}"
    return {"uri": uri, "records": list(records), "paging": {"page": number, "totalPages": of, "perPage": 100}}


def folder(at: Path, *documents: Any) -> Path:
    """The documents as files, named in the order in which they are given."""
    at.mkdir()
    for n, document in enumerate(documents):
        (at / f"calls_{n}.json").write_text(json.dumps(document), encoding="utf-8")
    return at


def read(at: Path, **said: Any):
    return read_path(at, options(**said))


PAGES = (
    page(1, call(5), call(4), call(3, result="Accepted")),
    page(2, call(3, result="Accepted"), call(2, result="Voicemail")),
    page(3, call(1)),
)


def test_pages_in_any_order_are_one_document_with_each_call_once(tmp_path: Path):
    found = []
    for n, order in enumerate(permutations(PAGES)):
        reading = read(folder(tmp_path / str(n), *order))
        assert (reading.error, reading.preset, reading.rows, reading.notes) == (None, "ringcentral", 6, [])
        assert len(reading.skipped) == 1
        assert "the same record as calls_" in reading.skipped[0].reason
        found.append([unit._replace(line="") for unit in reading.units])
    assert all(units == found[0] for units in found)
    assert [outcome for _, outcome in outcomes(read(tmp_path / "0"))] == [
        *("missed", "voicemail", "answered", "missed", "missed"),
    ]


def test_each_contact_says_of_which_page_it_is(tmp_path: Path):
    reading = read(folder(tmp_path / "pages", *PAGES))
    assert {unit.line for unit in reading.units} >= {"calls_2.json: records[0]", "calls_0.json: records[1]"}
    assert set(reading.inside) == {"calls_0.json", "calls_1.json", "calls_2.json"}


def test_a_voicemail_of_the_log_and_its_message_are_one_contact(tmp_path: Path):
    logged = ringcentral_call(result="Voicemail", message={"id": "77", "type": "VoiceMail"})
    at = folder(tmp_path / "both", {"records": [ringcentral_message()]}, {"records": [logged]})
    reading = read(at)
    assert outcomes(reading) == [("inbound", "voicemail")]
    assert reading.rows == 2
    ledger = Ledger()
    [document] = take_in(ledger, at)
    assert (document["rows"], document["voicemails"], document["new_callbacks"]) == (2, 1, 1)
    assert [one["already_known"] for one in take_in(ledger, *sorted(at.iterdir()))] == [1, 1]


def test_a_page_that_is_not_there_and_one_that_is_broken_are_told(tmp_path: Path):
    at = folder(tmp_path / "torn", PAGES[0], PAGES[2])
    (at / "calls_9.json").write_text('{"records": [', encoding="utf-8")
    (at / "readme.txt").write_text("made on Monday", encoding="utf-8")
    reading = read(at)
    assert reading.notes == ["of the call log's 3 pages these are not in the folder: 2"]
    assert [fault.line for fault in reading.rejected] == ["calls_9.json"]
    assert [(fault.line, fault.reason) for fault in reading.skipped] == [
        ("readme.txt", "it is no list of RingCentral's: take it in by itself")
    ]


def test_a_folder_of_something_else_is_refused_as_before(tmp_path: Path):
    reading = read(folder(tmp_path / "other", {"records": [{"a": 1}]}), preset="ringcentral")
    assert reading.error is not None
    assert "does not look like ringcentral" in reading.error


def test_how_a_page_was_read_is_told_with_its_name(tmp_path: Path):
    at = folder(tmp_path / "pages", page(1, call(1), of=1))
    named = json.dumps({"records": [call(2, to={"name": "Señora"})]}, ensure_ascii=False)
    (at / "old.json").write_bytes(named.encode("cp1252"))
    assert read(at).notes == ["old.json: not UTF-8: read as Windows-1252 (Western European)"]
    for n in range(6):
        (at / f"old{n}.json").write_bytes(named.encode("cp1252"))
    [note] = read(at).notes
    assert note.startswith("old.json, old0.json, old1.json, old2.json, old3.json and 2 more: not UTF-8")
