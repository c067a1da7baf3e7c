"""What the context pane says of evidence: resolved since, and perhaps the same patient."""

from collections.abc import Iterator
from datetime import datetime

from textual.content import Content

from callback_desk.actions import evidence
from callback_desk.actions.context import Desk
from callback_desk.domain import appointment_time
from callback_desk.domain.callback import Callback
from callback_desk.domain.code_words import REPORTED
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.queue import QueueRow
from callback_desk.tui import theme, words
from callback_desk.tui.plain import plain_line
from callback_desk.tui.telling import with_keys


def rows(desk: Desk, callback: Callback, now: datetime) -> Iterator[tuple[str, Content]]:
    """Yield what a person has to decide about this callback, each with its label."""
    if evidence.is_asked(callback):
        said = in_words(desk, callback, now)
        asks = Content.assemble(plain_line(said, theme.LATE), (with_keys("  {resolved} answers"), theme.QUIET))
        yield "resolved?", asks
    if callback.is_open and (others := evidence.names_not_parted(desk, callback)):
        called = f"{' and '.join(others)}: the same number, perhaps another person"
        yield "also", Content.assemble(plain_line(called, theme.LATE), (with_keys("  {split} parts them"), theme.QUIET))
    label = "same?"
    for other in evidence.perhaps_same(desk, callback)[:3]:
        said = of_other(desk, other)
        decides = with_keys("  {same-patient} decides") if label.strip() else ""
        yield label, Content.assemble(plain_line(said), (decides, theme.QUIET))
        label = " "


def in_words(desk: Desk, callback: Callback, now: datetime) -> str:
    """Return in one line what speaks for a callback being answered."""
    reported = callback.reported
    if reported is None:
        return _talk(desk, callback, now)
    starts = reported.get("starts_at")
    at = appointment_time.in_words(from_utc_text(starts), desk.zone, now) if starts else ""
    parts = (REPORTED[reported["what"]], reported.get("about"), at, reported.get("with_whom"), reported.get("remark"))
    return " · ".join(part for part in parts if part)


def _talk(desk: Desk, callback: Callback, now: datetime) -> str:
    for entry in reversed(callback.history):
        if entry.kind == "talk_seen" and entry.payload is not None:
            at = words.moment(from_utc_text(entry.payload["at"]), now, desk.zone)
            who = "we called" if entry.payload.get("outbound") else "they called"
            length = words.span(max(1, int(entry.payload.get("seconds", 0)) // 60))
            return f"a talk of {length} with this number at {at} ({who}), perhaps a machine"
    return "a talk with this number came after the miss"


def of_other(desk: Desk, other: QueueRow) -> str:
    """Return another open item in one line: who, which number, which lane, since when."""
    since = words.moment(other.received_at, desk.clock(), desk.zone)
    return " · ".join((words.who(other), desk.policy.lane(other.lane).title, since))
