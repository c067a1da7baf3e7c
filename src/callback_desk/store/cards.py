"""Which card belongs to a callback, and which open callbacks belong to a card: indexed look-ups."""

import json
from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from callback_desk.domain.card import EMPTY, Card, fold_card
from callback_desk.domain.card_identity import CardKeys
from callback_desk.store.ledger import ENTRY_COLUMNS, entry_of
from callback_desk.store.reading import Parameters


class Rows(Protocol):
    """Whatever answers a statement: the store's reader, or a unit of work with what it has written."""

    def rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """Return all rows of a statement."""


class FoundCard(NamedTuple):
    """A patient's card (an empty one where nothing is on record), the ids that make it up, the first being the one
    that is written to, and how many record numbers share the patient's name and birth date.

    From two of those on no record's card is taken: a person must say which one it is.
    """

    card: Card
    card_ids: tuple[str, ...]
    records: int


# The patient's own card, the one made by hand for this callback, and whatever card has the same name and birth date.
_KNOWN = """SELECT card_id, has_record FROM card WHERE card_id IN (:card_id, :own)
UNION SELECT card_id, has_record FROM card WHERE person_key = :person_key
UNION SELECT card_id, has_record FROM card WHERE person_key =
    (SELECT person_key FROM card WHERE card_id = :card_id)
ORDER BY card_id"""
_ENTRIES = (
    f"SELECT {ENTRY_COLUMNS} FROM json_each(?) AS asked CROSS JOIN entry ON entry.subject_id = asked.value"
    " WHERE entry.stream = 'card'"
)
_OF_CARDS = """SELECT callback_id FROM card AS asked CROSS JOIN callback ON callback.card_id = asked.card_id
    WHERE is_open = 1 AND {wanted}
UNION SELECT callback_id FROM card AS asked CROSS JOIN callback ON callback.person_key = asked.person_key
    WHERE is_open = 1 AND {wanted}
UNION SELECT callback_id FROM card AS asked
    CROSS JOIN card AS same ON same.person_key = asked.person_key
    CROSS JOIN callback ON callback.card_id = same.card_id
    WHERE is_open = 1 AND {wanted}
ORDER BY callback_id"""


def find(reader: Rows, keys: CardKeys, own_card_id: str) -> FoundCard:
    """Return the card of a patient who is known by `keys`.

    Two cards of one name and birth date are one where at most one of them has a record number; two record numbers
    are two patients.
    """
    main = keys.card_id or own_card_id
    rows = reader.rows(_KNOWN, {"card_id": main, "own": own_card_id, "person_key": keys.person_key})
    records = [card_id for card_id, has_record in rows if has_record and card_id != main]
    without_record = [card_id for card_id, has_record in rows if not has_record and card_id != main]
    only_by_person = keys.person_key is not None and main in (keys.person_key, own_card_id)
    sole = records if len(records) == 1 and only_by_person else []
    card_ids = (*sole, main, *without_record)
    if not rows:
        return FoundCard(EMPTY, card_ids, 0)
    entries = reader.rows(_ENTRIES, (json.dumps(card_ids),))
    is_record = any(card_id == main and has_record for card_id, has_record in rows)
    return FoundCard(fold_card(map(entry_of, entries)), card_ids, len(records) + int(is_record))


def open_callbacks(reader: Rows, card_ids: Iterable[str]) -> list[str]:
    """Return the ids of the open callbacks of these cards, by any key."""
    sql = _OF_CARDS.format(wanted="asked.card_id IN (SELECT value FROM json_each(:asked))")
    return [row[0] for row in reader.rows(sql, {"asked": json.dumps(sorted(card_ids))})]


def stopped(reader: Rows) -> list[str]:
    """Return the ids of the open callbacks of cards that stop calls."""
    return [row[0] for row in reader.rows(_OF_CARDS.format(wanted="asked.flag IS NOT NULL"), {})]
