"""A table as a person looks at it before it is taken in: its first rows, and which column is which field, and why."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from callback_desk.intake.grid import DelimitedFile, Grid
from callback_desk.intake.headers import Header, column_keys, is_mostly_words, named_columns, sort_of
from callback_desk.intake.json_table import json_tables
from callback_desk.intake.options import ReadOptions, Unreadable
from callback_desk.intake.source import Shape, Source, open_source
from callback_desk.intake.table import Rows, header_of
from callback_desk.intake.workbook import is_workbook, open_workbook

_HEAD_RECORDS = 40
_SHOWN_ROWS = 4
_SAMPLES = 3
BY_NAME, CHOSEN = "by its name", "chosen"


@dataclass(frozen=True)
class Column:
    """One column: its name, some of what it holds, and the field that it is read as, with the reason.

    `key` is how a mapping names it.
    """

    name: str
    key: str
    samples: tuple[str, ...]
    field: str | None
    reason: str

    @property
    def is_guessed(self) -> bool:
        """Whether it was told by what it holds."""
        return self.field is not None and self.reason not in (BY_NAME, CHOSEN)


@dataclass(frozen=True)
class TableLook:
    """The first table of a file: its first rows as they are, and its columns."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    layout: str

    @property
    def is_guessed(self) -> bool:
        """Whether a column was told by what it holds."""
        return any(column.is_guessed for column in self.columns)


def look_at(path: Path, options: ReadOptions) -> TableLook | None:
    """Return the first table of a file, known or not; None where it is no table or cannot be read."""
    try:
        with grids_of(open_source(path)) as grids:
            looks = [look for grid in grids if (look := _look(grid, options)) is not None]
    except Unreadable:
        return None
    return max(looks, key=lambda look: sum(column.field is not None for column in look.columns), default=None)


@contextmanager
def grids_of(source: Source) -> Iterator[Sequence[Grid]]:
    """Give the tables of a file: one of text or JSON, or a workbook's visible sheets; none of anything else.

    Raises:
        Unreadable: it cannot be read.
    """
    if source.shape is Shape.TEXT:
        yield [DelimitedFile(source.text)]
    elif source.shape is Shape.OLD_WORKBOOK or (source.shape is Shape.ZIP and is_workbook(source.path)):
        with open_workbook(source.path) as workbook:
            yield workbook.sheets
    elif source.shape is Shape.JSON:
        yield json_tables(source)
    else:
        yield []


def _look(grid: Grid, options: ReadOptions) -> TableLook | None:
    head = [(line, cells) for line, cells in islice(grid.records(), _HEAD_RECORDS) if cells is not None]
    try:
        header, options = header_of(grid, options)
    except Unreadable:
        found = _likely_header(head)
        if found is None:
            return None
        header = found
    fields = {at: name for name, at in Rows(grid, header, options).columns.items()}
    below = [cells for line, cells in head if line > header.line]
    columns = tuple(
        Column(cell, key, _samples(below, at), fields.get(at), _reason(header, options, fields.get(at)))
        for at, (cell, key) in enumerate(zip(header.cells, column_keys(header.cells), strict=True))
        if cell.strip() or _samples(below, at)
    )
    first = [cells for line, cells in head if line >= header.line][:_SHOWN_ROWS]
    return TableLook(grid.name, tuple(map(tuple, first)), columns, header.layout)


def _likely_header(head: Sequence[tuple[int, list[str]]]) -> Header | None:
    """Return the first record that reads like names of columns, though it tells too little to be read."""
    for line, cells in head:
        if sum(bool(cell.strip()) for cell in cells) > 1 and is_mostly_words(cells):
            columns, _ = named_columns(cells, {})
            known = columns or {}
            return Header(line, tuple(cells), known, sort_of(known))
    return None


def _samples(below: Sequence[list[str]], at: int) -> tuple[str, ...]:
    return tuple(islice((row[at] for row in below if at < len(row) and row[at].strip()), _SAMPLES))


def _reason(header: Header, options: ReadOptions, field: str | None) -> str:
    if field is None:
        return ""
    if field in options.mapping:
        return CHOSEN
    return header.guessed.get(field, BY_NAME)
