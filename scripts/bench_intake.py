"""The rows that an intake left in a store, written once more as they are: no better reading or planning undercuts it.

Run in a process of its own: `bench_intake.py HOME BEFORE` puts the rows of HOME's store, with the program's own
statements and in one transaction, into that of BEFORE, a copy of HOME from before the intake, and prints the seconds
that this took.
"""

import sys
import time
from contextlib import closing
from operator import itemgetter
from pathlib import Path
from typing import Any

from callback_desk.desk.door import home_of, key_of
from callback_desk.store.connection import BULK_CACHE_KIB, Connection, connect
from callback_desk.store.engine import INSERT_CONTACT_KEY, INSERT_ENTRY, INSERT_PLAIN_CALLBACK
from callback_desk.store.first_rows import PLAIN_COLUMNS
from callback_desk.store.ledger import COLUMNS, SAME_IN_A_UNIT
from callback_desk.store.many_rows import insert_many

TOGETHER = 2_048
"""Rows of each table that are written by turns, as an intake does."""

_JOINED = "{0} AS held JOIN entry ON subject_id = callback_id ORDER BY seq"
_CALLBACKS = f"SELECT {', '.join(f'held.{name}' for name in PLAIN_COLUMNS)} FROM {_JOINED.format('callback')}"
_LINES = f"SELECT {', '.join(COLUMNS)} FROM entry WHERE stream = 'callback' ORDER BY seq"
TABLES = (
    (INSERT_ENTRY, _LINES, SAME_IN_A_UNIT, itemgetter(1)),
    (INSERT_PLAIN_CALLBACK, _CALLBACKS, (), itemgetter(1, 0)),
    (INSERT_CONTACT_KEY, f"SELECT held.* FROM {_JOINED.format('contact_key')}", (), itemgetter(0)),
)
"""Each statement, where its rows are, the columns that are alike in all of them, and by what a portion is sorted."""

Row = tuple[Any, ...]


def main() -> int:
    """Read everything, write it, print how long the writing took."""
    after, before = map(Path, sys.argv[1:])
    key = key_of(after)()
    with closing(connect(home_of(after).store, key, read_only=True)) as held:
        rows = [held.execute(query).fetchall() for _, query, _, _ in TABLES]
    with closing(connect(home_of(before).store, key)) as fresh:
        started = time.perf_counter()
        write(fresh, rows)
    print(time.perf_counter() - started)
    return 0


def write(fresh: Connection, rows: list[list[Row]]) -> None:
    """Write the rows of all tables by turns, then make them stand."""
    fresh.execute(f"PRAGMA cache_size=-{BULK_CACHE_KIB}")
    fresh.execute("BEGIN IMMEDIATE")
    for begin in range(0, max(map(len, rows)), TOGETHER):
        for (statement, _, alike, order), held in zip(TABLES, rows, strict=True):
            insert_many(fresh, statement, sorted(held[begin : begin + TOGETHER], key=order), alike)
    fresh.commit()


if __name__ == "__main__":
    sys.exit(main())
