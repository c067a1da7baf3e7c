"""The row of a folded callback, and how the projection is kept and rebuilt.

The rows hold nothing that the ledger does not; they can be thrown away at any time.
"""

import gc
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from callback_desk.domain.callback import Callback, status_at
from callback_desk.domain.card import Card, fold_card
from callback_desk.domain.card_identity import keys_of_patient
from callback_desk.domain.entry import Entry
from callback_desk.domain.fold import fold
from callback_desk.domain.handed_on import handed_on
from callback_desk.domain.moments import utc_text
from callback_desk.domain.text import folded
from callback_desk.store import schema
from callback_desk.store.connection import Connection
from callback_desk.store.ledger import ENTRY_COLUMNS, entry_of

COLUMNS = (
    "callback_id",
    "unpinned",
    "attention_rank",
    "due_at",
    "contacts_rank",
    "is_open",
    "standing",
    "patient",
    "phone",
    "lane",
    "channel",
    "language",
    "attention",
    "received_at",
    "target_at",
    "contacts",
    "attempts",
    "next_action",
    "owner",
    "owner_until",
    "fallback_owner",
    "further",
    "escalated_to",
    "acknowledged",
    "attention_pending",
    "maybe_resolved",
    "referral_status",
    "missing",
    "lacking",
    "review",
    "reviewer",
    "hold_reason",
    "waiting",
    "closed_at",
    "close_result",
    "stated",
    "thread",
    "follows",
    "claimed_at_once",
    "excepted",
    "last_contact_at",
    "card_id",
    "person_key",
    "birth_date",
    "only_referral",
    "needs",
    "search",
)
"""The columns of the table `callback`, in the order of `row_of`."""

_CHUNK = 5000
_REBUILD_CACHE_KIB = 256_000  # entries are read callback by callback, all over the file; given back when it is done
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_DIGITS = str.maketrans("", "", "+ ()-./\t")

CARD_COLUMNS = ("card_id", "person_key", "has_record", "flag", "language")
"""The columns of the table `card`, in the order of `card_row_of`."""

READ_CARD_ENTRIES = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE stream = 'card' ORDER BY subject_id, hlc, replica_id, seq"
_IN_ORDER = "ORDER BY subject_id, hlc, replica_id, seq"
READ_CALLBACK_ENTRIES = f"SELECT {ENTRY_COLUMNS} FROM entry WHERE stream = 'callback' {_IN_ORDER}"


def search_text(patient: str | None, phone: str | None, request: str | None, others: Iterable[str] = ()) -> str:
    """Return what a find looks in: name and request without accents or case, and the number's digits; behind these the
    `others` of that number."""
    digits = phone[1:] if phone and phone[0] == "+" and phone[1:].isdecimal() else (phone or "").translate(_DIGITS)
    found = f"{folded(patient) if patient else ''}\n{digits}\n{folded(request) if request else ''}"
    return "\n".join((found, *map(folded, others))) if others else found


def row_of(callback: Callback) -> tuple[Any, ...]:
    """Return the callback's row, in the order of `COLUMNS`: plain values, which the driver binds fastest."""
    due_at, received_at = utc_text(callback.due_at), utc_text(callback.received_at)
    return (
        *_place_and_patient(callback, due_at),
        received_at,
        due_at if callback.target_at == callback.due_at else utc_text(callback.target_at),
        callback.contacts,
        callback.attempts,
        callback.next_action,
        *_whose_turn(callback),
        *_standing_of(callback),
        *_how_it_is_found(callback, received_at),
    )


def _place_and_patient(callback: Callback, due_at: str) -> tuple[Any, ...]:
    return (
        callback.callback_id,
        0 if callback.pinned else 1,
        callback.attention_rank,
        due_at,
        callback.contacts_rank,
        int(callback.is_open),
        _standing(callback),
        callback.patient,
        callback.phone,
        callback.lane or "",
        str(callback.channel),
        callback.language,
        words_json(callback.attention) if callback.attention else None,
    )


def _whose_turn(callback: Callback) -> tuple[Any, ...]:
    return (
        callback.owner,
        None if callback.owner_until is None else utc_text(callback.owner_until),
        callback.fallback_owner,
        further_json((later.since, later.owner) for later in callback.further) if callback.further else None,
        callback.escalated_to,
        None if callback.acknowledged is None else int(callback.acknowledged),
        int(callback.attention_pending),
    )


def _standing_of(callback: Callback) -> tuple[Any, ...]:
    referral = callback.referral
    return (
        int(callback.maybe_resolved),
        None if referral is None else referral.get("status"),
        None if referral is None else words_json(referral.get("missing") or ()),
        words_json(callback.lacking) if callback.lacking else None,
        callback.review,
        callback.reviewer,
        None if callback.hold_reason is None else str(callback.hold_reason),
        int(callback.waiting),
        None if callback.closed_at is None else utc_text(callback.closed_at),
        None if callback.close_result is None else str(callback.close_result),
    )


def _how_it_is_found(callback: Callback, received_at: str) -> tuple[Any, ...]:
    last, handed = callback.last_contact_at, handed_on(callback)
    return (
        int(callback.stated),
        callback.thread,
        callback.follows,
        words_json(callback.claimed_at_once) if callback.claimed_at_once else None,
        int(callback.excepted),
        received_at if last == callback.received_at else None if last is None else utc_text(last),
        *keys_of_patient(callback),
        callback.birth_date or None,
        int(callback.referral is not None and not callback.asks_more),
        None if handed is None else handed.needs,
        search_text(callback.patient, callback.phone, callback.request, callback.other_names),
    )


