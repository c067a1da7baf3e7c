"""Telephone systems' own delimited logs: rows that are legs, put together to calls."""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from callback_desk.intake.calls import NotACall
from callback_desk.intake.headers import plain_word
from callback_desk.intake.records import Record, records
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Source
from callback_desk.intake.table import QUOTE_LEFT_OPEN
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.units import Fault, FileReading, Unit

_SAMPLE = 50
_HEADER_WITHIN = 3
DELIMITERS = ",;\t"
"""What parts the cells: as systems write it, or as a spreadsheet saves it anew."""


def sample_of(source: Source, delimiter: str = ",") -> list[Record]:
    """Return the first records of a file."""
    return list(islice(records(source.text.lines(), delimiter), _SAMPLE))


def header_of(source: Source, needed: frozenset[str]) -> tuple[str, int, Mapping[str, int]] | None:
    """Return the delimiter, the header's line and its columns where the file has all columns that are needed."""
    for delimiter in DELIMITERS:
        for line, cells in sample_of(source, delimiter)[:_HEADER_WITHIN]:
            names = [plain_word(cell) for cell in cells or ()]
            if needed <= set(names):
                return delimiter, line, {name: names.index(name) for name in names if name}
    return None


class Row:
    """One row's cells by column name; empty where the file has no such column or the row ends before it."""

    __slots__ = ("_cells", "_columns", "line")

    def __init__(self, line: str, columns: Mapping[str, int], cells: list[str]) -> None:
        self.line, self._columns, self._cells = line, columns, cells

    def __call__(self, name: str) -> str:
        at = self._columns.get(name)
        return "" if at is None or at >= len(self._cells) else self._cells[at].strip()


def rows_of(
    source: Source, reading: FileReading, columns: Mapping[str, int], delimiter: str, header_line: int, width: int
) -> Iterator[Row]:
    """Yield the rows below the header; one that has too few columns to be read is rejected."""
    for line, cells in records(source.text.lines(), delimiter):
        if line <= header_line:
            continue
        reading.rows += 1
        if cells is None:
            reading.rejected.append(Fault(str(line), QUOTE_LEFT_OPEN))
        elif len(cells) < width:
            reading.rejected.append(Fault(str(line), f"it has {len(cells)} columns and no call record"))
        else:
            yield Row(str(line), columns, cells)


def gather(reading: FileReading, rows: Iterator[Row], make: Callable[[Row], Unit]) -> None:
    """Add the units of the rows to a reading, each call once."""
    gathered = Gathered()
    for row in rows:
        try:
            gathered.take(make(row))
        except NotACall as found:
            reading.skipped.append(Fault(row.line, str(found)))
        except NotRead as fault:
            reading.rejected.append(Fault(row.line, str(fault)))
    reading.units = gathered.units
    reading.skipped += gathered.repeated
