"""The golden ledgers: lines that never change, which every later version must verify and read as they were meant."""

import json
from pathlib import Path
from typing import Any

from callback_desk.store import Store
from callback_desk.store.ledger import COLUMNS, FIRST_PREVIOUS
from callback_desk.store.verifying import line_faults
from tests.store.writing import behind

Lines = list[dict[str, Any]]


def golden(name: str) -> Lines:
    """The lines of `golden_NAME.jsonl`."""
    text = Path(__file__).with_name(f"golden_{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def faults_in(lines: Lines) -> list[str]:
    """What is wrong with the lines: with each by itself, and with each replica's chain."""
    previous: dict[str, str] = {}
    found: list[str] = []
    for line in lines:
        found += line_faults(line, previous.get(line["replica_id"], FIRST_PREVIOUS))
        previous[line["replica_id"]] = line["entry_hash"]
    return found


def lay_in(store: Store, lines: Lines) -> None:
    """Put the lines into an empty store as they are, and fold them."""
    with behind(store.path) as connection:
        marks = ", ".join("?" * len(COLUMNS))
        connection.executemany(
            f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({marks})",
            [tuple(line[name] for name in COLUMNS) for line in lines],
        )
    store.rebuild_projection()
