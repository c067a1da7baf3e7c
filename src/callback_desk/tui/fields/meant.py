"""A line whose text means a value, shown back in words beside it: a time, an owner, an appointment."""

from abc import abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar, cast
from zoneinfo import ZoneInfo

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from callback_desk.domain.appointment_time import in_words, parse_appointment
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.domain.text import clean_line
from callback_desk.tui.fields.base import BLANK, GOOD, HERE, QUIET, WRONG, Answer
from callback_desk.tui.fields.line import LineField

Value = TypeVar("Value")
Clock = Callable[[], datetime]
ParseWhen = Callable[[str], datetime]
"""Reads `2h`, `after-lunch`, `next-morning`, ISO 8601; raises DeskError."""


class MeantField(LineField, Generic[Value]):
    """A line that is read as it is typed. Its value is what it means; `fault` says why it means nothing."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label)
        self._value: Value | None = None
        self._fault: str | None = None

    @abstractmethod
    def read(self, text: str) -> Value:
        """Return what the text means.

        Raises:
            DeskError: it means nothing here.
        """

    @abstractmethod
    def said(self, value: Value) -> str:
        """Return a value in words."""

    @abstractmethod
    def dumped(self, value: Value) -> object:
        """Return a value as JSON data."""

    @abstractmethod
    def loaded(self, data: object) -> Value:
        """Return the value that `dumped` made data of.

        Raises:
            DeskError, TypeError, ValueError: it did not.
        """

    @property
    def value(self) -> Value | None:
        """What the line means, or None."""
        return self._value

    @property
    def fault(self) -> str | None:
        """Why the line means nothing; None where it does, or where it is empty."""
        return self._fault

    @property
    def kept(self) -> object:
        """The text, and what it meant when it was typed: `2h` and `tue 3:40p` do not move with the clock."""
        means = None if self._value is None else self.dumped(self._value)
        return {"text": self.text, "means": means}

    def show(self, value: object) -> None:
        """Fill the line with a value in words; the value stays exact until the words are changed."""
        known = cast("Value | None", value)
        super().show("" if known is None else self.said(known))
        self._value, self._fault = known, None

    def restore(self, value: object) -> None:
        """Take back the text as typed and what it meant; where that is not kept, read it again."""
        kept = value if isinstance(value, dict) else {}
        self.put(kept.get("text"))
        self._read()
        if kept.get("means") is not None:
            try:
                self._value, self._fault = self.loaded(kept["means"]), None
            except (DeskError, TypeError, ValueError) as fault:
                self._fault = self._fault or str(fault)

    def key(self, key: str, character: str | None) -> Answer:
        """As a line; what it means follows each change."""
        answer = super().key(key, character)
        if answer is Answer.CHANGED:
            self._read()
        return answer

    def paste(self, text: str) -> Answer:
        """As a line; what it means follows."""
        answer = super().paste(text)
        self._read()
        return answer

    def _read(self) -> None:
        self._value, self._fault = None, None
        if self.text.strip():
            try:
                self._value = self.read(self.text)
            except DeskError as fault:
                self._fault = str(fault)

    def lines(self, width: int, here: bool) -> list[Content]:
        """Draw the text and what it means; where the caret is elsewhere, the meaning alone."""
        if not here and self._value is not None:
            said = _cut(self.said(self._value), width)
            return [Content.assemble(said, (self._warned(width - cell_len(said)), HERE))]
        left = self.text_cells(width) if here else min(cell_len(self.text), self.text_cells(width))
        if not left:
            return [BLANK]
        return [Content.assemble(*super().lines(left, here), " ", self._meaning(width - left - 1))]

    def _meaning(self, width: int) -> Content:
        if self._value is not None:
            said = _cut(f"→ {self.said(self._value)}{self.aside()}", width)
            return Content.assemble((said, GOOD), (self._warned(width - cell_len(said)), HERE))
        if self._fault is not None:
            return Content.styled(_cut(f"? {self._fault}", width), WRONG)
        return Content.styled(_cut(self.hint(), width), QUIET)

    def _warned(self, width: int) -> str:
        """Return the warning in so many cells, by its first word alone where it does not fit."""
        warning = self.warning()
        return next((f" · {said}" for said in (warning, *warning.split()[:1]) if 0 < cell_len(said) <= width - 3), "")

    def hint(self) -> str:
        """What may be typed here, shown while the line is empty."""
        return ""

    def aside(self) -> str:
        """What is said after the meaning."""
        return ""

    def warning(self) -> str:
        """What is to be seen before it is saved, said after the meaning wherever the caret is."""
        return ""

    def text_cells(self, width: int) -> int:
        """Return how many of `width` cells are the text's; the meaning has the rest."""
        return max(12, width * 2 // 5)

    def caret(self, width: int) -> int | None:
        """Return the cell of the caret."""
        return super().caret(self.text_cells(width))

    def click(self, x: int, y: int, width: int) -> Answer:
        """Put the caret where it was clicked."""
        return super().click(min(x, self.text_cells(width) - 1), y, width)


class WhenField(MeantField[datetime]):
    """A time to come: `2h`, `after-lunch`, `next-morning`, `4:15p`, `tue 12:00`, a date and time."""

    def __init__(self, name: str, label: str, parse_when: ParseWhen, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__(name, label)
        self.parse_when, self.clock, self.zone = parse_when, clock, zone

    def read(self, text: str) -> datetime:
        """Return the moment: as people of the job say it, else as a day and a time.

        Raises:
            DeskError: it is neither, or past.
        """
        try:
            at = self.parse_when(text.strip())
        except DeskError as unknown:
            if not any(character.isalpha() or character == "/" for character in text):
                raise
            try:
                return parse_appointment(text, self.zone, self.clock())
            except DeskError as fault:
                # Where it is no day and time at all, the first sentence names everything that may be typed.
                raise (unknown if "not a date and a time" in str(fault) else fault) from unknown
        if at <= self.clock():
            raise DeskError("this time is past: name one that is still ahead")
        return at

    def said(self, value: datetime) -> str:
        """Return the moment as it is read aloud."""
        return in_words(value, self.zone, self.clock())

    def dumped(self, value: datetime) -> object:
        """Return the moment as the ledger writes one."""
        return utc_text(value)

    def loaded(self, data: object) -> datetime:
        """Return the moment again."""
        return from_utc_text(str(data))

    def hint(self) -> str:
        """What may be typed."""
        return "2h, after-lunch, next-morning, 4:15p, tue 12:00"


def _cut(text: str, width: int) -> str:
    line = clean_line(text)
    return set_cell_size(line, max(0, width - 1)) + "…" if cell_len(line) > width else line
