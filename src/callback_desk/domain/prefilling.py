"""What the desk fills into a note by itself: whom the talk was with, what is still open, what happens next. Pure."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from callback_desk.domain import authority, cadence, card_rules, preparing, spoken, turn_rules
from callback_desk.domain.alarm_turns import answers as answers_the_patient
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.codes import CloseResult, Disposition, Mark, Result, SpokeWith
from callback_desk.domain.note import CALL_BACK_NUMBER, NO_PRIVATE_TALK, NoteDraft

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_CLOSES_AS = {
    Result.SETTLED: CloseResult.ANSWERED,
    Result.BOOKED: CloseResult.BOOKED,
    Result.DECLINED: CloseResult.DECLINED,
    Result.HANDED_OVER: CloseResult.TRANSFERRED,
}
_REFERRALS = "referral"


def prefilled(
    policy: "Policy",
    callback: Callback,
    draft: NoteDraft,
    now: datetime,
    card: Card | None = None,
    roles: Collection[str] = (),
) -> NoteDraft:
    """Return the draft with what the desk knows filled in; what stands there already is kept.

    By the patient's `card` the talk is in the card's language, and of a minor with the guardian.

    Never the identifiers, the patient's need or the check of understanding: those are the call. The call-back
    number counts as confirmed where the lane asks for it, because the patient was reached by it. `roles` are those of
    whoever writes it: what a role has yet to answer stays open with that role.
    """
    if draft.disposition is not Disposition.REACHED or draft.result is None:
        return draft
    spoke_with = SpokeWith.REPRESENTATIVE if card is not None and card.minor else SpokeWith.PATIENT
    known: dict[str, Any] = {"spoke_with": spoke_with, "language": card_rules.as_card_says(callback, card).language}
    speakers = card_rules.speakers(card)
    if (draft.spoke_with or spoke_with) is SpokeWith.REPRESENTATIVE and speakers:
        known["representative"] = speakers[0] if len(speakers) == 1 or spoke_with is SpokeWith.REPRESENTATIVE else None
    if draft.result not in NO_PRIVATE_TALK and CALL_BACK_NUMBER in policy.lane(callback.lane).confirm:
        known["confirmed"] = (CALL_BACK_NUMBER,)
    answers = authority.yet_to_answer(policy, callback, roles)
    still_open = draft.open
    if still_open is None:
        still_open = _likely_open(policy, callback, draft, draft.result, answers)
    known["open"] = still_open
    if not still_open:
        known["close_result"] = _CLOSES_AS.get(draft.result)
    elif not cadence.waits_for_licensed(policy, callback):
        step = _next_step(policy, callback, draft.result, now, answers)
        known["next_action"], known["owner"], known["due_at"] = step
    unanswered = {field for field in known if getattr(draft, field) in (None, ())}
    return draft.model_copy(
        update={field: value for field, value in known.items() if field in unanswered and value is not None}
    )


def _likely_open(policy: "Policy", callback: Callback, draft: NoteDraft, result: Result, answers: str | None) -> bool:
    if draft.close_result is not None:
        return False
    if draft.next_action or draft.owner or draft.due_at is not None:
        return True
    if cadence.waits_for_licensed(policy, callback) or result in NO_PRIVATE_TALK or result is Result.HANDED_OVER:
        return True
    if result is Result.DECLINED:
        return False
    return answers is not None or _still_missing(policy, callback) is not None


def _next_step(
    policy: "Policy", callback: Callback, result: Result, now: datetime, answers: str | None
) -> tuple[str | None, str, datetime]:
    """What happens next, whose turn it is and until when, as far as policy and cadence know.

    `answers` is the role that has yet to answer what the patient asked, if any.
    """
    after = cadence.after_result(policy, callback, result, now)
    if after is not None:
        return after.turn.next_action, policy.owner_name(after.turn.owner), after.turn.due_at
    action = None if result is Result.HANDED_OVER else _still_missing(policy, callback)
    if answers is not None:
        steps = (answers_the_patient(policy, answers), action)
        action = " · ".join(step for step in steps if step)
    theirs = action is not None and _missing_papers(callback) and _REFERRALS in policy.lanes
    lane = _REFERRALS if theirs else callback.lane
    owner = policy.owner_name(turn_rules.role_of(policy, lane))
    return action, owner, turn_rules.clamped(policy, turn_rules.target_for(policy, lane, now), now)


def _still_missing(policy: "Policy", callback: Callback) -> str | None:
    """Return what is done about that which preparing found missing, or None where nothing is; the number works, because
    the patient was reached by it."""
    papers = [spoken.as_said(paper) for paper in _missing_papers(callback)]
    papers += preparing.papers_to_tell(policy, callback, "en")
    lacking = [line.code for line in preparing.checklist(policy, callback) if line.mark is Mark.MISSING]
    others = [
        spoken.as_said(preparing.title(policy, code, missing=True))
        for code in lacking
        if code not in (*policy.preparation.papers, preparing.NUMBER, preparing.REFERRAL_PAPERS)
    ]
    steps = [f"{verb} {spoken.listed(what, 'en')}" for verb, what in (("ask for", papers), ("settle", others)) if what]
    return " · ".join(steps) or None


def _missing_papers(callback: Callback) -> tuple[str, ...]:
    return tuple((callback.referral or {}).get("missing", ()))
