"""A message with two requests becomes two callbacks, linked both ways."""

import hashlib
from datetime import date, datetime

from callback_desk.actions import card_changing
from callback_desk.actions.adding import NO_NUMBER
from callback_desk.actions.claiming import MOVED_HERE
from callback_desk.actions.context import Desk, require
from callback_desk.actions.guarding import require_open
from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.card_entries import CardLinked
from callback_desk.domain.entries import Received, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.side_entries import SplitOff
from callback_desk.domain.text import storable


def split(desk: Desk, callback_id: str, lane: str, words: str) -> Callback:
    """Make a second callback of a part of the message, in its own lane, and return it.

    It has the patient's facts and the first contact's time, from which its target counts. The first stays as it
    is, its alarm too; attention words in the part make an alarm of the second. The same part split off again
    makes nothing new.

    Raises:
        DeskError: the callback is closed, the policy has no such lane, or there are no words.
    """
    words = storable(words).strip()
    with desk.unit() as unit:
        callback, now = require(desk, callback_id), desk.clock()
        require_open(callback, "split")
        if lane not in desk.policy.lanes:
            raise DeskError(f"there is no lane {lane!r} in the policy: choose one of {', '.join(desk.policy.lanes)}")
        if not words:
            raise DeskError("say what the second request is: its words are needed")
        second = _id_of_part(callback_id, lane, words)
        if desk.store.callback(second) is None:
            received = _received(desk, callback, lane, words, now)
            unit.append([draft(second, received)])
            if callback.card_id is not None:  # a person said whose card it is: the part is the same patient's
                unit.append([draft(second, CardLinked(card_id=callback.card_id, record_number=callback.record_number))])
            card_changing.settle(desk, unit, [second])
            unit.append([draft(callback_id, SplitOff(into=second, lane=received.lane or lane, words=words))])
            unit.commit()
    return require(desk, second)


def _id_of_part(callback_id: str, lane: str, words: str) -> str:
    """Return the id of a part: the same for the same part, so that a key pressed twice makes one."""
    part = hashlib.sha256(f"{lane}\n{' '.join(words.split())}".encode()).hexdigest()
    return callback_id_for(f"split:{callback_id}:{part}")


def _received(desk: Desk, callback: Callback, lane: str, words: str, now: datetime) -> Received:
    policy, at = desk.policy, callback.received_at
    attention = desk.sorter.sort(words, callback.language, None).attention
    if lane == policy.attention.lane and not attention:
        attention = (MOVED_HERE,)
    if attention:
        lane, turn = policy.attention.lane, alarm_turns.for_attention(policy, at)
    else:
        turn = turns.for_contact(policy, lane, at, now)
    return Received(
        channel=callback.channel,
        at=at,
        turn=turn,
        lane=lane,
        attention=attention,
        patient=callback.patient,
        stated=callback.stated,
        birth_date=None if callback.birth_date is None else date.fromisoformat(str(callback.birth_date)),
        record_number=callback.record_number,
        phone=callback.phone,
        phone_note=callback.phone_note,
        offered_phones=callback.offered_phones,
        language=callback.language,
        request=words,
        review=None if callback.phone else NO_NUMBER,
        split_from=callback.callback_id,
    )
