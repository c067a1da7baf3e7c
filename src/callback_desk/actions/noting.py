"""The call and its outcome note: begin, keep the draft, save, close.

A save is durable before it returns, and idempotent by its draft id: the same draft saved again writes nothing.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from callback_desk.actions import cards, reviewing
from callback_desk.actions.context import Desk, change, require
from callback_desk.actions.flagging import flag, typed_in
from callback_desk.actions.guarding import require_acknowledged, require_open
from callback_desk.domain import authority, cadence, card_rules, note, turn_rules, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.codes import CloseResult, Disposition
from callback_desk.domain.entries import Claimed, Closed, Payload, Turn, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from callback_desk.store import Draft as Draft


class NoteMissing(DeskError):
    """A note lacks parts that its case needs; `missing` names each in plain words."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__("the note is not saved, it still needs: " + "; ".join(missing))
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Saved:
    """What a save did: the callback as it is now, and whether this very draft had been saved before."""

    callback: Callback
    repeated: bool


def begin(desk: Desk, callback_id: str) -> Draft:
    """Claim the callback for a call and return its draft: the one left open, or a new one, stored at once.

    What is escalated, or waits for review, stays its role's; calling the patient does not take it away.

    Raises:
        DeskError: the callback is closed, or has no number.
    """
    with desk.unit() as unit:
        callback = require(desk, callback_id)
        require_open(callback, "called")
        card = cards.card_of(desk, callback)
        if (why := card_rules.no_call(callback, card)) is not None:
            raise DeskError(why)
        if card_rules.as_card_says(callback, card).phone is None:
            raise DeskError("there is no number to call: give one first")
        now = desk.clock()
        roles_own = callback.escalated_to is not None or callback.in_review is not None
        if not roles_own and callback.owner_at(now) != desk.owner:
            claimed = Claimed(turn=turns.claimed(desk.policy, callback, desk.person_id, now))
            unit.append([draft(callback_id, claimed)])
        unit.log_access("called", callback_id)
        unit.commit()
    kept = desk.store.draft(callback_id)
    if kept is not None:
        flag(desk, callback_id, "note", typed_in(kept.form))  # the desk may have ended in the middle of its last word
        return kept
    fresh = Draft(str(uuid.uuid4()), callback_id, desk.person_id, "{}", now)
    desk.store.save_draft(fresh)
    return fresh


def keep_typed(desk: Desk, callback_id: str, form: str) -> None:
    """Store what was typed into a call that could not be begun, as a draft of its own."""
    desk.store.save_draft(Draft(str(uuid.uuid4()), callback_id, desk.person_id, form, desk.clock()))
    flag(desk, callback_id, "note", typed_in(form))


def keep_draft(desk: Desk, kept: Draft, form: str, *, typing: bool = False) -> Callback | None:
    """Store what has been typed so far; attention words in it raise the callback, which is then returned.

    Raised at once, because closing a terminal runs nothing. While somebody is `typing`, the word that a text ends in
    may not be whole yet: it counts once something follows it, or the note is left or saved.
    """
    stored = Draft(kept.draft_id, kept.callback_id, kept.person_id, form, desk.clock())
    desk.store.save_draft(stored)
    return flag(desk, kept.callback_id, "note", typed_in(form, whole=not typing))


def save_note(
    desk: Desk,
    callback_id: str,
    written: NoteDraft,
    *,
    draft_id: str | None = None,
    started_at: datetime | None = None,
) -> Saved:
    """Write the outcome note of one attempt; close the callback, or give it its next action, owner and due time.

    An attempt that did not reach the patient gets its next one from the cadence. Attention words in the note raise
    the callback first, and stay even where the note is then refused.

    Raises:
        NoteMissing: the case needs more; nothing is written.
        DeskError: the callback is closed, or would be closed before somebody licensed acknowledged it.
    """
    flag(desk, callback_id, "note", (written.request, written.told, written.next_action, written.remark))
    with desk.unit() as unit:
        if draft_id is not None and unit.already_saved(draft_id):
            return Saved(require(desk, callback_id), repeated=True)
        callback, now = require(desk, callback_id), desk.clock()
        payloads = _payloads(desk, callback, written, now, draft_id, started_at)
        unit.append([draft(callback_id, payload) for payload in payloads])
        if draft_id is not None:
            unit.finish_draft(draft_id, callback_id)
        unit.commit()
    return Saved(require(desk, callback_id), repeated=False)


