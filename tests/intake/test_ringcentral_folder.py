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


def of_list(query: str, number: int, *records: dict[str, Any], of: int, **counts: int) -> dict[str, Any]:
    """A page of the list that was asked for with this query."""
    made = page(number, *records, of=of)
    return made | {"uri": f"{made['uri']}&{query}", "paging": made["paging"] | counts}


def told_of(at: Path, *documents: Any) -> list[str]:
    return read(folder(at, *documents)).notes


def test_each_of_two_lists_is_counted_by_itself(tmp_path: Path):
    january = of_list("dateFrom=2026-01-01", 1, call(1), of=2)
    february = of_list("dateFrom=2026-02-01", 2, call(2), of=2)
    assert told_of(tmp_path / "two", january, february) == [
        "of the call log's 2 pages (the list with calls_0.json) these are not in the folder: 2",
        "of the call log's 2 pages (the list with calls_1.json) these are not in the folder: 1",
    ]
    whole = of_list("dateFrom=2026-01-01", 2, call(0), of=2)
    assert told_of(tmp_path / "one_is_whole", january, february, whole) == [
        "of the call log's 2 pages (the list with calls_1.json) these are not in the folder: 1"
    ]


def test_lists_without_an_address_are_told_apart_by_their_totals(tmp_path: Path):
    pages = [of_list("", n, call(n), of=2, totalElements=100 + n) for n in (1, 2)]
    for each in pages:
        del each["uri"]
    assert len(told_of(tmp_path / "two", *pages)) == 2


SEVERAL = "the call log's pages are of several lists ({}): one may lack pages that another has"


def test_lists_that_cannot_be_told_apart_are_said_to_be_several(tmp_path: Path):
    whole = [page(n, call(9 - n)) for n in (1, 2, 3)]
    twice = SEVERAL.format("page 1 is there more than once")
    assert told_of(tmp_path / "twice", *whole, page(1, call(9), of=5)) == [
        "of the call log's 5 pages these are not in the folder: 4, 5",
        twice,
    ]
    assert told_of(tmp_path / "again", *whole, page(1, call(9))) == [twice]
    assert told_of(tmp_path / "copied", *whole, whole[0]) == []
    totals = [of_list("", n, call(9 - n), of=2, totalElements=100 + n) for n in (1, 2)]
    assert told_of(tmp_path / "totals", *totals) == [SEVERAL.format("their totals differ")]
    newer = [page(1, call(1), of=2), page(2, call(2), of=2)]
    assert told_of(tmp_path / "newer", *newer) == [SEVERAL.format("a later page has newer records")]


def test_a_count_of_pages_that_is_none_is_passed_over(tmp_path: Path):
    odd = ["9" * 5000, "10001", "-1", "1.5", "²", None, {}, []]
    for n, count in enumerate(odd):
        reading = read(folder(tmp_path / str(n), page(1, call(1)) | {"paging": {"page": 1, "totalPages": count}}))
        assert (reading.error, reading.notes, len(reading.units)) == (None, [], 1)


def test_how_a_page_was_read_is_told_with_its_name(tmp_path: Path):
    at = folder(tmp_path / "pages", page(1, call(1), of=1))
    named = json.dumps({"records": [call(2, to={"name": "Señora"})]}, ensure_ascii=False)
    (at / "old.json").write_bytes(named.encode("cp1252"))
    assert read(at).notes == ["old.json: not UTF-8: read as Windows-1252 (Western European)"]
    for n in range(6):
        (at / f"old{n}.json").write_bytes(named.encode("cp1252"))
    [note] = read(at).notes
    assert note.startswith("old.json, old0.json, old1.json, old2.json, old3.json and 2 more: not UTF-8")
