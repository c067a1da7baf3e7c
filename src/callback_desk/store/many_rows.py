"""Many rows into a table, a thousand with one statement.

The interpreter is free for another thread while a statement runs. With a statement for each row the two would wait for
each other at every row.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, compress, count
from typing import Any

from callback_desk.store.connection import Connection

_TOGETHER = (1024, 256, 64, 16, 4, 1)
"""So many rows go with one statement; few numbers, so that each statement is prepared once."""

_MOST_VALUES = 32_000
"""SQLite binds no more than 32,766 values to a statement, unless it was built to."""


def insert_many(
    cursor: Connection, statement: str, rows: Sequence[tuple[Any, ...]], alike: tuple[int, ...] = ()
) -> None:
    """Insert rows in their order; `statement` inserts one, with its marks in one pair of brackets after VALUES.

    `alike` are the places, counted among the marks, in which all rows have the same value: it is bound once.
    """
    if not rows:
        return
    done, shared = 0, [rows[0][place] for place in alike]
    own = [place not in alike for place in range(len(rows[0]))]
    most = (_MOST_VALUES - len(alike)) // sum(own)
    for together in _TOGETHER:
        while together <= min(len(rows) - done, most):
            differing = chain.from_iterable(compress(row, own) for row in rows[done : done + together])
            cursor.execute(_of_many(statement, together, alike), [*shared, *differing])
            done += together


@lru_cache(maxsize=64)
def _of_many(statement: str, together: int, alike: tuple[int, ...]) -> str:
    before, _, rest = statement.partition(" VALUES (")
    row, _, after = rest.partition(")")
    values = row.split(", ")
    marks = [place for place, value in enumerate(values) if value == "?"]
    for number, place in enumerate(alike, 1):
        values[marks[place]] = f"?{number}"
    own, numbers = [place for place in marks if values[place] == "?"], count(len(alike) + 1)
    told = []
    for _ in range(together):
        for place in own:
            values[place] = f"?{next(numbers)}"
        told.append(", ".join(values))
    return f"{before} VALUES ({'), ('.join(told)}){after}"
