"""What entries about preparing a call carry. They change whose turn it is in nothing, and count as no attempt."""

from callback_desk.domain.codes import ReminderWay
from callback_desk.domain.payload import Moment, Payload, Words


class Prepared(Payload):
    """Checklist codes that changed, by what they are now; what is not named stays as it was.

    In the ledger it is `made_ready`.

    `unmarked` are marks taken back. `number` is the number that was verified, `visit_type` the visit in words.
    """

    done: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()
    number: str | None = None
    visit_type: Words | None = None
    remark: Words | None = None


class PapersMarked(Payload):
    """Papers of a referral that a person found here or missing, by the list's own words."""

    present: tuple[Words, ...] = ()
    missing: tuple[Words, ...] = ()


class Reminded(Payload):
    """A reminder was sent to the patient: what for, and how."""

    what: Words
    how: ReminderWay


class Errand(Payload):
    """Another office or person was asked for something, until a time to ask again."""

    whom: Words
    what: Words
    until: Moment


class ErrandAnswered(Payload):
    """What was asked for came in, or was answered. `errand` is the desk and number of the entry that asked."""

    errand: str
    remark: Words | None = None
