"""The sheets as CSV files: UTF-8 with its mark, CRLF, and nothing that a spreadsheet would calculate.

Moments are ISO 8601 with their offset, so that a program reads them without asking for the zone.
"""

import csv
import re
from collections.abc import Iterator
from datetime import date

from callback_desk.exports.sheet import Cell, Sheet, written
from callback_desk.exports.target import Target, text

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NORMALISED_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)


def write_csv(target: Target, sheet: Sheet) -> None:
    """Write one sheet: its headings a line each, the titles, the rows."""
    with text(target, "utf-8-sig") as file:
        out = csv.writer(file, lineterminator="\r\n")
        out.writerows([guarded(heading)] for heading in sheet.headings)
        out.writerow([column.title for column in sheet.columns])
        out.writerows(_lines(sheet))


def guarded(said: str) -> str:
    """Return `said` as a CSV cell: with an apostrophe before what a spreadsheet would start to calculate.

    That is a text that begins with = + - @, a tab or a carriage return, unless it is exactly a telephone
    number in the form that the desk keeps, such as +14155550133.
    """
    risky = said.startswith(_STARTS_A_FORMULA) and _NORMALISED_NUMBER.fullmatch(said) is None
    return ("'" if risky else "") + written(said)


def _lines(sheet: Sheet) -> Iterator[list[str | int]]:
    for row in sheet.rows:
        yield [_plain(cell) for cell in row]


def _plain(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    return cell.isoformat() if isinstance(cell, date) else cell
