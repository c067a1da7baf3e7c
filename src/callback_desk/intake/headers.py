"""Which column is which: header words in English and Spanish, or what a person said with --map."""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from callback_desk.domain.text import clean_line, folded
from callback_desk.intake.field_words import FIELD_OF
from callback_desk.intake.header_words import nearness, person_field
from callback_desk.intake.options import Unreadable

Sort = Literal["call", "list", "portal", "appointment", "referral", "insurance"]
"""What kind of table it is; `list` is one of names and numbers without more."""

_BY_NUMBER = re.compile(r"#([1-9]\d{0,3})", re.ASCII)
_BETWEEN = re.compile(r"[\W_]+")
_DATA = re.compile(r"\d{5}|\d[/.-]\d|\d:\d\d|@")
_CAPITALS_WITHIN = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SENTENCE = re.compile(r"[\w')]+(?: [\w']+){4}")
_MOMENTS = ("received", "date", "time")
_WHO = ("phone", "from", "name", "last_name", "to")
_MARKS_OF_A_SORT: Mapping[Sort, tuple[str, ...]] = {
    "referral": ("referral", "missing", "referred_by", "papers", "specialty"),
    "appointment": ("visit_type", "preferred_dates", "preferred_times", "new_or_existing"),
    "insurance": ("authorization", "authorization_number", "member_id", "plan", "cpt"),
    "portal": ("thread", "subject"),
    "call": (
        "direction", "duration", "duration_ms", "talk", "voicemail", "to", "transcript", "answered_at", "answered",
    ),
}  # fmt: skip
_ENOUGH_MARKS: Mapping[Sort, int] = {"referral": 2, "appointment": 2, "insurance": 2, "portal": 1, "call": 1}
_NAMES = ("name", "first_name", "last_name")
_ROWS_OF_A_HEAD = 2
_OF_REQUESTS = ("message", "lane", "reason")
_SHOWN_CELLS, _SHOWN_LETTERS = 12, 24


@dataclass(frozen=True)
class Header:
    """The header of a table: where it stands, its cells, and the column of each field that it has."""

    line: int
    cells: tuple[str, ...]
    columns: Mapping[str, int]
    sort: Sort
    notes: tuple[str, ...] = ()
    guessed: Mapping[str, str] = field(default_factory=dict)
    """Of each field whose column was told by what it holds: the reason, in words."""

    @property
    def layout(self) -> str:
        """By what choices for tables with this header are remembered."""
        return layout_of(self.cells)

    @property
    def width(self) -> int:
        """How many columns have a name; nameless ones at the end are not counted."""
        return max((number for number, cell in enumerate(self.cells, 1) if cell.strip()), default=0)

    def unused(self) -> list[str]:
        """Return the names of the columns that no field was read from."""
        used = set(self.columns.values())
        return [clean_line(cell) for at, cell in enumerate(self.cells) if cell.strip() and at not in used]


def plain_word(cell: str) -> str:
    """Return a header cell for comparison: folded, marks and underscores as spaces."""
    return _BETWEEN.sub(" ", folded(cell)).strip()


def layout_of(cells: Sequence[str]) -> str:
    """Return the fingerprint of a header: the same words in the same order, whatever their case and spacing."""
    words = [plain_word(cell) for cell in cells]
    while words and not words[-1]:
        words.pop()
    return f"table:{hashlib.sha256(chr(31).join(words).encode()).hexdigest()[:16]}"


def find_header(head: Sequence[tuple[int, list[str] | None]], mapping: Mapping[str, str]) -> Header | None:
    """Return the header among a file's first records (line, cells), or None.

    The header is the first record with a column for the moment and one for who or what it is about, but for what only
    looks like one in the head of a report; with a `mapping` (field to column name) the first one that has all the
    columns it names.
    """
    found = _headers(head, mapping)
    first = next(found, None)
    if first is None or mapping:
        return first
    wider = (header for header in found if len(filled(header.cells)) > len(filled(first.cells)))
    return next((header for header in wider if _is_only_head(first, header, head)), first)


def _headers(head: Sequence[tuple[int, list[str] | None]], mapping: Mapping[str, str]) -> Iterator[Header]:
    """Yield the records that could be the header."""
    for line, cells in head:
        if cells is None or len(cells) < 2 or not (mapping or is_mostly_words(cells)):
            continue
        columns, notes = named_columns(cells, mapping)
        if columns is not None and is_enough(columns):
            yield Header(line, tuple(cells), columns, sort_of(columns), tuple(notes))


def _is_only_head(first: Header, later: Header, head: Sequence[tuple[int, list[str] | None]]) -> bool:
    """Tell whether what looks like a header stands in a report's head: hardly a row fits it, more fit a later one."""
    above = [(line, cells) for line, cells in head if line < later.line]
    return _rows_of(first, above) <= _ROWS_OF_A_HEAD and _rows_of(later, head) > _rows_of(first, head)


def _rows_of(header: Header, records: Iterable[tuple[int, list[str] | None]]) -> int:
    """Return how many records below a header have as many cells as it names columns, and none filled beyond."""
    width = header.width
    return sum(
        cells is not None and line > header.line and len(cells) >= width and bool(filled(cells))
        and not filled(cells[width:])
        for line, cells in records
    )  # fmt: skip


def is_enough(columns: Collection[str]) -> bool:
    """Tell whether these fields make a record: when it came in, and who or what it is about."""
    return not lacks_moment(columns) and any(field in columns for field in _WHO)


def lacks_moment(columns: Collection[str]) -> bool:
    """Tell whether no field says when a record came in."""
    return not any(field in columns for field in _MOMENTS)


