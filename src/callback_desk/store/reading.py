"""Reading beside the writer: one plain connection, SQL text, tuples. SQLAlchemy is not loaded for it."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.errors import DeskError, NotUnique
from callback_desk.domain.fold import fold
from callback_desk.domain.identity import is_id_prefix
from callback_desk.store import faults
from callback_desk.store.connection import Connection, connect, connect_to_file_alone
from callback_desk.store.ledger import ENTRY_COLUMNS, entry_of
from callback_desk.store.projection import fresh

Parameters = Sequence[Any] | Mapping[str, Any]


class Reader:
    """A read-only connection that any thread may use; each statement sees what was committed before it."""

    def __init__(self, path: Path, key: str) -> None:
        self.path = path
        self._key = key
        self._connection, self._file_alone = self._connected()
        self._lock = threading.Lock()

    def rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Return all rows of a statement."""
        with self._lock, faults.plainly(self.path, "not read"):
            found: list[tuple[Any, ...]] = self._now().execute(sql, parameters).fetchall()
            return found

    def one(self, sql: str, parameters: Parameters) -> tuple[Any, ...] | None:
        """Return the first row of a statement, or None."""
        with self._lock, faults.plainly(self.path, "not read"):
            cursor = self._now().execute(sql, parameters)
            row: tuple[Any, ...] | None = cursor.fetchone()
            cursor.close()
            return row

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()
            self._key = ""

    def callback(self, callback_id: str) -> Callback | None:
        """Return the callback folded from its entries, or None where there are none."""
        rows = self.rows(
            f"SELECT {ENTRY_COLUMNS} FROM entry WHERE subject_id = ? AND stream = 'callback' ORDER BY hlc",
            (callback_id,),
        )
        return fold(callback_id, map(entry_of, rows)) if rows else None

    def callbacks(self) -> Iterator[Callback]:
        """Yield every callback in the order of their ids, on a connection of its own, as of one moment."""
        with faults.plainly(self.path, "not read"), closing(self.another()) as connection:
            yield from fresh(connection)

    def another(self) -> Connection:
        """Return a read-only connection of its own, for what takes long."""
        return self._connected()[0]

    def _now(self) -> Connection:
        """Return the connection to read with: a new one each time, while there is only the file as it lies."""
        if self._file_alone:
            self._connection.close()
            self._connection, self._file_alone = self._connected()
        return self._connection

    def _connected(self) -> tuple[Connection, bool]:
        """Connect; where nothing can be written, such as on a full disk, to the file alone, and say so."""
        try:
            return connect(self.path, self._key, read_only=True), False
        except faults.Unwritable as refused:
            try:
                return connect_to_file_alone(self.path, self._key), True
            except faults.Unwritable:
                raise refused from None

    def callback_id(self, prefix: str) -> str:
        """Return the id that begins with `prefix`, in either case.

        Raises:
            NotUnique: several do, or none.
            DeskError: it is too short, or no id at all.
        """
        wanted = prefix.strip().casefold()
        if not is_id_prefix(wanted):
            raise DeskError("a callback's id is needed, or at least its first four characters")
        found = self.rows(
            "SELECT callback_id FROM callback WHERE callback_id >= ? AND callback_id < ? LIMIT 2",
            (wanted, wanted + "~"),
        )
        if not found:
            raise NotUnique(f"no callback's id begins with {wanted}: look it up with `callback-desk find`")
        if len(found) > 1:
            raise NotUnique(f"several callbacks' ids begin with {wanted}: give more of it")
        return str(found[0][0])