def card_row_of(card_id: str, card: Card) -> tuple[Any, ...]:
    """Return the row of a card, in the order of `CARD_COLUMNS`."""
    flag, has_record = card.flag, int(card.record_number is not None)
    return card_id, card.keys.person_key, has_record, None if flag is None else str(flag), card.language


MERGED = "merged|"
"""Before the id of a callback that was joined into the one which the key leads to."""


def keys_of(entry: Entry) -> Iterable[str]:
    """Return the keys by which the contact of an entry is known when its file comes again."""
    return () if entry.payload is None else keys_in(entry.kind, entry.payload)


def first_of(entry: Entry) -> tuple[str, str]:
    """Return by what an entry is the first of those with one key: its moment, then its subject.

    Not by the order of the ledger: an entry that carries on in another feed changes its place there.
    """
    return entry.hlc[:17], entry.subject_id


def keys_in(kind: str, payload: Mapping[str, Any]) -> Iterable[str]:
    """Return the keys that such a payload holds."""
    if kind in ("received", "reported"):
        said = (payload.get("source_key"), payload.get("version_key"), *payload.get("earlier_keys", ()))
        return [key for key in said if key is not None]
    if kind == "talk_seen":
        return (talk_key(payload["source_key"]),)
    return (MERGED + payload["other"],) if kind == "merged" else ()


def talk_key(source_key: str) -> str:
    """Return the key of a talk seen: of its own kind, because a talk makes and joins no callback."""
    return f"talk|{source_key}"


def rebuild(connection: Connection) -> None:
    """Drop the projection and fold it anew, in one transaction of its own."""
    connection.execute(f"PRAGMA cache_size=-{_REBUILD_CACHE_KIB}").close()
    connection.execute("BEGIN IMMEDIATE")
    try:
        _recreate(connection)
        with without_collection():
            _fill(connection)
        for statement in schema.PROJECTION_INDEXES.values():
            connection.execute(statement)
        connection.execute(
            "INSERT INTO meta (key, value) VALUES ('projection_version', ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (schema.PROJECTION_VERSION,),
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the cyclic garbage collector: bulk work makes no cycles, and it would walk every entry often."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def fresh(connection: Connection) -> Iterator[Callback]:
    """Yield every callback, folded from the ledger as it stands, in the order of their ids."""
    cursor = connection.cursor()
    cursor.arraysize = 1000
    cursor.execute(READ_CALLBACK_ENTRIES)
    for callback_id, rows in groupby(_rows(cursor), key=itemgetter(3)):
        yield fold(callback_id, map(entry_of, rows))


def fresh_cards(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Yield the row of every card, folded from the ledger as it stands, in the order of their ids."""
    cursor = connection.cursor()
    cursor.execute(READ_CARD_ENTRIES)
    for card_id, rows in groupby(_rows(cursor), key=itemgetter(3)):
        yield card_row_of(card_id, fold_card(map(entry_of, rows)))


def _rows(cursor: Connection) -> Iterator[Any]:
    while rows := cursor.fetchmany():
        yield from rows


def contact_keys(callbacks: Iterable[Callback], into: dict[str, tuple[str, str]]) -> None:
    """Note the keys of the callbacks' contacts; of two callbacks with one key the earlier entry wins."""
    for callback in callbacks:
        for entry in callback.history:
            for key in keys_of(entry):
                first = first_of(entry)
                into[key] = min(first, into.get(key, first))


def _recreate(connection: Connection) -> None:
    for table in schema.PROJECTION_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in schema.PROJECTION:
        connection.execute(statement)


def _fill(connection: Connection) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    insert = f"INSERT INTO callback ({', '.join(COLUMNS)}) VALUES ({marks})"
    keys: dict[str, tuple[str, str]] = {}
    callbacks = fresh(connection)
    while chunk := list(islice(callbacks, _CHUNK)):
        connection.executemany(insert, map(row_of, chunk))
        contact_keys(chunk, keys)
    connection.executemany(
        f"INSERT INTO card ({', '.join(CARD_COLUMNS)}) VALUES (?, ?, ?, ?, ?)", list(fresh_cards(connection))
    )
    connection.executemany(
        "INSERT INTO contact_key (contact_key, callback_id) VALUES (?, ?)",
        ((key, callback_id) for key, (_, callback_id) in sorted(keys.items())),
    )


def _standing(callback: Callback) -> str:
    """Return the status but for the passing of time: waiting even where the due time may have come."""
    standing = status_at(
        _LONG_AGO,
        is_open=callback.is_open,
        escalated=callback.escalated_to is not None,
        review=callback.review is not None,
        on_hold=callback.hold_reason is not None,
        waiting=callback.waiting,
        due_at=callback.due_at,
    )
    return str(standing)


def further_json(further: Iterable[tuple[datetime, str]]) -> str:
    """Return whose turn it is later, and since when, as one column holds it."""
    return json.dumps([[utc_text(since), owner] for since, owner in further])


def words_json(values: Iterable[str]) -> str:
    """Return several words as one column holds them."""
    return json.dumps(list(values), ensure_ascii=False)
