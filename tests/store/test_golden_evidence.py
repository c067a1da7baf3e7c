"""A ledger with reports of other systems, two callbacks made one and one told apart, as every version must read it."""

import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.domain.codes import CloseResult
from callback_desk.store import Store
from callback_desk.store.ledger import COLUMNS, FIRST_PREVIOUS
from callback_desk.store.verifying import line_faults
from tests.store.writing import behind

GOLDEN = Path(__file__).with_name("golden_evidence.jsonl")


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
    by_name = {(callback.patient, callback.is_open): callback for callback in store.all_callbacks()}
    kept, other, apart = by_name["Ana Ortiz", True], by_name["Ana Ortiz", False], by_name["Ben Ortiz", True]
    assert (kept.contacts, kept.request) == (2, "my referral, please\nand my bill")
    assert kept.offered_phones == ("+14155550199",)
    assert kept.reported is not None
    assert (kept.reported["what"], kept.reported["with_whom"]) == ("booked", "Dr. Lee")
    assert other.close_result is CloseResult.DUPLICATE
    assert kept.told_apart == (apart.callback_id,)
    assert apart.reported is None
    assert store.known_contacts(["hl7-siu:F1@booked@"]) == {"hl7-siu:F1@booked@": kept.callback_id}
