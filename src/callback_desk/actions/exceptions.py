"""Exceptions: record one with a line of text, and read the log of them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import flag
from callback_desk.actions.watching import Watch, unwatched, watched
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import ExceptionCode
from callback_desk.domain.entries import Payload
from callback_desk.domain.exceptions import ExceptionLine, exception_lines
from callback_desk.domain.side_entries import ExceptionSeen


def record(desk: Desk, callback_id: str, code: ExceptionCode, text: str | None) -> Callback:
    """Record that the workflow did not foresee something about this callback, open or closed.

    It stands by itself: no note has to be finished for it, and it changes nobody's turn. Attention words in the text
    raise the callback.
    """
    flag(desk, callback_id, "exception", (text,))

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        return [ExceptionSeen(code=code, text=(text or "").strip() or None)]

    return change(desk, callback_id, build)


def log(
    desk: Desk,
    *,
    begins: date | None = None,
    ends: date | None = None,
    code: ExceptionCode | None = None,
    watch: Watch = unwatched,
) -> list[ExceptionLine]:
    """Return the exceptions, the newest first: of the days from `begins` to `ends` at the clinic, both included.

    `watch` hears how many items were read so far.
    """
    found = [
        line
        for callback in watched(desk.store.callbacks_with_exceptions(), watch)
        for line in exception_lines(callback)
        if (code is None or line.code is code)
        and (begins is None or line.at >= desk.day_bounds(begins)[0])
        and (ends is None or line.at < desk.day_bounds(ends)[1])
    ]
    return sorted(found, key=lambda line: (line.at, line.callback_id, line.code), reverse=True)


def document(desk: Desk, lines: Sequence[ExceptionLine]) -> list[dict[str, Any]]:
    """Return lines of the log as `exceptions --json` gives them."""
    return [
        {
            "at": line.at.astimezone(desk.zone).isoformat(timespec="seconds"),
            "id": line.callback_id,
            "patient": line.patient,
            "lane": desk.policy.lane_id(line.lane),
            "code": line.code.value,
            "text": line.text,
            "by": desk.policy.owner_name(f"person:{line.person_id}"),
        }
        for line in lines
    ]
