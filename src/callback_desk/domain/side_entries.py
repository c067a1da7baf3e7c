"""Payloads of what is decided beside the calls: a save taken back, a message split in two, an exception."""

from callback_desk.domain.codes import ExceptionCode
from callback_desk.domain.payload import Payload, Words


class UndoneLine(Payload):
    """One line of the ledger that is taken back: the desk that wrote it, and its number there."""

    replica_id: str
    seq: int


class Undone(Payload):
    """The last save was taken back; the lines it names stay in the ledger and count no longer."""

    targets: tuple[UndoneLine, ...]


class SplitOff(Payload):
    """The message held two requests: the second is the callback `into`, in its own lane, with its own words."""

    into: str
    lane: str
    words: Words


class ExceptionSeen(Payload):
    """Something that the workflow did not foresee, with a line of text."""

    code: ExceptionCode
    text: Words | None = None
