"""Making a store, opening one, and refusing what this program does not understand."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from callback_desk.domain.errors import DeskError
from callback_desk.domain.queue import QueueCounts
from callback_desk.store import faults, migrations, projection, queries, schema
from callback_desk.store.connection import Connection, connect, create_file, key_hex
from callback_desk.store.ledger import new_replica_id
from callback_desk.store.migrations import MIGRATIONS, Migration
from callback_desk.store.reading import Reader
from callback_desk.store.store import Store

FORMAT = "1"
"""The format of the ledger's lines, as docs/ledger.md has it."""


def create_store(path: Path, key: bytes | str, replica_id: str | None = None) -> Store:
    """Make an empty store, encrypted with a raw 256-bit key, and open it.

    Raises:
        DeskError: there is one already, the key is malformed, or the file cannot be written.
    """
    digits = key_hex(key)
    create_file(path)
    try:
        with closing(connect(path, digits)) as connection, faults.plainly(path, "not made"):
            migrations.migrate(connection, path)
            facts = (("format", FORMAT), ("replica_id", replica_id or new_replica_id()))
            connection.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", facts)
            projection.rebuild(connection)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return open_store(path, digits)


def open_store(path: Path, key: bytes | str, steps: Sequence[Migration] = MIGRATIONS) -> Store:
    """Open a store, bringing its tables up to this program first where they are older.

    Reads only plain facts where nothing is to be done, so that the queue shows at once.

    Raises:
        DeskError: there is none, the key does not open it, it is no store, or a newer program wrote it.
    """
    digits = key_hex(key)
    reader = Reader(path, digits)
    try:
        if not _current(reader, steps):
            with closing(connect(path, digits)) as connection, faults.plainly(path, "not brought up"):
                _bring_up(connection, path, steps)
        row = reader.one("SELECT value FROM meta WHERE key = 'replica_id'", ())
    except BaseException:
        reader.close()
        raise
    if row is None:
        reader.close()
        raise DeskError(f"the store {path} was never finished: delete it and run `callback-desk setup` again")
    return Store(path, digits, reader, row[0])


def _current(reader: Reader, steps: Sequence[Migration]) -> bool:
    version = reader.one("PRAGMA user_version", ())
    if version is None or version[0] != steps[-1].number:
        return False
    held = reader.one("SELECT value FROM meta WHERE key = 'projection_version'", ())
    return held is not None and held[0] == schema.PROJECTION_VERSION


def _bring_up(connection: Connection, path: Path, steps: Sequence[Migration]) -> None:
    if migrations.version_of(connection) == 0:
        raise DeskError(f"{path} is not a callback-desk store, or was never finished: run `callback-desk setup`")
    migrations.migrate(connection, path, steps)
    projection.rebuild(connection)


def peek_counts(path: Path, key: bytes | str, as_of: datetime) -> QueueCounts:
    """Return the header's figures of a store that is not opened for work; nothing in it is changed.

    Raises:
        DeskError: there is none, the key does not open it, or its tables are another program version's.
    """
    reader = Reader(path, key_hex(key))
    try:
        if not _current(reader, MIGRATIONS):
            raise DeskError(f"the store {path} is another version's: open its desk once")
        return queries.counts(reader, as_of, as_of + timedelta(hours=1))
    finally:
        reader.close()
