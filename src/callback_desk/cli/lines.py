"""The queue and a callback as lines of text: a table for eyes, sentences for ears."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from callback_desk.actions import next_steps
from callback_desk.domain import preparing
from callback_desk.domain.code_words import REPORTED
from callback_desk.domain.lateness import is_late, is_unanswered, late_days, late_minutes
from callback_desk.domain.text import clean, clean_line

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk
    from callback_desk.domain.queue import QueueRow

_COLUMNS = (
    ("id", 8),
    ("due", 16),
    ("patient", 24),
    ("lane", 16),
    ("from", 12),
    ("status", 9),
    ("owner", 20),
)
"""The columns and how many characters each shows; the next action follows them, whole."""


def queue_lines(desk: "Desk", rows: Iterable["QueueRow"], as_of: datetime, *, plain: bool) -> Iterator[str]:
    """Yield the rows as table lines under a heading, or as one sentence each."""
    if not plain:
        yield "  ".join(title.ljust(width) for title, width in _COLUMNS) + "  next action"
    empty = True
    for row in rows:
        empty = False
        yield _sentence(desk, row, as_of) if plain else _line(desk, row, as_of)
    if empty:
        yield "nothing here"


def _line(desk: "Desk", row: "QueueRow", as_of: datetime) -> str:
    cells = (
        row.callback_id[:8],
        row.due_at.astimezone(desk.zone).strftime("%Y-%m-%d %H:%M"),
        clean_line(row.patient or row.phone or "no name"),
        row.lane,
        row.channel.value,
        row.status_at(as_of).value,
        _owner(desk, row, as_of),
    )
    columns = (cell[:width].ljust(width) for cell, (_, width) in zip(cells, _COLUMNS, strict=True))
    return "  ".join((*columns, clean_line(next_steps.in_words(desk, row, as_of))))


def _owner(desk: "Desk", row: "QueueRow", as_of: datetime) -> str:
    return clean_line(desk.policy.role_title(row.owner_at(as_of)))


def _sentence(desk: "Desk", row: "QueueRow", as_of: datetime) -> str:
    due = row.due_at.astimezone(desk.zone).strftime("%A %H:%M")
    parts = [
        f"{row.callback_id[:8]}: {clean_line(row.patient or row.phone or 'no name')}",
        desk.policy.lane(row.lane).title.lower(),
        f"came as {row.channel.value.replace('-', ' ')}",
        f"status {row.status_at(as_of).value}",
        _late(row, desk, as_of) if is_late(row, as_of) else f"due {due}",
        f"next: {clean_line(next_steps.possible_now(desk, row))}",
        f"owner {_owner(desk, row, as_of)}",
    ]
    if needed := next_steps.needed(desk, row, as_of):
        parts.insert(-2, f"needs: {needed}")
    if missing := (*row.missing, *preparing.lacking_titles(desk.policy, row, row.missing)):
        parts.append("missing: " + clean_line(", ".join(missing)))
    if row.attention:
        parts.insert(1, "ATTENTION, matched: " + ", ".join(row.attention))
    if row.pinned:
        parts.insert(1, "ESCALATED, not acknowledged")
    elif is_unanswered(row, as_of):
        parts.insert(1, "ESCALATED, told and not done in time: escalate it again")
    return "; ".join(parts) + "."


def _late(row: "QueueRow", desk: "Desk", as_of: datetime) -> str:
    minutes = late_minutes(row, desk.hours, as_of)
    days = late_days(minutes, row.due_at, as_of)
    return f"late by {minutes} minutes" if days is None else f"late by {days} days"


_FACTS = (
    *("id", "patient", "phone", "lane", "channel", "language", "status", "received_at", "target_at"),
    *("due_at", "late_minutes", "next_action", "needs", "owner", "escalated_to", "acknowledged"),
)
"""What the `show` document says in one word or number, in the order of its lines."""
_IF_KNOWN = ("phone_note", "birth_date", "birth_date_as_written")


def callback_lines(document: dict[str, Any]) -> Iterator[str]:
    """Yield the `show` document as lines: facts, request, history, notes, script."""
    for key in _FACTS:
        yield f"{key.replace('_', ' ')}: {_shown(document[key])}"
    for key in _IF_KNOWN:
        if document[key] is not None:
            yield f"{key.replace('_', ' ')}: {_shown(document[key])}"
    yield from _standing_lines(document)
    yield "request:"
    yield from _indented(document["request"] or "none on record")
    if document["reported"]:
        yield f"resolved? another system reports: {REPORTED[document['reported']['what']]}"
    for name in document["other_names"]:
        yield f"also named: {_shown(name)} (the same number, perhaps another person)"
    for other in document["perhaps_same"]:
        yield f"perhaps the same: {other[:8]} (join or apart)"
    yield "history:"
    for words in document["history"]:
        yield from _indented(words)
    yield "script:"
    for part, words in document["script"].items():
        yield from _indented(f"{part.replace('_', ' ')}: {words}")


def _standing_lines(document: dict[str, Any]) -> Iterator[str]:
    """Yield what is to be looked at, and what is ready or missing."""
    if document["review"]:
        yield f"to be looked at: {clean_line(document['review'])}"
    if document["claimed_at_once"]:
        yield f"taken at once by: {clean_line(', '.join(document['claimed_at_once']))}"
    if document["attention"]:
        yield "attention, matched: " + ", ".join(document["attention"])
    if document["referral"]:
        missing = ", ".join(document["referral"]["missing"]) or "nothing missing"
        yield f"referral: {_shown(document['referral']['status'])}; missing: {clean_line(missing)}"
    if document["urgency"]:
        yield f"urgency: {_shown(document['urgency'])}"
    for line in document["preparation"]:
        mark = (line["mark"] or "not looked at").replace("-", " ")
        yield f"prepared, {clean_line(line['title'])}: {mark}"


def _indented(text: str) -> Iterator[str]:
    for line in clean(text).splitlines() or [""]:
        yield f"  {line}"


def _shown(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean_line(str(value))


def exception_line(document: Mapping[str, Any]) -> str:
    """Return one line of the exception log: when, what, about whom, in whose words."""
    told = (document["at"], document["code"], document["patient"] or document["id"][:8], document["by"])
    return clean_line(" · ".join([*map(str, told), *filter(None, [document["text"]])]))
