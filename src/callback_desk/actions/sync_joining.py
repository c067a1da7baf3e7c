"""One contact in two callbacks after a merge: they become one, the same on every desk, however often it is written."""

from collections.abc import Iterable

from callback_desk.actions.context import Desk
from callback_desk.domain import joined, turns
from callback_desk.domain.apart import known_apart
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.entries import Closed, draft
from callback_desk.store import Unit

REMARK = "the same contact was taken in at two desks: joined with"


def join_all(desk: Desk, unit: Unit, pairs: Iterable[tuple[str, str]]) -> None:
    """Join each pair of callbacks that have a contact in common into the one with the lesser id.

    Only where both are open and nothing in the other one waits for somebody licensed: an alarm or an escalation stays
    where it is, in an item of its own. Nobody's id changes later, so that no two are ever joined into each other.
    """
    for kept_id, other_id in sorted(pairs, reverse=True):  # of three in a row the last goes into the middle one first
        kept, other = unit.callback(kept_id), unit.callback(other_id)
        if kept is None or other is None or not _may_join(kept, other):
            continue
        shared = _keys(kept) & _keys(other)
        turn = turns.merged(desk.policy, kept, other, desk.clock())
        merged = joined.merged(kept, other, turn, shared=len(shared))
        closed = Closed(result=CloseResult.DUPLICATE, remark=f"{REMARK} {kept_id[:8]}")
        unit.append([draft(kept_id, merged), draft(other_id, closed)])


def _may_join(kept: Callback, other: Callback) -> bool:
    waits = other.attention or other.escalated_to is not None or other.in_review is not None
    return kept.is_open and other.is_open and not waits and not known_apart(kept, other)


def _keys(callback: Callback) -> set[str]:
    """Return the keys of the contacts that count for a callback."""
    payloads = [entry.payload for entry in callback.history if entry.kind == "received" and entry.payload]
    return {payload["source_key"] for payload in payloads if payload.get("source_key")}
