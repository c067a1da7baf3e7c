"""Measure a merge: another desk's files into an empty store, against plain executemany of the same rows.

`python scripts/bench_sync.py 500 10000 100000` with the project's environment; `1000000` needs 4 GB of disk and some
minutes. It prints nanoseconds per entry, on the clock and of the processor, and ratios of the processor's.
"""

import argparse
import resource
import secrets
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from callback_desk.actions.context import Desk
from callback_desk.actions.sync_context import Peer, Syncing, stored
from callback_desk.actions.sync_sending import MOST_LINES
from callback_desk.actions.sync_taking_in import take_in
from callback_desk.domain.codes import Channel
from callback_desk.domain.entries import EntryDraft, Received, Turn, draft
from callback_desk.domain.entry import Entry
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.line import Line
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.policy import default_policy_text
from callback_desk.store import Writer, create_store
from callback_desk.store.connection import BULK_CACHE_KIB, connect
from callback_desk.store.ledger import COLUMNS, FIRST_PREVIOUS, Head, Pen, author
from callback_desk.sync.keys import Keyring, new_keys
from callback_desk.sync.sealing import name_of, sealed
from callback_desk.sync.segment import Header

WRITER, READER = "aaaaaaaaaa", "bbbbbbbbbb"
PER_CALLBACK = 6
PORTION = MOST_LINES // PER_CALLBACK * PER_CALLBACK
"""Entries of one file: about as many as a desk puts into one, and whole callbacks."""

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
FIRST_CONTACT, BETWEEN = NOON - timedelta(days=180), timedelta(seconds=90)
"""When the first patient rang, and how long after each the next one did: no queue has one time for all."""

Row = tuple[Any, ...]


class Took:
    """Seconds on the clock and of the processor, over all stretches within a `with`."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> None:
        self._began = time.perf_counter(), time.process_time()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wall += time.perf_counter() - self._began[0]
        self.cpu += time.process_time() - self._began[1]


class Merges:
    """The files of a desk that wrote so many entries. Nothing of it stands in memory but a file's entries at a time."""

    def __init__(self, folder: Path, entries: int) -> None:
        self.folder, self.entries = folder, entries
        self.writer_keys, self.reader_keys = new_keys(), new_keys()
        self.made = 0
        reader = self._reader()
        self.files = [self._sealed(reader.clinic, rows) for rows in portions(entries)]
        _close(reader)

    def raw(self) -> Took:
        """Measure what plain SQLite takes to insert the same rows, with no index and no encryption."""
        path = self._path("raw")
        connection = sqlite3.connect(path)
        connection.executescript("pragma journal_mode=wal; pragma synchronous=full")
        connection.execute(f"create table entry ({', '.join(COLUMNS)})")
        return self._inserted(connection, path)

    def into_the_ledger(self) -> Took:
        """Measure putting the same rows into the ledger's own table, encrypted and indexed, and no more."""
        path, key = self._path("ledger"), secrets.token_bytes(32)
        create_store(path, key).close()
        connection = connect(path, key)
        connection.execute(f"pragma cache_size=-{BULK_CACHE_KIB}")  # as a merge has it
        return self._inserted(connection, path)

    def whole(self) -> tuple[Took, Took]:
        """Measure the merge of all files into a new desk, and of the same files again."""
        reader = self._reader()
        first, again = Took(), Took()
        for took in (first, again):
            for file in self.files:
                with took:
                    (outcome,) = take_in(reader, [file])
                assert outcome.why is None, outcome.said
        assert reader.desk.store.feed_head(WRITER) == self.entries
        _close(reader)
        _remove(reader.desk.store.path)
        return first, again

    def _inserted(self, connection: Any, path: Path) -> Took:
        took = Took()
        insert = f"insert into entry values ({', '.join('?' * len(COLUMNS))})"
        for rows in portions(self.entries):
            with took:
                connection.execute("begin immediate")
                connection.executemany(insert, rows)
                connection.execute("commit")
        connection.close()
        _remove(path)
        return took

    def _path(self, what: str) -> Path:
        self.made += 1
        return self.folder / f"{what}-{self.entries}-{self.made}.db"

    def _reader(self) -> Syncing:
        """Return a new desk, which is paired with the one that wrote."""
        path = self._path("reader")
        text = with_person(default_policy_text(), "bench", "Bench Person", ("assistant",))
        store = create_store(path, secrets.token_bytes(32), READER)
        desk = Desk(store, read_policy(text), "bench", lambda: LATER, self.folder, Writer())
        syncing = Syncing(desk, Keyring(self.reader_keys.secrets, lambda secrets: None), self.folder / "waiting")
        keys = self.writer_keys.public
        with desk.unit() as unit:
            unit.remember(*stored(Peer(WRITER, "the other desk", keys.sign, keys.age, "")))
            unit.commit()
        assert syncing.clinic, "pairing makes it"
        return syncing

    def _sealed(self, clinic: str, rows: list[Row]) -> Path:
        readers = (self.writer_keys.public, self.reader_keys.public)
        names = tuple(reader.recipient_id for reader in readers)
        first, last = rows[0], rows[-1]
        header = Header(clinic, WRITER, first[1], last[1], first[-3], "2026-11-23T18:00:00.000Z", "bench", names)
        data = sealed(header, [Line._make((*row[1:15], None)) for row in rows], last[-2], self.writer_keys, readers)
        path = self.folder / name_of(header.first, header.last, data)
        path.write_bytes(data)
        return path


