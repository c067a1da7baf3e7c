"""The library's worksheet with its innermost loop made cheaper: the same bytes for a fraction of the time.

Nearly every cell is a number or a printable text with a look of its own. The library searches the place and the style
of each for what XML must not have, and each text four times for control characters and blanks at its ends, and it goes
through four calls for each of them. Here such cells of a row are taken, and written, in one go.
"""

from functools import cache
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

PlainCell = tuple[int, str | float, Any]
"""A column, counted from 0, a number or a text of which `QuickCells.is_plain` holds, and the library's format of it."""

_NEVER_FIRST = frozenset(("", " ", "<"))


class QuickCells(Worksheet):  # type: ignore[misc] # published without types
    """Writes the plain cells itself, and leaves every other one to the library."""

    def write_plain(self, row: int, cells: list[PlainCell]) -> None:
        """Write cells of a row from left to right; what stands between them in the row is empty."""
        if not self.constant_memory:
            for column, value, look in cells:
                write = self.write_string if isinstance(value, str) else self.write_number
                write(row, column, value, look)
        elif cells and not any(self._check_dimensions(row, cells[at][0]) for at in (0, -1)):
            if row > self.previous_row:
                self._write_single_row(row)
            self.table[row][cells[0][0]] = cells

    @staticmethod
    def is_plain(text: str) -> bool:
        """Tell whether a text that is no longer than a cell stands in it as it is, but for the marks of XML."""
        return text.isprintable() and "_x" not in text and text[:1] not in _NEVER_FIRST and text[-1:] != " "

    def _write_cell(self, row: int, col: int, cell: Any) -> None:  # noqa: ANN401
        if type(cell) is not list:
            super()._write_cell(row, col, cell)
            return
        written, place = [], row + 1
        for column, value, look in cell:
            head = f'<c r="{_letters(column)}{place}" s="{look.xf_index or look._get_xf_index()}"'
            if isinstance(value, str):
                written.append(f'{head} t="inlineStr"><is><t>{self._escape_data(value)}</t></is></c>')
            else:
                written.append(f"{head}><v>{value:.16G}</v></c>")
        self.fh.write("".join(written))


_letters = cache(xl_col_to_name)
