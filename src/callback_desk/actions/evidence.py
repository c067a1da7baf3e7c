"""What speaks for a callback being answered already, and which others may be of the same patient. It only reads."""

from collections.abc import Iterator
from itertools import islice

from callback_desk.actions.context import Desk
from callback_desk.domain import apart
from callback_desk.domain.callback import Callback
from callback_desk.domain.card_identity import keys_of_patient
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.same_names import may_be_same

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
    """Return the open callbacks that may be the same request: the same number, a number that was offered, or the same
    name and birth date. Those that a person told apart, or split from one message, are not among them. A few at most.
    """
    others = (one for one in _of_patient(desk, callback) if not apart.known_apart(callback, one))
    return _rows(desk, others)


def names_not_parted(desk: Desk, callback: Callback) -> list[str]:
    """Return the other names that contacts gave, but for those of whom a split made an item."""
    if not callback.other_names:
        return []
    parts = map(desk.store.callback, callback.split_into)
    theirs = [part.patient for part in parts if part is not None and part.patient is not None]
    return [name for name in callback.other_names if not any(may_be_same(name, one) for one in theirs)]


def numbers_of_same(desk: Desk, callback: Callback) -> dict[str, QueueRow]:
    """Return the numbers that open items of the same name and birth date have and this one has not, each with its item.

    They are offered and never taken by themselves: two patients may have the name and the birth date. The other part
    of a message is the same patient's.
    """
    known = {callback.phone, *callback.offered_phones}
    others = (
        one
        for one in _of_patient(desk, callback)
        if apart.parts_of_one(callback, one) or not apart.known_apart(callback, one)
    )
    return {row.phone: row for row in reversed(_rows(desk, others)) if row.phone is not None and row.phone not in known}


def _of_patient(desk: Desk, callback: Callback) -> Iterator[Callback]:
    """Yield the other open callbacks of a number, or of the name and birth date."""
    if not callback.is_open:
        return
    numbers = [number for number in (callback.phone, *callback.offered_phones) if number is not None]
    for callback_id in desk.store.open_of_patient(numbers, keys_of_patient(callback).person_key):
        other = None if callback_id == callback.callback_id else desk.store.callback(callback_id)
        if other is not None:
            yield other


def _rows(desk: Desk, callbacks: Iterator[Callback]) -> list[QueueRow]:
    rows = (desk.store.queue_row(one.callback_id) for one in callbacks)
    return list(islice((row for row in rows if row is not None and row.is_open), _MOST))
