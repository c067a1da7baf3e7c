"""A sheet before it is a file: its columns and its rows, the same for the workbook and for CSV."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from callback_desk.domain.text import REPLACEMENT

Cell = str | int | datetime | date | None
"""A cell: text, a count, an aware moment in the clinic's zone to the second, a date, or nothing."""
Row = tuple[Cell, ...]

# Control characters but tab and newline, lone surrogates, and what XML has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Kind(StrEnum):
    """What a column holds. An identifier is text that looks like a number and must stay as it is written."""

    TEXT = "text"
    MOMENT = "moment"
    DATE = "date"
    NUMBER = "number"
    IDENTIFIER = "identifier"


class Column(NamedTuple):
    """One column. `title` heads it; `width` is in characters."""

    key: str
    title: str
    kind: Kind
    width: int


@dataclass(frozen=True)
class Sheet:
    """One sheet. `headings` stand above the titles; `make_rows` starts the rows anew each time it is called.

    `mark` is the key of the column whose word marks a row for attention, or None.
    """

    name: str
    columns: tuple[Column, ...]
    make_rows: Callable[[], Iterator[Row]]
    headings: tuple[str, ...] = ()
    mark: str | None = None

    @property
    def rows(self) -> Iterator[Row]:
        """The rows, made one by one, so that a large day needs no second copy in memory."""
        return self.make_rows()

    @property
    def slug(self) -> str:
        """The name as a part of a file name."""
        return slug_of(self.name)


def slug_of(name: str) -> str:
    """Return a sheet's name as a part of a file name."""
    return name.lower().replace(" ", "-")


def written(text: str) -> str:
    """Return `text` as files hold it: one kind of line end, and U+FFFD for each control character.

    A spreadsheet's XML cannot carry them, and a terminal that shows a CSV file would obey them. All else
    stays as the patient or the file said it.
    """
    return _UNWRITABLE.sub(REPLACEMENT, text.replace("\r\n", "\n").replace("\r", "\n"))
