"""The day's sheets: which there are, their columns in order, and what each row is about.

Column titles are the names of the JSON of `queue` and `show` with spaces, so that the files can be compared
with them. Several words in one cell are joined with "; ", yes and no are words, what is not known is empty.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.exceptions import exception_lines
from callback_desk.exports.events import Attempt, Escalation
from callback_desk.exports.fields import (
    Field,
    field,
    fields_of_its_callback,
    item_fields,
    joined,
    moment,
    owner,
    person,
    sheet,
    yes_no,
)
from callback_desk.exports.report import DayReport, Item
from callback_desk.exports.sheet import Kind, Sheet
from callback_desk.exports.summary import summary

_MINUTE = 60


class Finding(NamedTuple):
    """Something about a callback that the workflow did not foresee, or that a person must look at.

    `at`, `by` (a person's id) and `remark` are those of the note that said so, None where the desk noticed.
    """

    callback: Callback
    kind: str
    what: str
    at: datetime | None = None
    by: str | None = None
    remark: str | None = None


def sheets(report: DayReport) -> list[Sheet]:
    """Return the sheets of a day that its audience gets, in the order of the workbook; their rows are not made yet."""
    found = [
        summary(report),
        sheet("Open", report, _OPEN, lambda: report.open),
        sheet("Completed", report, _COMPLETED, lambda: report.completed),
        sheet("Attempts", report, _ATTEMPTS, lambda: report.attempts),
        sheet("Escalations", report, _ESCALATIONS, lambda: report.escalations),
        sheet("Unreached", report, _UNREACHED, lambda: report.unreached),
        sheet("Referral gaps", report, _REFERRAL_GAPS, lambda: _gaps(report)),
        sheet("Exceptions", report, _EXCEPTIONS, lambda: _findings(report)),
    ]
    return [one for one in found if report.has_sheet(one.name)]


def _gaps(report: DayReport) -> Iterator[Item]:
    return iter(report.listed(report.tally.gaps))


def _findings(report: DayReport) -> Iterator[Finding]:
    """Yield what a person must look at now, then what notes of the day recorded."""
    for item in report.listed(report.tally.findings):
        callback = item.callback
        if callback.review is not None:
            yield Finding(callback, "review", callback.review)
        if callback.maybe_resolved:
            yield Finding(callback, "resolved since?", "they talked after the miss: ask, then close")
        if callback.newer:
            yield Finding(callback, "not understood", f"{callback.newer} entries of a newer version")
    for item in report.listed(report.tally.excepted):
        for line in exception_lines(item.callback):
            if report.view.is_today(line.at):
                yield Finding(item.callback, "exception", line.code.value, line.at, line.person_id, line.text)


def _turn(attempt: Attempt) -> Mapping[str, Any]:
    return attempt.payload.get("turn") or {}


def _appointment(attempt: Attempt) -> Mapping[str, Any]:
    return attempt.payload.get("appointment") or {}


def _noted(key: str, width: int, title: str | None = None, kind: Kind = Kind.TEXT) -> Field[Attempt]:
    return field(key, width, lambda attempt: attempt.payload.get(key), kind, title)


def _noted_words(key: str, width: int) -> Field[Attempt]:
    return field(key, width, lambda attempt: joined(attempt.payload.get(key, ())))


def _minutes_to_told(escalation: Escalation) -> int | None:
    if escalation.at is None or escalation.told_at is None:
        return None
    return max(0, int((escalation.told_at - escalation.at).total_seconds()) // _MINUTE)


_OPEN = item_fields(
    "mark", "patient", "phone", "lane", "next_action", "turn", "due_at", "late_minutes", "status", "request",
    "attention", "channel", "language", "received_at", "target_at", "contacts", "last_contact_at", "attempts",
    "last_attempt_at", "escalated_to", "acknowledged", "maybe_resolved", "hold_reason", "review",
    "referral_number", "referral_status", "missing", "birth_date", "record_number", "owner", "follows", "id", "needs",
    "lacking",
)  # fmt: skip

_COMPLETED = item_fields(
    "patient", "phone", "lane", "close_result", "closed_at", "closed_by", "close_remark", "request",
    "attention", "channel", "language", "received_at", "target_at", "due_at", "late_minutes", "status",
    "contacts", "last_contact_at", "attempts", "last_attempt_at", "next_action", "escalated_to",
    "acknowledged", "maybe_resolved", "referral_number", "referral_status", "missing", "birth_date",
    "record_number", "owner", "follows", "id",
)  # fmt: skip

_ATTEMPTS: tuple[Field[Attempt], ...] = (
    moment("noted_at", lambda attempt: attempt.entry.wall_at),
    *fields_of_its_callback("patient", "phone", "lane"),
    field("attempt", 10, lambda attempt: attempt.number, Kind.NUMBER),
    _noted("disposition", 14),
    _noted("result", 12),
    _noted_words("identified_by", 18),
    _noted("spoke_with", 14),
    _noted("request", 40),
    _noted_words("confirmed", 24),
    _noted("told", 30),
    field("open", 6, lambda attempt: yes_no(attempt.payload.get("open", True))),
    field("next_action", 28, lambda attempt: _turn(attempt).get("next_action")),
    owner("owner", lambda attempt: _turn(attempt).get("owner")),
    moment("due_at", lambda attempt: _turn(attempt).get("due_at")),
    _noted("close_result", 12),
    moment("appointment_at", lambda attempt: _appointment(attempt).get("at")),
    field("appointment_with", 18, lambda attempt: _appointment(attempt).get("with_whom")),
    field("appointment_kind", 16, lambda attempt: _appointment(attempt).get("kind")),
    _noted("language", 9),
    field("understood", 11, lambda attempt: yes_no(attempt.payload.get("understood"))),
    _noted_words("exceptions", 20),
    _noted("remark", 30),
    _noted("review", 24),
    moment("started_at", lambda attempt: attempt.payload.get("started_at")),
    _noted("seconds", 8, "call seconds", Kind.NUMBER),
    person("by", lambda attempt: attempt.entry.person_id),
    *fields_of_its_callback("id"),
)

_ESCALATIONS: tuple[Field[Escalation], ...] = (
    field("state", 18, lambda escalation: escalation.state),
    *fields_of_its_callback("patient", "phone", "lane"),
    owner("to", lambda escalation: escalation.to),
    field("reason", 30, lambda escalation: escalation.reason),
    moment("escalated_at", lambda escalation: escalation.at),
    field("told", 20, lambda escalation: escalation.told, title="who was told"),
    moment("told_at", lambda escalation: escalation.told_at),
    *fields_of_its_callback("next_action", "turn", "due_at"),
    field("words", 40, lambda escalation: escalation.words, title="patient's words"),
    *fields_of_its_callback("attention"),
    person("escalated_by", lambda escalation: escalation.by),
    field("how", 24, lambda escalation: escalation.how),
    field("minutes", 9, _minutes_to_told, Kind.NUMBER, "minutes to told"),
    *fields_of_its_callback("status", "id"),
)

_UNREACHED = item_fields(
    "mark", "patient", "phone", "lane", "attempts", "last_attempt_at", "next_action", "turn", "due_at",
    "late_minutes", "status", "close_result", "received_at", "contacts", "last_contact_at", "channel",
    "language", "request", "id", "needs",
)  # fmt: skip

_REFERRAL_GAPS = item_fields(
    "mark", "patient", "phone", "missing", "referral_status", "referral_specialty", "next_action", "turn",
    "due_at", "papers", "referral_number", "referral_referred_by", "referral_reason", "referral_received_on",
    "referral_authorization", "hold_reason", "status", "received_at", "birth_date", "record_number", "id",
    "needs", "lacking",
)  # fmt: skip

_EXCEPTIONS: tuple[Field[Finding], ...] = (
    field("kind", 16, lambda finding: finding.kind),
    field("what", 36, lambda finding: finding.what),
    *fields_of_its_callback("patient", "phone", "lane"),
    moment("at", lambda finding: finding.at),
    person("by", lambda finding: finding.by),
    field("remark", 30, lambda finding: finding.remark),
    *fields_of_its_callback("next_action", "turn", "due_at", "status", "id"),
)
