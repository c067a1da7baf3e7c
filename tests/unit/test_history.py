"""A callback's history told: every kind of entry in one sentence, every note as a document."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given

from callback_desk.domain import entry_words, history
from callback_desk.domain.codes import (
    Channel,
    CloseResult,
    Disposition,
    Result,
    Stream,
)
from callback_desk.domain.entries import (
    PAYLOADS,
    VERSION,
    Appointment,
    Entry,
    Noted,
    Payload,
    Received,
    payload_data,
)
from callback_desk.domain.fold import fold
from callback_desk.domain.text import clean_line
from tests.unit.strategies import ledgers
from tests.unit.told_entries import EXAMPLES, KIND_OF, NOON, POLICY, TODAY, TUESDAY, TURN, ZONE


def entry(payload: Payload | None, seq: int = 1, **changed: Any) -> Entry:
    """An entry of Maria's at noon."""
    known: dict[str, Any] = {
        "replica_id": "0a" * 16,
        "seq": seq,
        "stream": Stream.CALLBACK,
        "subject_id": "c",
        "kind": "noted" if payload is None else KIND_OF[type(payload)],
        "v": VERSION,
        "hlc": f"{seq:08d}",
        "wall_at": NOON,
        "person_id": "maria",
        "role": "assistant",
        "policy": "",
        "seen": {},
        "payload": None if payload is None else payload_data(payload),
    }
    return Entry(**{**known, **changed})


def test_the_examples_are_of_every_kind():
    assert set(EXAMPLES) == set(PAYLOADS)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_each_kind_is_told_in_one_sentence(kind):
    payload, words = EXAMPLES[kind]
    assert (
        entry_words.in_words(entry(payload), POLICY, ZONE, attempt=1 if kind == "noted" else None, today=TODAY) == words
    )


def test_another_day_is_named():
    told = entry_words.in_words(entry(EXAMPLES["claimed"][0]), POLICY, ZONE, today=date(2026, 11, 24))
    assert told == "Mon 23 Nov 12:10 María Santos: took it"
    assert entry_words.in_words(entry(EXAMPLES["claimed"][0]), POLICY, ZONE) == told
    years_later = entry_words.in_words(entry(EXAMPLES["claimed"][0]), POLICY, ZONE, today=date(2028, 1, 3))
    assert years_later == "Mon 23 Nov 2026 12:10 María Santos: took it"


def test_a_note_tells_what_came_of_it():
    booked = Noted(
        disposition=Disposition.REACHED,
        result=Result.BOOKED,
        request="first visit, cardiology",
        appointment=Appointment(at=datetime(2026, 12, 2, 20, 40, tzinfo=UTC), with_whom="Dr. Hale"),
    )
    assert entry_words.in_words(entry(booked), POLICY, ZONE, today=TODAY) == (
        "12:10 María Santos: reached, booked Wed 2 Dec 15:40 · Dr. Hale: first visit, cardiology"
    )


def test_a_callback_added_by_hand_says_by_whom():
    by_hand = Received(channel=Channel.BY_HAND, at=NOON, turn=TURN)
    assert entry_words.in_words(entry(by_hand), POLICY, ZONE, today=TODAY) == "12:10 María Santos: added by hand"


def test_what_was_removed_or_is_newer_says_so():
    assert entry_words.in_words(entry(None), POLICY, ZONE, today=TODAY) == (
        "12:10 María Santos: what this noted entry held was removed"
    )
    newer = entry(EXAMPLES["claimed"][0], v=VERSION + 1)
    unknown = entry(EXAMPLES["claimed"][0], kind="dreamt")
    for strange in (newer, unknown):
        assert "a newer version of the desk wrote this" in entry_words.in_words(strange, POLICY, ZONE)


def test_a_person_who_left_is_told_by_their_id():
    assert "gone: took it" in entry_words.in_words(entry(EXAMPLES["claimed"][0], person_id="gone"), POLICY, ZONE)


def test_attempts_are_numbered_as_the_fold_counts_them():
    no_answer = EXAMPLES["noted"][0]
    entries = [
        entry(EXAMPLES["received"][0], 1),
        entry(no_answer, 2),
        entry(no_answer, 3)._replace(payload=None),
        entry(no_answer, 4, v=VERSION + 1),
        entry(no_answer, 5),
    ]
    callback = fold("c", entries)
    told = history.lines(callback, POLICY, ZONE, today=TODAY)
    assert [("(try 1)" in words, "(try 2)" in words) for words in told][1:] == [
        (True, False),
        (False, False),
        (False, False),
        (False, True),
    ]
    assert [note["attempt"] for note in history.notes(callback, POLICY)] == [1, None, None, 2]
    assert callback.attempts == 2


def test_a_note_is_a_document_with_the_keys_of_its_json():
    noted = Noted(
        disposition=Disposition.REACHED,
        result=Result.HANDED_OVER,
        identified_by=("name", "phone"),
        request="asks for\nher records",
        turn=TURN.model_copy(update={"owner": "person:ben"}),
        confirmed=("number",),
        understood=True,
        seconds=65,
    )
    [document] = history.notes(fold("c", [entry(noted)]), POLICY)
    assert json.loads(json.dumps(document)) == {
        "noted_at": "2026-11-23T12:10:00-05:00",
        "by": "María Santos",
        "attempt": 1,
        "representative": None,
        "disposition": "reached",
        "result": "handed-over",
        "spoke_with": None,
        "close_result": None,
        "request": "asks for\nher records",
        "told": None,
        "language": None,
        "remark": None,
        "identified_by": ["name", "phone"],
        "confirmed": ["number"],
        "steps": [],
        "exceptions": [],
        "understood": True,
        "open": True,
        "next_action": "call · 2nd try",
        "owner": "Ben Ode",
        "due_at": "2026-11-24T12:10:00-05:00",
        "appointment": None,
        "seconds": 65,
        "redacted": False,
        "newer": False,
        "undone": False,
    }


def test_a_closing_note_has_no_next_owner_and_a_removed_one_has_nothing_but_its_place():
    appointment = Appointment(at=TUESDAY, kind="new patient")
    closing = Noted(
        disposition=Disposition.REACHED, open=False, close_result=CloseResult.BOOKED, appointment=appointment
    )
    removed = entry(closing, 2)._replace(payload=None)
    first, second = history.notes(fold("c", [entry(closing), removed]), POLICY)
    assert (first["open"], first["close_result"], first["owner"], first["due_at"]) == (
        False,
        "booked",
        None,
        None,
    )
    assert first["appointment"] == {"at": "2026-11-24T12:10:00-05:00", "with": None, "kind": "new patient"}
    assert second["redacted"]
    assert second["open"] is second["disposition"] is second["request"] is None
    assert second["by"] == "María Santos"


@given(ledgers())
def test_any_ledger_is_told_line_by_line_fit_to_be_shown(entries):
    callback = fold("c", entries)
    told = history.lines(callback, POLICY, ZONE)
    assert len(told) == len(callback.history)
    for line in told:
        assert clean_line(line) == line
        assert "None" not in line
        assert not line.endswith(":")
    json.dumps(history.notes(callback, POLICY))
