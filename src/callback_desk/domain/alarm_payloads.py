"""What entries carry that raise an alarm from the desk itself, and that judge an escalation afterwards."""

from callback_desk.domain.codes import Verdict
from callback_desk.domain.payload import Payload, Turn, Words


class Flagged(Payload):
    """The clinic's attention words stood in what somebody typed about the callback: `words` as the policy has them.

    `where` names the text (note, handoff, escalation, ...), never what it said. A licensed role must acknowledge
    it like the words of a message; taking the text back clears nothing.
    """

    words: tuple[Words, ...]
    where: Words
    turn: Turn


class Judged(Payload):
    """What a licensed role or the manager thinks of an escalation afterwards, or of one that should have been."""

    verdict: Verdict
    remark: Words | None = None
