"""Entries about patient cards, told: what each one says, without who and when."""

from collections.abc import Callable, Mapping
from typing import Any

from callback_desk.domain.codes import CardFlag, MayBeTold, ReachWay, VoicemailConsent

CONSENTS: Mapping[VoicemailConsent | None, str] = {
    None: "not on record, call-back line only",
    VoicemailConsent.NONE: "refused, leave no message",
    VoicemailConsent.CALLBACK_ONLY: "call-back line only",
    VoicemailConsent.DETAILED: "details may be left",
}
REACH_WAYS: Mapping[ReachWay, str] = {
    ReachWay.NOT_AT_WORK: "do not call at work",
    ReachWay.MAIL_ONLY: "by mail only",
}
MAY_BE_TOLD: Mapping[MayBeTold, str] = {
    MayBeTold.NOTHING: "may be told nothing",
    MayBeTold.APPOINTMENTS: "may be told of appointments",
    MayBeTold.EVERYTHING: "may be told everything",
}
FLAGS: Mapping[CardFlag, str] = {
    CardFlag.DECEASED: "the patient has died",
    CardFlag.DO_NOT_CONTACT: "the patient asked not to be contacted",
}

_Said = Mapping[str, Any]


def words(kind: str, said: _Said) -> str:
    """Return what an entry of one of these kinds says."""
    return _WORDS[kind](said)


def _joined(head: str, *parts: str | None) -> str:
    told = [part for part in parts if part and part.strip()]
    return f"{head}: {'; '.join(told)}" if told else head


def _identified(said: _Said) -> str:
    born, number = said.get("birth_date"), said.get("record_number")
    return _joined("whose card it is", said.get("name"), born and f"born {born}", number and f"record {number}")


def _voicemail(said: _Said) -> str:
    consent = said.get("consent")
    return f"voicemail: {CONSENTS[VoicemailConsent(consent) if consent else None]}"


def _reach(said: _Said) -> str:
    ways = [REACH_WAYS[ReachWay(way)] for way in said.get("ways", ())]
    told = _joined("how to reach them", said.get("phone"), *ways, said.get("note"))
    return told if ":" in told else "how to reach them: as any patient"


def _language(said: _Said) -> str:
    return _joined("language", said.get("language") or "not known", "interpreter" if said.get("interpreter") else None)


def _representative(said: _Said) -> str:
    if said.get("withdrawn"):
        return f"{said['name']} speaks for the patient no longer"
    until, relationship = said.get("until"), said.get("relationship")
    return _joined(
        f"representative {said['name']}" + (f", {relationship}" if relationship else ""),
        MAY_BE_TOLD[MayBeTold(said.get("may_be_told", MayBeTold.NOTHING))],
        said.get("detail"),
        until and f"until {until}",
    )


def _guardian(said: _Said) -> str:
    return _joined("a minor, guardian", said.get("guardian") or "not named") if said["minor"] else "not a minor"


def _deceased(said: _Said) -> str:
    if not said["deceased"]:
        return "the patient has not died"
    return "the patient has died" + (f" on {said['on']}" if said.get("on") else "")


def _barred(said: _Said) -> str:
    return _joined("do not contact", said.get("reason")) if said["barred"] else "may be contacted"


def _linked(said: _Said) -> str:
    number = said.get("record_number")
    return f"the patient is the one of record {number}" if number else "opened a patient card for this callback"


def _flagged(said: _Said) -> str:
    return _joined(f"the patient card stops the calls, {FLAGS[CardFlag(said['flag'])]}", said["turn"]["next_action"])


def _decided(said: _Said) -> str:
    if said.get("lifted"):
        return "the patient card stops the calls no longer"
    return _joined(f"decided that this call is {'made' if said['call'] else 'not made'}", said["reason"])


_WORDS: Mapping[str, Callable[[_Said], str]] = {
    "card_identified": _identified,
    "voicemail_consented": _voicemail,
    "reach_set": _reach,
    "language_set": _language,
    "representative_set": _representative,
    "guardian_set": _guardian,
    "deceased_set": _deceased,
    "do_not_contact_set": _barred,
    "pronouns_set": lambda said: _joined("pronouns", said.get("pronouns") or "not known"),
    "card_linked": _linked,
    "card_flagged": _flagged,
    "contact_decided": _decided,
}
KINDS = frozenset(_WORDS)
"""Every kind that this room tells."""
