"""What entries carry where a note is final only after somebody looked at it."""

from callback_desk.domain.codes import CloseResult
from callback_desk.domain.payload import Payload, Turn, Words


class ForReview(Payload):
    """A note that waits for a role: for which steps, and what follows if it is approved.

    `closes_as` is the result that it then closes with, `then` the turn that it then gives on; without either
    the turn stays as it is.
    """

    steps: tuple[str, ...]
    reviewer: str
    closes_as: CloseResult | None = None
    then: Turn | None = None


class Reviewed(Payload):
    """Somebody of the reviewing role looked at it: approved, or returned with what to change; or `superseded`, where a
    newer talk of their own takes its place, which says neither.

    Without a turn the turn stands as it was last written.
    """

    approved: bool
    superseded: bool = False
    change: Words | None = None
    turn: Turn | None = None
    waiting: bool = False
