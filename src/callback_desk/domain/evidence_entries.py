"""What other systems report about a callback, and what a person says to it: evidence decides nothing by itself."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from callback_desk.domain.payload import Moment, Payload, Turn, Words
from callback_desk.domain.referral_payload import Referral

What = Literal["booked", "rescheduled", "changed", "cancelled", "no-show", "done"]


class Reported(Payload):
    """Another system reports what became of it: an appointment, or its own task. It is offered, and closes nothing.

    `at` is when the report was made, `starts_at` when the appointment is.
    """

    what: What
    at: Moment
    source_key: str | None = None
    version_key: str | None = None
    starts_at: Moment | None = None
    with_whom: Words | None = None
    about: Words | None = None
    remark: Words | None = None


class KeptOpen(Payload):
    """A person looked at the talk or the report: the callback is still to be made."""

    remark: Words | None = None


class Merged(Payload):
    """A person says that the callback `other` is the same request of the same patient; it was closed into this one.

    `at` is when the patient last reached out there, `contacts` how often. All else is what was known there: `lane` and
    `phone` only where they were not known here, `message_left` that the patient left more than a missed call, `names`
    the other names that its contacts gave.
    """

    other: str
    at: Moment
    turn: Turn
    contacts: int = 1
    request: Words | None = None
    phones: tuple[str, ...] = ()
    phone: str | None = None
    lane: str | None = None
    patient: Words | None = None
    stated: bool = False
    birth_date: date | None = None
    record_number: Words | None = None
    language: str | None = None
    thread: str | None = None
    attention: tuple[Words, ...] = ()
    details: Mapping[str, Words] = {}
    referral: Referral | None = None
    message_left: bool = False
    names: tuple[Words, ...] = ()


class ToldApart(Payload):
    """A person says that the callback `other` is not the same: another patient, or another request."""

    other: str
