"""A portal message to the patient: sent in the clinic's own system, recorded here as an attempt."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions import cards
from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import flag
from callback_desk.actions.guarding import require_open
from callback_desk.domain import cadence, card_rules
from callback_desk.domain.callback import Callback
from callback_desk.domain.entries import Messaged
from callback_desk.domain.errors import DeskError


def send(desk: Desk, callback_id: str, said: str | None) -> Callback:
    """Record that a portal message was sent, with what it `said` if that is kept; the cadence goes on from it.

    It has no disposition, because nobody was called. Attention words in it raise the callback.

    Raises:
        DeskError: the callback is closed, or the card lets nobody contact the patient.
    """
    said = (said or "").strip() or None
    flag(desk, callback_id, "portal message", (said,))

    def build(callback: Callback, now: datetime) -> Sequence[Messaged]:
        require_open(callback, "messaged")
        card = cards.card_of(desk, callback)
        if (why := card_rules.no_call(callback, card)) is not None:
            raise DeskError(why)
        after = cadence.after_message(desk.policy, card_rules.as_card_says(callback, card), now)
        return [Messaged(turn=after.turn, said=said, waiting=after.waiting)]

    return change(desk, callback_id, build)
