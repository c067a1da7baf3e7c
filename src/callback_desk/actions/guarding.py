"""What may not be done to a callback as it stands, each refusal one sentence that says what to do instead."""

from typing import TYPE_CHECKING

from callback_desk.domain import cadence
from callback_desk.domain.callback import Callback
from callback_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy


def require_open(callback: Callback, verb: str) -> None:
    """Refuse to change what is closed.

    Raises:
        DeskError: the callback is closed.
    """
    if not callback.is_open:
        raise DeskError(f"{callback.callback_id[:8]} is closed and cannot be {verb}: add a new callback instead")


def require_acknowledged(policy: "Policy", callback: Callback, verb: str) -> None:
    """Refuse to put aside what nobody licensed has been told about.

    Raises:
        DeskError: an attention item, what else is in its lane, or an escalation is not acknowledged yet.
    """
    if callback.acknowledged is False:
        raise DeskError(
            f"{callback.callback_id[:8]} is escalated and cannot be {verb} before it is recorded who was told:"
            " use acknowledge"
        )
    if callback.attention_pending:
        raise DeskError(
            f"{callback.callback_id[:8]} has attention words and cannot be {verb}:"
            " escalate it, then record who was told"
        )
    if cadence.waits_for_licensed(policy, callback):
        raise DeskError(
            f"{callback.callback_id[:8]} is in {policy.lane(callback.lane).title} and nobody licensed has been told,"
            f" so it cannot be {verb}: escalate it, then record who was told"
        )


def require_graver_kept(kept: Callback, other: Callback) -> None:
    """Refuse to close as a duplicate what has an alarm, an escalation or a review of its own.

    Raises:
        DeskError: the other one has; the sentence says whether joining the other way round would do.
    """
    weighs = _weighs(other)
    if weighs is None:
        return
    short = other.callback_id[:8]
    if _weighs(kept) is None:
        raise DeskError(f"{short} {weighs} and is not the one that is closed: join the other way round, from {short}")
    raise DeskError(f"{short} {weighs}, and {kept.callback_id[:8]} {_weighs(kept)}: each stays an item of its own")


def _weighs(callback: Callback) -> str | None:
    if callback.attention:
        return "has attention words"
    if callback.escalated_to is not None:
        return "is escalated"
    return "is in review" if callback.in_review is not None else None
