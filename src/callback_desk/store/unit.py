"""A unit of work: entries, the callbacks they change, and what is local, all in one transaction."""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card, fold_card
from callback_desk.domain.card_identity import CardKeys
from callback_desk.domain.codes import Stream
from callback_desk.domain.entry import Entry, EntryDraft
from callback_desk.domain.fold import fold
from callback_desk.domain.line import Run
from callback_desk.domain.moments import utc_text
from callback_desk.domain.plain_contact import PlainDraft
from callback_desk.domain.queue import QueueKey
from callback_desk.store import cards, contact_keys
from callback_desk.store.bulk import Bulk
from callback_desk.store.cards import FoundCard
from callback_desk.store.carrying import Way, carry
from callback_desk.store.connection import BULK_CACHE_KIB, CACHE_KIB
from callback_desk.store.drafts import Draft, setting_key
from callback_desk.store.feeds import (
    HELD,
    INSERT_REDACTION,
    Checked,
    FeedDamaged,
    FeedForked,
    Merged,
    Ready,
    checked,
    ready,
)
from callback_desk.store.first_rows import row_of_entries
from callback_desk.store.ledger import ENTRY_COLUMNS, FIRST_PREVIOUS, LINES, Author, Head, Pen, entry_of
from callback_desk.store.projection import COLUMNS, card_row_of, keys_of, without_collection
from callback_desk.store.reading import Parameters, Reader

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_CHUNK = 2_048
"""Entries of a portion of an intake: what is made of them is in memory at once, and of the portion before."""

_MANY = 1_000
_ENTRIES_OF = f"SELECT {ENTRY_COLUMNS} FROM json_each(?) AS asked CROSS JOIN entry ON entry.subject_id = asked.value"
_queue_order, _first = itemgetter(*map(COLUMNS.index, QueueKey._fields)), itemgetter(0)
_FACTS = "SELECT key, value FROM meta WHERE key IN ('last_hlc', 'replica_id')"
_FORGET = "DELETE FROM meta WHERE key = ?"
_HEAD = "SELECT seq, entry_hash FROM entry WHERE replica_id = ? ORDER BY seq DESC LIMIT 1"


