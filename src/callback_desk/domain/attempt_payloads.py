"""What entries carry about attempts that are no calls."""

from callback_desk.domain.payload import Payload, Turn, Words


class Messaged(Payload):
    """A message was sent to the patient by the portal: an attempt like a call, without a disposition.

    `said` is what it said, where that was kept. `turn` is what the cadence made of it; `waiting` tells that it set
    the next due time.
    """

    turn: Turn
    said: Words | None = None
    waiting: bool = False
