"""What a patient's card says, for whoever takes over: whether and how they are called, and who may be told what."""

from collections.abc import Iterator, Mapping
from datetime import date

from callback_desk.domain import phone
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card, Representative
from callback_desk.domain.codes import MayBeTold, ReachWay, VoicemailConsent
from callback_desk.domain.languages import language_name

_SAID: Mapping[str, Mapping[str, str]] = {
    "en": {
        "died": "the patient has died: nobody calls",
        "barred": "asked not to be contacted",
        VoicemailConsent.NONE: "leave no message",
        VoicemailConsent.CALLBACK_ONLY: "on a machine leave the call-back line only",
        VoicemailConsent.DETAILED: "details may be left on a machine",
        "interpreter": "needs an interpreter",
        "speaks": "speaks {}",
        "call": "call {}",
        ReachWay.NOT_AT_WORK: "do not call at work",
        ReachWay.MAIL_ONLY: "by mail only",
        "minor": "a minor: ask for {}",
        "guardian": "the guardian",
        "pronouns": "pronouns {}",
        MayBeTold.NOTHING: "may be told nothing",
        MayBeTold.APPOINTMENTS: "may be told of appointments",
        MayBeTold.EVERYTHING: "may be told everything",
        "until": " until {}",
        "over": " until {}: that is over",
    },
    "es": {
        "died": "falleció: no se llama",
        "barred": "pidió que no le contacten",
        VoicemailConsent.NONE: "no dejar mensaje",
        VoicemailConsent.CALLBACK_ONLY: "en el buzón dejar solo el número para devolver la llamada",
        VoicemailConsent.DETAILED: "se pueden dejar detalles en el buzón",
        "interpreter": "necesita intérprete",
        "speaks": "habla {}",
        "call": "llamar al {}",
        ReachWay.NOT_AT_WORK: "no llamar al trabajo",
        ReachWay.MAIL_ONLY: "solo por correo",
        "minor": "menor de edad: preguntar por {}",
        "guardian": "quien tenga la tutela",
        "pronouns": "pronombres {}",
        MayBeTold.NOTHING: "no se le puede decir nada",
        MayBeTold.APPOINTMENTS: "se le puede hablar de citas",
        MayBeTold.EVERYTHING: "se le puede decir todo",
        "until": " hasta el {}",
        "over": " hasta el {}: ya pasó",
    },
}


def card_words(card: Card, callback: Callback, today: date, language: str) -> Iterator[str]:
    """Yield what the card of a callback's patient says, most pressing first, in a language of the texts."""
    said = _SAID[language]
    if card.deceased:
        yield said["died"]
    elif card.do_not_contact:
        yield said["barred"] + (f" ({card.contact_reason})" if card.contact_reason else "")
    if card.voicemail is not None:
        yield said[card.voicemail]
    if card.interpreter:
        yield said["interpreter"]
    if card.language and card.language != callback.language:
        yield said["speaks"].format(language_name(card.language, language))
    if card.phone and card.phone != callback.phone:
        yield said["call"].format(phone.display(card.phone))
    yield from (said[way] for way in card.reach)
    if card.reach_note:
        yield card.reach_note
    if card.minor:
        yield said["minor"].format(card.guardian or said["guardian"])
    yield from (_speaker(one, today, said) for one in card.representatives)
    if card.pronouns:
        yield said["pronouns"].format(card.pronouns)


def _speaker(one: Representative, today: date, said: Mapping[str, str]) -> str:
    relationship = f" ({one.relationship})" if one.relationship else ""
    detail = f" ({one.detail})" if one.detail else ""
    until = "" if one.until is None else said["over" if one.expired(today) else "until"].format(one.until)
    return f"{one.name}{relationship} {said[one.may_be_told]}{detail}{until}"
