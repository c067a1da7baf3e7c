"""Exports that overlap have a record in several states: its last one counts, in whatever order and files they come."""

import json
from collections.abc import Iterable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.intake.reading import read_path
from callback_desk.intake.units import FileReading
from tests.intake.desk import Ledger, options, take_in
from tests.intake.test_any_parts import put_together
from tests.intake.test_phone_services import outcomes, ringcentral_call, ringcentral_message, twilio_call

GOING_ON = "the call was still going on when it was exported: the next export has it"
LEFT_MESSAGE = {"result": "Voicemail", "message": {"id": "77", "type": "VoiceMail"}}

Record = dict[str, Any]


def call(result: str, **facts: Any) -> Record:
    return ringcentral_call(result=result, **facts)


def fax(**facts: Any) -> Record:
    return ringcentral_message(**{"type": "Fax", "faxPageCount": 1} | facts)


def files(at: Path, records: Iterable[Record], name: str = "records") -> list[Path]:
    """Each record as a page by itself, the files named in the order in which the records are given."""
    at.mkdir()
    paths = []
    for n, record in enumerate(records):
        paths.append(at / f"{n}.json")
        paths[-1].write_text(json.dumps({name: [record]}), encoding="utf-8")
    return paths


def in_one_file(at: Path, records: Iterable[Record]) -> Path:
    """The records as pages one after another."""
    at.write_text("\n".join(json.dumps({"records": [record]}) for record in records), encoding="utf-8")
    return at


def callbacks(*intakes: list[Path]) -> int:
    """How many callbacks are open after these intakes."""
    ledger = Ledger()
    for paths in intakes:
        take_in(ledger, *paths)
    return len(ledger.open)


def what_counts(reading: FileReading) -> list[Any]:
    """What a reading has of the records, but not of which file."""
    return [unit._replace(line="") for unit in reading.units]


STATES = {
    "under way, then missed": (call("In Progress", duration=0), call("Missed", duration=31)),
    "under way for long, then missed": (call("In Progress", duration=90), call("Missed", duration=31)),
    "through the menu, then missed": (call("Accepted", duration=0), call("Missed", duration=31)),
    "under way, then a message": (call("In Progress", duration=0), call("Voicemail") | LEFT_MESSAGE),
    "a voicemail, then heard": (
        ringcentral_message(lastModifiedTime="2026-03-09T12:01:40.000Z"),
        ringcentral_message(lastModifiedTime="2026-03-09T12:01:41.000Z", readStatus="Read"),
    ),
    "a voicemail, then transcribed": (
        ringcentral_message(lastModifiedTime="2026-03-09T12:02:00.000Z", vmTranscriptionStatus="InProgress"),
        ringcentral_message(lastModifiedTime="2026-03-09T12:03:00.000Z", vmTranscriptionStatus="Completed"),
    ),
    "a fax, then all of its pages": (fax(), fax(readStatus="Read", faxPageCount=3)),
}


@pytest.mark.parametrize("told", STATES.values(), ids=STATES.keys())
def test_two_states_of_a_record_are_one_callback_whatever_files_they_are_in(tmp_path: Path, told: tuple[Record, ...]):
    for n, order in enumerate(permutations(told)):
        paths = files(tmp_path / str(n), order)
        assert callbacks([tmp_path / str(n)]) == 1
        assert callbacks([in_one_file(tmp_path / f"{n}.jsonl", order)]) == 1
        assert callbacks(paths) == 1
        assert callbacks(*([path] for path in paths)) == 1


@pytest.mark.parametrize("told", STATES.values(), ids=STATES.keys())
def test_of_two_states_on_one_list_the_last_one_counts_and_the_other_is_skipped(
    tmp_path: Path, told: tuple[Record, ...]
):
    alone = read_path(in_one_file(tmp_path / "last.json", told[-1:]), options())
    for n, order in enumerate(permutations(told)):
        files(tmp_path / str(n), order)
        for path in (tmp_path / str(n), in_one_file(tmp_path / f"{n}.jsonl", order)):
            reading = read_path(path, options())
            assert what_counts(reading) == what_counts(alone)
            assert (reading.rows, reading.rejected) == (2, [])
            [(_, reason)] = reading.skipped
            assert reason.startswith("an earlier state of the record at ")


def test_the_time_of_the_change_says_which_state_is_the_last(tmp_path: Path):
    earlier, later = "2026-03-09T12:05:00.000Z", "2026-03-09T08:06:00.000-04:00"
    told = [call("Missed", lastModifiedTime=earlier), call("Accepted", duration=5, lastModifiedTime=later)]
    for n, order in enumerate(permutations(told)):
        files(tmp_path / str(n), order)
        assert outcomes(read_path(tmp_path / str(n), options())) == [("inbound", "answered")]


def test_a_call_that_is_over_is_not_under_way_again(tmp_path: Path):
    told = [call("Missed"), call("In Progress", duration=99, lastModifiedTime="2026-03-09T12:05:00.000Z")]
    files(tmp_path / "pages", told)
    assert outcomes(read_path(tmp_path / "pages", options())) == [("inbound", "missed")]


def test_states_that_nothing_tells_apart_are_called_back(tmp_path: Path):
    for n, order in enumerate(permutations([call("Missed"), call("Accepted")])):
        files(tmp_path / str(n), order)
        assert outcomes(read_path(tmp_path / str(n), options())) == [("inbound", "missed")]


