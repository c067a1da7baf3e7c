"""By which keys contacts are known, where entries come in any order: the earliest entry that holds a key has it."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from callback_desk.domain.entry import Entry
from callback_desk.store.connection import Connection
from callback_desk.store.projection import MERGED, keys_of, talk_key

_HELD = (
    "SELECT contact_key, callback_id FROM json_each(?) AS asked"
    " CROSS JOIN contact_key ON contact_key.contact_key = asked.value"
)
_Order = tuple[str, str, int]
_EntriesOf = Callable[[set[str]], Mapping[str, list[Entry]]]


def take_in(cursor: Connection, entries: Iterable[Entry], entries_of: _EntriesOf) -> frozenset[tuple[str, str]]:
    """Note the keys of entries that came in, and return the pairs of callbacks that have a contact in common.

    `entries_of` returns all entries of subjects, those that came in among them.
    """
    from callback_desk.store.engine import UPSERT_CONTACT_KEY

    found: dict[str, dict[str, _Order]] = {}
    for entry in entries:
        for key in keys_of(entry):
            held = found.setdefault(key, {})
            held[entry.subject_id] = min(entry.order, held.get(entry.subject_id, entry.order))
    known: dict[str, str] = dict(cursor.execute(_HELD, (json.dumps(sorted(found)),)).fetchall())
    met = {key: holder for key, holder in known.items() if found[key].keys() != {holder}}
    for subject_id, before in entries_of(set(met.values())).items():
        for entry in before:
            for key in keys_of(entry):
                if met.get(key) == subject_id:
                    held = found[key]
                    held[subject_id] = min(entry.order, held.get(subject_id, entry.order))
    holders = {key: min(held, key=held.__getitem__) for key, held in found.items()}
    rows = sorted((key, holder) for key, holder in holders.items() if known.get(key) != holder)
    cursor.executemany(UPSERT_CONTACT_KEY, rows)
    return _pairs(found)


def _pairs(found: Mapping[str, Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for key, held in found.items():
        if len(held) > 1 and not key.startswith((talk_key(""), MERGED)):
            first, *others = sorted(held)
            pairs.update((first, other) for other in others)
    return frozenset(pairs)
