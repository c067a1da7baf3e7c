"""While a callback is on hold the clock stands still: the spans of its holds, to be measured apart. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import HoldReason
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.moments import from_utc_text

_ENDS = frozenset(
    {
        *("received", "merged", "noted", "messaged", "escalated", "flagged", "card_flagged"),
        *("handed_over", "snoozed", "held", "closed", "reopened"),
    }
)


class Span(NamedTuple):
    """One hold: from when to when the clock stood still, and for what. It ends at the time to look again, or
    earlier where something happened.
    """

    begins: datetime
    ends: datetime
    reason: HoldReason


def spans(callback: Callback) -> list[Span]:
    """Return the holds of a callback, the first one first. The last may end ahead of now."""
    return list(_spans(callback.standing))


def _spans(history: Sequence[Entry]) -> "list[Span]":
    found: list[Span] = []
    open_span: Span | None = None
    for entry in history:
        if entry.payload is None or not understood(entry.kind, entry.v):
            continue
        if entry.kind not in _ENDS and not (entry.kind == "lane_changed" and entry.payload.get("attention")):
            continue
        if open_span is not None:
            found.append(open_span._replace(ends=max(open_span.begins, min(open_span.ends, entry.wall_at))))
            open_span = None
        if entry.kind == "held":
            until = from_utc_text(entry.payload["until"])
            open_span = Span(entry.wall_at, max(entry.wall_at, until), HoldReason(entry.payload["reason"]))
    if open_span is not None:
        found.append(open_span)
    return found


def current(callback: Callback) -> Span | None:
    """Return the hold that a callback is on, or None."""
    return spans(callback)[-1] if callback.is_open and callback.hold_reason is not None else None


def held_between(callback: Callback, begins: datetime, ends: datetime) -> timedelta:
    """Return how long the clock stood still between two moments, by the wall clock."""
    still = timedelta(0)
    for span in spans(callback):
        still += max(timedelta(0), min(span.ends, ends) - max(span.begins, begins))
    return still
