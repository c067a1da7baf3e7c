"""The words that exports use for direction, outcome, language and lane, in English and Spanish."""

import re
from functools import lru_cache
from typing import NamedTuple

from callback_desk.domain.codes import Channel
from callback_desk.domain.language_names import NAMES
from callback_desk.domain.text import folded
from callback_desk.intake.units import Direction, Outcome

_SEPARATORS = re.compile(r"[\s_/-]+")
_CLOCK = re.compile(r"(?=.*[1-9])(?:\d|.*\d:\d\d)", re.ASCII | re.DOTALL)
_KNOWN_VISIT = re.compile(
    r"\b(?:re-?schedul\w*|reprogram\w*|reagend\w*)\b"
    r"|\b(?:cancel(?:l?ing|l?ed|ar|e|o)?|postpon\w+|mov(?:e|ing|er)|chang(?:e|ing)|cambi\w+|pospo\w+|aplazar)\b"
    r"(?:\W+\w+){0,4}?\W+(?:appointment|appt|visit|cita)\b"
    r"|\b(?:link|enlace)\b",
)


class Said(NamedTuple):
    """What one word of a status or direction column tells."""

    direction: Direction | None
    outcome: Outcome | None


NOTHING_SAID = Said(None, None)

_WORDS: tuple[tuple[Said, str], ...] = (
    (
        Said("inbound", None),
        "in, inbound, incoming, received, entrante, recibida, inbound call, incoming call, i, terminating",
    ),
    (
        Said("outbound", None),
        "out, outbound, outgoing, placed, dialed, dialled, saliente, realizada, sent, o, outbound call, "
        "outgoing call, outbound api, outbound dial, outgoing api, outgoing dial, originating",
    ),
    (Said("internal", None), "internal, interna, interno, internal call"),
    (
        Said("inbound", "missed"),
        "missed, missed call, abandoned, perdida, llamada perdida, abandonada, no atendida, missed inbound, "
        "call missed, hang up, hangup, hung up, hang up before answer, blocked",
    ),
    (
        Said(None, "missed"),
        "no answer, unanswered, not answered, noanswer, busy, canceled, cancelled, call cancel, failed, "
        "rejected, declined, call failed, no contestada, sin respuesta, ocupado, rechazada, cancelada, "
        "no contesta, "
        "originator cancel, user busy, no user response, unanswered call, llamada no contestada",
    ),
    (
        Said(None, "voicemail"),
        "voicemail, voice mail, voicemail left, left voicemail, left message, vm, message left, buzon, "
        "buzon de voz, correo de voz, mensaje de voz, mensaje",
    ),
    (
        Said(None, "answered"),
        "answered, connected, completed, accepted, call connected, contestada, atendida, picked up, success, "
        "talked, answer, completada, conectada, normal clearing, answered call, call answered, llamada contestada",
    ),
    (
        Said(None, "unattended"),
        "ivr, auto attendant, menu, auto receptionist, unattended, greeting, contestador",
    ),
)
_SAID = {word.strip(): told for told, words in _WORDS for word in words.split(",")}

_LANGUAGES = {
    "en": "eng", "es": "castellano spa", "zh": "mandarin", "tl": "filipino", "ht": "haitian creole",
    "fa": "farsi", "ase": "asl",
}  # fmt: skip
"""How lists name a language besides its English and its Spanish name."""
_LANGUAGE_OF = {
    **{folded(name): code for code, names in NAMES.items() for name in names if " " not in name},
    **{word: code for code, words in _LANGUAGES.items() for word in words.split()},
}
_LANGUAGE_CODE = re.compile(r"([a-zA-Z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)")

_LANE_ALIASES = {
    "billing": "insurance", "referrals": "referral", "refills": "refill", "prescription": "refill",
    "prescriptions": "refill", "forms": "records", "medical-records": "records",
    "new-patient": "new-appointment", "appointment": "new-appointment", "appointments": "new-appointment",
    "scheduling": "new-appointment", "symptoms": "symptom", "reminders": "reminder", "video": "telehealth",
}  # fmt: skip

