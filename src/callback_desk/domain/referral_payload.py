"""A referral as entries carry it."""

from datetime import date

from callback_desk.domain.payload import Payload, Words


class Referral(Payload):
    """A referral's state as the clinic's list gives it; papers by the list's own words."""

    number: Words | None = None
    status: Words | None = None
    specialty: Words | None = None
    referred_by: Words | None = None
    reason: Words | None = None
    received_on: date | None = None
    papers: tuple[Words, ...] = ()
    missing: tuple[Words, ...] = ()
    authorization: Words | None = None
