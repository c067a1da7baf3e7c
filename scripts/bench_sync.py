"""Measure a merge: another desk's segment into an empty store, against plain executemany of the same rows."""

import secrets
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from callback_desk.actions.context import Desk
from callback_desk.actions.sync_context import Peer as PairedDesk
from callback_desk.actions.sync_context import Syncing, stored
from callback_desk.actions.sync_taking_in import take_in
from callback_desk.actions.syncing import export
from callback_desk.domain.codes import Channel
from callback_desk.domain.entries import EntryDraft, Received, Turn, draft
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.line import Run
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.policy import default_policy_text
from callback_desk.store import Writer, create_store
from callback_desk.store.ledger import COLUMNS
from callback_desk.sync.keys import PrivateKeys, new_keys

PER_CALLBACK = 6
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)


class Took(NamedTuple):
    """The seconds of a first merge, of the same file again, and of putting its rows into the ledger's table alone."""

    whole: float
    again: float
    inserted: float


class Merges:
    """A desk that wrote so many entries, and its file; every `seconds` is one merge into a new desk."""

    def __init__(self, folder: Path, entries: int) -> None:
        self.folder, self.entries = folder, entries
        self.writer = _desk(folder / f"writer-{entries}")
        _write(self.writer, entries)
        self.reader_keys = new_keys()
        _pair(self.writer, "bbbbbbbbbb", self.reader_keys.public.sign, self.reader_keys.public.age)
        self.file = folder / f"{entries}.cbd"
        export(self.writer, self.file)
        run = self.writer.desk.store.run(self.writer.replica_id, 1, entries)
        assert run is not None
        self.run: Run = run
        self.made = 0

    def raw(self) -> float:
        """Return the seconds that plain SQLite takes to insert the same rows, with no index and no encryption."""
        self.made += 1
        connection = sqlite3.connect(self.folder / f"raw-{self.entries}-{self.made}.db")
        connection.executescript("pragma journal_mode=wal; pragma synchronous=full")
        connection.execute(f"create table entry ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        rows = [(self.run.replica_id, *line, "0" * 64, "0" * 64, "0" * 24) for line in self.run.lines]
        started = time.perf_counter()
        connection.executemany(f"insert into entry values ({marks})", rows)
        connection.commit()
        took = time.perf_counter() - started
        connection.close()
        return took

    def seconds(self) -> Took:
        """Measure one merge into a new desk."""
        self.made += 1
        reader = _desk(self.folder / f"reader-{self.entries}-{self.made}", "bbbbbbbbbb", self.reader_keys)
        keys = self.writer.keys.public
        _pair(reader, self.writer.replica_id, keys.sign, keys.age)
        whole, again = _timed(reader, self.file), _timed(reader, self.file)
        assert reader.desk.store.feed_head(self.writer.replica_id) == self.entries
        _close(reader)
        return Took(whole, again, self._inserted())

    def _inserted(self) -> float:
        """Return the seconds of putting the same rows into the ledger's own table, keyed and indexed, and no more."""
        from callback_desk.store.connection import connect

        key = secrets.token_bytes(32)
        path = self.folder / f"insert-{self.entries}-{self.made}.db"
        create_store(path, key).close()
        connection = connect(path, key)
        marks = ", ".join("?" * len(COLUMNS))
        rows = [(self.run.replica_id, *line[:14], "0" * 64, "0" * 64, "0" * 64, "0" * 24) for line in self.run.lines]
        started = time.perf_counter()
        connection.execute("begin immediate")
        connection.executemany(f"insert into entry ({', '.join(COLUMNS)}) values ({marks})", rows)
        connection.execute("commit")
        took = time.perf_counter() - started
        connection.close()
        return took

    def close(self) -> None:
        """Close the desk that wrote."""
        _close(self.writer)


def _timed(reader: Syncing, file: Path) -> float:
    started = time.perf_counter()
    (outcome,) = take_in(reader, [file])
    assert outcome.why is None, outcome.said
    return time.perf_counter() - started


def _desk(home: Path, replica_id: str = "aaaaaaaaaa", keys: PrivateKeys | None = None) -> Syncing:
    home.mkdir()
    text = with_person(default_policy_text(), "bench", "Bench Person", ("assistant",))
    store = create_store(home / "store.db", secrets.token_bytes(32), replica_id)
    desk = Desk(store, read_policy(text), "bench", lambda: NOON + timedelta(hours=1), home, Writer())
    return Syncing(desk, keys or new_keys(), home / "waiting")


def _pair(syncing: Syncing, replica_id: str, sign: str, age: str) -> None:
    with syncing.desk.unit() as unit:
        unit.remember(*stored(PairedDesk(replica_id, "the other desk", sign, age, "")))
        unit.commit()


def _close(syncing: Syncing) -> None:
    syncing.desk.writer.close()
    syncing.desk.store.close()


def _write(syncing: Syncing, entries: int) -> None:
    turn = Turn(owner="role:front-desk", next_action="call", due_at=NOON, target_at=NOON)

    def one(number: int) -> EntryDraft:
        callback, part = divmod(number, PER_CALLBACK)
        key = f"bench:{callback}:{part}"
        told = f"invented request {number}, please call back about the form that was asked for"
        received = Received(
            channel=Channel.VOICEMAIL, at=NOON, turn=turn, source_key=key, lane="referral", request=told
        )
        return draft(callback_id_for(f"bench:{callback}"), received)

    with syncing.desk.unit() as unit:
        for begins in range(0, entries, 6000):
            unit.append([one(number) for number in range(begins, min(begins + 6000, entries))])
        unit.commit()