_CHANNELS = {
    "phone": Channel.MISSED_CALL, "call": Channel.MISSED_CALL, "missed call": Channel.MISSED_CALL,
    "voicemail": Channel.VOICEMAIL, "voice mail": Channel.VOICEMAIL, "vm": Channel.VOICEMAIL,
    "text": Channel.TEXT_MESSAGE, "sms": Channel.TEXT_MESSAGE, "text message": Channel.TEXT_MESSAGE,
    "portal": Channel.PORTAL, "portal message": Channel.PORTAL, "mychart": Channel.PORTAL,
    "web": Channel.WEB_FORM, "web form": Channel.WEB_FORM, "website": Channel.WEB_FORM,
    "online": Channel.WEB_FORM, "form": Channel.WEB_FORM, "fax": Channel.FAX, "walk in": Channel.WALK_IN,
    "walkin": Channel.WALK_IN, "in person": Channel.WALK_IN,
    "campaign": Channel.CAMPAIGN, "outreach": Channel.CAMPAIGN,
}  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_YES = _words("y yes true 1 x si t")
_FROM_1 = frozenset("123456789")
_NO = _words("n no false f never none null n/a na nunca")
_NO_FIRST = _NO | _words("not sin")
_NO_VOICEMAIL = re.compile(
    r"(?:0[0:.]*\s*(?:h|m|s|hrs?|hours?|min\w*|sec\w*|seg\w*)?\.?\s*)+|off|disabled"
    r"|(?:no|not|none|sin|without)(?:\W+(?:a|un|voice|mail|voicemail|vm|messages?|msg|recording|recorded|left|received"
    r"|available|mensajes?|buzon|de|voz))*\W*"
)
_OF_REQUESTS_TOO = _words(
    """in i out o received recibida sent placed realizada missed perdida blocked canceled cancelled cancelada failed
    rejected rechazada declined completed completada accepted success menu greeting mensaje"""
)
"""Words of calls that also tell how a request or an appointment stands."""
_OF_OPEN_REQUESTS = _words("accepted success")
"""Those that say of a call that somebody talked, but of a request that it is still to be seen to."""
_TOTAL = re.compile(
    r"(?:grand |sub-?)?total(?:e?s)?(?:\s*[:=].*|\s+(?:number |no\.? )?(?:of )?"
    r"(?:calls|rows|records|requests|referrals|messages|patients|appointments|items|llamadas|registros|\d).*)?",
    re.IGNORECASE,
)
_FOOT = re.compile(
    r"(?:(?:number |no\.? )?(?:of )?(?:calls|rows|records|items)|count|sum|average)\s*[:=]?\s*\d*"
    r"|\(?\d+ (?:rows?|records?)(?:\(s\))?(?: \w+)?\)?|page \d+(?: (?:of|/) \d+)?"
    r"|\W*end(?: of (?:report|list|file))?\W*"
    r"|(?:report )?(?:printed|generated|exported|run|created) (?:by|on|at|from)?.*|report (?:date|generated).*",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def said(text: str) -> Said | None:
    """Return what a status or direction cell tells; None where its words are not known, and nothing for an
    empty one.
    """
    plain = _SEPARATORS.sub(" ", folded(text)).strip(" .!")
    if not plain:
        return NOTHING_SAID
    known = _SAID.get(plain)
    if known is None and ("voicemail" in plain or "voice mail" in plain or "buzon" in plain):
        return Said(None, "voicemail")
    return known


def is_of_calls(text: str) -> bool:
    """Tell whether a word of a status column is said of telephone calls only."""
    return said(text) not in (None, NOTHING_SAID) and folded(text).strip(" .!") not in _OF_REQUESTS_TOO


def may_be_open_request(text: str) -> bool:
    """Tell whether a word says "answered" of a call, and of a request nothing that ends it."""
    return folded(text).strip(" .!") in _OF_OPEN_REQUESTS


@lru_cache(maxsize=1024)
def language_code(text: str) -> str | None:
    """Return a language as BCP 47, from its code or its English or Spanish name, or None."""
    plain = folded(text)
    first = plain.replace("(", " ").replace(",", " ").replace("/", " ").split()[:1]
    if first and first[0] in _LANGUAGE_OF:
        return _LANGUAGE_OF[first[0]]
    code = _LANGUAGE_CODE.fullmatch(text.strip())
    if code is None or plain == "no" or (len(code[1]) > 2 and code[1].lower() not in NAMES):
        return None
    return code[1].lower() + code[2].replace("_", "-")


@lru_cache(maxsize=1024)
def lane_id(text: str) -> str | None:
    """Return a lane cell as a lane's id would be written; whether the policy has such a lane is not known
    here.
    """
    plain = _SEPARATORS.sub("-", folded(text)).strip("-")
    return _LANE_ALIASES.get(plain, plain) or None


def is_of_known_visit(request: str) -> bool:
    """Tell whether a request for an appointment is about one that there is: to move or cancel it, or its link."""
    return _KNOWN_VISIT.search(folded(request)) is not None


@lru_cache(maxsize=1024)
def channel_of(text: str) -> Channel | None:
    """Return the channel that a cell names, or None."""
    return _CHANNELS.get(_SEPARATORS.sub(" ", folded(text)).strip())


def is_yes(text: str) -> bool:
    """Tell whether a cell says yes."""
    return folded(text) in _YES


def is_no(text: str) -> bool:
    """Tell whether a cell says no, or stands for nothing: a dash, a time of zero."""
    if text.strip()[:1] in _FROM_1:
        return False
    return folded(text) in _NO or not any(mark.isalnum() and mark != "0" for mark in text)


@lru_cache(maxsize=4096)
def is_voicemail(text: str) -> bool:
    """Tell whether a cell of a column of voicemails says that one was left: by a yes, its length, its file or its
    words. Only what says that there is none says no.
    """
    return not is_no(text) and _NO_VOICEMAIL.fullmatch(folded(text).strip(" .!")) is None


@lru_cache(maxsize=4096)
def answer_told(text: str) -> Outcome | None:
    """Return how a call went by a cell of a column "answered" or of answer times; None where its words are not known.

    Only a yes, a word for it or a time is an answer: "missed" and "no answer" stand in such columns too.
    """
    if is_no(text):
        return "missed"
    known = said(text)
    if known is not None and known.outcome is not None:
        return known.outcome
    plain = re.split(r"\W+", folded(text).strip(" .!("), maxsplit=1)[0]
    if is_yes(text):
        return "answered"
    if plain in _NO_FIRST:
        return "missed"
    first = said(plain)
    if first is not None and first.outcome is not None:
        return first.outcome
    return "answered" if _CLOCK.match(text.strip()) else None


def is_foot(cells: list[str]) -> bool:
    """Tell whether a line with one text in it stands below a table: how many rows it has, who printed it, its end."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and _FOOT.fullmatch(filled[0].strip()) is not None


def is_total(cells: list[str]) -> bool:
    """Tell whether a record is a total under the table and no record of its own."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and 2 * len(filled) <= len(cells) + 1 and _TOTAL.fullmatch(filled[0].strip()) is not None
