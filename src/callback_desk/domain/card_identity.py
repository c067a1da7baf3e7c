"""Which card is whose: ids that two desks work out alike, and never from a name alone.

A card is known by the clinic's record number; where there is none, by the patient's name with the birth date. For a
callback that has neither, a person may make a card by hand: it is that callback's own and nobody else's.
"""

import re
from typing import NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.text import folded

_WORDS = re.compile(r"[^\W_]+")


class CardKeys(NamedTuple):
    """By what a patient is known: the id of their card, and the key of name and birth date; None where unknown."""

    card_id: str | None
    person_key: str | None


NO_KEYS = CardKeys(None, None)


def card_keys(
    record_number: str | None, name: str | None, birth_date: str | None, *, linked: str | None = None
) -> CardKeys:
    """Return the keys of a patient. `name` is one that a person gave; `linked` is the card that a person named."""
    person_key = person_key_of(name, birth_date)
    return CardKeys(linked or record_card_id(record_number) or person_key, person_key)


def record_card_id(record_number: str | None) -> str | None:
    """Return the id of the card with this record number, however it is spaced or cased."""
    plain = "".join(_WORDS.findall(folded(record_number or "")))
    return callback_id_for(f"card|record|{plain}") if plain else None


def person_key_of(name: str | None, birth_date: str | None) -> str | None:
    """Return the key of a name and a birth date (ISO), which is also the id of a card without a record number.

    Accents, case, punctuation and the order of the names do not count: `Okafor, Thomas` is `Thomas Okafor`.
    """
    words = sorted(_WORDS.findall(folded(name or "")))
    return callback_id_for(f"card|person|{' '.join(words)}|{birth_date}") if words and birth_date else None


def own_card_id(callback_id: str) -> str:
    """Return the id of the card that a person makes by hand for one callback."""
    return callback_id_for(f"card|callback|{callback_id}")


def keys_of_patient(callback: Callback) -> CardKeys:
    """Return by what a callback's patient card is found; a name from a caller id is no identifier."""
    if callback.card_id is None and callback.record_number is None and callback.birth_date is None:
        return NO_KEYS
    name = callback.patient if callback.stated else None
    return card_keys(callback.record_number, name, callback.birth_date, linked=callback.card_id)
