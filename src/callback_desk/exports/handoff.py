"""The text for the next shift: plain, readable at 80 columns, and safe to paste anywhere.

What a patient or a file said is shown cleaned and on one line; a very long request is shortened and says so.
"""

import textwrap
from collections.abc import Iterator
from typing import Any

from callback_desk.domain import phone, turns
from callback_desk.domain.cadence import ordinal
from callback_desk.domain.code_words import CHANNELS, CLOSINGS, HOLDS, RESULTS
from callback_desk.domain.codes import Status
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.text import clean_line
from callback_desk.exports.events import Attempt, attempts, escalations
from callback_desk.exports.fields import missing_papers
from callback_desk.exports.report import LATE, DayReport, Item

_WIDTH = 78
_LABEL = 12
_MARGIN = "   "
_LONGEST_REQUEST = 600  # characters: about ten lines
_MINUTES_IN_HOUR = 60
_ID_DIGITS = 8


def handoff(report: DayReport) -> str:
    """Return the text: how many are open, how many late and whose turn first, then each open item."""
    lines = [*(clean_line(heading) for heading in report.headings), "", *_done(report)]
    number = 0
    for title, items in _sections(report):
        lines += ["", f"{title.upper()} ({len(items)})"]
        for item in items:
            number += 1
            lines += ["", *_item(report, item, number)]
    return "\n".join(lines) + "\n"


def _sections(report: DayReport) -> Iterator[tuple[str, list[Item]]]:
    """Yield the open items under their titles, each item once, escalations and attention first."""
    first = [item for item in report.open if item.attention or item.status is Status.ESCALATED]
    rest = [item for item in report.open if not (item.attention or item.status is Status.ESCALATED)]
    waiting = (Status.WAITING, Status.ON_HOLD)
    sections = (
        ("attention and escalations", first),
        ("late", [item for item in rest if item.late]),
        ("open", [item for item in rest if not item.late and item.status not in waiting]),
        ("waiting", [item for item in rest if not item.late and item.status in waiting]),
    )
    return ((title, items) for title, items in sections if items)


def _done(report: DayReport) -> Iterator[str]:
    reached = sum(attempt.reached for attempt in report.attempts)
    results: dict[str, int] = {}
    for item in report.completed:
        if item.callback.close_result is not None:
            words = CLOSINGS[item.callback.close_result]
            results[words] = results.get(words, 0) + 1
    closed = ", ".join(f"{count} {words}" for words, count in results.items())
    behind = f" ({closed})" if closed else ""
    yield f"Done {report.when}: {len(report.attempts)} attempts, {reached} reached;"
    yield f"{len(report.completed)} closed{behind}."


def _item(report: DayReport, item: Item, number: int) -> Iterator[str]:
    callback = item.callback
    named = clean_line(callback.patient or "") or "Name not known"
    reached_at = phone.display(callback.phone) if callback.phone else "no number"
    language = f", language {clean_line(callback.language)}" if callback.language else ""
    yield f"{number}. {named}, {reached_at}{language}"
    lane = report.policy.lanes[item.lane].title if item.lane in report.policy.lanes else item.lane
    again = f", {ordinal(callback.contacts)} contact" if callback.contacts > 1 else ""
    came = f"{CHANNELS[callback.channel]} of {report.clock(callback.received_at)}{again}"
    yield f"{_MARGIN}{lane}, {came}, id {callback.callback_id[:_ID_DIGITS]}"
    for label, said in (*_asked(report, item), *_tried(report, item), *_still_open(report, item)):
        yield from _labelled(label, said)


def _asked(report: DayReport, item: Item) -> Iterator[tuple[str, str]]:
    callback = item.callback
    request = clean_line(callback.request or "")
    if len(request) > _LONGEST_REQUEST:
        request = f"{request[:_LONGEST_REQUEST]} [... {len(request) - _LONGEST_REQUEST} more characters]"
    yield "Asked", request or "nothing left, only the call"
    if callback.attention:
        yield "Attention", f"matched {', '.join(callback.attention)}"
    for escalation in escalations(callback):
        if escalation.at is not None and escalation.to is not None:
            to = f"to {report.title(escalation.to)}, {report.clock(escalation.at)}: {escalation.reason}"
            yield "Escalated", f'{to}; in their words "{escalation.words}"' if escalation.words else to
        told_at = escalation.told_at
        told = f"{escalation.told}, {escalation.how}, {report.clock(told_at)}" if told_at else "NOBODY YET"
        yield "Told", told


def _tried(report: DayReport, item: Item) -> Iterator[tuple[str, str]]:
    tries = attempts(item.callback)
    if not tries:
        return
    last, talked = tries[-1], [attempt for attempt in tries if attempt.reached]
    when = report.clock(last.entry.wall_at)
    yield "Last try", f"{ordinal(last.number)}, {when}, {last.ended}, {report.person(last.entry.person_id)}"
    if talked:
        yield from _talk(report, talked[-1])


def _talk(report: DayReport, attempt: Attempt) -> Iterator[tuple[str, str]]:
    """Yield what the last talk with the patient brought."""
    payload = attempt.payload
    result = payload.get("result")
    if result is not None:
        yield "Result", RESULTS[result] + _booked(report, payload.get("appointment"))
    if payload.get("request"):
        yield "They need", payload["request"]
    confirmed = [report.policy.code_title(code) for code in payload.get("confirmed", ())]
    yield "Confirmed", ", ".join(confirmed) or "nothing"
    for label, key in (("They know", "told"), ("Remark", "remark")):
        if payload.get(key):
            yield label, payload[key]


def _booked(report: DayReport, appointment: Any) -> str:  # noqa: ANN401 - the entry's own data
    if not appointment:
        return ""
    known = (appointment.get("with_whom"), appointment.get("kind"))
    return ", ".join([f" {report.clock(from_utc_text(appointment['at']))}", *(part for part in known if part)])


def _still_open(report: DayReport, item: Item) -> Iterator[tuple[str, str]]:
    callback = item.callback
    missing = missing_papers(callback)
    if missing:
        yield "Missing", ", ".join(missing)
    if callback.hold_reason is not None:
        yield "On hold", f"waiting for {HOLDS[callback.hold_reason]}"
    if callback.review is not None:
        yield "Look at it", callback.review
    if callback.maybe_resolved:
        yield "Look at it", "they talked after the missed call: resolved since?"
    yield "Still open", turns.now_possible(callback.next_action, callback.phone)
    late = f" ({LATE} by {_span(item.late_minutes)})" if item.late else ""
    yield "Whose turn", f"{report.title(item.owner)}, by {report.clock(callback.due_at)}{late}"


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, _MINUTES_IN_HOUR)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def _labelled(label: str, said: str) -> list[str]:
    """Return one fact as lines: its label, then what is to be said, later lines under the first."""
    start = _MARGIN + f"{label}:".ljust(_LABEL)
    text = clean_line(said)
    return textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start)) or [start]
