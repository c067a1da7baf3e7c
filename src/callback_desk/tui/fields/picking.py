"""The picks of the appointment line: a day, a half hour, with whom, what kind, each by one key. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from string import ascii_lowercase
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from callback_desk.domain.appointment_time import MONTHS, WEEKDAYS
from callback_desk.domain.hours import OpenHours
from callback_desk.domain.open_times import half_hours, open_days
from callback_desk.domain.text import clean_line
from callback_desk.tui.fields.base import BOLD, QUIET, in_rows

DIGITS = "123456789"
DAYS = 8


class Offers(NamedTuple):
    """What may be picked: the clinic's hours, with whom, and kinds of visit, as far as they are known."""

    hours: OpenHours
    whom: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class Picks(NamedTuple):
    """One list of picks: what it is of, and for each key the words that it puts into the line."""

    of: str
    options: tuple[tuple[str, str], ...]

    def taken(self, key: str) -> str | None:
        """Return the words of a key, or None where it picks nothing."""
        return dict(self.options).get(key)

    def lines(self, width: int) -> list[Content]:
        """Draw the picks over as many lines as they need, each with its key."""
        cells = [cell_len(words) + cell_len(key) + 1 for key, words in self.options]
        rows = in_rows(cells, max(10, width), 2)
        return [Content("  ").join(self._drawn(index) for index in row) for row in rows]

    def _drawn(self, index: int) -> Content:
        key, words = self.options[index]
        return Content.assemble((key, BOLD), " ", (words, QUIET))


def next_picks(offers: Offers, text: str, now: datetime) -> Picks | None:
    """Return what is picked next at the end of a line: day, time, with whom, kind; None where nothing is known."""
    parts = [part.strip() for part in text.split(",")]
    if not text.strip():
        return _picks("day", [_day(day) for day in open_days(offers.hours, now, DAYS)], DIGITS)
    day = next((day for day in open_days(offers.hours, now, DAYS) if _day(day) == text.strip()), None)
    if day is not None:
        times = [f"{at:%H:%M}" for at in half_hours(offers.hours, day, now)]
        return _picks("time", times, ascii_lowercase)
    known = {1: ("with", offers.whom), 2: ("kind", offers.kinds)}.get(len(parts))
    return _picks(known[0], known[1], DIGITS) if known is not None else None


def joined(text: str, picks: Picks, words: str) -> str:
    """Return the line with what was picked at its end."""
    if picks.of == "day":
        return words
    return f"{text.strip()} {words}" if picks.of == "time" else f"{text.strip()}, {words}"


def _picks(of: str, words: Sequence[str], keys: str) -> Picks | None:
    options = tuple(zip(keys, map(clean_line, words), strict=False))
    return Picks(of, options) if options else None


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()}"
