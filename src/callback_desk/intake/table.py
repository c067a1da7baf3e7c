"""Any delimited table with a header row: call logs and worklists of whatever system."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from callback_desk.domain.phone import normalised
from callback_desk.intake import vocabulary
from callback_desk.intake.headers import FIELDS, Header, find_header, no_header, settled_columns
from callback_desk.intake.moments import Order, column_order, read_moment, region_order
from callback_desk.intake.options import TABLE, ReadOptions, Unreadable
from callback_desk.intake.records import Record, best_delimiter, declared_delimiter, records
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.table_rows import RowReader
from callback_desk.intake.text_file import TextFile
from callback_desk.intake.units import Fault, FileReading

_HEAD_RECORDS = 40
_SAMPLE_RECORDS = 50
_SHOWN_WORDS = 3
QUOTE_LEFT_OPEN = "a quote is opened and not closed, or stands where none belongs"


class TableFile:
    """A table whose delimiter is known: its records can be read as often as needed."""

    def __init__(self, file: TextFile) -> None:
        self._file = file
        first = next(file.lines(), "")
        declared = declared_delimiter(first)
        self._skip = 0 if declared is None else 1
        self.delimiter = declared or best_delimiter(islice(file.lines(), self._skip, None))
        self.name, self.notes = file.path.name, file.notes

    def records(self) -> Iterator[Record]:
        """Yield the records from the beginning, without a `sep=` line."""
        return records(islice(self._file.lines(), self._skip, None), self.delimiter, 1 + self._skip)


def read_table(file: TextFile, options: ReadOptions) -> FileReading:
    """Return the units of a table.

    Raises:
        Unreadable: there is no header that can be used, or a --map names what is not there.
    """
    for field in options.mapping:
        if field not in FIELDS:
            raise Unreadable(f"--map {field}=...: there is no such field; the fields are {', '.join(FIELDS)}")
    table = TableFile(file)
    head = list(islice(table.records(), _HEAD_RECORDS))
    header = find_header(head, options.mapping)
    if header is None:
        raise no_header(table.name, head, options.mapping)
    return _Reading(table, header, options).read()


class _Orders:
    """Which of day and month comes first, column by column; asked of the whole file once somebody needs to
    know.
    """

    def __init__(self, table: TableFile, header: Header, columns: dict[str, int], region: str) -> None:
        self._table, self._header = table, header
        self._columns = [columns[name] for name in ("received", "date", "birth_date") if name in columns]
        self._fallback = region_order(region)
        self._decided: dict[int, Order] | None = None
        self.notes: list[str] = []

    def order_of(self, column: int) -> Order:
        if self._decided is None:
            self._decided = self._decide()
        return self._decided.get(column, self._fallback)

    def _decide(self) -> dict[int, Order]:
        values: dict[int, set[str]] = {column: set() for column in self._columns}
        for line, cells in self._table.records():
            if cells is not None and line > self._header.line:
                for column in self._columns:
                    if column < len(cells):
                        values[column].add(cells[column])
        proven = {column: column_order(found) for column, found in values.items()}
        known = {order for order in proven.values() if order is not None}
        common = next(iter(known)) if len(known) == 1 else self._fallback
        how = "as the file's dates show" if known else "as is usual in the clinic's region"
        self.notes.append(f"dates such as 3/5 are read {common.replace('-', ' ')}, {how}")
        return {column: order or common for column, order in proven.items()}


class _Reading:
    """One table being read."""

    def __init__(self, table: TableFile, header: Header, options: ReadOptions) -> None:
        self._table, self._header, self._options = table, header, options
        sample = self._sample()
        self._columns = settled_columns(
            header,
            lambda column: [cells[column] for cells in sample if column < len(cells)],
            lambda text: normalised(text, options.region).e164 is not None,
            lambda text: read_moment(text, "month-first") is not None or read_moment(text, "day-first") is not None,
        )
        self._orders = _Orders(table, header, self._columns, options.region)
        self._numbered = self._ids_are_row_numbers(sample)
        self._rows = RowReader(
            header.sort,
            self._columns,
            header.cells,
            options,
            self._orders.order_of,
            ids_are_row_numbers=self._numbered,
        )

    def _sample(self) -> list[list[str]]:
        below = (cells for line, cells in self._table.records() if cells is not None and line > self._header.line)
        return list(islice(below, _SAMPLE_RECORDS))

    def _ids_are_row_numbers(self, sample: list[list[str]]) -> bool:
        """Tell whether the id column only counts the rows: 1, 2, 3 in every export would be a new call each
        day.
        """
        at = self._columns.get("id")
        if at is None:
            return False
        ids = [cells[at].strip() for cells in sample if at < len(cells)]
        return len(ids) > 1 and any(ids == [str(n + start) for n in range(len(ids))] for start in (0, 1))

    def read(self) -> FileReading:
        reading = FileReading("", TABLE)
        width, full = self._header.width, len(self._header.cells)
        header_cells = list(self._header.cells)
        gathered = Gathered()
        make = self._rows.unit
        for line, cells in self._table.records():
            if line <= self._header.line:
                continue
            reading.rows += 1
            if cells is None:
                reading.rejected.append(Fault(str(line), QUOTE_LEFT_OPEN))
                continue
            if len(cells) != full:
                cells = _fitted(cells, width, full)
                if cells is None:
                    reason = f"it does not have the header's {width} columns"
                    reading.rejected.append(Fault(str(line), reason))
                    continue
            cells.append("")
            try:
                gathered.take(make(str(line), cells))
            except NotRead as fault:
                no_record = self._no_record(cells[:-1], header_cells)
                if no_record is None:
                    reading.rejected.append(Fault(str(line), str(fault)))
                else:
                    reading.skipped.append(Fault(str(line), no_record))
        reading.units = gathered.units
        reading.skipped += gathered.repeated
        reading.notes = self._notes()
        return reading

    @staticmethod
    def _no_record(cells: list[str], header_cells: list[str]) -> str | None:
        """Return why a row without a time is no record at all, or None where it is one that could not be
        read.
        """
        if not any(cell.strip() for cell in cells):
            return "empty"
        if cells == header_cells:
            return "the header again"
        return "a total" if vocabulary.is_total(cells) else None

    def _notes(self) -> list[str]:
        rows, calls, options = self._rows, self._rows.calls, self._options
        notes = [*self._table.notes, *self._header.notes, *self._orders.notes]
        if rows.moments.saw_local:
            whose = "" if options.zone else ", the clinic's; --zone gives another"
            notes.append(f"local times are read as {options.local_zone.key}{whose}")
        if rows.moments.saw_date_only:
            notes.append("dates without a time of day count from midnight")
        if self._header.sort == "list":
            notes.append("no column tells direction or outcome: each row counts as a patient who reached out")
        if calls.guessed_directions:
            notes.append(
                f"{calls.guessed_directions} calls without a direction count as inbound; --own-number tells them apart"
            )
        if calls.guessed_outcomes:
            notes.append(f"{calls.guessed_outcomes} calls without a known outcome count as missed")
        if rows.unknown_words:
            notes.append(_unknown(rows.unknown_words))
        if self._numbered:
            notes.append("the id column only counts rows: it is not used to know a record again")
        unused = self._unused()
        if unused:
            notes.append(f"columns not read: {', '.join(unused)}")
        return notes

    def _unused(self) -> list[str]:
        header = Header(0, self._header.cells, self._columns, self._header.sort)
        return header.unused()


def _fitted(cells: list[str], width: int, full: int) -> list[str] | None:
    """Return a row with as many cells as the header where only empty ones at the end differ, else None."""
    if len(cells) > full:
        return None if any(cell.strip() for cell in cells[full:]) else cells[:full]
    if len(cells) < width:
        return None
    return cells + [""] * (full - len(cells))


def _unknown(words: Counter[str]) -> str:
    shown = ", ".join(f'"{word}" ({count})' for word, count in words.most_common(_SHOWN_WORDS))
    return f"status words that are not known: {shown}"
