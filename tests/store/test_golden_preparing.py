"""A ledger with a prepared call and a note that was returned and waits again, as every version must read it."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.domain import preparing
from callback_desk.domain.codes import Mark, ReminderWay
from callback_desk.store import Store
from callback_desk.store.ledger import COLUMNS, FIRST_PREVIOUS
from callback_desk.store.verifying import line_faults
from tests.store.writing import behind

GOLDEN = Path(__file__).with_name("golden_preparing.jsonl")


@pytest.fixture
def golden() -> list[dict[str, Any]]:
    """Lines that never change."""
    return [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


def test_the_lines_still_verify(golden: list[dict[str, Any]]):
    previous = FIRST_PREVIOUS
    for line in golden:
        assert list(line_faults(line, previous)) == []
        previous = line["entry_hash"]


def test_they_still_say_the_same(golden: list[dict[str, Any]], store: Store, path: Path):
    with behind(path) as connection:
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(
            f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({marks})",
            [tuple(line[name] for name in COLUMNS) for line in golden],
        )
    store.rebuild_projection()
    assert store.verify() == []
    (callback,) = store.all_callbacks()
    prepared = callback.preparation
    assert (prepared.visit_type, callback.lacking, prepared.open_errands) == ("new, 40 min", ("authorization",), ())
    assert preparing.number_verified_at(callback) is not None
    assert preparing.papers_of(callback) == [
        ("EKG", Mark.DONE),
        ("insurance card", Mark.MISSING),
        ("office note", Mark.MISSING),
    ]
    assert [(sent.what, sent.how) for sent in prepared.reminders] == [("bring the card", ReminderWay.LETTER)]
    assert callback.in_review is not None
    assert (callback.in_review.role, callback.in_review.steps, callback.in_review.author) == (
        "manager",
        ("book",),
        "maria",
    )
    assert (callback.attempts, callback.owner, callback.next_action) == (2, "role:manager", "review: book")
