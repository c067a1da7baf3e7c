"""Many rows into a table, a thousand with one statement.

The interpreter is free for another thread while a statement runs. With a statement for each row the two would wait for
each other at every row.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from callback_desk.store.connection import Connection

_TOGETHER = (1024, 256, 64, 16, 4, 1)
"""So many rows go with one statement; few numbers, so that each statement is prepared once."""

_MOST_VALUES = 32_000
"""SQLite binds no more than 32,766 values to a statement, unless it was built to."""


def insert_many(cursor: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows in their order; `statement` inserts one, with its marks in one pair of brackets after VALUES."""
    done, most = 0, _MOST_VALUES // len(rows[0]) if rows else 0
    for count in _TOGETHER:
        while count <= min(len(rows) - done, most):
            values = list(chain.from_iterable(rows[done : done + count]))
            cursor.execute(_of_many(statement, count), values)
            done += count


@lru_cache(maxsize=64)
def _of_many(statement: str, count: int) -> str:
    before, values, rest = statement.partition(" VALUES ")
    row, bracket, after = rest.partition(")")
    return f"{before}{values}{', '.join([row + bracket] * count)}{after}"
