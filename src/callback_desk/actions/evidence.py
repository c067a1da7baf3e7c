"""What speaks for a callback being answered already, and which others may be of the same patient. It only reads."""

from callback_desk.actions.context import Desk
from callback_desk.domain.callback import Callback
from callback_desk.domain.card_identity import keys_of_patient
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.queue import QueueRow

_CLOSES_AS = {
    "booked": CloseResult.BOOKED,
    "rescheduled": CloseResult.BOOKED,
    "changed": CloseResult.BOOKED,
    "done": CloseResult.ANSWERED,
    "cancelled": CloseResult.NOT_NEEDED,
    "no-show": CloseResult.NOT_NEEDED,
}
_MOST = 5


def is_asked(callback: Callback) -> bool:
    """Tell whether there is evidence that a person has to say yes or no to."""
    return callback.is_open and (callback.maybe_resolved or callback.reported is not None)


def suggested(callback: Callback) -> CloseResult:
    """Return the result that the evidence speaks for; a report speaks before a talk."""
    return CloseResult.ANSWERED if callback.reported is None else _CLOSES_AS[callback.reported["what"]]


def perhaps_same(desk: Desk, callback: Callback) -> list[QueueRow]:
    """Return the open callbacks that may be of the same patient: the same number, a number that was offered, or the
    same name and birth date. Those that a person told apart are not among them. A few at most.
    """
    if not callback.is_open:
        return []
    numbers = [number for number in (callback.phone, *callback.offered_phones) if number is not None]
    found = desk.store.open_of_patient(numbers, keys_of_patient(callback).person_key)
    others = (one for one in found if one != callback.callback_id and one not in callback.told_apart)
    rows = (desk.store.queue_row(one) for one in others)
    return [row for row in rows if row is not None and row.is_open][:_MOST]


def numbers_of_same(desk: Desk, callback: Callback) -> dict[str, QueueRow]:
    """Return the numbers that open items of the same name and birth date have and this one has not, each with its item.

    They are offered and never taken by themselves: two patients may have the name and the birth date.
    """
    known = {callback.phone, *callback.offered_phones}
    others = perhaps_same(desk, callback)
    return {row.phone: row for row in reversed(others) if row.phone is not None and row.phone not in known}
