"""What the workflow did not foresee, from a callback's history: recorded by itself, or in an outcome note. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import ExceptionCode
from callback_desk.domain.entry import understood


class ExceptionLine(NamedTuple):
    """One line of the exception log. `text` is what was typed with it, or the remark of the note that had it."""

    at: datetime
    callback_id: str
    patient: str | None
    phone: str | None
    lane: str | None
    code: ExceptionCode
    text: str | None
    person_id: str


def exception_lines(callback: Callback) -> Iterator[ExceptionLine]:
    """Yield the exceptions of a callback, the first one first; what was taken back or removed is left out."""
    for entry in callback.standing:
        payload = entry.payload
        if payload is None or not understood(entry.kind, entry.v):
            continue
        codes: tuple[str, ...] = ()
        text = payload.get("remark")
        if entry.kind == "exception":
            codes, text = (payload["code"],), payload.get("text")
        elif entry.kind == "noted":
            codes = tuple(payload.get("exceptions", ()))
        for code in codes:
            yield ExceptionLine(
                entry.wall_at,
                callback.callback_id,
                callback.patient,
                callback.phone,
                callback.lane,
                ExceptionCode(code),
                text,
                entry.person_id,
            )
