"""A ledger with a save taken back, a split, an exception and two claims at once, as every version must read it."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.domain.codes import ExceptionCode
from callback_desk.domain.exceptions import exception_lines
from callback_desk.store import Store
from callback_desk.store.ledger import COLUMNS, FIRST_PREVIOUS
from callback_desk.store.verifying import line_faults
from tests.store.writing import behind

GOLDEN = Path(__file__).with_name("golden_ownership.jsonl")


@pytest.fixture
def golden() -> list[dict[str, Any]]:
    """Lines that never change."""
    return [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


def test_the_lines_still_verify(golden: list[dict[str, Any]]):
    previous: dict[str, str] = {}
    for line in golden:
        assert list(line_faults(line, previous.get(line["replica_id"], FIRST_PREVIOUS))) == []
        previous[line["replica_id"]] = line["entry_hash"]


def test_they_still_say_the_same(golden: list[dict[str, Any]], store: Store, path: Path):
    with behind(path) as connection:
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(
            f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({marks})",
            [tuple(line[name] for name in COLUMNS) for line in golden],
        )
    store.rebuild_projection()
    assert store.verify() == []
    first, second = sorted(store.all_callbacks(), key=lambda callback: callback.split_from or "")
    assert (first.attempts, len(first.undone), first.lane) == (0, 1, "referral")
    assert first.split_into == (second.callback_id,)
    assert [(line.code, line.text) for line in exception_lines(first)] == [
        (ExceptionCode.NO_ACCESS, "the portal was down")
    ]
    assert (second.split_from, second.lane, second.patient) == (first.callback_id, "insurance", "Amara Okafor")
    assert second.owner == "person:maria"
    assert second.claimed_at_once == ("person:maria", "person:ben")
