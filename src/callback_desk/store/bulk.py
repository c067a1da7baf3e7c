"""The many entries of an intake, written portion by portion.

Nearly all are the first and only contact of their callback: such a line goes to the tables without an entry, a fold
or a look for what was there. A test holds what comes of it against what single appends write.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from callback_desk.domain.codes import Stream
from callback_desk.domain.entry import Entry, EntryDraft
from callback_desk.domain.plain_contact import PlainDraft
from callback_desk.domain.queue import QueueKey
from callback_desk.store.connection import Connection
from callback_desk.store.first_rows import PLAIN_COLUMNS, first_row, plain_row, plain_values
from callback_desk.store.ledger import SAME_IN_A_UNIT
from callback_desk.store.many_rows import insert_many
from callback_desk.store.projection import COLUMNS, keys_in

if TYPE_CHECKING:
    from callback_desk.store.ledger import Pen

_EntriesOf = Callable[[Collection[str]], dict[str, list[Entry]]]
_Settle = Callable[[Sequence[Entry], Mapping[str, list[Entry]]], None]
_Rows = Sequence[tuple[Any, ...]]
_Drafts = Sequence[EntryDraft | PlainDraft]
_first = itemgetter(0)
_queue_order = itemgetter(*map(COLUMNS.index, QueueKey._fields))
_plain_order = itemgetter(*(PLAIN_COLUMNS.index(name) for name in QueueKey._fields if name in PLAIN_COLUMNS))
_subject = itemgetter(1)


class _Portion(NamedTuple):
    """What a portion writes: rows of the tables, and the entries about what is more than a first contact."""

    lines: _Rows
    plain: _Rows
    others: _Rows
    keys: _Rows
    entries: Sequence[Entry]
    known: Mapping[str, list[Entry]]


class Bulk:
    """Writes portions within one unit of work, each while its caller makes the next one.

    `entries_of` returns what the ledger has of subjects, and waits for what is being written; `before` returns what it
    had before, and does not wait (None: it cannot be asked). `settle` folds and notes what is more than first contacts.
    Nobody else uses the cursor until `finish`.
    """

    def __init__(
        self, cursor: Connection, pen: "Pen", entries_of: _EntriesOf, settle: _Settle, before: _EntriesOf | None
    ) -> None:
        self._cursor, self._pen = cursor, pen
        self._entries_of, self._settle = entries_of, settle
        self._earlier, self._written = before, set[str]()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-bulk")
        self._under_way: Future[None] | None = None

    def write(self, drafts: _Drafts) -> None:
        """Write the lines, in this order, and what they make of their callbacks; what goes wrong may be told later."""
        firsts, known = self._told_apart(drafts)
        entries, lines = self._pen.lines(drafts, known)
        plain, others = _opened(firsts)
        portion = _Portion(lines, plain, others, _keys(drafts), entries, known)
        self._wait()
        self._under_way = self._pool.submit(self._store, portion)

    def finish(self) -> None:
        """Wait until all is written.

        Raises:
            Error: of the driver, if something could not be.
        """
        self._wait()

    def close(self) -> None:
        """Let nothing run on, whatever went wrong."""
        self._pool.shutdown(wait=True)

    def _wait(self) -> None:
        under_way, self._under_way = self._under_way, None
        if under_way is not None:
            under_way.result()

    def _store(self, portion: _Portion) -> None:
        """Put a portion into the tables, with all rows made before: while a statement runs the next portion is made."""
        from callback_desk.store.engine import INSERT_CALLBACK, INSERT_CONTACT_KEY, INSERT_ENTRY, INSERT_PLAIN_CALLBACK

        insert_many(self._cursor, INSERT_ENTRY, portion.lines, SAME_IN_A_UNIT)
        insert_many(self._cursor, INSERT_PLAIN_CALLBACK, portion.plain)
        insert_many(self._cursor, INSERT_CALLBACK, portion.others)
        insert_many(self._cursor, INSERT_CONTACT_KEY, portion.keys)
        if portion.entries:
            self._settle(portion.entries, portion.known)

    def _told_apart(self, drafts: _Drafts) -> tuple[_Drafts, dict[str, list[Entry]]]:
        """Return the drafts that are all there is about their callbacks, and what is known of the others."""
        often = Counter(map(_subject, drafts))
        before = self._before(often)
        firsts: list[EntryDraft | PlainDraft] = []
        known: dict[str, list[Entry]] = {}
        for draft in drafts:
            subject = draft[1]
            alone = often[subject] == 1 and subject not in before
            if alone and draft.kind == "received" and draft.stream is Stream.CALLBACK:
                firsts.append(draft)
            else:
                known[subject] = before.get(subject, [])
        return firsts, known

    def _before(self, subjects: Collection[str]) -> dict[str, list[Entry]]:
        """Return what the ledger has of those subjects of which it has anything."""
        found: dict[str, list[Entry]] = {}
        asked = subjects
        if self._earlier is not None:
            asked = [subject for subject in subjects if subject in self._written]
            found = self._earlier([subject for subject in subjects if subject not in self._written])
            self._written.update(subjects)
        if asked:
            self._wait()
            found |= self._entries_of(asked)
        return {subject: entries for subject, entries in found.items() if entries}


def _opened(firsts: _Drafts) -> tuple[_Rows, _Rows]:
    """Return the rows of new callbacks, the plain ones and the others, in the queue's order: its index, the largest,
    then grows at its end.
    """
    plain: list[tuple[Any, ...]] = []
    others: list[tuple[Any, ...]] = []
    for draft in firsts:
        if isinstance(draft, PlainDraft):
            row = plain_values(draft)
            payload = draft.whole().payload if row is None else {}
        else:
            payload = draft.payload
            row = plain_row(draft.subject_id, payload)
        if row is None:
            others.append(first_row(draft.subject_id, payload))
        else:
            plain.append(row)
    plain.sort(key=_plain_order)
    others.sort(key=_queue_order)
    return plain, others


def _keys(drafts: _Drafts) -> list[tuple[str, str]]:
    """Return the keys by which the contacts are known, in their own order: of one key twice the first stays first."""
    keys: list[tuple[str, str]] = []
    for draft in drafts:
        if isinstance(draft, PlainDraft):
            keys.append((draft.source_key, draft.subject_id))
        else:
            keys += [(key, draft.subject_id) for key in keys_in(draft.kind, draft.payload)]
    keys.sort(key=_first)
    return keys
