"""Notes that are final only after somebody looked at them: kept for review, approved, returned."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import flag
from callback_desk.actions.guarding import require_acknowledged, require_open
from callback_desk.domain import authority, cadence, code_words, history, turns
from callback_desk.domain.callback import ATTENTION_FIRST, Callback, InReview
from callback_desk.domain.codes import CloseResult, Disposition
from callback_desk.domain.entries import Closed, Noted, Payload, Reviewed
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.review_entries import ForReview
from callback_desk.domain.text import clean_line


def may_review(desk: Desk, callback: Callback) -> bool:
    """Tell whether the person at this desk decides about the callback's note that waits for review."""
    waiting = callback.in_review
    return waiting is not None and authority.may_review(desk.policy, _reviewer(desk, callback, waiting), desk.roles)


def reviewer(desk: Desk, callback: Callback) -> str | None:
    """Return the owner (`role:ID`) that a note of the callback waits for by the rules as they are, if any."""
    return None if callback.in_review is None else f"role:{_reviewer(desk, callback, callback.in_review)}"


def left_to_others(desk: Desk, about: Callback | QueueRow) -> bool:
    """Tell whether the next word on it is somebody else's: a note waits for a reviewer who is not at this desk, and
    nobody licensed has to see to it first."""
    if about.reviewer is None or about.attention_rank == ATTENTION_FIRST or about.escalated_to is not None:
        return False
    role = authority.still_reviewing(desk.policy, about.reviewer.removeprefix("role:"), about.lane)
    return not authority.may_review(desk.policy, role, desk.roles)


def _reviewer(desk: Desk, callback: Callback, waiting: InReview) -> str:
    return authority.still_reviewing(desk.policy, waiting.role, callback.lane)


def require_allowed(desk: Desk, callback: Callback, written: NoteDraft) -> None:
    """Refuse a note that takes a step which is not the assistant's.

    Raises:
        DeskError: the sentence says why, and to whom it is handed.
    """
    why = authority.refusal(desk.policy, callback, written, desk.roles)
    if why is not None:
        raise DeskError(why)


def settled(
    desk: Desk, callback: Callback, written: NoteDraft, payloads: list[Payload], now: datetime
) -> list[Payload]:
    """Return what is written of a note: as it is, or kept for the lane's reviewer where a step of it needs that.

    `payloads` are the note and, where it closes, the closing. While an earlier note waits, a further talk waits with
    it, unless the reviewer themselves noted it: that is their answer.
    """
    steps = authority.to_review(desk.policy, callback, written, desk.roles)
    waiting = callback.in_review
    if waiting is not None and written.disposition is Disposition.REACHED:
        if may_review(desk, callback):
            return [Reviewed(approved=False, superseded=True), *payloads]
        steps = tuple(dict.fromkeys((*waiting.steps, *steps)))
    if not steps:
        return payloads
    closing = next((payload.result for payload in payloads if isinstance(payload, Closed)), None)
    return [_kept(desk, callback, payload, closing, steps, now) for payload in payloads if isinstance(payload, Noted)]


def _kept(
    desk: Desk, callback: Callback, noted: Noted, closing: CloseResult | None, steps: tuple[str, ...], now: datetime
) -> Noted:
    policy, role = desk.policy, authority.reviewer_of(desk.policy, callback.lane)
    what = ", ".join(policy.code_title(step) for step in steps)
    licensed_first = cadence.waits_for_licensed(policy, callback)
    return noted.model_copy(
        update={
            "turn": None if licensed_first else turns.to_review(policy, callback, role, what, now),
            "waiting": False,
            "review": f"{what}: {policy.role_title(f'role:{role}')} looks at it before it is final",
            "for_review": ForReview(
                steps=steps,
                reviewer=f"role:{role}",
                closes_as=closing,
                then=noted.turn,
            ),
        }
    )


def approve(desk: Desk, callback_id: str) -> Callback:
    """Make the note that waits final: close the callback with the note's result, or give it on as the note says.

    A note closes nothing that it does not know of: where the patient reached out again since, the callback stays open.

    Raises:
        DeskError: nothing waits for review, or the person has not the reviewing role.
    """

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        waiting = _require_waiting(desk, callback)
        if waiting.closes_as is not None and not waiting.again:
            require_acknowledged(desk.policy, callback, "closed")
            return [Reviewed(approved=True), Closed(result=waiting.closes_as)]
        if cadence.waits_for_licensed(desk.policy, callback):
            return [Reviewed(approved=True)]
        if waiting.closes_as is not None:
            return [Reviewed(approved=True, turn=turns.left_open(desk.policy, callback, now))]
        if waiting.then is None:
            return [Reviewed(approved=True)]
        turn = turns.reviewed(desk.policy, callback, waiting.then, now)
        return [Reviewed(approved=True, turn=turn, waiting=turn.due_at > now and not waiting.again)]

    return change(desk, callback_id, build)


def give_back(desk: Desk, callback_id: str, line: str) -> Callback:
    """Return the note that waits to whoever wrote it, or to the lane's role, with a line of what to change.

    Attention words in the line raise the callback; then it is the licensed role's turn.

    Raises:
        DeskError: as for `approve`, or there is no line.
    """
    flag(desk, callback_id, "review", (line,))

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        waiting = _require_waiting(desk, callback)
        if not line.strip():
            raise DeskError("say in a line what to change: whoever gets it back needs it")
        if cadence.waits_for_licensed(desk.policy, callback):
            return [Reviewed(approved=False, change=line)]
        turn = turns.returned(desk.policy, callback, f"person:{waiting.author}", line, now)
        return [Reviewed(approved=False, change=line, turn=turn)]

    return change(desk, callback_id, build)


def told(desk: Desk, callback: Callback) -> str:
    """Return the note that waits, as the history tells it."""
    waiting = callback.in_review
    lines = history.lines(callback, desk.policy, desk.zone, today=desk.today())
    told = zip(callback.history, lines, strict=True)
    return next((line for entry, line in told if waiting is not None and entry.order == waiting.order), "")


def after_approval(desk: Desk, callback: Callback) -> str:
    """Return in words what follows if the note that waits is approved."""
    waiting = callback.in_review
    if waiting is None:
        return ""
    if waiting.closes_as is not None and waiting.again:
        return "it stays open, because the patient reached out again since"
    if waiting.closes_as is not None:
        return f"closed, {code_words.CLOSINGS[waiting.closes_as]}"
    if waiting.then is None:
        return "the turn stays as it is"
    return clean_line(f"{waiting.then['next_action']}, {desk.policy.role_title(waiting.then['owner'])}")


def _require_waiting(desk: Desk, callback: Callback) -> InReview:
    require_open(callback, "reviewed")
    waiting = callback.in_review
    if waiting is None:
        raise DeskError(f"no note of {callback.callback_id[:8]} waits for review")
    require_reviewer(desk, callback, "decided on")
    return waiting


def require_reviewer(desk: Desk, callback: Callback, verb: str) -> None:
    """Refuse to do something to a callback whose note waits for somebody else's review.

    Raises:
        DeskError: it waits, and the person has not the reviewing role; the sentence says whose it is.
    """
    waiting = callback.in_review
    if waiting is not None and not may_review(desk, callback):
        title = desk.policy.role_title(f"role:{_reviewer(desk, callback, waiting)}")
        raise DeskError(f"a note of {callback.callback_id[:8]} waits for {title} and cannot be {verb} by anybody else")
