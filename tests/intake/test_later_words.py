"""A transcript comes minutes after its call: what the patient said is never known before anybody could read it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.intake.plan import plan
from callback_desk.intake.planned import Plan
from callback_desk.intake.units import FileReading, Unit
from tests.intake.desk import NEW_YORK, Ledger

NINE = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
ANA, BEN = "+15855550101", "+15855550102"
PAIN = "I have chest pain"


def call(words: str | None = None, number: str | None = ANA, **facts: Any) -> Unit:
    facts = {"line": "2", "outcome": "voicemail", **facts}
    return Unit("phone:C1", "call", at=NINE, number=number, request=words, **facts)


def planned(ledger: Ledger, *files: Unit) -> Plan:
    readings = [FileReading(f"{n}.csv", "table", rows=1, units=[unit]) for n, unit in enumerate(files)]
    return plan(readings, ledger, zone=NEW_YORK, talk_seconds=20)


def taken(ledger: Ledger, *files: Unit) -> Plan:
    made = planned(ledger, *files)
    ledger.apply(made)
    return made


def test_words_that_come_later_go_to_the_callback_of_their_call_and_are_told_of():
    ledger = Ledger()
    (first,) = taken(ledger, call()).contacts
    made = taken(ledger, call(PAIN))
    (later,) = made.contacts
    assert (later.callback_id, later.is_new, later.unit.request) == (first.callback_id, False, PAIN)
    assert later.unit.version_key is not None, "a later state of the contact, not one more"
    (document,) = made.documents()
    assert (document["joined"], document["already_known"]) == (1, 0)
    assert "known before without these words of the patient" in document["notes"][0]
    assert document["notes"][0].endswith(": 2")


def test_the_same_words_again_and_the_file_from_before_them_are_known():
    ledger = Ledger()
    for file in (call(), call(PAIN)):
        taken(ledger, file)
    for file in (call(), call(PAIN), call(f"  {PAIN}\n"), call("chest pain")):
        assert planned(ledger, file).contacts == []


@pytest.mark.parametrize("files", [(call(), call(PAIN)), (call(PAIN), call())])
def test_both_files_in_one_intake_are_one_contact_with_its_words(files: tuple[Unit, ...]):
    ledger = Ledger()
    made = taken(ledger, *files)
    assert sum(contact.is_new for contact in made.contacts) == len(ledger.open) == 1
    assert PAIN in [contact.unit.request for contact in made.contacts]
    assert planned(ledger, *files).contacts == []


def test_words_for_a_closed_callback_open_one_that_comes_after_it():
    ledger = Ledger()
    (first,) = taken(ledger, call(number=None)).contacts
    ledger.close(first.callback_id)
    (later,) = taken(ledger, call(PAIN, number=None)).contacts
    assert later.is_new
    assert later.follows == first.callback_id != later.callback_id
    assert planned(ledger, call(PAIN, number=None)).contacts == []


def test_an_id_that_came_with_another_number_is_another_callers():
    ledger = Ledger()
    (first,) = taken(ledger, call("Please call")).contacts
    (other,) = taken(ledger, call(PAIN, BEN)).contacts
    assert other.is_new
    assert other.callback_id != first.callback_id
    assert other.follows is None
    assert planned(ledger, call(PAIN, BEN)).contacts == []


def test_a_call_without_words_again_is_never_asked_for_its_words():
    ledger = Ledger()
    taken(ledger, call(PAIN))
    made = planned(ledger, call(outcome="missed"))
    assert made.contacts == []
    assert [unit.source_key for unit in made.known] == ["phone:C1"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([None, PAIN, "I have chest", "please call", "refill"]), min_size=1, max_size=5))
def test_in_any_order_all_words_are_there_once_and_all_twice_change_nothing(said: list[str | None]):
    ledger = Ledger()
    heard = [contact.unit.request for words in said for contact in taken(ledger, call(words)).contacts]
    assert all(any(words in (one or "") for one in heard) for words in said if words)
    assert len(ledger.open) == 1
    assert all(planned(ledger, call(words)).contacts == [] for words in said)
