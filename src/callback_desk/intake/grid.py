"""A table before its header is known: records of cells with the place of each, from a delimited file or a sheet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from callback_desk.intake.records import Record, best_delimiter, declared_delimiter, records
from callback_desk.intake.text_file import TextFile

FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that a spreadsheet calculates."""
_KEPT_AS_TEXT = frozenset(f"'{mark}" for mark in (*FORMULA, "\t", "\r"))


class Grid(Protocol):
    """What reads a table asks of it; its records can be read as often as needed."""

    @property
    def name(self) -> str:
        """What a sentence calls it."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed to read it, known once its records were read."""

    @property
    def place(self) -> Callable[[int], str]:
        """Gives the place of a record by its line, as a person finds it."""

    @property
    def counts_from_1904(self) -> bool:
        """Whether a bare number in a column of dates counts the days since 1904, not 1900."""

    @property
    def lines_go_on(self) -> bool:
        """Whether a line with only text in it may belong to the record above."""

    def records(self) -> Iterator[Record]:
        """Yield the records from the beginning."""


@dataclass
class DelimitedFile:
    """A text file whose delimiter is found when it is first looked at."""

    file: TextFile
    delimiter: str = field(init=False)
    place: Callable[[int], str] = field(default=str, init=False)
    counts_from_1904: bool = field(default=False, init=False)
    lines_go_on: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        first = next(self.file.lines(), "")
        declared = declared_delimiter(first)
        self._skip = 0 if declared is None else 1
        self.delimiter = declared or best_delimiter(islice(self.file.lines(), self._skip, None))
        self.name, self.notes = self.file.path.name, self.file.notes

    def records(self) -> Iterator[Record]:
        """Yield the records from the beginning, without a `sep=` line."""
        return map(_plain, records(islice(self.file.lines(), self._skip, None), self.delimiter, 1 + self._skip))


def _plain(record: Record) -> Record:
    """Return a record without the apostrophes that keep a spreadsheet from calculating what is only text."""
    line, cells = record
    if cells is None or "'" not in "".join(cells):  # one look at a whole row of a large log
        return record
    return line, [cell[1:] if cell[:2] in _KEPT_AS_TEXT else cell for cell in cells]
