"""Bringing a store's tables up to this program: named steps, each in one transaction, after a backup.

A store that a newer program has written is refused, never half understood. The projection needs no steps of
its own: it is dropped and folded anew.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import utc_text
from callback_desk.store import schema
from callback_desk.store.connection import Connection, create_file


class Migration(NamedTuple):
    """One step. `number` is what `PRAGMA user_version` says once it has been applied."""

    number: int
    name: str
    apply: Callable[[Connection], None]


def _first_tables(connection: Connection) -> None:
    for statement in schema.LEDGER:
        connection.execute(statement)


def _carried_lines(connection: Connection) -> None:
    for statement in schema.CARRIED:
        connection.execute(statement)


def _slim_index(connection: Connection) -> None:
    for statement in schema.SLIM:
        connection.execute(statement)


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "first-tables", _first_tables),
    Migration(2, "carried-lines", _carried_lines),
    Migration(3, "slim-index", _slim_index),
)


def version_of(connection: Connection) -> int:
    """Return the number of the last step applied to the store; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: Connection, path: Path, steps: Sequence[Migration] = MIGRATIONS) -> None:
    """Apply the steps that the store does not have yet.

    Raises:
        DeskError: the store is newer than the program.
    """
    version = version_of(connection)
    newest = steps[-1].number
    if version > newest:
        raise DeskError(
            f"the store {path} was written by a newer callback-desk: update this program, nothing was changed"
        )
    if version == newest:
        return
    if version > 0:
        back_up(connection, _backup_path(path, version))
    for step in steps:
        if step.number > version:
            _apply(connection, step)


def back_up(connection: Connection, target: Path) -> None:
    """Write a compact copy of the store, encrypted with the same key, readable by its owner only.

    Raises:
        DeskError: there is such a file already.
    """
    if target.exists():
        raise DeskError(f"there is a backup at {target} already: move it away, nothing was changed")
    create_file(target)
    try:
        # SQLCipher gives the copy pages of its default size, whatever those of the store are, and then cannot read it.
        page_bytes = connection.execute("PRAGMA page_size").fetchone()[0]
        connection.execute(f"PRAGMA cipher_default_page_size={int(page_bytes)}").close()
        connection.execute("VACUUM INTO ?", (str(target),))
    except BaseException:
        target.unlink()
        raise


def _apply(connection: Connection, step: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) >= step.number:  # another program, opened at the same time, was quicker
            connection.execute("ROLLBACK")
            return
        step.apply(connection)
        connection.execute(
            "INSERT INTO migration (number, name, applied_at) VALUES (?, ?, ?)",
            (step.number, step.name, utc_text(datetime.now(UTC))),
        )
        connection.execute(f"PRAGMA user_version={step.number:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _backup_path(path: Path, version: int) -> Path:
    taken = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    return path.with_name(f"{path.stem}.before-{version + 1:04d}.{taken}{path.suffix}")
