"""What an entry about a patient card carries, and what a callback's entry says about its card.

Each kind sets one fact of the card as it is from then on; what is left out is not known. Nothing is overwritten:
the fold of the card takes the latest, and of two desks that did not know of each other the stricter.
"""

from datetime import date

from callback_desk.domain.codes import CardFlag, MayBeTold, ReachWay, VoicemailConsent
from callback_desk.domain.payload import Payload, Turn, Words


class CardIdentified(Payload):
    """Whose card it is: what other callbacks of the same patient are known by."""

    name: Words | None = None
    birth_date: date | None = None
    record_number: Words | None = None


class VoicemailConsented(Payload):
    """What may be left on a machine; None where nothing is on record any more."""

    consent: VoicemailConsent | None = None


class ReachSet(Payload):
    """How the patient asked to be reached: a number in E.164, ways by code, and what else they said."""

    phone: str | None = None
    ways: tuple[ReachWay, ...] = ()
    note: Words | None = None


class LanguageSet(Payload):
    """The language that the patient is called in (BCP 47), and whether an interpreter is needed."""

    language: Words | None = None
    interpreter: bool = False


class RepresentativeSet(Payload):
    """Somebody who speaks for the patient, known by the name: what they may be told, and until which day.

    `until` is the last day on which it holds, None for no end. `withdrawn` takes it all back.
    """

    name: Words
    relationship: Words | None = None
    may_be_told: MayBeTold = MayBeTold.NOTHING
    detail: Words | None = None
    until: date | None = None
    withdrawn: bool = False


class GuardianSet(Payload):
    """Whether the patient is a minor, and who the guardian is: everything is for the guardian then."""

    minor: bool
    guardian: Words | None = None


class DeceasedSet(Payload):
    """Whether the patient has died, and on which day."""

    deceased: bool
    on: date | None = None


class DoNotContactSet(Payload):
    """Whether the patient asked not to be contacted, and in what words."""

    barred: bool
    reason: Words | None = None


class PronounsSet(Payload):
    """How to speak of the patient, such as `he/him`."""

    pronouns: Words | None = None


class CardLinked(Payload):
    """A person said which card a callback belongs to; `record_number` where that is how they know."""

    card_id: str
    record_number: Words | None = None


class CardFlagged(Payload):
    """The callback's card says that the patient has died, or asked not to be contacted."""

    flag: CardFlag
    turn: Turn
    review: Words | None = None


class ContactDecided(Payload):
    """A person decided whether this callback may be made all the same, and why; `lifted` where the card does not stop
    it any more."""

    call: bool
    reason: Words
    lifted: bool = False
    turn: Turn | None = None


CARD_PAYLOADS: dict[str, type[Payload]] = {
    "card_identified": CardIdentified,
    "voicemail_consented": VoicemailConsented,
    "reach_set": ReachSet,
    "language_set": LanguageSet,
    "representative_set": RepresentativeSet,
    "guardian_set": GuardianSet,
    "deceased_set": DeceasedSet,
    "do_not_contact_set": DoNotContactSet,
    "pronouns_set": PronounsSet,
    "card_linked": CardLinked,
    "card_flagged": CardFlagged,
    "contact_decided": ContactDecided,
}
"""Every kind about cards; the last three are entries of a callback, the others of a card."""
