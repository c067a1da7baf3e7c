"""Cells of a table as values: when, how long, who, which number."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from callback_desk.domain.phone import Number
from callback_desk.intake.moments import (
    LocalClock,
    Moment,
    Order,
    needs_order,
    read_birth_date,
    read_moment,
    told_to_utc,
)
from callback_desk.intake.names import person_name
from callback_desk.intake.serials import from_serial, has_clock

Cells = list[str]
OrderOf = Callable[[int], Order]
"""Gives the order of day and month in a column, by its index."""

Placed = tuple[datetime, str | None]
"""A moment in UTC, and what is doubtful about it."""


class Portion(NamedTuple):
    """Rows that become units together: of each its place, when it came in, what is doubtful about that, its cells."""

    places: list[str]
    moments: list[datetime]
    doubts: list[tuple[str, ...]]
    rows: list[Cells]


EARLIEST, LATEST = 1990, 2190
"""Years between which a patient can have reached out; others are slips of a clock."""
_KNOWN_MOMENTS = 1 << 16
_COLONS = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{2})(?:\.\d+)?", re.ASCII)
_SECONDS = re.compile(r"(\d+)(?:(\.0*[1-9]\d*)|\.\d*)?\s*(?:s|sec|secs|seconds|segundos)?\.?", re.ASCII)
_UNITS = re.compile(
    r"(?:(\d+)\s*h(?:ours?|rs?)?)?\s*(?:(\d+)\s*m(?:in(?:ute)?s?)?)?\s*(?:(\d+)\s*s(?:ec(?:ond)?s?)?)?",
    re.ASCII,
)
_ISO_LENGTH = len("2026-11-03T10:02")


class NotRead(ValueError):
    """A row that makes no unit; the words say why, without the patient's data."""


class Moments:
    """When a row came in: one column with date and time, or one for each.

    `saw_local`, `saw_date_only` and `saw_serial` tell afterwards what the notes must say.
    """

    def __init__(
        self,
        columns: Mapping[str, int],
        blank: int,
        titles: tuple[str, ...],
        clock: LocalClock,
        order_of: OrderOf,
        from_1904: bool = False,
    ) -> None:
        self._from_1904 = from_1904
        self._received = columns.get("received", blank)
        self._parts = tuple(columns[name] for name in ("received", "date", "time") if name in columns)
        self._whole = len(self._parts) == 1 and "received" in columns
        self._known: dict[str, Placed] = {}
        self._title = " and ".join(f'"{titles[at]}"' for at in self._parts)
        self._clock, self._order_of = clock, order_of
        self.saw_local = False
        self.saw_date_only = False
        self.saw_serial = False

    def read(self, cells: Cells) -> Placed:
        """Return when the row came in, in UTC, and what is doubtful about it, if anything.

        Raises:
            NotRead: there is no time, or it has no form that is understood.
        """
        if not self._whole:
            return self._by_parts(cells)
        text = cells[self._received]
        known = self._known.get(text)
        if known is None:
            known = self._iso(text) or self._by_parts(cells)
            if len(self._known) < _KNOWN_MOMENTS:
                self._known[text] = known
        return known

    def _iso(self, text: str) -> Placed | None:
        if text[4:5] != "-" or len(text) < _ISO_LENGTH:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        return self._to_utc(moment) if EARLIEST < moment.year < LATEST else None

    def _to_utc(self, moment: datetime) -> Placed:
        if moment.tzinfo is not None:
            return told_to_utc(moment)
        self.saw_local = True
        return self._clock.to_utc(moment)

    def _by_parts(self, cells: Cells) -> Placed:
        text = " ".join(filter(None, (cells[at].strip() for at in self._parts)))
        if not text:
            raise NotRead(f"no date in {self._title}")
        order = self._order_of(self._parts[0]) if needs_order(text) else "month-first"
        moment = read_moment(text, order) or self._serial(text)
        if moment is None or not EARLIEST < moment.at.year < LATEST:
            raise NotRead(f"{self._title} has no date and time that is understood")
        if moment.clock:
            return self._to_utc(moment.at)
        self.saw_date_only = self.saw_local = True
        return self._clock.to_utc(moment.at)[0], None

    def _serial(self, text: str) -> Moment | None:
        at = from_serial(text, from_1904=self._from_1904)
        if at is None:
            return None
        self.saw_serial = True
        return Moment(at, has_clock(text))


class Born(NamedTuple):
    """A birth date, or the cell as it was written where it could not be read as one."""

    on: date | None
    written: str | None


class Births:
    """The column of birth dates."""

    def __init__(self, column: int, order_of: OrderOf, from_1904: bool = False) -> None:
        self._column, self._order_of, self._from_1904 = column, order_of, from_1904

    def read(self, cells: Cells, at: datetime) -> Born:
        """Return the birth date of a row that came in at `at`; nobody is born after that."""
        text = cells[self._column].strip()
        if not text:
            return Born(None, None)
        order = self._order_of(self._column) if needs_order(text) else "month-first"
        on = read_birth_date(text, order, at.date())
        if on is None and (serial := from_serial(text, from_1904=self._from_1904)) is not None:
            on = serial.date() if serial.date() <= at.date() else None
        return Born(on, None if on is not None else text)


class Names:
    """The columns of the patient's name: one, or first and last."""

    def __init__(self, columns: Mapping[str, int], blank: int) -> None:
        self._whole = columns.get("name", blank)
        self._parts = tuple(columns[name] for name in ("first_name", "last_name") if name in columns)
        self._single = not self._parts or "name" in columns

    def read(self, rows: Sequence[Cells]) -> list[str | None]:
        """Return each row's name as it is written, None where it names nobody."""
        if self._single:
            return [person_name(cells[self._whole]) for cells in rows]
        parts = ([cells[at].strip() for at in self._parts] for cells in rows)
        return [person_name(" ".join(filter(None, names))) for names in parts]


def seconds_in(text: str, *, milliseconds: bool = False) -> int | None:
    """Return a duration in seconds: `48`, `0:48`, `1:02:03`, `2 min 5 s`; None where it is none of these."""
    plain = text.strip().casefold()
    if not plain:
        return None
    colons = _COLONS.fullmatch(plain)
    if colons is not None:
        return int(colons[1] or 0) * 3600 + int(colons[2]) * 60 + int(colons[3])
    number = _SECONDS.fullmatch(plain)
    if number is not None:
        whole = int(number[1][:12]) // (1000 if milliseconds else 1)
        return _bounded(whole or int(number[2] is not None))  # a part of a second, or of a minute, is a talk
    units = _UNITS.fullmatch(plain)
    if units is None or not any(units.groups()):
        return None
    hours, minutes, seconds = (int((part or "0")[:6]) for part in units.groups())
    return _bounded(hours * 3600 + minutes * 60 + seconds)


def _bounded(seconds: int) -> int | None:
    return seconds if seconds < 7 * 86_400 else None


def phone_note(number: Number) -> str | None:
    """Return what stood beside a number: its extension and the rest of the cell."""
    if number.extension is None:
        return number.note
    return f"ext. {number.extension} {number.note}" if number.note else f"ext. {number.extension}"
