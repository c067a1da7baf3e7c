"""What depends on all entries of a callback together: alarms that pend, a close that stands, a review. Pure."""

from collections.abc import Mapping
from typing import Any

from callback_desk.domain import preparing
from callback_desk.domain.callback import ASKED_NOT, HAS_DIED, InReview
from callback_desk.domain.codes import CardFlag, CloseResult
from callback_desk.domain.entry import Entry
from callback_desk.domain.fold_rules import Folding
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.seen import apart, covers

_ATTENTION = frozenset({"received", "lane_changed", "flagged"})


def settle(state: Folding) -> None:
    """Decide what depends on the whole: pending alarms, whether a close stands, and "resolved since?"."""
    callback = state.callback
    if state.turn is not None:
        state.give_turn(state.turn)
    callback.referral = preparing.as_marked(callback.referral, callback.preparation)
    pending = state.alarming()
    callback.attention_pending = any(alarm.kind in _ATTENTION for alarm in pending)
    if callback.escalated_to is not None:
        callback.acknowledged = not any(alarm.kind == "escalated" for alarm in pending)
    if callback.card_flag is CardFlag.DECEASED:
        callback.review = callback.review or HAS_DIED
    if callback.card_flag is CardFlag.DO_NOT_CONTACT and not callback.may_call:
        callback.review = callback.review or ASKED_NOT
    _close(state, pending)
    callback.overruled = frozenset(state.claims.overruled)
    if callback.is_open:
        callback.claimed_at_once = state.claims.owners
    _wait_for_review(state)
    callback.unapproved = _unapproved(state)
    last = callback.last_contact_at
    if callback.reported is not None and last is not None and from_utc_text(callback.reported["at"]) < last:
        callback.reported = None
    callback.maybe_resolved = (
        callback.is_open
        and not state.message_left
        and state.talk_at is not None
        and last is not None
        and state.talk_at > last
    )


def _wait_for_review(state: Folding) -> None:
    """The last note for review that no review has covered still waits; whatever came since, that is shown."""
    callback = state.callback
    waiting = [note for note in state.for_review if not any(covers(review, note) for review in state.reviews)]
    if not waiting or not callback.is_open:
        return
    note = waiting[-1]
    payload: Mapping[str, Any] = note.payload or {}
    asked = payload["for_review"]
    closes_as = asked.get("closes_as")
    callback.in_review = InReview(
        role=asked["reviewer"].removeprefix("role:"),
        steps=tuple(asked["steps"]),
        author=note.person_id,
        closes_as=None if closes_as is None else CloseResult(closes_as),
        then=asked.get("then"),
        order=note.order,
        again=any(opening.kind == "received" and not state.copies.seen(note, opening) for opening in state.openings),
    )
    callback.review = callback.review or payload.get("review")


def _unapproved(state: Folding) -> frozenset[tuple[str, str, int]]:
    """Return which notes are not final: the first review of each did not approve it, or nobody has decided yet."""
    unreviewed = state.callback.close_result is CloseResult.BOOKED
    found = set()
    for note in state.for_review:
        review = next((review for review in state.reviews if covers(review, note)), None)
        approved = unreviewed if review is None else (review.payload or {}).get("approved")
        if not approved:
            found.add(note.order)
    return frozenset(found)


def _close(state: Folding, pending: list[Entry]) -> None:
    callback = state.callback
    if not state.closings:
        return
    # An alarm that the closing one had not seen keeps it open also once somebody was told of it.
    openings = [*state.openings, *state.alarms]
    seen = state.copies.seen
    standing = [closing for closing in state.closings if all(seen(closing, opening) for opening in openings)]
    if standing and not pending:
        last = standing[-1]
        payload = last.payload or {}
        callback.is_open = False
        callback.closed_at = last.wall_at
        callback.close_result = CloseResult(payload["result"])
    elif any(apart(opening, state.closings[-1]) and not seen(state.closings[-1], opening) for opening in openings):
        callback.review = "closed on one desk while it changed on another"
