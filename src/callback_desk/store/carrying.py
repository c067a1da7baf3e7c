"""Lines of a feed that carry on under another feed's numbers, because two copies of one desk wrote different ones.

What a line means is kept: kind, payload, person, moment and place in the order. Only where it names lines that carry on
too, in what was seen or in its payload, their new numbers stand. Whoever holds the same lines makes the same of them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from callback_desk.domain.entry import Entry
from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Moved
from callback_desk.store.connection import Connection
from callback_desk.store.feeds import INSERT_REDACTION
from callback_desk.store.ledger import (
    COLUMNS,
    ENTRY_COLUMNS,
    FIRST_PREVIOUS,
    entry_hash,
    entry_of,
    header,
    payload_hash,
)
from callback_desk.store.payload_json import payload_text

_LINES = f"SELECT {', '.join(COLUMNS)} FROM entry WHERE replica_id = ? AND seq > ? ORDER BY seq"
_HASH = "SELECT entry_hash FROM entry WHERE replica_id = ? AND seq = ?"
_INSERT = f"INSERT INTO entry ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_CARRIED = (
    "INSERT INTO carried (replica_id, seq, entry_hash, new_replica_id, new_seq) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT DO NOTHING"
)
_DELETE = "DELETE FROM entry WHERE replica_id = ? AND seq > ?"
_TOLD = [COLUMNS.index(name) for name in ENTRY_COLUMNS.split(", ")]

Row = dict[str, Any]


class CarriedOtherwise(DeskError):
    """The feed in which lines would carry on has other lines with their numbers."""


class Way(NamedTuple):
    """Where lines carry on, and by which succession: entries after its `after` that lines name stand where its `moved`
    says. So a line becomes the same one wherever it is carried, whatever else is known there."""

    to: Moved
    after: int
    moved: Sequence[Moved]


class Carried(NamedTuple):
    """What changed its place: how many lines, which subjects they are about, and the entries that are new here."""

    lines: int
    subjects: frozenset[str]
    entries: list[Entry]


def carry(cursor: Connection, old: str, after: int, ways: Sequence[Way]) -> Carried:
    """Let all lines of a feed after number `after` carry on where `ways` say, and take them out of the old feed.

    Those that are there already, because they came from elsewhere, are not written twice.

    Raises:
        CarriedOtherwise: other lines are there.
    """
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.execute(_LINES, (old, after))]
    places = {seq: (to.replica_id, seq - to.first + 1) for to, *_ in ways for seq in range(to.first, to.last + 1)}
    if not rows or not {row["seq"] for row in rows} <= places.keys():
        return Carried(0, frozenset(), [])
    entries = []
    for row, fresh in zip(rows, _fresh(cursor, old, after, ways, rows), strict=True):
        if fresh is not None:
            values = tuple(fresh[name] for name in COLUMNS)
            cursor.execute(_INSERT, values)
            if fresh["payload"] is None:
                told = (fresh["replica_id"], fresh["seq"], fresh["policy"], fresh["person_id"], fresh["wall_at"])
                cursor.execute(INSERT_REDACTION, told)
            entries.append(entry_of([values[place] for place in _TOLD]))
        cursor.execute(_CARRIED, (old, row["seq"], row["entry_hash"], *places[row["seq"]]))
    cursor.execute(_DELETE, (old, after))
    return Carried(len(rows), frozenset(row["subject_id"] for row in rows), entries)


def _fresh(cursor: Connection, old: str, after: int, ways: Sequence[Way], rows: Sequence[Row]) -> Iterator[Row | None]:
    """Yield each line as it carries on, or None where it is there already."""
    for way in ways:
        previous = FIRST_PREVIOUS
        for row in rows[max(way.to.first - after - 1, 0) : way.to.last - after]:
            fresh = _as_carried(row, old, way, previous)
            previous = fresh["entry_hash"]
            held = cursor.execute(_HASH, (fresh["replica_id"], fresh["seq"])).fetchone()
            if held is not None and held[0] != previous:
                raise CarriedOtherwise(f"entry {fresh['seq']} of {fresh['replica_id']} is another one here")
            yield fresh if held is None else None


def _as_carried(row: Row, old: str, way: Way, previous: str) -> Row:
    fresh, to = dict(row), way.to
    fresh["replica_id"], fresh["seq"] = to.replica_id, row["seq"] - to.first + 1
    fresh["hlc"] = row["hlc"][:18] + to.replica_id
    fresh["prev_hash"] = previous
    if old in row["seen"]:
        fresh["seen"] = _seen(json.loads(row["seen"]), old, way.after, way.moved)
    if row["payload"] is not None and old in row["payload"]:
        fresh["payload"] = _payload(row["payload"], old, way.moved)
        fresh["payload_hash"] = payload_hash(row["salt"], fresh["payload"])
    fresh["entry_hash"] = entry_hash(previous, header(fresh))
    return fresh


def _seen(seen: Mapping[str, int], old: str, after: int, moved: Sequence[Moved]) -> str:
    fresh, last = dict(seen), seen.get(old, 0)
    if last > after:
        del fresh[old]
        fresh |= {old: after} if after else {}
        for place in moved:
            if last >= place.first:
                fresh[place.replica_id] = min(last, place.last) - place.first + 1
    return json.dumps(fresh, separators=(",", ":"))


def _payload(text: str, old: str, moved: Sequence[Moved]) -> str:
    """Return a payload with the new numbers of the lines that it names, the same letters where it names none."""
    held = json.loads(text)
    fresh = _renamed(held, old, moved)
    return text if fresh == held else payload_text(fresh)


def _renamed(held: Any, old: str, moved: Sequence[Moved]) -> Any:  # noqa: ANN401  whatever JSON holds
    if isinstance(held, list):
        return [_renamed(each, old, moved) for each in held]
    if isinstance(held, str):
        named = re.fullmatch(rf"{old}:(\d{{1,15}})", held)
        place = None if named is None else _new_place(int(named[1]), moved)
        return held if place is None else f"{place[0]}:{place[1]}"
    if not isinstance(held, dict):
        return held
    if held.get("replica_id") == old and isinstance(held.get("seq"), int):
        place = _new_place(held["seq"], moved)
        return held if place is None else {**held, "replica_id": place[0], "seq": place[1]}
    return {name: _renamed(each, old, moved) for name, each in held.items()}


def _new_place(seq: int, moved: Sequence[Moved]) -> tuple[str, int] | None:
    found = [(each.replica_id, seq - each.first + 1) for each in moved if each.first <= seq <= each.last]
    return found[0] if found else None