class Unit:
    """Writes in one person's name within one transaction; nothing of it stands unless `commit` returned."""

    def __init__(self, connection: "Connection", author: Author, committed: Reader) -> None:
        self._connection, self._committed = connection, committed
        # The driver's own cursor inside SQLAlchemy's transaction: a note is a dozen statements, and each
        # costs a quarter of a commit more through the layer above.
        self._cursor = connection.connection.cursor()
        self._author = author
        self._pen: Pen | None = None
        self._known: dict[str, list[Entry]] = {}
        self._wrote = False
        self._bulk = False

    def append(self, drafts: Sequence[EntryDraft]) -> list[Entry]:
        """Write entries, and fold the callbacks and cards that they are about anew.

        Each entry has seen all that stands in the store about its subject, and the drafts before it.

        Raises:
            DeskError: a text cannot be stored.
        """
        if not drafts:
            return []
        missing = {draft.subject_id for draft in drafts} - self._known.keys()
        self._known.update(self._entries_of(missing))
        entries = self._write(drafts, self._known)
        self._settle(entries, self._known)
        self._note_keys(entries)
        return entries

    def append_new(self, drafts: Iterable[EntryDraft | PlainDraft]) -> int:
        """Write the many entries of an intake, most of them about callbacks that are new; return how many.

        Does what `append` does, in portions, and takes the drafts as it comes to them, so that a hundred
        thousand rows never stand in memory at once.
        """
        self._known.clear()
        self._make_room()
        written, waiting = 0, iter(drafts)
        with (
            self._asking_before() as before,
            without_collection(),
            closing(Bulk(self._cursor, self._here(), self._entries_of, self._settle, before)) as bulk,
        ):
            while portion := list(islice(waiting, _CHUNK)):
                bulk.write(portion)
                written += len(portion)
            bulk.finish()
        return written

    def merge(self, run: Run, prepared: Ready | None = None) -> Merged:
        """Take in lines that another desk wrote, and fold what they are about anew; the clock here passes theirs.

        Comes before anything that this unit writes itself. `prepared` is what was worked out of the run before.

        Raises:
            FeedGap: lines before them are missing here.
            FeedForked: other lines with the same numbers are here.
            FeedDamaged: their chain is not whole, or they cannot be folded.
        """
        if self._pen is not None:
            raise ValueError("a unit merges before it writes")
        head = self._row(_HEAD, (run.replica_id,)) or (0, FIRST_PREVIOUS)
        held = dict(self._cursor.execute(HELD, (run.replica_id, run.first - 1, run.last)).fetchall())
        now = utc_text(self._author.wall_at)
        new = checked(run, prepared or ready(run, head[0], now), head, held, now)
        if not new.rows:
            return Merged(0)
        if run.replica_id == self._facts()["replica_id"]:
            raise FeedForked("this store lacks what this desk wrote before: it was brought back from a backup")
        if len(new.rows) > _MANY:
            self._make_room()
        with without_collection():
            try:
                return self._take_in(new)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
                raise FeedDamaged("its entries make no callback that can be shown") from fault

    def _take_in(self, new: Checked) -> Merged:
        from callback_desk.store.engine import INSERT_ENTRY, UPSERT_META

        subjects: dict[Stream, set[str]] = {stream: set() for stream in Stream}
        for entry in new.entries:
            subjects[entry.stream].add(entry.subject_id)
        self._known = known = self._entries_of(subjects[Stream.CALLBACK] | subjects[Stream.CARD])
        self._wrote = True
        self._cursor.executemany(INSERT_ENTRY, new.rows)
        self._cursor.executemany(INSERT_REDACTION, new.redactions)
        for entry in new.entries:
            if entry.stream != Stream.POLICY:
                known[entry.subject_id].append(entry)
        of_callbacks = {subject: _of(Stream.CALLBACK, known[subject]) for subject in subjects[Stream.CALLBACK]}
        self._project(of_callbacks)
        self._project_cards(subjects[Stream.CARD], known)
        twice = contact_keys.take_in(self._cursor, new.entries, self._entries_of)
        clock = self._row("SELECT value FROM meta WHERE key = 'last_hlc'", ())
        latest = max(new.entries[-1].hlc, clock[0] if clock else "")
        self._cursor.execute(UPSERT_META, ("last_hlc", latest))
        self._known = {}
        return Merged(len(new.rows), twice)

    def carry(self, replica_id: str, after: int, ways: Sequence[Way]) -> int:
        """Let all lines of a feed after number `after` carry on where `ways` say; return how many did.

        Comes before anything that this unit writes itself. Where `ways` do not speak of all of them, none does.

        Raises:
            CarriedOtherwise: other lines stand where they would carry on.
        """
        if self._pen is not None:
            raise ValueError("a unit carries lines on before it writes")
        self._wrote = True
        done = carry(self._cursor, replica_id, after, ways)
        if done.lines:
            known = self._entries_of(done.subjects)
            of_callbacks = {subject: _of(Stream.CALLBACK, entries) for subject, entries in known.items()}
            self._project({subject: entries for subject, entries in of_callbacks.items() if entries})
            cards = {subject for subject, entries in known.items() if _of(Stream.CARD, entries)}
            self._project_cards(cards, known)
            contact_keys.take_in(self._cursor, done.entries, self._entries_of)
        return done.lines

    def begin_feed(self, replica_id: str) -> None:
        """Write a feed of its own from now on, in place of the one that this desk wrote."""
        from callback_desk.store.engine import UPSERT_META

        if self._pen is not None:
            raise ValueError("a unit begins a feed before it writes")
        self._cursor.execute(UPSERT_META, ("replica_id", replica_id))

    def remember(self, name: str, value: str) -> None:
        """Store a setting of this desk with what else this unit writes."""
        from callback_desk.store.engine import UPSERT_META

        self._cursor.execute(UPSERT_META, (setting_key(name), value))

    def forget(self, names: Iterable[str]) -> None:
        """Take settings of this desk away, where it has them."""
        self._cursor.executemany(_FORGET, [(setting_key(name),) for name in names])

    def rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Return all rows of a statement, with what this unit has written so far."""
        found: list[tuple[Any, ...]] = self._cursor.execute(sql, parameters).fetchall()
        return found

    def lines(self) -> int:
        """Return how many lines the ledger has, with those that this unit has written so far."""
        return int(self._row(LINES, ())[0])

    def callback(self, callback_id: str) -> Callback | None:
        """Return a callback as this unit has made it, or None."""
        entries = [entry for entry in self._entries_of({callback_id})[callback_id] if entry.stream == Stream.CALLBACK]
        return fold(callback_id, entries) if entries else None

    def card(self, keys: CardKeys, own_card_id: str) -> FoundCard:
        """Return a patient's card as this unit has made it; as `Store.card`."""
        return cards.find(self, keys, own_card_id)

    def card_alone(self, card_id: str) -> Card:
        """Return what the entries of this one card say, whatever other cards are the same patient's."""
        return fold_card(self._entries_of({card_id})[card_id])

    def callbacks_of_cards(self, card_ids: Iterable[str]) -> list[str]:
        """Return the ids of the open callbacks that these cards may be about, by any key."""
        return cards.open_callbacks(self, card_ids)

    def stopped_by_cards(self) -> list[str]:
        """Return the ids of the open callbacks of patients whose card stops calls."""
        return cards.stopped(self)

    def already_saved(self, draft_id: str) -> bool:
        """Tell whether this draft became a note before, so that a save repeated after a crash is seen."""
        return self._row("SELECT 1 FROM saved_draft WHERE draft_id = ?", (draft_id,)) is not None

    def finish_draft(self, draft_id: str, callback_id: str) -> None:
        """Record that the draft became a note, and forget the draft.

        Raises:
            DeskError: when leaving the unit, if it was recorded before.
        """
        from callback_desk.store.engine import DELETE_DRAFT, INSERT_SAVED_DRAFT

        self._cursor.execute(INSERT_SAVED_DRAFT, (draft_id, callback_id, utc_text(self._author.wall_at)))
        self._cursor.execute(DELETE_DRAFT, (draft_id,))

    def keep_draft(self, draft: Draft) -> None:
        """Store a note to be typed on, with what else this unit writes."""
        from callback_desk.store.engine import INSERT_DRAFT

        self._cursor.execute(INSERT_DRAFT, (*draft[:-1], utc_text(draft.updated_at)))

    def log_access(self, action: str, callback_id: str | None = None, detail: str = "") -> None:
        """Add a line to the access log, chained to the one before; `detail` holds codes and counts only."""
        from callback_desk.store.engine import INSERT_ACCESS

        last = self._row("SELECT n, hash FROM access_log ORDER BY n DESC LIMIT 1", ())
        n, prev_hash = (last[0] + 1, last[1]) if last else (1, FIRST_PREVIOUS)
        me = self._author
        line = (n, utc_text(me.wall_at), me.person_id, action, callback_id, detail)
        self._cursor.execute(INSERT_ACCESS, (*line, prev_hash, access_hash(prev_hash, line)))

    def commit(self) -> None:
        """Make it all stand: when this returns, it is on the disk."""
        if self._pen is not None:
            from callback_desk.store.engine import UPSERT_META

            self._cursor.execute(UPSERT_META, ("last_hlc", self._pen.head.hlc))
        self._connection.commit()
        self.close()

    def close(self) -> None:
        """End the unit, committed or not; it takes nothing more, and gives back what a bulk write needed."""
        for pragma in (f"cache_size=-{CACHE_KIB}", "shrink_memory") if self._bulk else ():
            self._cursor.execute(f"PRAGMA {pragma}")
        self._bulk = False
        self._cursor.close()

    def _make_room(self) -> None:
        self._bulk = True
        self._cursor.execute(f"PRAGMA cache_size=-{BULK_CACHE_KIB}")

    def _write(self, drafts: Sequence[EntryDraft], known: dict[str, list[Entry]]) -> list[Entry]:
        from callback_desk.store.engine import INSERT_ENTRY

        entries, rows = self._here().lines(drafts, known)
        self._cursor.executemany(INSERT_ENTRY, rows)
        return entries

    def _here(self) -> Pen:
        self._wrote = True
        if self._pen is None:
            facts = self._facts()  # a sync beside this program may have begun another feed since it was opened
            self._author = self._author._replace(replica_id=facts["replica_id"])
            self._pen = Pen(self._author, self._head(facts.get("last_hlc", "")))
        return self._pen

    @contextmanager
    def _asking_before(self) -> Iterator[Callable[[Collection[str]], dict[str, list[Entry]]] | None]:
        """Give how to ask, beside what this unit writes, for what stood in the ledger before it: nobody else writes
        meanwhile. None where it has written something already, which only it can see.

        What is asked takes long, so it has a connection of its own: the screen goes on reading through the other.
        """
        if self._wrote:
            yield None
        elif self._is_empty():
            yield _nothing
        else:
            with closing(self._committed.another()) as beside:
                yield partial(_entries_in, lambda sql, asked: beside.execute(sql, asked).fetchall())

    def _is_empty(self) -> bool:
        """Tell whether the ledger has nothing about any callback or card, as that of a clinic that was just founded."""
        return self._row("SELECT 1 FROM entry WHERE stream <> 'policy' LIMIT 1", ()) is None

    def _settle(self, entries: Sequence[Entry], known: Mapping[str, list[Entry]]) -> None:
        """Fold what entries are about anew, where `known` has all that there is about each subject."""
        subjects: dict[Stream, set[str]] = {stream: set() for stream in Stream}
        for entry in entries:
            subjects[entry.stream].add(entry.subject_id)
        self._project({subject_id: known[subject_id] for subject_id in subjects[Stream.CALLBACK]})
        self._project_cards(subjects[Stream.CARD], known)

    def _project(self, touched: dict[str, list[Entry]]) -> None:
        from callback_desk.store.engine import UPSERT_CALLBACK

        if touched:
            rows = [row_of_entries(subject_id, entries) for subject_id, entries in touched.items()]
            # In the queue's order its index, the largest one, grows at its end; by id it would anywhere.
            rows.sort(key=_queue_order)
            self._cursor.executemany(UPSERT_CALLBACK, rows)

    def _project_cards(self, touched: set[str], known: Mapping[str, list[Entry]]) -> None:
        from callback_desk.store.engine import UPSERT_CARD

        if touched:
            entries = {card_id: _of(Stream.CARD, known[card_id]) for card_id in sorted(touched)}
            rows = [card_row_of(card_id, fold_card(of_card)) for card_id, of_card in entries.items()]
            self._cursor.executemany(UPSERT_CARD, rows)

    def _note_keys(self, entries: Iterable[Entry]) -> None:
        from callback_desk.store.engine import INSERT_CONTACT_KEY

        keys = [(key, entry.subject_id) for entry in entries for key in keys_of(entry)]
        if keys:
            keys.sort(key=_first)  # of one key twice the first stays first, and stands
            self._cursor.executemany(INSERT_CONTACT_KEY, keys)

    def _entries_of(self, subjects: Iterable[str]) -> dict[str, list[Entry]]:
        asked = list(subjects)
        nothing = not asked or (len(asked) >= _MANY and self._is_empty())
        return _nothing(asked) if nothing else _entries_in(self.rows, asked)

    def _facts(self) -> dict[str, str]:
        return dict(self._cursor.execute(_FACTS).fetchall())

    def _head(self, clock: str) -> Head:
        seq, entry_hash = self._row(_HEAD, (self._author.replica_id,)) or (0, FIRST_PREVIOUS)
        return Head(seq, entry_hash, clock)

    def _row(self, sql: str, parameters: tuple[Any, ...]) -> Any:  # noqa: ANN401 - whatever the statement selects
        return self._cursor.execute(sql, parameters).fetchone()


def _nothing(subjects: Iterable[str]) -> dict[str, list[Entry]]:
    return {subject_id: [] for subject_id in subjects}


def _entries_in(
    rows: Callable[[str, Parameters], list[tuple[Any, ...]]], subjects: Iterable[str]
) -> dict[str, list[Entry]]:
    """Return all entries about subjects, by subject, as far as `rows` sees them."""
    found = _nothing(subjects)
    for row in rows(_ENTRIES_OF, (json.dumps(sorted(found)),)):
        entry = entry_of(row)
        found[entry.subject_id].append(entry)
    return found


def access_hash(prev_hash: str, line: Sequence[Any]) -> str:
    """Return the hash that chains a line of the access log to the one before it."""
    text = json.dumps(list(line), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((prev_hash + text).encode()).hexdigest()


def _of(stream: Stream, entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.stream == stream]