def test_a_call_under_way_is_skipped_and_a_telephone_that_still_rings_is_not_picked_up(tmp_path: Path):
    menu = {"master": True, "legType": "Accept", "result": "Accepted"}
    rings = call("Accepted", sessionId="1002", legs=[menu, {"legType": "FindMe", "result": "In Progress"}])
    reading = read_path(in_one_file(tmp_path / "log", [call("InProgress"), call("Ringing", id="a2"), rings]), options())
    assert outcomes(reading) == [("inbound", "unattended")]
    assert [fault.reason for fault in reading.skipped] == [GOING_ON, GOING_ON]
    assert reading.notes == []


def test_records_of_one_call_that_are_not_one_record_stay_its_legs(tmp_path: Path):
    told = [call("Missed"), call("Accepted", id="a2", duration=60)]
    for n, order in enumerate(permutations(told)):
        files(tmp_path / str(n), order)
        reading = read_path(tmp_path / str(n), options())
        assert outcomes(reading) == [("inbound", "answered")]
        assert (len(reading.units[0].legs), reading.skipped) == (2, [])


def test_other_calls_under_an_id_that_is_the_same_for_all_are_calls_of_their_own(tmp_path: Path):
    told = [call("Missed", sessionId=f"10{n}", id="hidden") for n in range(3)]
    files(tmp_path / "pages", told)
    assert len(read_path(tmp_path / "pages", options()).units) == 3


@pytest.mark.parametrize("last", ["no-answer", "completed"])
def test_a_call_of_twilios_that_an_earlier_list_has_under_way_counts_as_it_ended(tmp_path: Path, last: str):
    told = [twilio_call("CA1", status="in-progress", duration=None), twilio_call("CA1", status=last)]
    for n, order in enumerate(permutations(told)):
        paths = files(tmp_path / str(n), order, "calls")
        reading = read_path(tmp_path / str(n), options())
        assert len(reading.units) == len(reading.skipped) == 1
        assert reading.skipped[0].reason.startswith("an earlier state of the record at ")
        assert callbacks([tmp_path / str(n)]) == callbacks(paths) == callbacks(*([path] for path in paths)) == 1


def test_a_transcription_that_two_lists_have_is_read_once(tmp_path: Path):
    account = {"account_sid": "AC1", "api_version": "2010-04-01"}
    recording = account | {"sid": "RE1", "call_sid": "CA1", "source": "RecordVerb", "duration": "12"}
    ready = account | {"sid": "TR1", "recording_sid": "RE1", "status": "completed", "transcription_text": "please call"}
    begun = ready | {"status": "in-progress", "transcription_text": None}
    for n, order in enumerate(permutations([ready, begun, dict(ready)])):
        folder = tmp_path / str(n)
        files(folder, order, "transcriptions")
        for name, record in {"calls": twilio_call("CA1"), "recordings": recording}.items():
            (folder / name).write_text(json.dumps({name: [record]}), encoding="utf-8")
        [unit] = read_path(folder, options()).units
        assert unit.request == "please call"


CALLS = st.builds(
    lambda number, result, duration, modified, message: call(
        result, id=f"a{number}", sessionId=f"{number % 2}", duration=duration, **modified, **message
    ),
    st.integers(0, 2),
    st.sampled_from(["In Progress", "Missed", "Accepted", "Voicemail", "Blocked"]),
    st.integers(0, 2),
    st.sampled_from([{}, *({"lastModifiedTime": f"2026-03-09T12:0{n}:00.000Z"} for n in range(2))]),
    st.sampled_from([{}, {"message": {"id": 77, "type": "VoiceMail"}}]),
)
KINDS = {77: "VoiceMail", 78: "Fax", 79: "SMS"}
MESSAGES = st.builds(
    lambda number, status, pages: ringcentral_message(
        id=number, type=KINDS[number], readStatus=status, faxPageCount=pages
    ),
    st.sampled_from(list(KINDS)),
    st.sampled_from(["Unread", "Read"]),
    st.integers(1, 2),
)
NAMELESS = st.builds(
    lambda message, facts: {name: value for name, value in (message | facts).items() if name != "id"},
    MESSAGES,
    st.sampled_from([{}, {"subject": "call me"}]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(CALLS, MESSAGES, NAMELESS), min_size=2, max_size=6), st.randoms())
def test_pages_in_any_order_are_the_same_whatever_states_they_have(tmp_path_factory, told: list[Record], chance):
    found = []
    for _ in range(2):
        at = tmp_path_factory.mktemp("states")
        files(at / "pages", told)
        found.append(what_counts(read_path(at / "pages", options())))
        chance.shuffle(told)
    assert found[0] == found[1]


def callers(ledger: Ledger) -> set[frozenset[str]]:
    """The records of each callback; one that said more when it came again is one."""
    return {frozenset(key.partition("@")[0] for key in keys) for keys in put_together(ledger)}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(CALLS, MESSAGES), min_size=2, max_size=5), st.randoms())
def test_files_with_any_states_in_any_order_are_the_same_callers(tmp_path_factory, told: list[Record], chance):
    at = tmp_path_factory.mktemp("states")
    paths = files(at / "pages", told)
    found = []
    for _ in range(2):
        one_by_one, at_once = Ledger(), Ledger()
        for path in paths:
            take_in(one_by_one, path)
        take_in(at_once, *paths)
        found += [callers(one_by_one), callers(at_once)]
        chance.shuffle(paths)
    assert all(each == found[0] for each in found)
