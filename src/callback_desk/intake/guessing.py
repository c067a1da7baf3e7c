"""What the columns of an unknown header hold, told by their content: always with the reason in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from statistics import mean

from callback_desk.domain.phone import normalised
from callback_desk.domain.text import clean_line
from callback_desk.intake.headers import (
    Header,
    filled,
    is_enough,
    is_mostly_words,
    lacks_moment,
    named_columns,
    sort_of,
)
from callback_desk.intake.moments import read_moment

Head = Sequence[tuple[int, list[str] | None]]
"""The first records of a table: line and cells."""

_MOST = 0.8
_MANY = 0.6
_FEWEST_DIGITS = 10
_FEWEST_WITH_PREFIX, _PREFIXES = 7, ("+", "0", "(")
_LONG_TEXT = 20
_BIRTHS_SPAN = 4
"""Years over which the dates of a list of requests do not spread, and birth dates do."""
_SAID = ("message", "transcript", "reason", "subject")
_EARLIEST, _LATEST = 1990, 2190


def guessed_header(head: Head, mapping: Mapping[str, str], region: str) -> Header | None:
    """Return the first record that names columns of which the content tells enough, or None.

    What the header's words or the `mapping` tell is never guessed otherwise. A header fills more cells than whatever
    stands above it: a row of data in which some cells are empty would else pass for one, and hide the rows before it.
    """
    widest = 1
    for at, (line, cells) in enumerate(head):
        count = 0 if cells is None else len(filled(cells))
        if cells is None or count <= widest:
            continue
        widest = count
        if not is_mostly_words(cells):
            continue
        columns, notes = named_columns(cells, mapping)
        below = [row for _, row in head[at + 1 :] if row is not None and len(row) >= len(cells)]
        if columns is None or not below:
            continue
        guess = _Guess(cells, columns, below, region, mapping)
        if guess.reasons and is_enough(guess.columns) and not _is_data(cells, guess, region):
            told = [f'"{clean_line(cells[guess.columns[name]])}" is read as {name}: {reason}'
                    for name, reason in guess.reasons.items()]  # fmt: skip
            sort = sort_of(guess.columns)
            return Header(line, tuple(cells), guess.columns, sort, (*notes, *told), guess.reasons)
    return None


def _is_data(cells: Sequence[str], guess: "_Guess", region: str) -> bool:
    """Tell whether what should name a guessed column is itself a date or number: a first row without a header."""
    named = [cells[guess.columns[field]].strip() for field in ("received", "phone") if field in guess.reasons]
    return any(_date(cell) is not None or _phones([cell], region) is not None for cell in named if cell)


class _Guess:
    """The columns of one header, filled up by content."""

    def __init__(
        self,
        cells: Sequence[str],
        known: Mapping[str, int],
        below: Sequence[list[str]],
        region: str,
        mapping: Mapping[str, str],
    ) -> None:
        self.columns, self._mapping = dict(known), mapping
        self.reasons: dict[str, str] = {}
        self._values = [[row[at].strip() for row in below if row[at].strip()] for at in range(len(cells))]
        if lacks_moment(self.columns):
            self._guess_dates()
        if "phone" not in self.columns and "from" not in self.columns:
            self._guess("phone", lambda values: _phones(values, region))
        if not any(name in self.columns for name in _SAID):
            self._guess("message", _long_texts)

    def _free(self) -> list[int]:
        taken = set(self.columns.values())
        return [at for at, values in enumerate(self._values) if at not in taken and values]

    def _guess(self, field: str, reason: Callable[[Sequence[str]], str | None]) -> None:
        for at in self._free() if field not in self._mapping else ():
            told = reason(self._values[at])
            if told is not None:
                self.columns[field], self.reasons[field] = at, told
                return

    def _guess_dates(self) -> None:
        """Tell moments from birth dates: the one column with a time of day, else the one of nearby dates."""
        self._guess("received", lambda values: _dates(values, clock=True))
        if "received" not in self.columns:
            self._guess("received", lambda values: _dates(values, clock=False))


def _share(count: int, values: Sequence[str]) -> str:
    return f"{count} of the first {len(values)} cells"


def _dates(values: Sequence[str], *, clock: bool) -> str | None:
    read = [each for value in values if (each := _date(value)) is not None]
    timed = [at for at, has_clock in read if has_clock]
    enough = _MOST * len(values)
    if clock and len(timed) >= enough:
        return f"{_share(len(timed), values)} hold a date and a time"
    years = {at.year for at, _ in read}
    if not clock and len(read) >= enough and max(years) - min(years) < _BIRTHS_SPAN:
        return f"{_share(len(read), values)} hold a date"
    return None


def _date(text: str) -> tuple[datetime, bool] | None:
    if text.isdecimal():  # a telephone number would pass for seconds since 1970
        return None
    moment = read_moment(text, "month-first") or read_moment(text, "day-first")
    return (moment.at, moment.clock) if moment is not None and _EARLIEST < moment.at.year < _LATEST else None


def _phones(values: Sequence[str], region: str) -> str | None:
    count = sum(
        _could_be_dialled(value) and normalised(value, region).e164 is not None
        for value in values
        if _date(value) is None
    )
    return f"{_share(count, values)} are telephone numbers" if count >= _MANY * len(values) else None


def _could_be_dialled(text: str) -> bool:
    """Tell a number to call from any other: long enough, or written as one."""
    digits = sum(map(str.isdigit, text))
    return digits >= _FEWEST_DIGITS or (digits >= _FEWEST_WITH_PREFIX and text.startswith(_PREFIXES))


def _long_texts(values: Sequence[str]) -> str | None:
    texts = [value for value in values if " " in value and any(map(str.isalpha, value))]
    if len(texts) < _MANY * len(values) or mean(map(len, values)) < _LONG_TEXT:
        return None
    return "its cells are sentences"
