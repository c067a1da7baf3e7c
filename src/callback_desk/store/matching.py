"""What an intake asks before it plans: which contacts it knows, and which open callbacks one may join."""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.told import Told, by_key, told_by
from callback_desk.store.projection import MERGED, talk_key
from callback_desk.store.reading import Reader

_MATCH = (
    "callback_id, phone, thread, received_at, last_contact_at, patient, stated, lane, channel, attention,"
    " contacts, only_referral, birth_date"
)


class OpenMatch(NamedTuple):
    """An open callback that a new contact may belong to; `contacts` is how often the patient reached out.

    `is_referral` tells that a referral's list made it, or added to it, and nobody joined it with what else was asked.
    """

    callback_id: str
    phone: str | None
    thread: str | None
    received_at: datetime
    last_contact_at: datetime | None
    patient: str | None
    stated: bool
    lane: str
    channel: str
    attention: tuple[str, ...]
    contacts: int
    is_referral: bool
    birth_date: date | None


def known_contacts(reader: Reader, keys: Iterable[str]) -> dict[str, str]:
    """Return, for those source and version keys that are known, the callback that they belong to."""
    rows = reader.rows(
        "SELECT contact_key, callback_id FROM json_each(?) AS asked"
        " CROSS JOIN contact_key ON contact_key.contact_key = asked.value",
        (json.dumps(sorted(set(keys))),),
    )
    known: dict[str, str] = dict(rows)
    survivors = _survivors(reader)
    return {key: survivors.get(one, one) for key, one in known.items()} if survivors else known


def _survivors(reader: Reader) -> dict[str, str]:
    """Return, for each callback that a person closed into another one, the one that has its contacts now."""
    rows = reader.rows(
        "SELECT closed.callback_id, contact_key.callback_id FROM contact_key"
        " JOIN callback AS closed ON closed.callback_id = substr(contact_key, ?)"
        " WHERE contact_key >= ? AND contact_key < ? AND closed.is_open = 0 AND closed.close_result = 'duplicate'",
        (len(MERGED) + 1, MERGED, f"{MERGED}~"),
    )
    into = dict(rows)
    for callback_id in into:
        seen = {callback_id}
        while (further := into.get(into[callback_id])) is not None and further not in seen:
            seen.add(into[callback_id])
            into[callback_id] = further
    return into


def in_several_states(reader: Reader, source_keys: Iterable[str]) -> set[str]:
    """Return those source keys of which several version keys are known: these begin with it and `@`."""
    rows = reader.rows(
        "SELECT asked.value FROM json_each(?) AS asked CROSS JOIN contact_key"
        " ON contact_key.contact_key > asked.value || '@' AND contact_key.contact_key < asked.value || 'A'"
        " GROUP BY asked.value HAVING count(*) > 1",
        (json.dumps(sorted(set(source_keys))),),
    )
    return {key for (key,) in rows}


def told_in(reader: Reader, source_keys: Iterable[str]) -> dict[str, list[Told]]:
    """Return what is known of the contacts under each of these source keys, and under keys that were made of it."""
    wanted = set(source_keys)
    rows = reader.rows(
        "SELECT payload FROM entry WHERE kind = 'received' AND payload IS NOT NULL AND subject_id IN ("
        " SELECT callback_id FROM json_each(?1) AS asked"
        " CROSS JOIN contact_key ON contact_key.contact_key = asked.value"
        " UNION SELECT callback_id FROM json_each(?1) AS asked CROSS JOIN contact_key"
        " ON contact_key.contact_key > asked.value || '@' AND contact_key.contact_key < asked.value || 'A'"
        " UNION SELECT callback_id FROM json_each(?1) AS asked CROSS JOIN contact_key"
        " ON contact_key.contact_key > asked.value || '~' AND contact_key.contact_key < asked.value || char(127))"
        " ORDER BY subject_id, hlc, replica_id, seq",
        (json.dumps(sorted(wanted)),),
    )
    payloads = map(json.loads, (text for (text,) in rows))
    return by_key((told_by(payload) for payload in payloads if payload.get("source_key")), wanted)