def portions(entries: int) -> Iterator[list[Row]]:
    """Yield the rows that a desk writes, a file's at a time."""
    head = Head(0, FIRST_PREVIOUS, "")
    for begins in range(0, entries, PORTION):
        pen = Pen(author(WRITER, "bench", "assistant", "0" * 16, LATER), head)
        known: dict[str, list[Entry]] = defaultdict(list)
        drafts = [_contact(number) for number in range(begins, min(begins + PORTION, entries))]
        _, rows = pen.lines(drafts, known)
        head = pen.head
        yield [(*row[:-1], "2026-11-23T18:00:00.000Z") for row in rows]


def _contact(number: int) -> EntryDraft:
    callback, part = divmod(number, PER_CALLBACK)
    at = FIRST_CONTACT + callback * BETWEEN
    due_at = at + timedelta(days=1)
    turn = Turn(owner="role:front-desk", next_action="call", due_at=due_at, target_at=due_at)
    told = f"invented request {number}, please call back about the form that was asked for"
    received = Received(
        channel=Channel.VOICEMAIL,
        at=at,
        turn=turn,
        source_key=f"bench:{callback}:{part}",
        lane="referral",
        request=told,
    )
    return draft(callback_id_for(f"bench:{callback}"), received)


def _close(syncing: Syncing) -> None:
    syncing.desk.writer.close()
    syncing.desk.store.close()


def _remove(store: Path) -> None:
    for path in store.parent.glob(f"{store.name}*"):
        path.unlink()


def show(folder: Path, entries: int) -> None:
    """Measure so many entries and print a line."""
    measured = Merges(folder, entries)
    if entries < PORTION:
        measured.whole()  # what is loaded and compiled once is no part of it
    raw, ledger, (whole, again) = measured.raw(), measured.into_the_ledger(), measured.whole()
    each = 1e9 / entries
    told = " ".join(
        f"{name} {took.wall * each:8.0f} {took.cpu * each:8.0f}"
        for name, took in (("raw", raw), ("insert", ledger), ("whole", whole), ("again", again))
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    ratios = f"insert {ledger.cpu / raw.cpu:.1f}x whole {whole.cpu / raw.cpu:.1f}x"
    print(f"{entries:8d} entries, ns each (clock, cpu): {told}; {ratios}; {memory} MiB", flush=True)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("entries", type=int, nargs="*", default=[500, 10_000, 100_000], help="how many are merged")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="callback-desk-bench-") as folder:
        for entries in asked.entries:
            show(Path(folder), entries)
    return 0


if __name__ == "__main__":
    sys.exit(main())
