"""Changing patient cards, and letting them stop or allow calls.

What a card changes for the open callbacks of its patient is written to each of them, in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from callback_desk.actions.cards import known_name, shown, with_identity
from callback_desk.actions.context import Desk, require
from callback_desk.actions.flagging import flag
from callback_desk.domain import card_changes, card_history, card_json, card_rules, turn_rules, turns
from callback_desk.domain.callback import ASKED_NOT, HAS_DIED, Callback
from callback_desk.domain.card import Card
from callback_desk.domain.card_entries import CardFlagged, CardLinked, ContactDecided
from callback_desk.domain.card_identity import CardKeys, card_keys, keys_of_patient, own_card_id, record_card_id
from callback_desk.domain.card_json import Wanted
from callback_desk.domain.codes import CardFlag, Stream
from callback_desk.domain.entries import Amended, draft
from callback_desk.domain.entry import EntryDraft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.payload import Payload
from callback_desk.store import Unit

NEXT_ACTIONS: Mapping[CardFlag, str] = {
    CardFlag.DECEASED: "settle what is still open · the patient has died",
    CardFlag.DO_NOT_CONTACT: "decide whether they may be contacted",
}
REVIEWS: Mapping[CardFlag, str] = {
    CardFlag.DECEASED: HAS_DIED,
    CardFlag.DO_NOT_CONTACT: ASKED_NOT,
}
_WHO = ("name", "birth_date", "record_number")
_LINES = ("reach_note", "contact_reason", "call_anyway")


def change(desk: Desk, callback_id: str, data: Mapping[str, Any]) -> Callback:
    """Write what `data` (the JSON of `card`) says to the patient's card, and return the callback as it is then.

    Name, birth date and record number are how other callbacks find the card; they are put right on this one too.
    Attention words in a line that is new on the card raise the callback.

    Raises:
        DeskError: the data does not fit, or takes away who the patient is.
    """
    flag(desk, callback_id, "patient card", _typed(shown(desk, require(desk, callback_id)), data))
    with desk.unit() as unit:
        callback = unit.callback(callback_id) or require(desk, callback_id)
        wanted, drafts = _changes(desk, unit, callback, data)
        unit.append(drafts)
        touched = {draft.subject_id for draft in drafts if draft.stream is Stream.CARD}
        settle(desk, unit, sorted({*unit.callbacks_of_cards(touched), callback_id}))
        _decide(desk, unit, callback_id, wanted)
        unit.log_access("changed-card", callback_id)
        unit.commit()
    return require(desk, callback_id)


def _typed(card: Card, data: Mapping[str, Any]) -> list[str]:
    """Return the lines that somebody typed now; a change of one representative brings the others along as they are."""
    speakers = data.get("representatives")
    lines = [data.get(key) for key in _LINES]
    lines += [one.get("detail") for one in speakers if isinstance(one, dict)] if isinstance(speakers, list) else []
    known = {card.reach_note, card.contact_reason, *(one.detail for one in card.representatives)}
    return [line for line in lines if isinstance(line, str) and line not in known]


def settle(desk: Desk, unit: Unit, callback_ids: Iterable[str]) -> None:
    """Let these callbacks be what their patients' cards say: stopped, or not stopped any more. Writing it twice
    changes nothing."""
    for callback_id in callback_ids:
        callback = unit.callback(callback_id)
        if callback is not None and callback.is_open:
            card = unit.card(keys_of_patient(callback), own_card_id(callback_id)).card
            unit.append([draft(callback_id, payload) for payload in _settling(desk, callback, card)])


def settle_all(desk: Desk, unit: Unit) -> None:
    """Let every open callback whose patient's card stops calls be stopped; for what has just come in."""
    settle(desk, unit, unit.stopped_by_cards())


