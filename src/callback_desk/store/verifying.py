"""Proving that the ledger is what was written, and that the projection says what the ledger says."""

from collections.abc import Iterator
from typing import Any

from sqlcipher3 import dbapi2 as driver

from callback_desk.store.connection import Connection
from callback_desk.store.ledger import COLUMNS as LINE
from callback_desk.store.ledger import FIRST_PREVIOUS, entry_hash, header, payload_hash
from callback_desk.store.projection import CARD_COLUMNS, contact_keys, fresh, fresh_cards, row_of
from callback_desk.store.projection import COLUMNS as ROW
from callback_desk.store.unit import access_hash

_FILE_CHECK = "PRAGMA cipher_integrity_check"
_ACCESS = "n, at, person_id, action, callback_id, detail, prev_hash, hash"
ACCESS_LINES = f"SELECT {_ACCESS} FROM access_log WHERE n >= ? ORDER BY n"
"""The access log from a line on."""


def faults_of(connection: Connection) -> list[str]:
    """Return what is wrong with the store, a sentence each, without patient data; nothing for a sound one."""
    ledger = [*_pages(connection), *_chain(connection)]
    queue = list(_projection(connection)) if not ledger else ["the queue was not compared with a damaged ledger"]
    return [*ledger, *_access_log(connection), *queue]


def line_faults(line: dict[str, Any], prev_hash: str) -> Iterator[str]:
    """Yield what is wrong with one stored line of the ledger; `prev_hash` is the line's before it."""
    place = f"entry {line['seq']} of {line['replica_id']}"
    if line["prev_hash"] != prev_hash:
        yield f"{place} does not follow the one before it"
    if line["entry_hash"] != entry_hash(line["prev_hash"], header(line)):
        yield f"{place} was changed: its hash is not that of its header"
    if line["payload"] is not None and line["payload_hash"] != payload_hash(line["salt"] or "", line["payload"]):
        yield f"{place} was changed: its payload is not the one that was written"


def _pages(connection: Connection) -> Iterator[str]:
    """Yield the pages of the file that are not what was written.

    While another program reads, part of the latest changes waits beside the file, which then has holes for them: these
    are no damage. The pages are then read as a desk reads them, with those that wait.
    """
    faults = connection.execute(_FILE_CHECK).fetchall()
    if faults:
        _, waiting, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        if waiting == moved:
            faults = connection.execute(_FILE_CHECK).fetchall()
        elif _is_read_whole(connection):
            faults = []
    for (fault,) in faults:
        yield f"the file is damaged: {fault}"


def _is_read_whole(connection: Connection) -> bool:
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
    except driver.DatabaseError:
        return False


def _chain(connection: Connection) -> Iterator[str]:
    redacted = set(connection.execute("SELECT replica_id, seq FROM redaction"))
    replica_id, seq, previous = "", 0, FIRST_PREVIOUS
    for row in connection.execute(f"SELECT {', '.join(LINE)} FROM entry ORDER BY replica_id, seq"):
        line = dict(zip(LINE, row, strict=True))
        if line["replica_id"] != replica_id:
            replica_id, seq, previous = line["replica_id"], 0, FIRST_PREVIOUS
        if line["seq"] != seq + 1:
            yield f"entries {seq + 1} to {line['seq'] - 1} of {replica_id} are missing"
            previous = line["prev_hash"]
        yield from line_faults(line, previous)
        if line["payload"] is None and (replica_id, line["seq"]) not in redacted:
            yield f"entry {line['seq']} of {replica_id} has lost its payload without a redaction"
        seq, previous = line["seq"], line["entry_hash"]


def _access_log(connection: Connection) -> Iterator[str]:
    expected, previous = 1, FIRST_PREVIOUS
    for *line, prev_hash, digest in connection.execute(ACCESS_LINES, (0,)):
        if line[0] != expected or prev_hash != previous or digest != access_hash(prev_hash, line):
            yield f"line {line[0]} of the access log was changed, or lines before it are missing"
        expected, previous = line[0] + 1, digest


def _projection(connection: Connection) -> Iterator[str]:
    stored = connection.execute(f"SELECT {', '.join(ROW)} FROM callback ORDER BY callback_id")
    keys: dict[str, tuple[str, str]] = {}
    row = stored.fetchone()
    for callback in fresh(connection):
        contact_keys((callback,), keys)
        while row is not None and row[0] < callback.callback_id:
            yield f"callback {row[0]} is in the queue without an entry"
            row = stored.fetchone()
        if row is None or row[0] != callback.callback_id:
            yield f"callback {callback.callback_id} is not in the queue"
            continue
        if row != row_of(callback):
            yield f"callback {callback.callback_id} stands otherwise in the queue than its entries say"
        row = stored.fetchone()
    while row is not None:
        yield f"callback {row[0]} is in the queue without an entry"
        row = stored.fetchone()
    yield from _cards(connection)
    known = dict(connection.execute("SELECT contact_key, callback_id FROM contact_key"))
    if known != {key: callback_id for key, (_, callback_id) in keys.items()}:
        yield "the keys of known contacts are not those of the entries"


def _cards(connection: Connection) -> Iterator[str]:
    stored = connection.execute(f"SELECT {', '.join(CARD_COLUMNS)} FROM card ORDER BY card_id").fetchall()
    if stored != list(fresh_cards(connection)):
        yield "the table of patient cards is not what the entries say"
