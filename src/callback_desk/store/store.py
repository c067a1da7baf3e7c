"""The encrypted store of one desk: reads beside the writer, and units of work that stand or fall whole."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.card_identity import CardKeys
from callback_desk.domain.codes import View
from callback_desk.domain.entry import Entry
from callback_desk.domain.line import Run
from callback_desk.domain.queue import QueueCounts, QueueKey, QueueRow
from callback_desk.domain.told import Told
from callback_desk.store import (
    cards,
    drafts,
    faults,
    feeds,
    matching,
    migrations,
    projection,
    queries,
    snapshot,
    verifying,
)
from callback_desk.store.cards import FoundCard
from callback_desk.store.connection import connect
from callback_desk.store.drafts import Draft
from callback_desk.store.ledger import LINES, author
from callback_desk.store.matching import OpenMatch
from callback_desk.store.queries import Wanted
from callback_desk.store.reading import Reader
from callback_desk.store.snapshot import Snapshot
from callback_desk.store.unit import Unit

if TYPE_CHECKING:
    from sqlalchemy import Engine


class Store:
    """An open store. Reading needs no SQLAlchemy; the first write loads it. Safe from any thread."""

    def __init__(self, path: Path, key: str, reader: Reader, replica_id: str) -> None:
        self.path = path
        self._opened_as = replica_id
        self._key = key
        self._reader = reader
        self._lock = threading.Lock()
        self._open_engine: Engine | None = None

    @property
    def replica_id(self) -> str:
        """The id of the feed that this desk writes now: a sync beside may have begun another one."""
        row = self._reader.one("SELECT value FROM meta WHERE key = 'replica_id'", ())
        return self._opened_as if row is None else str(row[0])

    # Writing

    def prepare_to_write(self) -> None:
        """Load what writing needs, off the path of somebody who waits: a third of a second, once."""
        with faults.saving(self.path), self._engine().connect():
            return

    @contextmanager
    def unit(self, *, person_id: str, role: str, policy: str, now: datetime) -> Iterator[Unit]:
        """Open a unit of work in a person's name; it takes the write lock and rolls back unless committed.

        Raises:
            DeskError: another program holds the store for more than five seconds, or the disk is full.
            ValueError: `now` is naive.
        """
        writer = author(self._opened_as, person_id, role, policy, now)
        engine = self._engine()
        with faults.saving(self.path), engine.connect() as connection:
            connection.begin()
            unit = Unit(connection, writer, self._reader)
            try:
                yield unit
            finally:
                if connection.in_transaction():
                    connection.rollback()
                unit.close()

    def save_draft(self, draft: Draft) -> None:
        """Store a note that is being typed in place of its earlier state, unless it was saved meanwhile."""
        engine = self._engine()
        with faults.saving(self.path):
            drafts.save(engine, draft)

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft."""
        engine = self._engine()
        with faults.saving(self.path):
            drafts.drop(engine, draft_id)

    def set_setting(self, name: str, value: str) -> None:
        """Store a setting of this desk; local, never synced."""
        engine = self._engine()
        with faults.saving(self.path):
            drafts.set_setting(engine, name, value)

    def rebuild_projection(self) -> None:
        """Drop the queue's table and fold every callback anew from the ledger."""
        with closing(connect(self.path, self._key)) as connection, faults.plainly(self.path, "not rebuilt"):
            projection.rebuild(connection)

    def back_up(self, target: Path) -> None:
        """Write a compact copy of the store to a new file, encrypted with the same key.

        Raises:
            DeskError: the file is there already, or cannot be written.
        """
        with closing(connect(self.path, self._key)) as connection, faults.plainly(self.path, "not backed up"):
            migrations.back_up(connection, target)

    # One callback

    def callback(self, callback_id: str) -> Callback | None:
        """Return the callback folded from its entries, with its history, or None."""
        return self._reader.callback(callback_id)

    def all_callbacks(self) -> Iterator[Callback]:
        """Yield every callback, open and closed, in the order of their ids, as of one moment."""
        return self._reader.callbacks()

    def snapshot(self, begins: datetime) -> AbstractContextManager[Snapshot]:
        """Return the callbacks that are open, or about which something was written since `begins`, as of this moment:
        to be gone through in any order, as often as one likes.
        """
        return snapshot.taken(self._reader, begins)

    def callbacks_with_exceptions(self) -> Iterator[Callback]:
        """Yield every callback about which an exception was recorded, by itself or in a note."""
        for (callback_id,) in self._reader.rows(queries.WITH_EXCEPTIONS, ()):
            callback = self._reader.callback(callback_id)
            if callback is not None:
                yield callback

    def resolve_id(self, prefix: str) -> str:
        """Return the callback id that begins with `prefix`.

        Raises:
            NotUnique: several do, or none.
            DeskError: it is shorter than four characters, or no id.
        """
        return self._reader.callback_id(prefix)

    # Patient cards

    def card(self, keys: CardKeys, own_card_id: str) -> FoundCard:
        """Return the card of a patient who is known by these keys, or by a card that was made for one callback."""
        return cards.find(self._reader, keys, own_card_id)

    # The queue

    def queue(
        self,
        view: View,
        *,
        person: str,
        roles: tuple[str, ...] = (),
        as_of: datetime,
        day: tuple[datetime, datetime],
        after: QueueKey | None = None,
        before: QueueKey | None = None,
        limit: int = 100,
        words: str | None = None,
        lane: str | None = None,
        owner: str | None = None,
    ) -> list[QueueRow]:
        """Return a page of a view in queue order, right after a key, right before one, or from the top.

        `person` and `owner` are written as entries write an owner; whose turn it is, is taken at `as_of`.
        Pinned rows lead every view, then those escalations that were told and not answered in time; words, lane and
        owner narrow them too. `day` bounds the view of what was closed. What is the turn of one of the `roles`
        (`role:ID`) is the person's, too.
        """
        wanted = Wanted(view, person, as_of, day, words, lane, owner, roles)
        return queries.page(self._reader, wanted, after=after, before=before, limit=limit)

    def queue_row(self, callback_id: str) -> QueueRow | None:
        """Return one callback's row, whatever view it is in."""
        return queries.row_of(self._reader, callback_id)

    def counts(self, *, as_of: datetime, hour_until: datetime) -> QueueCounts:
        """Return the header's figures at one moment; `hour_until` ends "due this hour"."""
        return queries.counts(self._reader, as_of, hour_until)

    def alarms_found(self, as_of: datetime, words: str) -> int:
        """Return how many of the alarms that `counts` counts a find of these words shows."""
        return queries.alarms_found(self._reader, as_of, words)

    def unanswered(self, as_of: datetime, stand_ins: Sequence[str]) -> int:
        """Return how many escalations fell to one of these stand-ins, because nobody acknowledged them in time."""
        return queries.unanswered(self._reader, as_of, stand_ins)

    def undecided(self, as_of: datetime, until: datetime) -> list[QueueRow]:
        """Return what is open and due before `until`, and every unacknowledged alarm, in queue order at `as_of`."""
        return queries.undecided(self._reader, as_of, until)

    # What an intake asks

    def lines(self) -> int:
        """Return how many lines the ledger has: as many as before, and nothing was written since."""
        return int(self._reader.rows(LINES, ())[0][0])

    def known_contacts(self, source_keys: Iterable[str]) -> dict[str, str]:
        """Return, for those source and version keys that are known, the callback that they belong to."""
        return matching.known_contacts(self._reader, source_keys)

    def in_several_states(self, source_keys: Iterable[str]) -> set[str]:
        """Return those source keys whose record is known in more than one state."""
        return matching.in_several_states(self._reader, source_keys)

    def told_in(self, source_keys: Iterable[str]) -> dict[str, list[Told]]:
        """Return what is known of the contacts under each source key, and under keys that were made of it."""
        return matching.told_in(self._reader, source_keys)

    def only_contacts(self, source_keys: Iterable[str]) -> dict[str, tuple[str | None, str]]:
        """Return the number and moment of the contacts that are the only ones of their callbacks, by source key."""
        return matching.only_contacts(self._reader, source_keys)

    def known_talks(self, source_keys: Iterable[str]) -> set[str]:
        """Return those source keys whose talk was recorded before."""
        return matching.known_talks(self._reader, source_keys)

    def open_by_number(self, numbers: Iterable[str]) -> dict[str, list[OpenMatch]]:
        """Return the open callbacks with each number, the earliest first."""
        return matching.open_by(self._reader, "phone", numbers)

    def open_by_thread(self, threads: Iterable[str]) -> dict[str, list[OpenMatch]]:
        """Return the open callbacks of each text thread, the earliest first."""
        return matching.open_by(self._reader, "thread", threads)

    def open_of_patient(self, numbers: Iterable[str], person_key: str | None) -> list[str]:
        """Return the open callbacks with one of these numbers, or of this name and birth date."""
        return matching.open_of_patient(self._reader, numbers, person_key)

    def last_closed_by_number(self, numbers: Iterable[str]) -> dict[str, str]:
        """Return, for each number that has one, the callback that was closed last."""
        return matching.last_closed_by_number(self._reader, numbers)

    # What is local, and the store itself

    def draft(self, callback_id: str) -> Draft | None:
        """Return the callback's latest draft."""
        return drafts.draft_of(self._reader, callback_id)

    def drafts(self) -> dict[str, datetime]:
        """Return the ids of all callbacks with a draft, and when it was last stored."""
        return drafts.drafted(self._reader)

    def setting(self, name: str) -> str | None:
        """Return a setting of this desk."""
        return drafts.setting(self._reader, name)

    def settings(self, prefix: str) -> dict[str, str]:
        """Return the settings of this desk whose names begin with `prefix`, by their names."""
        return drafts.settings(self._reader, prefix)

    # Feeds

    def run(self, replica_id: str, first: int, last: int) -> Run | None:
        """Return the lines `first` to `last` of a feed, as they travel; None where there are none."""
        return feeds.run_of(self._reader, replica_id, first, last)

    def line_hashes(self, replica_id: str, first: int, last: int) -> dict[int, str]:
        """Return the hashes of those lines of a feed that are here, by their numbers."""
        return dict(self._reader.rows(feeds.HELD, (replica_id, first, last)))

    def feed_head(self, replica_id: str) -> int:
        """Return the number of the last line of a feed that is here; 0 where there is none."""
        return feeds.head_of(self._reader, replica_id)

    def latest_clock(self) -> str:
        """Return the latest place in the ledger's order that an entry here has; empty where there is none."""
        row = self._reader.one("SELECT value FROM meta WHERE key = 'last_hlc'", ())
        return "" if row is None else str(row[0])

    def feed_last_came(self, replica_id: str) -> str | None:
        """Return when the last line of a feed came here, as UTC text; None where there is none."""
        return feeds.last_came(self._reader, replica_id)

    def of_policy(self) -> list[Entry]:
        """Return the entries about the clinic's rules, of all desks, in ledger order."""
        return feeds.of_policy(self._reader)

    def policy_heads(self) -> dict[str, int]:
        """Return for each desk that said anything about the clinic's rules the number of its last entry that did."""
        return feeds.policy_heads(self._reader)

    def access_lines(self, first: int) -> list[tuple[Any, ...]]:
        """Return the access log from line `first` on: n, at, person, action, callback, detail, both hashes."""
        return self._reader.rows(verifying.ACCESS_LINES, (first,))

    def data_version(self) -> int:
        """Return a number that changes whenever somebody committed: this desk, or a program beside it."""
        row = self._reader.one("PRAGMA data_version", ())
        return 0 if row is None else int(row[0])

    def verify(self) -> list[str]:
        """Return what is wrong with ledger, access log or projection, a sentence each; nothing if sound."""
        with faults.plainly(self.path, "not verified"), closing(self._reader.another()) as connection:
            return verifying.faults_of(connection)

    def close(self) -> None:
        """Close every connection and forget the key."""
        with self._lock:
            if self._open_engine is not None:
                self._open_engine.dispose()
                self._open_engine = None
            self._reader.close()
            self._key = ""

    def _engine(self) -> "Engine":
        with self._lock:
            if self._open_engine is None:
                from callback_desk.store.engine import make_engine

                self._open_engine = make_engine(self.path, self._key)
            return self._open_engine
