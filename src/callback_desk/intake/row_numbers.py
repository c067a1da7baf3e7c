"""Ids that only count the rows of an export: 1, 2, 3 in every file would be a new call each day."""

from collections.abc import Iterable

from callback_desk.intake.options import MOST_RECORDS
from callback_desk.intake.records import Record


def may_count_rows(written: str) -> bool:
    """Tell whether an id may be the number of a row: no file has more than so many."""
    if not written.isdecimal() or not written.isascii() or len(written) > len(str(MOST_RECORDS)):
        return False
    return int(written) <= MOST_RECORDS and str(int(written)) == written


def are_row_numbers(first: list[str], records: Iterable[Record], column: int) -> bool:
    """Tell whether a column counts the rows of a table up from 0 or 1, or down to there.

    `first` is what it has in the first rows; all `records` are asked only where that counts down.
    """
    if len(first) < 2 or not all(map(may_count_rows, first)):
        return False
    begins, step = int(first[0]), int(first[1]) - int(first[0])
    if [int(number) for number in first] != [begins + step * n for n in range(len(first))]:
        return False
    if step == 1:
        return begins in (0, 1)
    return step == -1 and _counts_down(records, column)


def _counts_down(records: Iterable[Record], column: int) -> bool:
    """Tell whether the numbers in a column go down one by one, the last of them to 0 or 1."""
    last: int | None = None
    for _, cells in records:
        written = cells[column].strip() if cells is not None and column < len(cells) else ""
        if may_count_rows(written):
            if last is not None and int(written) != last - 1:
                return False
            last = int(written)
    return last in (0, 1)
