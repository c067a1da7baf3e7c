"""The closed sets of codes that entries, files and the command line share.

Each value is the code as it stands in JSON and in the ledger; titles for people live in the policy or beside
the screen that shows them. Lanes and roles are not here: they are the clinic's, and the policy lists them.
"""

from enum import StrEnum


class Channel(StrEnum):
    """How a contact came in."""

    MISSED_CALL = "missed-call"
    VOICEMAIL = "voicemail"
    TEXT_MESSAGE = "text-message"
    PORTAL = "portal"
    WEB_FORM = "web-form"
    FAX = "fax"
    WALK_IN = "walk-in"
    CAMPAIGN = "campaign"
    BY_HAND = "by-hand"


class Disposition(StrEnum):
    """Stage one of an outcome note: how the attempt ended."""

    REACHED = "reached"
    SOMEBODY_ELSE = "somebody-else"
    WRONG_PERSON = "wrong-person"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    NOT_IN_SERVICE = "not-in-service"


class Result(StrEnum):
    """Stage two: what came of it once the patient was reached."""

    SETTLED = "settled"
    BOOKED = "booked"
    CALL_LATER = "call-later"
    DECLINED = "declined"
    INTERPRETER = "interpreter"
    HANDED_OVER = "handed-over"


class CloseResult(StrEnum):
    """With what result a callback was closed."""

    BOOKED = "booked"
    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    DUPLICATE = "duplicate"
    NOT_NEEDED = "not-needed"


class Status(StrEnum):
    """What a callback is at one moment; the first that holds, in this order."""

    CLOSED = "closed"
    ESCALATED = "escalated"
    REVIEW = "review"
    ON_HOLD = "on-hold"
    WAITING = "waiting"
    OPEN = "open"


class View(StrEnum):
    """Which part of the queue is shown; keys 1 to 7 in this order."""

    ALL = "all"
    MINE = "mine"
    UNCLAIMED = "unclaimed"
    WAITING = "waiting"
    ESCALATED = "escalated"
    REVIEW = "review"
    CLOSED = "closed"


class HoldReason(StrEnum):
    """What a callback on hold waits for."""

    PATIENT = "patient"
    DOCUMENT = "document"
    OFFICE = "office"


class Authority(StrEnum):
    """How far the assistant may settle a lane's work."""

    ALONE = "alone"
    REVIEW = "review"
    ESCALATE = "escalate"


class Verdict(StrEnum):
    """What somebody licensed, or the manager, thinks of an escalation afterwards."""

    RIGHT = "right"
    UNNECESSARY = "unnecessary"
    MISSED = "missed"


class Identifier(StrEnum):
    """What a patient may be identified by; two are asked for before anything private is said."""

    NAME = "name"
    BIRTH_DATE = "birth-date"
    ADDRESS = "address"
    PHONE = "phone"


class SpokeWith(StrEnum):
    """Whom the assistant talked to."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    OTHER = "other"


class ExceptionCode(StrEnum):
    """What the workflow did not foresee."""

    SCRIPT_DID_NOT_FIT = "script-did-not-fit"
    NO_ACCESS = "no-access"
    CLINICAL_REVIEW = "clinical-review"
    HANDOFF_UNCLEAR = "handoff-unclear"
    LANGUAGE = "language"


class Mark(StrEnum):
    """What a person said of one line of a checklist, or of one paper."""

    DONE = "done"
    MISSING = "missing"
    NOT_NEEDED = "not-needed"


class ReminderWay(StrEnum):
    """How a reminder went to the patient. A telephone call is an attempt and has a note."""

    PORTAL = "portal"
    TEXT = "text"
    LETTER = "letter"
    EMAIL = "email"


class Stream(StrEnum):
    """Which kind of subject an entry is about."""

    CALLBACK = "callback"
    CARD = "card"
    POLICY = "policy"


class VoicemailConsent(StrEnum):
    """What may be left on a patient's machine; where nothing is on record there is none of them."""

    NONE = "none"
    CALLBACK_ONLY = "callback-only"
    DETAILED = "detailed"


class ReachWay(StrEnum):
    """How a patient asked to be reached, beside a number of their own choice."""

    NOT_AT_WORK = "not-at-work"
    MAIL_ONLY = "mail-only"


class MayBeTold(StrEnum):
    """What a representative may be told."""

    NOTHING = "nothing"
    APPOINTMENTS = "appointments"
    EVERYTHING = "everything"


class CardFlag(StrEnum):
    """What a patient card says that ends or stops calling."""

    DECEASED = "deceased"
    DO_NOT_CONTACT = "do-not-contact"
