"""Boxes that the space bar ticks: several of a list, one of a list, or a plain yes or no."""

from collections.abc import Iterable, Mapping

from rich.cells import cell_len
from textual.content import Content

from callback_desk.domain.text import clean_line
from callback_desk.tui.fields.base import GOOD, HERE, QUIET, Answer, Field, in_rows

TICKED, UNTICKED, NOT_OFFERED = "✓", "☐", "–"
GAP = "  "
Boxes = Iterable[tuple[str, str]]
"""The code and the words of each box."""


class TicksField(Field):
    """Any number of boxes; the space bar ticks the one under the caret and steps to the next. Whoever then goes there
    with the right arrow, too, is there already.

    `enough` is the count at which the row is done and the caret may go on by itself; 0 for never.
    `single` lets only one be ticked. `refused` holds the codes that are not offered, each with the sentence why.
    """

    def __init__(
        self,
        name: str,
        label: str,
        boxes: Boxes,
        *,
        enough: int = 0,
        single: bool = False,
        refused: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name, label)
        self.enough = enough
        self.single = single
        self.refused = refused or {}
        self.ticked: tuple[str, ...] = ()
        self.at = 0
        self._stepped = False
        self.boxes = tuple((code, clean_line(words)) for code, words in boxes)

    @property
    def value(self) -> object:
        """The ticked codes in the order of the boxes, the one code if `single`; None where none is."""
        if not self.ticked:
            return None
        return self.ticked[0] if self.single else self.ticked

    @property
    def kept(self) -> object:
        """The ticked codes."""
        return list(self.ticked)

    def show(self, value: object) -> None:
        """Tick these codes and no other."""
        codes: Iterable[object] = [value] if isinstance(value, str) else ()
        if isinstance(value, list | tuple):
            codes = value
        self.ticked = tuple(code for code, _ in self.boxes if code in codes)

    def restore(self, value: object) -> None:
        """Tick what a draft kept."""
        self.show(value)

    def key(self, key: str, character: str | None) -> Answer:
        """Tick by the space bar, go from box to box by left and right, go on by enter."""
        if key == "space" and self.boxes:
            return self._tick()
        stepped, self._stepped = self._stepped, False
        if stepped and key == "right":
            return Answer.MOVED
        if key in ("left", "right") and self.boxes:
            self.at = (self.at + (1 if key == "right" else -1)) % len(self.boxes)
            return Answer.MOVED
        return Answer.DONE if key == "enter" else Answer.IGNORED

    def _tick(self) -> Answer:
        code, self._stepped = self.boxes[self.at][0], False
        if code in self.refused and code not in self.ticked:
            self.told = self.refused[code]
            return Answer.MOVED
        if code in self.ticked:
            self.ticked = tuple(ticked for ticked in self.ticked if ticked != code)
            return Answer.CHANGED
        wanted = {code} if self.single else {*self.ticked, code}
        self.ticked = tuple(known for known, _ in self.boxes if known in wanted)
        if self.single or (self.enough and len(self.ticked) == self.enough):
            return Answer.DONE
        if self.at < len(self.boxes) - 1:
            self.at += 1
            self._stepped = True
        return Answer.CHANGED

    def lines(self, width: int, here: bool) -> list[Content]:
        """Draw the boxes over as many lines as they need; the one under the caret stands out."""
        drawn = []
        for row in self._rows(width):
            drawn.append(Content(GAP).join(self._drawn(index, here) for index in row))
        return drawn

    def _drawn(self, index: int, here: bool) -> Content:
        code, words = self.boxes[index]
        if code in self.refused and code not in self.ticked:
            style = f"{QUIET} underline" if here and index == self.at else QUIET
            return Content.styled(f"{NOT_OFFERED} {words}", style)
        mark = (TICKED, GOOD) if code in self.ticked else UNTICKED
        if here and index == self.at:
            return Content.assemble(mark, " ", (words, f"{HERE} underline"))
        return Content.assemble(mark, " ", words)

    def _rows(self, width: int) -> list[list[int]]:
        return in_rows([cell_len(words) + 2 for _, words in self.boxes], width, len(GAP))

    def click(self, x: int, y: int, width: int) -> Answer:
        """Tick what was clicked on."""
        rows = self._rows(width)
        left = 0
        for index in rows[y] if y < len(rows) else ():
            cells = cell_len(self.boxes[index][1]) + 2
            if left <= x < left + cells:
                self.at = index
                return self._tick()
            left += cells + len(GAP)
        return Answer.MOVED


class YesField(TicksField):
    """One box that is yes when ticked and no when not; until it is touched or filled in it says neither."""

    def __init__(self, name: str, label: str, words: str, *, unticked: bool | None) -> None:
        self.answered: bool | None = None
        self.unticked = unticked
        super().__init__(name, label, [("yes", words)], enough=1)

    @property
    def value(self) -> bool | None:
        """True where ticked; where not, what `unticked` says that means."""
        return True if self.ticked else self.answered

    @property
    def kept(self) -> bool | None:
        """Yes, no, or not answered."""
        return self.value

    def show(self, value: object) -> None:
        """Answer yes, no or nothing."""
        self.ticked = ("yes",) if value is True else ()
        self.answered = False if value is False else None

    def _tick(self) -> Answer:
        done = super()._tick()
        self.answered = None if self.ticked else self.unticked
        return done
