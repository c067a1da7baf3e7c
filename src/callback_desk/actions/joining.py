"""A patient who reaches out again by telephone while the desk is busy: found among what is open, and joined."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions import card_changing, reading
from callback_desk.actions.adding import NewCallback, require_name
from callback_desk.actions.context import Desk, change
from callback_desk.actions.guarding import require_open
from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import View
from callback_desk.domain.entries import Payload, Received
from callback_desk.domain.errors import DeskError
from callback_desk.domain.languages import require_code
from callback_desk.domain.phone import Number, normalised
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.text import folded

_MOST = 5


def matching(desk: Desk, new: NewCallback) -> list[QueueRow]:
    """Return what is open of the same number, then of the same name, a few at most; a person decides which.

    A same name joins nothing by itself: two patients may have it.
    """
    found: dict[str, QueueRow] = {}
    number = normalised(new.phone, desk.policy.clinic.region).e164 if new.phone else None
    if number is not None:
        for match in desk.store.open_by_number([number]).get(number, []):
            row = desk.store.queue_row(match.callback_id)
            if row is not None and row.is_open:
                found[row.callback_id] = row
    name = folded(new.patient or "").strip()
    if name:
        for row in reading.page(desk, View.ALL, words=name):
            if folded(row.patient or "").strip() == name:
                found.setdefault(row.callback_id, row)
    return list(found.values())[:_MOST]


def join(desk: Desk, callback_id: str, new: NewCallback) -> Callback:
    """Record that the patient of an open callback reached out again: it is due no later than before, and its
    attention words, if it has any, raise the alarm. Who the patient is may be known only now: their card then counts.

    Raises:
        DeskError: the callback is closed, the request is missing, the number impossible, or the time ahead of now.
    """
    number = normalised(new.phone, desk.policy.clinic.region) if new.phone else None
    if number is not None and number.e164 is None:
        raise DeskError("add: the phone is not a possible number: give it with its area code")
    if not new.request.strip():
        raise DeskError("add: say what the patient asked for (request)")
    require_name(new.patient)
    if new.language is not None:
        require_code(new.language, "add: language")

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "joined")
        return [_received(desk, callback, new, number, now)]

    return change(desk, callback_id, build, lambda unit: card_changing.settle(desk, unit, [callback_id]))


def _received(desk: Desk, callback: Callback, new: NewCallback, number: Number | None, now: datetime) -> Received:
    at, policy = new.received_at or now, desk.policy
    if at > now:
        raise DeskError("add: received_at is in the future: give the time the patient reached out")
    attention = desk.sorter.sort(new.request, new.language or callback.language, None).attention
    raised = attention and not callback.attention_pending and callback.acknowledged is not False
    phone = None if number is None else number.e164
    return Received(
        channel=new.channel,
        at=at,
        turn=alarm_turns.raised(policy, callback, at) if raised else turns.joined(policy, callback, at, now),
        lane=policy.attention.lane if attention else None,
        attention=attention,
        patient=new.patient,
        stated=new.patient is not None,
        phone=phone,
        phone_note=None if number is None else number.note,
        offered_phones=(phone,) if phone and callback.phone and phone != callback.phone else (),
        language=new.language,
        request=new.request,
    )
