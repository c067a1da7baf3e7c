"""The first sheet: the line that says what is open and whose turn it is, and the day's figures under it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from callback_desk.domain.codes import Channel, CloseResult, Disposition, Status
from callback_desk.domain.moments import from_utc_text
from callback_desk.exports.events import of_kind
from callback_desk.exports.report import DayReport, Item
from callback_desk.exports.sheet import Column, Kind, Row, Sheet

_COLUMNS = (
    Column("part", "part", Kind.TEXT, 22),
    Column("what", "what", Kind.TEXT, 44),
    Column("number", "number", Kind.NUMBER, 10),
    Column("late", "late", Kind.NUMBER, 10),
    Column("since", "since", Kind.MOMENT, 17),
)


def summary(report: DayReport) -> Sheet:
    """Return the sheet Summary."""

    def rows() -> Iterator[Row]:
        yield from _now(report)
        yield from _today(report)

    return Sheet("Summary", _COLUMNS, rows, headings=report.headings)


def _now(report: DayReport) -> Iterator[Row]:
    """Yield what stands open at the report's moment: in all, by owner, by lane, by status."""
    oldest = min((item.callback.received_at for item in report.open), default=None)
    nobody_told = [item for item in report.open if item.attention]
    yield _counted(report, "open now", "open callbacks", report.open, oldest)
    yield _counted(report, "open now", "attention or escalated, nobody told yet", nobody_told)
    yield "open now", "undecided", len(report.undecided), None, None
    for turns in report.turns:
        yield "whose turn", report.title(turns.owner), turns.open, turns.late, None
    for lane in sorted({item.lane for item in report.open}):
        found = [item for item in report.open if item.lane == lane]
        title = report.policy.lanes[lane].title if lane in report.policy.lanes else lane
        yield _counted(report, "lane", title, found, min(item.callback.received_at for item in found))
    statuses = Counter(item.status for item in report.open)
    late = Counter(item.status for item in report.open if item.late)
    for status in Status:
        if statuses[status]:
            yield "status", status.value, statuses[status], late[status], None


def _today(report: DayReport) -> Iterator[Row]:
    """Yield what happened on the report's day."""
    came, done = f"came in {report.when}", f"done {report.when}"
    contacts = Counter(
        payload["channel"]
        for callback in report.callbacks
        for entry, payload in of_kind(callback, "received")
        if report.is_today(from_utc_text(payload["at"]))
    )
    yield came, "contacts", sum(contacts.values()), None, None
    for channel in Channel:
        if contacts[channel] or channel in (Channel.MISSED_CALL, Channel.VOICEMAIL):
            yield came, channel.value, contacts[channel], None, None
    yield done, "attempts", len(report.attempts), None, None
    ended = Counter(attempt.payload.get("disposition") for attempt in report.attempts)
    for disposition in Disposition:
        if ended[disposition] or disposition is Disposition.REACHED:
            yield done, f"attempts: {disposition.value}", ended[disposition], None, None
    if ended[None]:
        yield done, "attempts: portal message", ended[None], None, None
    escalated = sum(found.at is not None and report.is_today(found.at) for found in report.escalations)
    yield done, "escalations", escalated, None, None
    yield done, "completed", len(report.completed), None, None
    results = Counter(item.callback.close_result for item in report.completed)
    for result in CloseResult:
        if results[result]:
            yield done, f"completed: {result.value}", results[result], None, None


def _counted(report: DayReport, part: str, what: str, items: Iterable[Item], since: datetime | None = None) -> Row:
    found = list(items)
    late = sum(item.late for item in found)
    return part, what, len(found), late, None if since is None else report.local(since)
