"""Any table with a header row, delimited or a sheet: call logs and worklists of whatever system."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from callback_desk.intake import vocabulary
from callback_desk.intake.call_rows import number_in
from callback_desk.intake.continued import Continued
from callback_desk.intake.date_orders import DateOrders
from callback_desk.intake.field_words import FIELDS
from callback_desk.intake.grid import DelimitedFile, Grid
from callback_desk.intake.guessing import Head, guessed_header
from callback_desk.intake.headers import (
    Header,
    filled,
    find_header,
    layout_of,
    no_header,
)
from callback_desk.intake.moments import read_moment
from callback_desk.intake.options import TABLE, ReadOptions, Unreadable
from callback_desk.intake.own_files import OwnFile, require_foreign
from callback_desk.intake.records import Record
from callback_desk.intake.row_numbers import are_row_numbers
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.serials import from_serial
from callback_desk.intake.settling import settled_columns, settled_sort, tells_misses
from callback_desk.intake.table_cells import NotRead, Portion
from callback_desk.intake.table_rows import RowReader
from callback_desk.intake.text_file import TextFile
from callback_desk.intake.units import Fault, FileReading

_HEAD_RECORDS = 40
_SAMPLE_RECORDS = 50
_SHOWN_WORDS = 3
_CELLS_OF_A_TABLE = 3
"""A title has one cell, a line such as "Clinic: Cedar" two."""
_WITHOUT_AREA = re.compile(r"\d{3}[ .\-]?\d{4}", re.ASCII)
QUOTE_LEFT_OPEN = "a quote is opened and not closed, or stands where none belongs"


def read_table(file: TextFile, options: ReadOptions) -> FileReading:
    """Return the units of a delimited table.

    Raises:
        Unreadable: there is no header that can be used, or a --map names what is not there.
    """
    return read_grids([DelimitedFile(file)], options)


def read_grids(grids: Sequence[Grid], options: ReadOptions) -> FileReading:
    """Return the units of all tables that have a header that can be used; the others are named in a note.

    Raises:
        Unreadable: none has, with the reason of the first; or one of them is a sheet that callback-desk wrote.
    """
    require_fields(options)
    reading, gathered = FileReading("", TABLE), Gathered()
    unread: list[Unreadable] = []
    tables: list[tuple[Grid, Header, ReadOptions]] = []
    for grid in grids:
        try:
            header, chosen = header_of(grid, options)
        except OwnFile:
            raise
        except Unreadable as fault:
            unread.append(fault)
        else:
            tables.append((grid, header, chosen))
    if not tables:
        raise unread[0]
    for grid, header, chosen in tables:
        notes = Rows(grid, header, chosen, options.recalled(header.layout, dates=False)).read_into(reading, gathered)
        reading.notes += notes if len(tables) == 1 else [f"{grid.name}: {note}" for note in notes]
        reading.layouts.append(header.layout)
    reading.units = gathered.units
    reading.skipped += gathered.repeated
    reading.notes += [f"not read: {fault}" for fault in unread]
    return reading


def require_fields(options: ReadOptions) -> None:
    """Check that a mapping names fields that there are.

    Raises:
        Unreadable: it does not.
    """
    for field in options.mapping:
        if field not in FIELDS:
            raise Unreadable(f"--map {field}=...: there is no such field; the fields are {', '.join(FIELDS)}")


def header_of(grid: Grid, options: ReadOptions) -> tuple[Header, ReadOptions]:
    """Return a table's header, and the options with what was remembered for it.

    A header for which a mapping is remembered wins; then the header's words decide, then the columns' content.

    Raises:
        Unreadable: there is no header that can be used.
    """
    head = list(islice(grid.records(), _HEAD_RECORDS))
    require_foreign(grid.name, head)
    for line, cells in head:
        if cells is not None and (layout := layout_of(cells)) in options.remembered:
            chosen = options.recalling(layout)
            header = _known_header([(line, cells)], head, chosen)
            if header is not None:
                return _with_notes(header, head), chosen
    header = _known_header(head, head, options)
    if header is None:
        raise no_header(grid.name, head, options.mapping)
    return _with_notes(header, head), options


def _with_notes(header: Header, head: Head) -> Header:
    return replace(header, notes=(*header.notes, *_above(head, header)))


def _known_header(candidates: Head, head: Head, options: ReadOptions) -> Header | None:
    found = find_header(candidates, options.mapping)
    if found is not None:
        return found
    at = next((n for n, record in enumerate(head) if record == candidates[0]), 0) if candidates else 0
    return guessed_header(head[at:], options.mapping, options.region)


def _above(head: Head, header: Header) -> list[str]:
    """Return what must be said of the lines above a header: those that may be a table of their own."""
    count = sum(
        cells is not None and line < header.line and len(filled(cells)) >= _CELLS_OF_A_TABLE for line, cells in head
    )
    hold = "1 that holds" if count == 1 else f"{count} that hold"
    return [f"lines above the header in line {header.line} are not read: {hold} several cells"] if count else []


class Rows:
    """One table whose header is known. `columns` are its fields once the doubtful ones are decided."""

    def __init__(self, table: Grid, header: Header, options: ReadOptions, recalled: str | None = None) -> None:
        self._table, self._options, self._recalled = table, options, recalled
        self._header = header
        self.sample = sample = self._sample()

        def values(column: int) -> list[str]:
            return [cells[column] for cells in sample if column < len(cells)]

        self._header = header = replace(header, sort=settled_sort(header, values))
        self.columns = settled_columns(
            header,
            values,
            lambda text: _is_phone(text, options.region),
            _has_date,
        )
        self._orders = DateOrders(table, header, self.columns, options)
        self._numbered = self._ids_are_row_numbers(sample)
        self._rows = RowReader(
            header.sort,
            self.columns,
            header.cells,
            options,
            self._orders.order_of,
            ids_are_row_numbers=self._numbered,
            from_1904=table.counts_from_1904,
            tells_misses=tells_misses(self.columns, values),
        )

    def _sample(self) -> list[list[str]]:
        return [cells for _, cells in islice(self._below(), _SAMPLE_RECORDS) if cells is not None]

    def _below(self) -> Iterator[Record]:
        """Yield the records below the header that can be read as cells."""
        return (one for one in self._table.records() if one[1] is not None and one[0] > self._header.line)

    def _ids_are_row_numbers(self, sample: list[list[str]]) -> bool:
        """Tell whether the id column only counts the rows."""
        at = self.columns.get("id")
        if at is None:
            return False
        ids = [written for cells in sample if at < len(cells) and (written := cells[at].strip())]
        return are_row_numbers(ids, self._below(), at)

    def read_into(self, reading: FileReading, gathered: Gathered) -> list[str]:
        """Add what the rows hold, and return what must be said about how they were read."""
        full, lines_go_on = len(self._header.cells), self._table.lines_go_on
        continued = Continued(self.columns, self._table.records(), self._header.line, full, go_on=lines_go_on)
        for records in self._options.portions(continued.records()):
            reading.rows += len(records)
            for unit in self._rows.units(self._readable(records, reading)):
                gathered.take(unit)
        if self._orders.read is not None:
            reading.dates.append((self._header.layout, self._orders.read))
        return self._notes(continued.joined)

    def _readable(self, records: Sequence[Record], reading: FileReading) -> Portion:
        """Return the records that are rows of the table and tell when they came in; the others are set aside."""
        width, header_cells = self._header.width, list(self._header.cells)
        full, place, moment_of = len(header_cells), self._table.place, self._rows.moments.read
        portion = Portion([], [], [], [])
        for line, cells in records:
            if cells is None:
                reading.rejected.append(Fault(place(line), QUOTE_LEFT_OPEN))
                continue
            row = cells if len(cells) == full else fitted_row(cells, width, full)
            if row is None:
                _set_aside(reading, place(line), cells, header_cells, f"it does not have the header's {width} columns")
                continue
            row.append("")
            try:
                moment, doubt = moment_of(row)
            except NotRead as fault:
                _set_aside(reading, place(line), row[:-1], header_cells, str(fault))
                continue
            portion.places.append(place(line))
            portion.moments.append(moment)
            portion.doubts.append(() if doubt is None else (doubt,))
            portion.rows.append(row)
        return portion

    def _notes(self, joined: int) -> list[str]:
        rows, calls, options = self._rows, self._rows.calls, self._options
        notes = [*([self._recalled] if self._recalled else ()), *self._table.notes, *self._header.notes]
        notes += self._orders.notes
        if joined:
            notes.append(f"{joined} lines go on with the record above and are read as part of it")
        if rows.moments.saw_serial:
            notes.append("bare numbers in the column of dates are read as a workbook counts days")
        if rows.moments.saw_local:
            whose = "" if options.zone else ", the clinic's; --zone gives another"
            notes.append(f"local times are read as {options.local_zone.key}{whose}")
        if rows.moments.saw_date_only:
            notes.append("dates without a time of day count from midnight")
        if self._header.sort == "list":
            notes.append("no column tells direction or outcome: each row counts as a patient who reached out")
        if calls.guessed_directions:
            count = calls.guessed_directions
            notes.append(f"calls without a direction: {count}, counted as inbound; --own-number tells them apart")
        if calls.guessed_outcomes:
            notes.append(f"calls without a known outcome: {calls.guessed_outcomes}, counted as missed")
        if rows.unknown_words:
            notes.append(_unknown(rows.unknown_words))
        if self._numbered:
            notes.append("the id column only counts rows: it is not used to know a record again")
        unused = replace(self._header, columns=self.columns).unused()
        if unused:
            notes.append(f"columns not read: {', '.join(unused)}")
        return notes


def _is_phone(text: str, region: str) -> bool | None:
    """Tell whether a cell is a number, be it without its area code, or an extension; None where it was withheld."""
    number = number_in(text, region)
    if number.withheld:
        return None
    is_extension = number.extension is not None and number.note is None
    return number.e164 is not None or is_extension or _WITHOUT_AREA.fullmatch(text.strip()) is not None


def _has_date(text: str) -> bool:
    if read_moment(text, "month-first") is not None or read_moment(text, "day-first") is not None:
        return True
    return from_serial(text, from_1904=False) is not None


def _set_aside(reading: FileReading, place: str, cells: list[str], header_cells: list[str], reason: str) -> None:
    """Reject a row for a reason, or skip it where it is no record at all."""
    no_record = _no_record(cells, header_cells)
    if no_record is None:
        reading.rejected.append(Fault(place, reason))
    else:
        reading.skipped.append(Fault(place, no_record))


def _no_record(cells: list[str], header_cells: list[str]) -> str | None:
    """Return why a row without a time is no record at all, or None where it is one that could not be read."""
    if not any(cell.strip() for cell in cells):
        return "empty"
    if cells == header_cells:
        return "the header again"
    if vocabulary.is_total(cells + [""] * (len(header_cells) - len(cells))):
        return "a total"
    return "a line below the table" if vocabulary.is_foot(cells) else None


def fitted_row(cells: list[str], width: int, full: int) -> list[str] | None:
    """Return a row with as many cells as the header where only empty ones at the end differ, else None."""
    if len(cells) > full:
        return None if any(cell.strip() for cell in cells[full:]) else cells[:full]
    if len(cells) < width:
        return None
    return cells + [""] * (full - len(cells))


def _unknown(words: Counter[str]) -> str:
    shown = ", ".join(f'"{word}" ({count})' for word, count in words.most_common(_SHOWN_WORDS))
    return f"status words that are not known: {shown}"
