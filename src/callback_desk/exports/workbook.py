"""The day as a workbook: real dates, filters, a header that stays, print set-up, and no formula anywhere.

Rows are written one by one and wait on disk, so memory does not grow with the day. What is put aside
meanwhile lies in the folder of the file itself, never in the machine's common temporary folder.
"""

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callback_desk.domain.errors import DeskError
from callback_desk.exports.report import ATTENTION, DayReport
from callback_desk.exports.sheet import Cell, Kind, Row, Sheet, written
from callback_desk.exports.target import Target

if TYPE_CHECKING:
    from callback_desk.exports.quick_cells import PlainCell

CELL_LIMIT = 32_767
"""So many UTF-16 units go into one cell (Excel's published limits)."""
ROW_LIMIT = 1_048_576
"""So many rows go into one sheet (the same limits)."""
CUT = " […] (cut here: a cell holds no more, the desk has the whole text)"
"""What stands at the end of a text that was cut."""

_FIRST_YEAR = 1900  # spreadsheets know no date before it
_DAY_ZERO, _LEAP_DAY = date(1899, 12, 30).toordinal(), 60  # 29 February 1900, which was none
_SECONDS_OF_DAY = 86_400
_LETTER, _A4 = 1, 9
_LETTER_REGIONS = frozenset(("US", "CA", "MX", "PR"))
_ON_PAPER = 192  # characters of columns on a page's width; what is further right is for the screen
_NAME_IN_HEADER = 60  # characters, so that the page header stays under its limit of 255
_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@", "text_wrap": True},
    Kind.IDENTIFIER: {"num_format": "@"},
    Kind.NUMBER: {"num_format": "0", "align": "right", "indent": 1},
    Kind.MOMENT: {"num_format": "yyyy-mm-dd hh:mm", "align": "left"},
    Kind.DATE: {"num_format": "yyyy-mm-dd", "align": "left"},
}
_TITLES = {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
# Fills that people tell apart who do not tell red from green; the row's first cell says the same in a word.
_LATE_FILL, _ATTENTION_FILL = "#FFE9A8", "#F6C9D8"
_HEADING_LINE = 90  # characters of a heading that fit into one line of the sheet Summary
_HEADING_HEIGHT = 18  # points
_LINE, _MOST_LINES = 15, 27  # points of a line of text; a row is no higher than 409 of them
# What the library would not write as it stands: it takes <r>...</r> for its own markup, and of two runs that
# look like its escapes and share an underscore it guards only the first. In pieces both stay text.
_MISREAD = re.compile(r"\A<r>.*</r>\Z|_x[0-9a-fA-F]{4}_x[0-9a-fA-F]{4}_", re.DOTALL)
_ESCAPE_LIKE = re.compile("(?<=_)(?=x[0-9a-fA-F]{4}_)")


def write_workbook(target: Target, report: DayReport, sheets: Sequence[Sheet]) -> None:
    """Write the sheets to a file in a folder that nobody else reads, or to memory, where nothing touches the disk.

    Raises:
        DeskError: a sheet has more rows than a workbook can hold.
        OSError: the file could not be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    from callback_desk.exports.quick_cells import QuickCells

    on_disk = isinstance(target, Path)
    options = {
        "constant_memory": on_disk,
        "in_memory": not on_disk,
        "tmpdir": str(target.parent) if isinstance(target, Path) else None,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(str(target) if on_disk else target, options)
    book.use_zip64()  # only takes effect where a part outgrows 4 GB, which would be refused otherwise
    # The report's moment, not the writing's: the same report gives the same file.
    created = report.as_of.astimezone(UTC).replace(tzinfo=None)
    book.set_properties({"title": f"{written(report.clinic)}, {report.days}", "created": created})
    styles = _Styles(book)
    try:
        for sheet in sheets:
            _Page(book.add_worksheet(sheet.name, QuickCells), styles, sheet).write(report)
        book.close()
    except FileCreateError as fault:
        raise OSError(*_cause(fault)) from fault
    finally:
        for worksheet in book.worksheets() if on_disk else ():
            worksheet._opt_close()  # the library leaves these open when it fails


def _cause(fault: Exception) -> tuple[Any, ...]:
    cause = fault.args[0] if fault.args else None
    return (cause.errno, cause.strerror) if isinstance(cause, OSError) else (str(fault),)


class _Styles:
    """The workbook's cell formats, made once."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - published without types
        fills = (None, _LATE_FILL, _ATTENTION_FILL)
        self.titles = book.add_format(_TITLES)
        self.titles_of_numbers = book.add_format({**_TITLES, "align": "right", "indent": 1})
        self.headline = book.add_format({"bold": True, "font_size": 13, "text_wrap": True, "valign": "top"})
        self.heading = book.add_format({"text_wrap": True, "valign": "top"})
        self.part_of_text = book.add_format({})
        self._cells = {
            fill: {kind: book.add_format({"valign": "top", **look, **_fill(fill)}) for kind, look in _FORMATS.items()}
            for fill in fills
        }

    def of_row(self, mark: Cell) -> dict[Kind, Any]:
        """Return the formats by kind of a row with this mark."""
        if not isinstance(mark, str) or not mark:
            return self._cells[None]
        return self._cells[_ATTENTION_FILL if ATTENTION in mark else _LATE_FILL]


def _fill(colour: str | None) -> dict[str, Any]:
    return {} if colour is None else {"bg_color": colour, "border": 4, "border_color": "#BFBFBF"}


def _value(cell: str | date | int) -> str | float:
    """Return the text or the number that stands for what is in a cell."""
    if not isinstance(cell, date):
        return cell
    return _serial(cell) if cell.year >= _FIRST_YEAR else cell.isoformat()


def _serial(at: date) -> float:
    """Return a day, or a moment by its clock, as spreadsheets count: days since the end of 1899.

    They hold 1900 for a leap year, so that their days before March of it are one less.
    """
    day = at.toordinal() - _DAY_ZERO
    days = day if day > _LEAP_DAY else day - 1
    if not isinstance(at, datetime):
        return days
    return days + (at.hour * 3600 + at.minute * 60 + at.second) / _SECONDS_OF_DAY


class _Page:
    """One sheet of the workbook being written, from the top down."""

    def __init__(self, worksheet: Any, styles: _Styles, sheet: Sheet) -> None:  # noqa: ANN401
        self._worksheet = worksheet
        self._styles = styles
        self._sheet = sheet
        self._kinds = tuple(column.kind for column in sheet.columns)
        self._widths = tuple(column.width for column in sheet.columns)
        self._last_column = len(sheet.columns) - 1
        self._title_row = len(sheet.headings) + 1 if sheet.headings else 0

    def write(self, report: DayReport) -> None:
        """Write headings, titles and rows, then what the sheet looks like on screen and paper."""
        for column, told in enumerate(self._sheet.columns):
            self._worksheet.set_column(column, column, told.width)
        for row, heading in enumerate(self._sheet.headings):
            self._heading(row, heading)
        for column, told in enumerate(self._sheet.columns):
            of_numbers = told.kind is Kind.NUMBER
            style = self._styles.titles_of_numbers if of_numbers else self._styles.titles
            self._text(self._title_row, column, told.title, style)
        lines = max(_lines(told.title, told.width) for told in self._sheet.columns)
        self._worksheet.set_row(self._title_row, _LINE * lines)
        last_row = self._title_row
        for last_row, cells in enumerate(self._sheet.rows, start=self._title_row + 1):
            self._row(last_row, cells)
            if self._worksheet.constant_memory:  # the row before stands on disk by now, with its look
                self._worksheet.row_info.pop(last_row - 1, None)
                self._worksheet.row_sizes.pop(last_row - 1, None)
        self._on_screen(last_row)
        self._on_paper(report, last_row)

    def _heading(self, row: int, text: str) -> None:
        style = self._styles.heading if row else self._styles.headline
        self._worksheet.set_row(row, _HEADING_HEIGHT * math.ceil(len(text) / _HEADING_LINE))
        self._worksheet.merge_range(row, 0, row, self._last_column, "", style)
        self._text(row, 0, text, style)

    def _row(self, row: int, cells: Row) -> None:
        if row >= ROW_LIMIT:
            raise DeskError(
                f"the sheet {self._sheet.name} needs more rows than a workbook has: export a shorter period"
            )
        marked = bool(self._sheet.mark and cells[0])
        styles = self._styles.of_row(cells[0] if marked else None)
        lines = 1
        plain: list[PlainCell] = []
        for column, (kind, width, cell) in enumerate(zip(self._kinds, self._widths, cells, strict=True)):
            if cell is None or cell == "":
                continue
            value = _value(cell)
            if isinstance(value, str):
                if kind is Kind.TEXT and (len(value) > width or "\n" in value):
                    lines = max(lines, _lines(value, width))
                if len(value) * 2 > CELL_LIMIT or not self._worksheet.is_plain(value):
                    self._worksheet.write_plain(row, plain)
                    self._text(row, column, value, styles[kind])
                    plain = []
                    continue
            plain.append((column, value, styles[kind]))
        self._worksheet.write_plain(row, plain)
        if marked or lines > 1:
            # Not every program makes a row as high as its text. The row's colour goes through its empty cells.
            height = _LINE * min(lines, _MOST_LINES) if lines > 1 else None
            self._worksheet.set_row(row, height, styles[Kind.IDENTIFIER] if marked else None)

    def _text(self, row: int, column: int, text: str, style: Any) -> None:  # noqa: ANN401
        text = cut(written(text))
        if _MISREAD.search(text):
            first, *rest = _ESCAPE_LIKE.split(text) if _ESCAPE_LIKE.search(text) else (text[:3], text[3:])
            pieces = [part for piece in rest for part in (self._styles.part_of_text, piece)]
            self._worksheet.write_rich_string(row, column, first, *pieces, style)
        else:
            self._worksheet.write_string(row, column, text, style)

    def _on_screen(self, last_row: int) -> None:
        self._worksheet.freeze_panes(self._title_row + 1, 0)
        self._worksheet.autofilter(self._title_row, 0, last_row, self._last_column)
        self._worksheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})

    def _on_paper(self, report: DayReport, last_row: int) -> None:
        widths = accumulate(column.width for column in self._sheet.columns)
        printed = sum(width <= _ON_PAPER for width in widths)
        self._worksheet.print_area(0, 0, last_row, printed - 1)
        name = written(report.clinic)[:_NAME_IN_HEADER].replace("&", "&&")
        state = "" if report.closed else f"NOT CLOSED: {len(report.undecided)} undecided"
        self._worksheet.set_landscape()
        self._worksheet.set_paper(_LETTER if report.policy.clinic.region in _LETTER_REGIONS else _A4)
        self._worksheet.fit_to_pages(1, 0)
        self._worksheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        self._worksheet.repeat_rows(self._title_row)
        self._worksheet.set_header(f"&L{name}, {report.days}&C&A&R{state}")
        self._worksheet.set_footer("&CPage &P of &N")


def _lines(text: str, width: int) -> int:
    """Return how many lines a text needs in a column of so many characters."""
    return sum(max(1, math.ceil(len(part) / width)) for part in text.splitlines()) or 1


def cut(text: str) -> str:
    """Return `text` as it fits into one cell; a longer one ends with a note that says it was cut."""
    if len(text) * 2 <= CELL_LIMIT or _units(text) <= CELL_LIMIT:
        return text
    room = (CELL_LIMIT - _units(CUT)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
