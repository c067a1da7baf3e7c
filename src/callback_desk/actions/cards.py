"""The patient card that belongs to a callback, as people and scripts read it."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from callback_desk.actions.context import Desk
from callback_desk.domain import card_rules, entry_words
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import EMPTY, Card
from callback_desk.domain.card_identity import NO_KEYS, keys_of_patient, own_card_id

if TYPE_CHECKING:
    from callback_desk.store.cards import FoundCard


def card_of(desk: Desk, callback: Callback) -> Card | None:
    """Return the patient's card, or None where nothing is on record: most callbacks cost no read at all."""
    found = found_for(desk, callback)
    return found.card if found is not None and found.card.history else None


def as_card_says(desk: Desk, callback: Callback) -> Callback:
    """Return the callback with the number and the language that its patient's card has, where it has them."""
    return card_rules.as_card_says(callback, card_of(desk, callback))


def found_for(desk: Desk, callback: Callback) -> "FoundCard | None":
    """Return the card with how it was found; None where the patient is known by nothing that a card could have."""
    keys = keys_of_patient(callback)
    return None if keys == NO_KEYS else desk.store.card(keys, own_card_id(callback.callback_id))


def shown(desk: Desk, callback: Callback) -> Card:
    """Return the card as it is changed: with what the callback itself knows of who the patient is."""
    return with_identity(card_of(desk, callback) or EMPTY, callback)


def no_call(desk: Desk, callback: Callback) -> str | None:
    """Return why the patient is not called, in a sentence; None where they may be."""
    return card_rules.no_call(callback, card_of(desk, callback))


def document(desk: Desk, callback: Callback) -> dict[str, Any]:
    """Return the card as `card --json` prints it: its facts, why nobody calls, and its changes in words."""
    from callback_desk.domain import card_json

    found = found_for(desk, callback)
    card = shown(desk, callback)
    return {
        "id": own_card_id(callback.callback_id) if found is None else found.card_ids[0],
        "callback": callback.callback_id,
        "patient": callback.patient or card.name,
        **card_json.document(card),
        "no_call": card_rules.no_call(callback, card),
        "changes": changes_in_words(desk, card),
    }


def changes_in_words(desk: Desk, card: Card, today: date | None = None) -> list[str]:
    """Return who changed what on a card and when, oldest first."""

    return [entry_words.in_words(entry, desk.policy, desk.zone, today=today) for entry in card.history]


def known_name(callback: Callback) -> str | None:
    """Return the name that somebody gave; a caller id is nobody's word."""
    return callback.patient if callback.stated else None


def with_identity(card: Card, callback: Callback) -> Card:
    """Return the card with what the callback knows of who the patient is, which goes first."""
    born = date.fromisoformat(callback.birth_date) if callback.birth_date else None
    return replace(
        card,
        name=known_name(callback) or card.name,
        birth_date=born or card.birth_date,
        record_number=callback.record_number or card.record_number,
    )
