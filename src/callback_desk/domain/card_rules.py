"""What a card changes in a call: whether it is made, by which number and in which language, and what may be said."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.codes import CardFlag, Disposition, MayBeTold, SpokeWith, VoicemailConsent
from callback_desk.domain.script import Script
from callback_desk.domain.text import folded

ABOUT_APPOINTMENTS = frozenset({"new-appointment", "telehealth", "reminder"})
"""The lanes in which a call is about appointments and nothing else."""
NO_VOICEMAIL = "the patient refused messages on a machine: choose no answer, or change the card if that is not so"
DIED = "the card says that the patient has died: nobody calls, the front desk settles what is still open"
BARRED = "the patient asked not to be contacted: a person decides first whether this call is made, on the card"
GUARDIAN = "the guardian"
INTERPRETER_ASKED = "the card asks for an interpreter"
LEAVE_NO_MESSAGE = "leave no message: the patient refused it"


def as_card_says(callback: Callback, card: Card | None) -> Callback:
    """Return the callback with the number and the language that the card has; the callback's own where it has none."""
    if card is None or not (card.phone or card.language):
        return callback
    return replace(callback, phone=card.phone or callback.phone, language=card.language or callback.language)


def no_call(callback: Callback, card: Card | None) -> str | None:
    """Return why the patient is not called, in a sentence; None where they may be."""
    if card is None or card.flag is None:
        return None
    if card.flag is CardFlag.DECEASED:
        return DIED
    return None if callback.may_call else BARRED


def voicemail_refused(card: Card | None) -> bool:
    """Tell whether nothing may be left on a machine."""
    return card is not None and card.voicemail is VoicemailConsent.NONE


def asked_for(callback: Callback, card: Card | None) -> Callback:
    """Return the callback as the script reads it: of a minor, the guardian is whom it asks for."""
    said = as_card_says(callback, card)
    if card is None or not card.minor:
        return said
    return replace(said, patient=card.guardian, stated=card.guardian is not None)


def as_said(script: Script, callback: Callback, card: Card | None) -> Script:
    """Return the script as this card lets it be read: none where nobody calls, no message where it was refused."""
    why = no_call(callback, card)
    if why is not None:
        no_line = f"No call: {why}."
        return replace(script, recognition=no_line, reason="", next_step="", confirmation="", voicemail="")
    if card is None:
        return script
    return replace(script, voicemail="", no_message=LEAVE_NO_MESSAGE) if voicemail_refused(card) else script


def speakers(card: Card | None) -> tuple[str, ...]:
    """Return who may speak for the patient, by name: the guardian of a minor first, then the representatives."""
    if card is None:
        return ()
    guardian = (card.guardian or GUARDIAN,) if card.minor else ()
    return (*guardian, *(one.name for one in card.representatives))


class Talk(NamedTuple):
    """Whom the assistant has on the line, as far as the note says; a representative by name where there are several."""

    disposition: Disposition | None = None
    spoke_with: SpokeWith | None = None
    representative: str | None = None


NOBODY_YET = Talk()


class Limits(NamedTuple):
    """Why the private lines stay hidden whatever is ticked (None where ticking shows them), what to mind, and whether
    nobody calls at all."""

    withheld: str | None = None
    minds: tuple[str, ...] = ()
    no_call: bool = False


FREE = Limits()


def limits(callback: Callback, card: Card | None, lane: str, talk: Talk, today: date) -> Limits:
    """Return what may be said on this call. `lane` is the callback's lane, `today` the day at the clinic."""
    if no_call(callback, card) is not None:
        return Limits("nobody calls", no_call=True)
    return Limits(_withheld(card, lane, talk, today), tuple(_minds(card)))


def _withheld(card: Card | None, lane: str, talk: Talk, today: date) -> str | None:
    if talk.disposition not in (None, Disposition.REACHED):
        return "not the patient: nothing private is said"
    minor = card is not None and card.minor
    if talk.spoke_with is SpokeWith.OTHER:
        return "somebody else: nothing private is said"
    if talk.spoke_with is SpokeWith.PATIENT and minor:
        return "a minor: the private lines are for the guardian"
    if talk.spoke_with is SpokeWith.REPRESENTATIVE:
        return _of_representative(card, lane, talk.representative, today)
    return None


def _of_representative(card: Card | None, lane: str, name: str | None, today: date) -> str | None:
    """Say why a representative is told nothing more; the guardian of a minor may hear everything."""
    if name is None and len(speakers(card)) > 1:
        return "which representative? tick who it is"
    if card is not None and card.minor and folded(name or speakers(card)[0]) == folded(speakers(card)[0]):
        return None
    known = None if card is None else card.representative(name)
    if known is None:
        return "no such representative is on the card"
    if known.expired(today):
        return f"{known.name} could be told until {known.until}: that is over"
    if known.may_be_told is MayBeTold.EVERYTHING:
        return None
    if known.may_be_told is MayBeTold.APPOINTMENTS:
        return None if lane in ABOUT_APPOINTMENTS else f"{known.name} may be told of appointments only"
    return f"{known.name} may be told nothing"


def _minds(card: Card | None) -> list[str]:
    if card is None:
        return []
    minds = []
    if card.minor:
        minds.append(f"a minor: ask for {card.guardian or 'the parent or guardian'}")
    if card.interpreter:
        minds.append(INTERPRETER_ASKED)
    if card.do_not_contact:
        minds.append("asked not to be contacted; a person decided that this call is made")
    return minds
