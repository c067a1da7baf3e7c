"""What may not be done to a callback as it stands, each refusal one sentence that says what to do instead."""

from callback_desk.domain.callback import Callback
from callback_desk.domain.errors import DeskError


def require_open(callback: Callback, verb: str) -> None:
    """Refuse to change what is closed.

    Raises:
        DeskError: the callback is closed.
    """
    if not callback.is_open:
        raise DeskError(f"{callback.callback_id[:8]} is closed and cannot be {verb}: add a new callback instead")


def require_acknowledged(callback: Callback, verb: str) -> None:
    """Refuse to put aside what nobody licensed has been told about.

    Raises:
        DeskError: an attention item or an escalation is not acknowledged yet.
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
