"""What only a person decides: whether a talk or a report answers a callback, and whether two callbacks are one."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions import noting
from callback_desk.actions.context import Desk, change, require
from callback_desk.actions.evidence import is_asked, suggested
from callback_desk.actions.guarding import require_acknowledged, require_graver_kept, require_open
from callback_desk.actions.reviewing import require_reviewer
from callback_desk.domain import joined, turns
from callback_desk.domain.callback import Callback
from callback_desk.domain.code_words import REPORTED
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.entries import Closed, KeptOpen, Payload, ToldApart, draft
from callback_desk.domain.errors import DeskError

_TALKED = "resolved since: they talked after the missed call"


def settle(desk: Desk, callback_id: str, result: CloseResult | None = None) -> Callback:
    """Close a callback because a person confirmed that it is answered: as the evidence says, or with `result`.

    Raises:
        DeskError: there is no evidence, or the callback may not be closed now.
    """
    callback = _asked(desk, callback_id)
    said = _TALKED if callback.reported is None else f"another system reports: {REPORTED[callback.reported['what']]}"
    return noting.close(desk, callback_id, result or suggested(callback), said)


def keep_open(desk: Desk, callback_id: str) -> Callback:
    """Record that a person looked at the evidence and the callback is still to be made.

    Raises:
        DeskError: there is no evidence, or the callback is closed.
    """
    _asked(desk, callback_id)

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "answered")
        return [KeptOpen()]

    return change(desk, callback_id, build)


def _asked(desk: Desk, callback_id: str) -> Callback:
    callback = require(desk, callback_id)
    require_open(callback, "answered")
    if not is_asked(callback):
        raise DeskError(f"nothing speaks for {callback_id[:8]} being answered: close it with its result if it is")
    return callback


def merge(desk: Desk, callback_id: str, other_id: str) -> Callback:
    """Join two open callbacks because a person says that they are the same request: the other is closed as a duplicate,
    this one has all that both had and is due no later than either.

    Raises:
        DeskError: they are one already, one is closed, or somebody licensed must hear of the other first.
    """
    if callback_id == other_id:
        raise DeskError("a callback is joined with another one, not with itself")
    with desk.unit() as unit:
        kept, other, now = require(desk, callback_id), require(desk, other_id), desk.clock()
        for each in (kept, other):
            require_open(each, "joined")
        require_graver_kept(kept, other)
        require_acknowledged(desk.policy, other, "joined into another: join the other way round, or")
        require_reviewer(desk, other, "joined into another")
        merged = joined.merged(kept, other, turns.merged(desk.policy, kept, other, now))
        closed = Closed(result=CloseResult.DUPLICATE, remark=f"joined with {callback_id[:8]}")
        unit.append([draft(callback_id, merged), draft(other_id, closed)])
        unit.commit()
    return require(desk, callback_id)


def tell_apart(desk: Desk, callback_id: str, other_id: str) -> Callback:
    """Record that two callbacks are not the same, so that nobody is asked again.

    Raises:
        DeskError: one of them is closed, or they are one.
    """
    if callback_id == other_id:
        raise DeskError("a callback is told apart from another one, not from itself")
    with desk.unit() as unit:
        for one in (callback_id, other_id):
            require_open(require(desk, one), "told apart")
        unit.append([draft(callback_id, ToldApart(other=other_id)), draft(other_id, ToldApart(other=callback_id))])
        unit.commit()
    return require(desk, callback_id)
