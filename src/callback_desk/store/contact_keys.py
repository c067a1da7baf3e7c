"""By which keys contacts are known, where entries come in any order: the earliest entry that holds a key has it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from callback_desk.domain.entry import Entry
from callback_desk.store.connection import Connection
from callback_desk.store.projection import first_of, keys_of

_HELD = (
    "SELECT contact_key, callback_id FROM json_each(?) AS asked"
    " CROSS JOIN contact_key ON contact_key.contact_key = asked.value"
)
_First = tuple[str, str]
_EntriesOf = Callable[[set[str]], Mapping[str, list[Entry]]]


def take_in(cursor: Connection, entries: Iterable[Entry], entries_of: _EntriesOf) -> frozenset[tuple[str, str]]:
    """Note the keys of entries that came in, and return the pairs of callbacks that have a contact in common.

    `entries_of` returns all entries of subjects, those that came in among them.
    """
    from callback_desk.store.engine import UPSERT_CONTACT_KEY

    found: dict[str, dict[str, _First]] = {}
    contacts: dict[str, set[str]] = {}
    for entry in entries:
        for key in keys_of(entry):
            _note(entry, found.setdefault(key, {}), contacts.setdefault(key, set()))
    known: dict[str, str] = dict(cursor.execute(_HELD, (json.dumps(sorted(found)),)).fetchall())
    met = {key: holder for key, holder in known.items() if found[key].keys() != {holder}}
    for subject_id, before in entries_of(set(met.values())).items():
        for entry in before:
            for key in keys_of(entry):
                if met.get(key) == subject_id:
                    _note(entry, found[key], contacts[key])
    holders = {key: min(held, key=held.__getitem__) for key, held in found.items()}
    rows = sorted((key, holder) for key, holder in holders.items() if known.get(key) != holder)
    cursor.executemany(UPSERT_CONTACT_KEY, rows)
    return frozenset(pair for held in contacts.values() if len(held) > 1 for pair in _pairs(sorted(held)))


def _note(entry: Entry, held: dict[str, _First], contacts: set[str]) -> None:
    held[entry.subject_id] = min(first_of(entry), held.get(entry.subject_id, first_of(entry)))
    if entry.kind == "received":  # a talk or a report may rightly belong to two
        contacts.add(entry.subject_id)


def _pairs(holders: Sequence[str]) -> Iterator[tuple[str, str]]:
    first, *others = holders
    yield from ((first, other) for other in others)
