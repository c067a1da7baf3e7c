"""Records of a delimited file, each with the physical line it begins on, and never with shifted columns.

A quote that nobody closed would swallow the rest of a file. Such a record is given up after its first line,
and reading goes on with the next.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

DELIMITERS = ",;\t|"
_SAMPLE = 50
# More lines than any message has: beyond, a quote was left open.
_LONGEST_RECORD = 400
_FIRST_LINES, _MORE_LINES = 60, 250
_DECLARED = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)

_LONGEST_FIELD = 1 << 24
"""Characters of one cell: a transcript may be long, and a file of one endless cell must still end."""


Record = tuple[int, list[str] | None]
"""One record: its first physical line (1-based) and its cells, None where the line cannot be read as cells.
"""


class _LeftOpen(Exception):
    """A record went on for longer than any record does."""


def records(lines: Iterable[str], delimiter: str, number: int = 1) -> Iterator[Record]:
    """Yield the records of a file, of which the first line has this number. Blank lines are no records.

    As long as each line is one record they are read many at a time, which takes half as long.
    """
    source = iter(lines)
    count = _FIRST_LINES
    while many := list(islice(source, count)):
        found = _line_by_line(many, delimiter)
        if found is None:
            yield from _one_by_one(chain(many, source), delimiter, number)
            return
        for at, cells in enumerate(found, number):
            if cells:
                yield at, cells
        number += len(many)
        count = _MORE_LINES


def _line_by_line(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """Return the cells of each line; None where a line is no record, or only part of one."""
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        found = list(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return None
    return found if len(found) == len(lines) else None


def _one_by_one(lines: Iterable[str], delimiter: str, number: int) -> Iterator[Record]:
    source = iter(lines)
    waiting: list[str] = []
    taken: list[str] = []

    def feed() -> Iterator[str]:
        while True:
            if waiting:
                line = waiting.pop()
            else:
                following = next(source, None)
                if following is None:
                    return
                line = following
            taken.append(line)
            if len(taken) > _LONGEST_RECORD:
                raise _LeftOpen
            yield line

    while True:
        csv.field_size_limit(_LONGEST_FIELD)
        reader = csv.reader(feed(), delimiter=delimiter, skipinitialspace=True, strict=True)
        try:
            for cells in reader:
                if cells:
                    yield number, cells
                number += len(taken)
                taken.clear()
            return
        except (csv.Error, _LeftOpen):
            yield number, _leniently(taken[0], delimiter) if len(taken) == 1 else None
            waiting.extend(reversed(taken[1:]))
            number += 1
            taken.clear()


def _leniently(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of one line with quotes where none belong, or None."""
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), None)
    except csv.Error:
        return None


def declared_delimiter(first_line: str) -> str | None:
    """Return the delimiter that a leading `sep=;` line declares, or None."""
    found = _DECLARED.match(first_line.rstrip("\r\n").lstrip("\ufeff"))
    return found[1] if found else None


def best_delimiter(lines: Iterable[str]) -> str:
    """Return the delimiter under which most of the first records have equally many cells.

    Of equals, the one that gives more cells; where none divides anything, the comma.
    """
    head = list(islice(lines, _SAMPLE * 4))
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(len(cells) for _, cells in islice(records(head, delimiter), _SAMPLE) if cells is not None)
        score = max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))
        if score > best_score:
            best, best_score = delimiter, score
    return best