def named_columns(cells: Sequence[str], mapping: Mapping[str, str]) -> tuple[dict[str, int] | None, list[str]]:
    """Return the column of each field by the header's words, and what is doubtful; None where a mapped one lacks.

    A field that is mapped to nothing is read from no column.
    """
    words = [plain_word(cell) for cell in cells]
    columns: dict[str, int] = {}
    for name, wanted in mapping.items():
        at = _index(cells, words, wanted) if wanted else None
        if wanted and at is None:
            return None, []
        if at is not None:
            columns[name] = at
    taken = set(columns.values())
    notes = [
        f'several columns are called "{clean_line(cells[at])}": the first is read'
        for at, word in enumerate(words)
        if word and word in words[at + 1 :] and word not in words[:at] and word in FIELD_OF
    ]
    for at, known_as in _nearest_first(cells, chain(_known(cells, words), enumerate(map(person_field, cells)))):
        if known_as == "phone" and "phone" in columns:
            known_as = "other_phone"
        is_free = known_as not in columns and at not in taken and known_as not in mapping
        if known_as is not None and is_free and at not in columns.values():
            columns[known_as] = at
    _settle_caller(columns, mapping)
    return columns, notes


def _nearest_first(cells: Sequence[str], known: Iterable[tuple[int, str | None]]) -> list[tuple[int, str | None]]:
    """Return columns with their fields, those of names that are the patient's by their header before any other."""
    return sorted(known, key=lambda one: nearness(cells[one[0]]) if one[1] in _NAMES else 1)


def _settle_caller(columns: dict[str, int], mapping: Mapping[str, str]) -> None:
    """Let who called be the patient where no column names one; said to be nowhere, the patient is not the caller."""
    if "caller" in mapping or "caller" not in columns or any(name in columns for name in _NAMES):
        return
    at = columns.pop("caller")
    if "name" not in mapping:
        columns["name"] = at


def _known(cells: Sequence[str], words: Sequence[str]) -> Iterator[tuple[int, str | None]]:
    """Yield each column with the field of its word; the sign of a number decides what else would be a name."""
    for at, (cell, word) in enumerate(zip(cells, words, strict=True)):
        known = (person_field(cell) if "#" in cell else None) or FIELD_OF.get(word)
        yield at, known or FIELD_OF.get(plain_word(_CAPITALS_WITHIN.sub(" ", cell)))


def _index(cells: Sequence[str], words: Sequence[str], wanted: str) -> int | None:
    if wanted in cells:
        return list(cells).index(wanted)
    word = plain_word(wanted)
    if word and word in words:
        return list(words).index(word)
    numbered = _BY_NUMBER.fullmatch(wanted)
    return int(numbered[1]) - 1 if numbered and int(numbered[1]) <= len(cells) else None


def is_mostly_words(cells: Sequence[str]) -> bool:
    """Tell whether a record reads like names of columns, not like data."""
    told = filled(cells)
    return sum(bool(_DATA.search(cell) or _SENTENCE.search(cell)) for cell in told) * 4 <= len(told)


def sort_of(columns: Mapping[str, int]) -> Sort:
    """Return what kind of table has these fields."""
    marked = next((sort for sort in _MARKS_OF_A_SORT if is_marked(sort, columns)), None)
    if marked is not None:
        return marked
    return "list" if any(name in columns for name in _OF_REQUESTS) else "call"


def is_marked(sort: Sort, columns: Collection[str]) -> bool:
    """Tell whether there are fields that only such a table has."""
    return sum(mark in columns for mark in _MARKS_OF_A_SORT[sort]) >= _ENOUGH_MARKS[sort]


def no_header(name: str, head: Sequence[tuple[int, list[str] | None]], mapping: Mapping[str, str]) -> Unreadable:
    """Return the error for a table without a usable header; a patient's cells are never repeated in it."""
    seen = next((told for _, cells in head if cells is not None and len(told := filled(cells)) > 1), None)
    advice = "name them with --map FIELD=COLUMN, such as --map received=Created --map phone=Tel"
    if seen is None:
        return Unreadable(f"{name} is not a table: export it as CSV with a header row")
    if any(_DATA.search(cell) for cell in seen):
        return Unreadable(f"{name} has no header row: add a line that names each column, such as received, phone, name")
    shown = ", ".join(clean_line(cell)[:_SHOWN_LETTERS] for cell in seen[:_SHOWN_CELLS])
    more = ", ..." if len(seen) > _SHOWN_CELLS else ""
    absent = list(_absent(seen, mapping))
    if absent:
        return Unreadable(f"{name} has no column {', '.join(absent)} (its header is: {shown}{more}): {advice}")
    columns, _ = named_columns(seen, {})
    has_moment = columns is not None and not lacks_moment(columns)
    wanted = "who it is about" if has_moment else "when it came in"
    return Unreadable(f"{name} has no column for {wanted} (its header is: {shown}{more}): {advice}")


def filled(cells: Sequence[str]) -> list[str]:
    """Return the cells that are not empty."""
    return [cell for cell in cells if cell.strip()]


def _absent(cells: Sequence[str], mapping: Mapping[str, str]) -> Iterator[str]:
    words = [plain_word(cell) for cell in cells]
    for wanted in mapping.values():
        if wanted and _index(cells, words, wanted) is None:
            yield f'"{clean_line(wanted)[:_SHOWN_LETTERS]}"'


def column_keys(cells: Sequence[str]) -> list[str]:
    """Return how a mapping names each column: by its name, or as `#2` where it has none or shares it."""
    words = [plain_word(cell) for cell in cells]
    return [
        cell if word and words.count(word) == 1 else f"#{at}"
        for at, (cell, word) in enumerate(zip(cells, words, strict=True), 1)
    ]


def field_by_name(cell: str) -> str | None:
    """Return the field that a header's word stands for, or None."""
    return FIELD_OF.get(plain_word(cell))
