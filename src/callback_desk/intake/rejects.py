"""The records that were not understood, as a file to put right and take in again: the same columns, nothing more."""

import csv
import io
from itertools import islice
from pathlib import Path

from callback_desk.intake.continued import Continued
from callback_desk.intake.grid import FORMULA, DelimitedFile, Grid
from callback_desk.intake.headers import is_mostly_words
from callback_desk.intake.looking import grids_of
from callback_desk.intake.options import TABLE, ReadOptions, Unreadable
from callback_desk.intake.source import Shape, Source, open_source
from callback_desk.intake.table import Rows, header_of
from callback_desk.intake.units import FileReading


def rejected_texts(reading: FileReading, options: ReadOptions) -> list[str]:
    """Return the content of each file to write for one reading: one, or one for each sheet with rejected rows.

    Raises:
        Unreadable: the source went away, or its records are no lines that a person could put right.
    """
    source, places = open_source(Path(reading.file)), {fault.line for fault in reading.rejected}
    if not places:
        return []
    options = options.recalling(reading.preset)
    if reading.preset == TABLE:
        with grids_of(source) as grids:
            return [text for grid in grids if (text := _of_table(grid, places, options))]
    if source.shape is not Shape.TEXT or not all(place.isdecimal() for place in places):
        raise Unreadable(f"the rejected records of {source.path.name} are no lines: put them right where it came from")
    return [_of_lines(source, {int(place) for place in places})]


def _of_table(grid: Grid, places: set[str], options: ReadOptions) -> str:
    """Return one table's header and its rejected records, or nothing where it has none."""
    try:
        header, chosen = header_of(grid, options)
    except Unreadable:
        return ""  # a sheet beside the others that was not read: none of its rows was rejected
    columns = Rows(grid, header, chosen).columns
    records = Continued(columns, grid.records(), header.line, len(header.cells), go_on=grid.lines_go_on).records()
    rows = [cells or _as_it_stands(grid, line) for line, cells in records if grid.place(line) in places]
    if not rows:
        return ""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(header.cells)
    out.writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def _as_it_stands(grid: Grid, line: int) -> list[str]:
    """Return a line that is no record: parted at every delimiter, with its quotes."""
    if not isinstance(grid, DelimitedFile):
        return []
    return next(islice(grid.file.lines(), line - 1, None), "").rstrip("\r\n").split(grid.delimiter)


def _inert(cell: str) -> str:
    """Return a cell that no spreadsheet calculates: an apostrophe before it, unless it is a number to call."""
    calculates = cell.startswith(FORMULA) and not cell.removeprefix("+").replace(" ", "").isdecimal()
    return f"'{cell}" if calculates else cell


def _of_lines(source: Source, numbers: set[int]) -> str:
    """Return the physical lines as they are, below the first one where that is a header."""
    kept = []
    for number, line in enumerate(source.text.lines(), 1):
        if number in numbers or (number == 1 and _is_header(line)):
            kept.append(line.rstrip("\r\n"))
    return "\r\n".join([*kept, ""])


def _is_header(line: str) -> bool:
    cells = [cell.strip('" \r\n') for cell in line.replace(";", ",").replace("\t", ",").split(",")]
    return len(cells) > 1 and is_mostly_words(cells)
