"""A ledger with a portal message, words typed in a note and verdicts, as every version must read it."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.domain.codes import Verdict
from callback_desk.store import Store
from callback_desk.store.ledger import COLUMNS, FIRST_PREVIOUS
from callback_desk.store.verifying import line_faults
from tests.store.writing import behind

GOLDEN = Path(__file__).with_name("golden_alarms.jsonl")


@pytest.fixture
def golden() -> list[dict[str, Any]]:
    """Lines that never change."""
    return [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]


def test_the_lines_still_verify(golden: list[dict[str, Any]]):
    previous = FIRST_PREVIOUS
    for line in golden:
        assert list(line_faults(line, previous)) == []
        previous = line["entry_hash"]
    assert {"messaged", "flagged", "judged"} <= {line["kind"] for line in golden}


def test_they_still_say_the_same(golden: list[dict[str, Any]], store: Store, path: Path):
    with behind(path) as connection:
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(
            f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({marks})",
            [tuple(line[name] for name in COLUMNS) for line in golden],
        )
    store.rebuild_projection()
    assert store.verify() == []
    okafor, nunez = sorted(store.all_callbacks(), key=lambda callback: callback.patient or "")
    assert (okafor.attempts, okafor.attention, okafor.verdict) == (1, ("chest pain*", "faint*"), Verdict.RIGHT)
    assert (okafor.acknowledged, okafor.attention_pending, okafor.owner) == (True, True, "role:nurse-line")
    assert (nunez.verdict, nunez.attempts, nunez.attention_pending) == (Verdict.MISSED, 0, False)
