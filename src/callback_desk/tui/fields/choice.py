"""A row of choices, each with the key that takes it at once: how the call ended, what came of it."""

from collections.abc import Mapping
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from callback_desk.tui.fields.base import BOLD, CHOSEN, QUIET, Answer, Field, in_rows
from callback_desk.tui.key import written


class Option(NamedTuple):
    """One choice: its key, its code, its words."""

    key: str
    code: str
    words: str


class ChoiceField(Field):
    """One of several, by a letter or digit, by left and right, or by a click.

    `refused` holds the codes that are not offered, each with the sentence why; they stay in sight, in brackets.
    """

    above = True

    def __init__(
        self, name: str, label: str, options: tuple[Option, ...], refused: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(name, label)
        self.options = options
        self.refused = refused or {}
        self.chosen: str | None = None

    @property
    def value(self) -> str | None:
        """The chosen code."""
        return self.chosen

    @property
    def kept(self) -> str | None:
        """The chosen code."""
        return self.chosen

    def show(self, value: object) -> None:
        """Choose a code, or nothing."""
        self.chosen = next((option.code for option in self.options if option.code == value), None)

    def restore(self, value: object) -> None:
        """Choose what a draft kept."""
        self.show(value)

    def take(self, key: str) -> bool:
        """Choose what this letter or digit stands for; tells whether it stands for anything here."""
        option = next((option for option in self.options if option.key == key), None)
        if option is None or not self._offers(option.code):
            return False
        self.chosen = option.code
        return True

    def _offers(self, code: str) -> bool:
        self.told = self.refused.get(code, "")
        return not self.told

    def key(self, key: str, character: str | None) -> Answer:
        """Choose by key; left and right go through the choices; enter goes on."""
        if self.take(key):
            return Answer.DONE
        if key in ("left", "right"):
            self._step(1 if key == "right" else -1)
            return Answer.CHANGED
        return Answer.DONE if key == "enter" and self.chosen is not None else Answer.IGNORED

    def _step(self, by: int) -> None:
        codes = [option.code for option in self.options if option.code not in self.refused] or [""]
        at = codes.index(self.chosen) + by if self.chosen is not None else 0
        self.chosen = codes[at % len(codes)]

    def lines(self, width: int, here: bool) -> list[Content]:
        """Draw the choices, the chosen one reversed, over as many lines as they need."""
        return [Content("").join(self._drawn(option) for option in row) for row in self._rows(width)]

    def in_short(self) -> Content | None:
        """Return what was chosen, or None where nothing was yet."""
        return next((self._drawn(option) for option in self.options if option.code == self.chosen), None)

    def _drawn(self, option: Option) -> Content:
        if option.code == self.chosen:
            return Content.styled(f" {written(option.key)} {option.words} ", f"{CHOSEN} {BOLD}")
        if option.code in self.refused:
            return Content.styled(f"({written(option.key)} {option.words})", QUIET)
        return Content.assemble(" ", (written(option.key), BOLD), f" {option.words} ")

    def _rows(self, width: int) -> list[list[Option]]:
        cells = [_cells(option) for option in self.options]
        return [[self.options[index] for index in row] for row in in_rows(cells, width, 0)]

    def click(self, x: int, y: int, width: int) -> Answer:
        """Choose what was clicked on."""
        rows = self._rows(width)
        left = 0
        for option in rows[y] if y < len(rows) else ():
            if left <= x < left + _cells(option):
                if not self._offers(option.code):
                    return Answer.MOVED
                self.chosen = option.code
                return Answer.DONE
            left += _cells(option)
        return Answer.MOVED


def _cells(option: Option) -> int:
    return cell_len(option.words) + cell_len(written(option.key)) + 3
