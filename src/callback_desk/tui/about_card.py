"""What the context pane tells of a patient's card: how they are spoken of and reached, and who may be told what."""

from collections.abc import Iterator
from datetime import date, datetime

from textual.content import Content

from callback_desk.actions import cards
from callback_desk.actions.context import Desk
from callback_desk.domain import card_history
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import EMPTY, Card, Representative
from callback_desk.domain.codes import VoicemailConsent
from callback_desk.domain.language_hint import seems_spanish
from callback_desk.domain.phone import display
from callback_desk.tui import theme, words
from callback_desk.tui.plain import plain_line, spaced
from callback_desk.tui.telling import with_keys

Told = tuple[str, Content]
"""A label and what stands beside it; a blank one goes on with the row above."""
_ON = " "


def language_and_voicemail(callback: Callback, card: Card | None) -> Content:
    """Return the language of the call, and what may be left on a machine."""
    said = card or EMPTY
    language = words.language_name(said.language or callback.language)
    if not (said.language or callback.language) and seems_spanish(callback.request):
        language += with_keys(", seems Spanish: {amend} says so, {language} in the call")
    interpreter = "interpreter needed" if said.interpreter else ""
    refused = said.voicemail is VoicemailConsent.NONE
    consent = f"voicemail: {card_history.CONSENTS[said.voicemail]}"
    return spaced(language, interpreter, plain_line(consent, theme.NOW if refused else ""))


def stops(desk: Desk, callback: Callback, card: Card | None) -> Iterator[Told]:
    """Yield what stops calls, most pressing of all."""
    if card is None:
        yield from _which(desk, callback)
        return
    if card.deceased:
        on = "" if card.deceased_on is None else f" on {_day(card.deceased_on)}"
        yield ("deceased", plain_line(f"died{on}: nobody calls, settle what is still open", theme.ATTENTION))
    elif card.do_not_contact:
        reason = f": {card.contact_reason}" if card.contact_reason else ""
        decided = (
            "a person decided that this call is made"
            if callback.may_call
            else with_keys("a person decides first, {card} on the card")
        )
        yield ("no contact", spaced(plain_line(f"asked not to be contacted{reason}", theme.NOW), decided))


def _which(desk: Desk, callback: Callback) -> Iterator[Told]:
    found = cards.found_for(desk, callback)
    if found is not None and found.records > 1 and callback.record_number is None:
        said = f"{found.records} records share this name and birth date: "
        yield ("which one?", Content(said + with_keys("{card} takes the record number")))


def wishes(desk: Desk, callback: Callback, card: Card | None, now: datetime) -> Iterator[Told]:
    """Yield how the patient wants to be reached, and who speaks for them."""
    if card is None:
        return
    ways = [card_history.REACH_WAYS[way] for way in card.reach]
    if card.phone and callback.phone and card.phone != callback.phone:
        ways.append(f"not by {display(callback.phone)} that they came in by")
    if card.reach_note:
        ways.append(card.reach_note)
    if ways:
        yield ("reach", plain_line(" · ".join(ways)))
    if card.minor:
        guardian = card.guardian or "not named: ask who it is"
        yield ("minor", plain_line(f"the guardian is asked for: {guardian}", theme.NOW))
    label, today = "speaks too", now.astimezone(desk.zone).date()
    for one in card.representatives:
        yield (label, _speaker(one, today))
        label = _ON


def _speaker(one: Representative, today: date) -> Content:
    relationship = f", {one.relationship}" if one.relationship else ""
    told = card_history.MAY_BE_TOLD[one.may_be_told] + (f" ({one.detail})" if one.detail else "")
    said = plain_line(f"{one.name}{relationship} · {told}")
    if one.until is None:
        return said
    over = one.expired(today)
    return said + Content.styled(f" · until {_day(one.until)}{': over' if over else ''}", theme.NOW if over else "")


def _day(of: date) -> str:
    return f"{words.day(of)} {of.year}"