def _payloads(
    desk: Desk,
    callback: Callback,
    written: NoteDraft,
    now: datetime,
    draft_id: str | None,
    started_at: datetime | None,
) -> list[Payload]:
    require_open(callback, "noted")
    card = cards.card_of(desk, callback)
    if written.disposition is Disposition.VOICEMAIL and card_rules.voicemail_refused(card):
        raise DeskError(card_rules.NO_VOICEMAIL)
    missing = [*note.missing(desk.policy, callback, written), *note.vague(written, callback)]
    if missing:
        raise NoteMissing(missing)
    _require_may_be_told(desk, callback, card, written)
    reviewing.require_allowed(desk, callback, written)
    seconds = None if started_at is None else max(0, int((now - started_at).total_seconds()))
    closes = written.disposition is Disposition.REACHED and written.open is False
    turn, waiting, review = None, False, None
    if closes:
        require_acknowledged(desk.policy, callback, "closed")
    else:
        turn, waiting, review = _next(desk, callback, card, written, now)
    noted = note.to_noted(
        written,
        turn,
        waiting=waiting,
        review=review,
        draft_id=draft_id,
        started_at=started_at,
        seconds=seconds,
    )
    if not closes:
        return reviewing.settled(desk, callback, written, [noted], now)
    result = written.close_result
    if result is None:
        raise NoteMissing(["with what result it is closed"])
    return reviewing.settled(desk, callback, written, [noted, Closed(result=result)], now)


def _require_may_be_told(desk: Desk, callback: Callback, card: Card | None, written: NoteDraft) -> None:
    """Refuse a note by which somebody heard what the card keeps from them; the call-back number is nothing private."""
    if written.disposition is not Disposition.REACHED:
        return
    if not written.told and set(written.confirmed) <= {note.CALL_BACK_NUMBER}:
        return
    talk = card_rules.Talk(written.disposition, written.spoke_with, written.representative)
    limits = card_rules.limits(callback, card, desk.policy.lane_id(callback.lane), talk, desk.today())
    if limits.withheld is not None and not limits.no_call:
        raise DeskError(
            f"the note is not saved: {limits.withheld}; say who it was, put the card right,"
            " or note nothing as told or confirmed but the number"
        )


def _next(
    desk: Desk, callback: Callback, card: Card | None, written: NoteDraft, now: datetime
) -> tuple[Turn | None, bool, str | None]:
    disposition = written.disposition
    if disposition is not None and disposition is not Disposition.REACHED:
        if card_rules.no_call(callback, card) is not None:  # the card ends the cadence: its turn stands
            return turn_rules.kept(desk.policy, callback, now), False, callback.review
        after = cadence.after_attempt(desk.policy, card_rules.as_card_says(callback, card), disposition, now)
        return after.turn, after.waiting, after.review
    if callback.acknowledged is False or callback.attention_pending:
        return None, False, None
    if cadence.waits_for_licensed(desk.policy, callback):
        return turn_rules.kept(desk.policy, callback, now), False, callback.review
    if card_rules.no_call(callback, card) is not None:  # whoever was reached: no call is what comes next
        return turn_rules.kept(desk.policy, callback, now), False, callback.review
    if not written.owner or not written.next_action or written.due_at is None:
        raise NoteMissing(["what happens next, whose turn it is and by when"])
    if written.due_at <= now:
        raise NoteMissing(["due: a time that is still ahead"])
    if turn_rules.clamped(desk.policy, written.due_at, now) < written.due_at:
        raise NoteMissing([f"due: a time within {desk.policy.limits.longest_deferral_days} days"])
    owner = desk.policy.parse_owner(written.owner)
    return (
        turns.noted(desk.policy, callback, owner, written.next_action, written.due_at, now),
        written.due_at > now,
        None,
    )


def close(desk: Desk, callback_id: str, result: CloseResult, remark: str | None = None) -> Callback:
    """Close the callback with a result.

    Raises:
        DeskError: it is closed already, or waits for a licensed role, for words in the remark too, or the result is for
            somebody to review.
    """
    flag(desk, callback_id, "closing remark", (remark,))

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "closed")
        require_acknowledged(desk.policy, callback, "closed")
        reviewing.require_reviewer(desk, callback, "closed")
        why = authority.closing_refusal(desk.policy, callback, result, desk.roles)
        if why is not None:
            raise DeskError(why)
        return [Closed(result=result, remark=remark or None)]

    return change(desk, callback_id, build)


def drop_draft(desk: Desk, kept: Draft) -> None:
    """Throw away a draft that holds nothing; only an empty one is ever dropped without a save."""
    if kept.is_empty:
        desk.store.drop_draft(kept.draft_id)