def only_contacts(reader: Reader, source_keys: Iterable[str]) -> dict[str, tuple[str | None, str]]:
    """Return the number and moment of the contacts that are the only ones of their callbacks, by source key."""
    rows = reader.rows(
        "SELECT contact_key, phone, received_at FROM json_each(?) AS asked"
        " CROSS JOIN contact_key ON contact_key.contact_key = asked.value"
        " CROSS JOIN callback ON callback.callback_id = contact_key.callback_id WHERE contacts = 1",
        (json.dumps(sorted(set(source_keys))),),
    )
    return {key: (phone, at) for key, phone, at in rows}


def known_talks(reader: Reader, source_keys: Iterable[str]) -> set[str]:
    """Return those source keys whose talk was recorded before as evidence for "resolved since?"."""
    wanted = {talk_key(source_key): source_key for source_key in source_keys}
    return {wanted[key] for key in known_contacts(reader, wanted)}


def open_by(reader: Reader, column: str, values: Iterable[str]) -> dict[str, list[OpenMatch]]:
    """Return the open callbacks with each `phone` or `thread`, the earliest first."""
    if column not in ("phone", "thread"):
        raise ValueError(column)
    found: dict[str, list[OpenMatch]] = {}
    rows = reader.rows(
        f"SELECT asked.value, {_MATCH} FROM json_each(?) AS asked"
        f" CROSS JOIN callback ON callback.{column} = asked.value"
        " WHERE is_open = 1 ORDER BY received_at, callback_id",
        (json.dumps(sorted(set(values))),),
    )
    for value, *row in rows:
        found.setdefault(value, []).append(_match(row))
    for value, match in _of_joined(reader, column, values):
        matches = found.setdefault(value, [])
        if match not in matches:
            matches.append(match)
    return found


def _of_joined(reader: Reader, column: str, values: Iterable[str]) -> Iterator[tuple[str, OpenMatch]]:
    """Yield the open callbacks that others with these values were joined into."""
    survivors = _survivors(reader)
    rows = reader.rows(
        f"SELECT joined.value, callback.{column} FROM json_each(?) AS joined"
        f" CROSS JOIN callback ON callback.callback_id = joined.value"
        f" WHERE callback.{column} IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(survivors)), json.dumps(sorted(set(values)))),
    )
    for callback_id, value in rows if survivors else ():
        kept = reader.rows(
            f"SELECT {_MATCH} FROM callback WHERE callback_id = ? AND is_open = 1", (survivors[callback_id],)
        )
        yield from ((value, _match(list(row))) for row in kept)


def open_of_patient(reader: Reader, numbers: Iterable[str], person_key: str | None) -> list[str]:
    """Return the open callbacks with one of these numbers, or of this name and birth date, the earliest first."""
    rows = reader.rows(
        "SELECT callback_id, received_at FROM callback WHERE is_open = 1 AND phone IN (SELECT value FROM json_each(?))"
        " UNION SELECT callback_id, received_at FROM callback WHERE is_open = 1 AND person_key = ?"
        " ORDER BY received_at, callback_id LIMIT 50",
        (json.dumps(sorted(set(numbers))), person_key),
    )
    return [callback_id for callback_id, _ in rows]


def last_closed_by_number(reader: Reader, numbers: Iterable[str]) -> dict[str, str]:
    """Return, for each number that has one, the callback that was closed last."""
    rows = reader.rows(
        "SELECT phone, callback_id FROM json_each(?) AS asked"
        " CROSS JOIN callback ON callback.phone = asked.value"
        " WHERE is_open = 0 ORDER BY closed_at, callback_id",
        (json.dumps(sorted(set(numbers))),),
    )
    return dict(rows)


def _match(row: list[Any]) -> OpenMatch:
    callback_id, phone, thread, received_at, last, patient, stated, lane, channel, attention, *rest = row
    contacts, is_referral, birth_date = rest
    return OpenMatch(
        callback_id,
        phone,
        thread,
        from_utc_text(received_at),
        None if last is None else from_utc_text(last),
        patient,
        bool(stated),
        lane,
        channel,
        tuple(json.loads(attention)) if attention else (),
        contacts,
        bool(is_referral),
        None if birth_date is None else date.fromisoformat(birth_date),
    )
