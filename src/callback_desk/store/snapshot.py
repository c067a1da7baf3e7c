"""The callbacks as they were at one moment, read a page at a time and in any order, as often as somebody asks.

One read transaction on a connection of its own: what a desk writes meanwhile is not seen, and waits for nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.card_identity import NO_KEYS, keys_of_patient, own_card_id
from callback_desk.domain.fold import fold
from callback_desk.domain.moments import utc_text
from callback_desk.store import cards, faults, queries
from callback_desk.store.connection import Connection
from callback_desk.store.ledger import ENTRY_COLUMNS, entry_of
from callback_desk.store.reading import Parameters, Reader

_PAGE = 250
_PLACE = "callback_id, unpinned, attention_rank, due_at, contacts_rank, received_at"
_IDS = (
    "SELECT callback_id FROM callback WHERE is_open = 1 OR callback_id IN"
    " (SELECT subject_id FROM entry WHERE stream = 'callback' AND wall_at >= :begins)"
    f" ORDER BY {queries.IN_ORDER}"
)
_IN_REVIEW = "SELECT callback_id FROM callback WHERE is_open = 1 AND reviewer IS NOT NULL"
_ENTRIES = (
    "SELECT {} FROM entry WHERE subject_id IN ({}) AND stream = 'callback' ORDER BY subject_id, hlc, replica_id, seq"
)


class Snapshot:
    """What is open, and what was written about since `begins`, as of the moment that it was taken."""

    def __init__(self, path: Path, connection: Connection, begins: datetime) -> None:
        self._path, self._connection, self._begins = path, connection, begins

    def ids(self, as_of: datetime) -> list[str]:
        """Return the ids in the order of the queue at `as_of`, what is open first."""
        return self._first_column(_IDS, as_of=as_of, begins=self._begins)

    def undecided(self, as_of: datetime, until: datetime) -> list[str]:
        """Return the ids of what is open and due before `until`, and of every unacknowledged alarm, in the order of
        the queue at `as_of`.
        """
        return self._first_column(queries.undecided_rows(_PLACE), as_of=as_of, until=until)

    def in_review(self) -> list[str]:
        """Return the ids of what is open and has a note that waits for review."""
        return self._first_column(_IN_REVIEW)

    def card(self, callback: Callback) -> Card | None:
        """Return the card of a callback's patient, None where nothing is on record."""
        keys = keys_of_patient(callback)
        if not self._any_cards or keys == NO_KEYS:
            return None
        card = cards.find(self, keys, own_card_id(callback.callback_id)).card
        return card if card.history else None

    def rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Return all rows of a statement."""
        with faults.plainly(self._path, "not read"):
            found: list[tuple[Any, ...]] = self._connection.execute(sql, parameters).fetchall()
            return found

    @cached_property
    def _any_cards(self) -> bool:
        return bool(self.rows("SELECT 1 FROM card LIMIT 1", ()))

    def read(self, ids: Iterable[str]) -> Iterator[Callback]:
        """Yield the callbacks of these ids, in this order."""
        rest = iter(ids)
        while page := list(islice(rest, _PAGE)):
            yield from self._folded(page)

    def _first_column(self, sql: str, **moments: datetime) -> list[str]:
        found = self.rows(sql, {name: utc_text(at) for name, at in moments.items()})
        return [callback_id for callback_id, *_ in found]

    def _folded(self, ids: list[str]) -> list[Callback]:
        rows = self.rows(_ENTRIES.format(ENTRY_COLUMNS, ",".join("?" * len(ids))), ids)
        found = {one: fold(one, map(entry_of, lines)) for one, lines in groupby(rows, key=itemgetter(3))}
        return [found[one] for one in ids]


@contextmanager
def taken(reader: Reader, begins: datetime) -> Iterator[Snapshot]:
    """Give the snapshot of this moment; afterwards it can be read no more."""
    with closing(reader.another()) as connection:
        with faults.plainly(reader.path, "not read"):
            connection.execute("BEGIN")
            connection.execute("SELECT 1 FROM entry LIMIT 1").fetchall()  # only a read begins the transaction
        yield Snapshot(reader.path, connection, begins)
