"""What the screen of an intake says: files to choose, what taking one in would do, and which column is which field."""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from textual.content import Content

from callback_desk.actions.looking_at_files import GROUPS, Column, PlanLine, Seen, TableLook
from callback_desk.domain.code_words import came_on
from callback_desk.domain.phone import display
from callback_desk.domain.text import clean_line, folded
from callback_desk.tui import theme, words
from callback_desk.tui.panes.cursor_lines import Line, Written, cut
from callback_desk.tui.plain import ELLIPSIS, fitted, plain_line
from callback_desk.tui.telling import with_keys

_PLACE, _WHO = 10, 22
_NAME, _FIELD = 22, 20
_MOST_ENTRIES = 2000
_GROUP_STYLE = "bold"


class Entry(NamedTuple):
    """One line of the list of files: where it leads, what it says, and whether it is read or opened."""

    path: Path
    said: str
    opens: bool


def entries(folder: Path, typed: str) -> list[Entry]:
    """Return what a folder offers: the one above it, itself as a whole, its folders, its files.

    Raises:
        OSError: it cannot be listed.
    """
    with os.scandir(folder) as found:
        listed = [(entry.is_dir(), entry.name) for entry in found if not entry.name.startswith(".")]
    wanted = folded(typed)
    kept = sorted((not is_folder, folded(name), name) for is_folder, name in listed if wanted in folded(name))
    made = [Entry(folder / name, f"{name}{'' if is_file else os.sep}", not is_file) for is_file, _, name in kept]
    if wanted:
        return made[:_MOST_ENTRIES]
    above = [
        Entry(folder.parent, f"..{os.sep}   the folder above", True),
        Entry(folder, ".   this folder as a whole: voicemails, a takeout", False),
    ]
    return [*above, *made[:_MOST_ENTRIES]]


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


def told(seen: Seen) -> str:
    """Return in one line what came of a file, for the queue."""
    return f"taken in {clean_line(seen.path.name)}: {_counts(seen) or 'nothing in it'}"


_COUNTED = (
    ("new_callbacks", "new"),
    ("joined", "joined"),
    ("maybe_resolved", "perhaps resolved"),
    ("already_known", "already known"),
    ("no_callback", "no callback"),
    ("needs_review", "to review"),
    ("skipped", "skipped"),
    ("rejected", "rejected"),
)


def _counts(seen: Seen) -> str:
    document = seen.document
    counts = ((value if isinstance(value := document[key], int) else len(value), said) for key, said in _COUNTED)
    return " · ".join(f"{count} {said}" for count, said in counts if count)


def summary(seen: Seen, zone: ZoneInfo, now: datetime) -> Content:
    """Return what stands above the records: what the file is, how many do what, and what must be answered."""
    document = seen.document
    lines = [plain_line(f"{seen.path.name} · {document['preset']} · {_rows(document['rows'])}", theme.BOLD)]
    lines.append(plain_line(_counts(seen) or "there is no record in it"))
    if seen.asks_zone and seen.first_at is not None:
        first = words.moment(seen.first_at, now, zone)
        ask = f"Are its times of {zone.key}? The first record is of {first} there."
        lines.append(
            plain_line(f"{ask} {with_keys('{intake-yes} takes it in so, {intake-zone} changes it.')}", theme.NOW)
        )
    return Content("\n").join(lines)


class PlanLines(Written[Line | PlanLine]):
    """Every record once under its fate, and the notes below."""

    def __init__(self, seen: Seen, zone: ZoneInfo, now: datetime) -> None:
        lines: list[Line | PlanLine] = []
        for group, found in groupby(seen.lines, key=lambda line: line.group):
            records = list(found)
            lines.append((f"{GROUPS[group]} · {len(records)}", _GROUP_STYLE))
            lines += records
        notes = seen.document["notes"]
        if notes:
            lines.append((f"notes · {len(notes)}", _GROUP_STYLE))
            lines += [(f"  {clean_line(note)}", "") for note in notes]
        super().__init__(lines, lambda one: (_record(one, zone, now), "") if isinstance(one, PlanLine) else one)


def _record(line: PlanLine, zone: ZoneInfo, now: datetime) -> str:
    place = f"line {line.place}" if line.place.isdecimal() else _end_of(line.place)
    unit = line.unit
    if unit is None:
        return f"  {fitted(place, _PLACE)} {clean_line(line.reason)}"
    who = unit.patient or display(unit.number or "") or "no number"
    when = words.moment(unit.at, now, zone)
    told = " · ".join(filter(None, (clean_line(line.reason), _what(line), when)))
    return f"  {fitted(place, _PLACE)} {fitted(who, _WHO)} {told}"


def _end_of(place: str) -> str:
    """Return a path of a record or page by its end, which tells it from its neighbours."""
    shown = clean_line(place)
    return shown if len(shown) <= _PLACE else f"{ELLIPSIS}{shown[1 - _PLACE :]}"


def _what(line: PlanLine) -> str:
    """Return what a record is; of what nobody waits for, which way it went or that somebody talked."""
    unit = line.unit
    if unit is None:
        return ""
    what = came_on(unit.channel, unit.source_key) if unit.channel is not None else unit.kind
    if unit.direction == "internal":
        return "between ourselves"
    if unit.direction == "outbound":
        return "our call" if unit.kind == "call" else f"our {what}"
    return "answered" if unit.outcome == "answered" else what


def table_head(table: TableLook, width: int) -> Content:
    """Return the first rows of a table as they are, each column as wide as the others."""
    count = max(1, len(table.rows[0]) if table.rows else 1)
    cells = max(4, min(24, (width - count) // count))
    rows = [" ".join(fitted(cell, cells) for cell in row) for row in table.rows]
    return Content("\n").join(
        Content.styled(cut(row, width), theme.BOLD if n == 0 else "") for n, row in enumerate(rows)
    )


def column_lines(columns: Sequence[Column]) -> list[Line]:
    """Return one line for each column: its name, the field that it is read as, why, and some of what it holds."""
    return [(_column(column), "" if column.field is None else _GROUP_STYLE) for column in columns]


def _column(column: Column) -> str:
    field = column.field.replace("_", " ") if column.field is not None else "not read"
    told = [
        fitted(column.name if column.name.strip() else column.key, _NAME),
        fitted(field, _FIELD),
        clean_line(column.reason),
    ]
    held = ", ".join(map(clean_line, column.samples))
    return "  " + " ".join(told).rstrip() + (f" · {held}" if held else "")


def needs(seen: Seen) -> str:
    """Return what a table lacks before it can be read, or nothing."""
    fields = {column.field for column in seen.table.columns} if seen.table is not None else set()
    if not fields & {"received", "date", "time"}:
        return "no column says when a record came in"
    if not fields & {"phone", "from", "name", "last_name", "to"}:
        return "no column says who a record is about"
    return ""


def fields_in_words(fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each field with how it is called."""
    for field in fields:
        yield field, field.replace("_", " ")
