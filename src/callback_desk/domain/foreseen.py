"""What a callback is after contacts that are not written yet, by the rules of the fold itself. Pure.

Whoever writes several contacts of one callback at once asks here, so that each is written as if it came alone.
"""

from collections.abc import Mapping
from typing import Any

from callback_desk.domain import preparing
from callback_desk.domain.callback import FRONT_DESK, LOOK_AT_THIS, Callback
from callback_desk.domain.codes import Stream
from callback_desk.domain.entry import VERSION, Entry
from callback_desk.domain.fold_rules import Folding
from callback_desk.domain.moments import from_utc_text


def opened(callback_id: str, payload: Mapping[str, Any]) -> Callback:
    """Return the callback that a contact opens, `payload` being the data of its `received` entry."""
    at = from_utc_text(payload["at"])
    callback = Callback(callback_id, FRONT_DESK, LOOK_AT_THIS, at, at, at)
    join(callback, payload)
    return callback


def join(callback: Callback, payload: Mapping[str, Any]) -> None:
    """Give a callback what one more contact brings: its facts and its turn; it is open from then on."""
    entry = _unwritten(callback.callback_id, payload)
    folding = Folding(callback)
    folding.received(entry, payload)
    folding.give_turn(payload["turn"])
    callback.referral = preparing.as_marked(callback.referral, callback.preparation)
    if payload.get("attention"):
        callback.attention_pending = True
    if callback.in_review is not None:
        callback.in_review = callback.in_review._replace(again=True)
    callback.is_open, callback.closed_at, callback.close_result = True, None, None
    if callback.referral is not None or payload.get("thread"):
        # Only these are asked what else came; a large log's calls need not be kept for it.
        callback.history = (*callback.history, entry)


def _unwritten(callback_id: str, payload: Mapping[str, Any]) -> Entry:
    """Return a contact as an entry that has no place in the ledger yet."""
    at = from_utc_text(payload["at"])
    return Entry("", 0, Stream.CALLBACK, callback_id, "received", VERSION, "", at, "", "", "", {}, payload)
