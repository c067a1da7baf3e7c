"""The first sheet: the line that says what is open and whose turn it is, and the day's figures under it."""

from collections.abc import Iterator
from datetime import datetime

from callback_desk.domain.codes import Channel, CloseResult, Disposition, Status
from callback_desk.exports.report import DayReport
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
    tally = report.tally
    yield "open now", "open callbacks", tally.now.number, tally.now.late, _local(report, tally.now.oldest)
    told = tally.nobody_told
    yield "open now", "attention or escalated, nobody told yet", told.number, told.late, None
    if report.until is None:  # what is undecided is asked at the end of a day, never of a period
        yield "open now", "undecided", len(report.undecided), None, None
    for turns in report.turns:
        yield "whose turn", report.title(turns.owner), turns.open, turns.late, None
    for lane, count in sorted(tally.lanes.items()):
        title = report.policy.lanes[lane].title if lane in report.policy.lanes else lane
        yield "lane", title, count.number, count.late, _local(report, count.oldest)
    for status in Status:
        if status in tally.statuses:
            count = tally.statuses[status]
            yield "status", status.value, count.number, count.late, None


def _today(report: DayReport) -> Iterator[Row]:
    """Yield what happened on the report's day."""
    came, done = f"came in {report.when}", f"done {report.when}"
    tally = report.tally
    contacts, ended = tally.contacts, tally.ended
    yield came, "contacts", sum(contacts.values()), None, None
    for channel in Channel:
        if contacts[channel] or channel in (Channel.MISSED_CALL, Channel.VOICEMAIL):
            yield came, channel.value, contacts[channel], None, None
    yield done, "attempts", len(report.attempts), None, None
    for disposition in Disposition:
        if ended[disposition] or disposition is Disposition.REACHED:
            yield done, f"attempts: {disposition.value}", ended[disposition], None, None
    if ended[None]:
        yield done, "attempts: portal message", ended[None], None, None
    yield done, "escalations", tally.escalated, None, None
    yield done, "completed", len(report.completed), None, None
    for result in CloseResult:
        if tally.results[result]:
            yield done, f"completed: {result.value}", tally.results[result], None, None


def _local(report: DayReport, at: datetime | None) -> datetime | None:
    return None if at is None else report.local(at)
