"""What somebody licensed, or the manager, thinks of an escalation afterwards: right, unnecessary, or missed."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import flag
from callback_desk.domain.authority import MANAGER
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Verdict
from callback_desk.domain.entries import Judged
from callback_desk.domain.errors import DeskError


def may_judge(desk: Desk) -> bool:
    """Tell whether the person at this desk may say what an escalation was: a licensed role or the manager."""
    roles = desk.policy.roles
    return any(role == MANAGER or (role in roles and roles[role].licensed) for role in desk.roles)


def verdicts(callback: Callback) -> tuple[Verdict, ...]:
    """Return what can be said of a callback: an escalation that was made was not missed."""
    if any(entry.kind == "escalated" for entry in callback.history):
        return Verdict.RIGHT, Verdict.UNNECESSARY
    return (Verdict.MISSED,)


def judge(desk: Desk, callback_id: str, verdict: Verdict, remark: str | None) -> Callback:
    """Record a verdict, on a closed callback too; a later one stands in its place, and both stay on record.

    Attention words in the remark raise a callback that is still open.

    Raises:
        DeskError: the person may not judge, or the verdict does not fit what happened.
    """
    if not may_judge(desk):
        raise DeskError("a verdict is for a licensed role or the practice manager: ask one of them")
    flag(desk, callback_id, "verdict", (remark,))

    def build(callback: Callback, now: datetime) -> Sequence[Judged]:
        if verdict not in verdicts(callback):
            if verdict is Verdict.MISSED:
                raise DeskError(f"{callback.callback_id[:8]} was escalated: say right or unnecessary")
            raise DeskError(f"{callback.callback_id[:8]} was never escalated: only missed can be said of it")
        return [Judged(verdict=verdict, remark=(remark or "").strip() or None)]

    return change(desk, callback_id, build)