def _settling(desk: Desk, callback: Callback, card: Card) -> Sequence[Payload]:
    now, flag = desk.clock(), card.flag
    if flag is not None and flag is not callback.card_flag:
        turn = turns.stopped(desk.policy, callback, NEXT_ACTIONS[flag], now)
        return [CardFlagged(flag=flag, turn=turn, review=REVIEWS[flag])]
    if flag is None and callback.card_flag is not None:
        reason = f"it does not say any more that {card_history.FLAGS[callback.card_flag]}"
        turn = (
            turn_rules.kept(desk.policy, callback, now)
            if callback.may_call
            else turns.allowed(desk.policy, callback, now)
        )
        return [ContactDecided(call=True, reason=reason, lifted=True, turn=turn)]
    return []


def _decide(desk: Desk, unit: Unit, callback_id: str, wanted: Wanted) -> None:
    callback = unit.callback(callback_id)
    if wanted.call_anyway is None or callback is None or not callback.is_open:
        return
    if card_rules.no_call(callback, wanted.card) == card_rules.DIED:
        raise DeskError("card: call_anyway cannot be: the card says that the patient has died")
    turn = turns.allowed(desk.policy, callback, desk.clock())
    unit.append([draft(callback_id, ContactDecided(call=True, reason=wanted.call_anyway, turn=turn))])


def _wanted(desk: Desk, data: Mapping[str, Any], card: Card) -> Wanted:
    for key in _WHO:
        if key in data and not data[key] and getattr(card, key) is not None:
            raise DeskError(f"card: {key} cannot be taken away, only put right: give the right one")
    return card_json.wanted(data, card, region=desk.policy.clinic.region, today=desk.today())


def _changes(desk: Desk, unit: Unit, callback: Callback, data: Mapping[str, Any]) -> tuple[Wanted, list[EntryDraft]]:
    """Return the card as it is to be, and what is written for it: to the callback who the patient is, the rest to the
    card that the patient has by then."""
    own = own_card_id(callback.callback_id)
    before = unit.card(keys_of_patient(callback), own).card
    who = _wanted(desk, data, with_identity(before, callback)).card
    about, keys = _identified(callback, who, data)
    found = unit.card(keys, own)
    target, shown_before = found.card_ids[0], _like(found.card, who)
    wanted = _wanted(desk, data, shown_before)
    alone = unit.card_alone(target)
    said = card_changes.facts(shown_before, wanted.card)
    if any(isinstance(payload, CardLinked) for payload in about):
        # What stood on the card that was made by hand goes along to the record's.
        said += [payload for payload in card_changes.facts(alone, wanted.card) if payload not in said]
    if said and target == own and callback.card_id != own:
        about.append(CardLinked(card_id=own))
    if said or (about and alone.history):
        said = [*card_changes.identity(alone, wanted.card), *said]
    drafts = [draft(callback.callback_id, payload) for payload in about]
    return wanted, drafts + [draft(target, payload, Stream.CARD) for payload in said]


def _identified(callback: Callback, who: Card, data: Mapping[str, Any]) -> tuple[list[Payload], CardKeys]:
    """Return what a person says on this callback about who the patient is, and the keys that follow."""
    name, born, number, linked = known_name(callback), callback.birth_date, callback.record_number, callback.card_id
    about: list[Payload] = []
    named = who.name if "name" in data and who.name != name else None
    birth = who.birth_date if "birth_date" in data and who.birth_date and who.birth_date.isoformat() != born else None
    if named or birth:
        about.append(Amended(patient=named, birth_date=birth, reason="on the patient card"))
        name, born = named or name, birth.isoformat() if birth else born
    card_id = record_card_id(who.record_number) if "record_number" in data else None
    if card_id is not None and card_id != (linked or record_card_id(number)):
        about.append(CardLinked(card_id=card_id, record_number=who.record_number))
        linked = card_id
    return about, card_keys(number, name, born, linked=linked)


def _like(card: Card, who: Card) -> Card:
    return replace(card, name=who.name, birth_date=who.birth_date, record_number=who.record_number)
