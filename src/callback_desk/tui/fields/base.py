"""What every field of the note shares."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import Enum, auto

from textual.content import Content

QUIET = "$text-muted"
BOLD = "bold"
HERE = "$warning bold"
GOOD = "$success"
WRONG = "$error"
CHOSEN = "reverse"
BLANK = Content("")


def in_rows(cells: Sequence[int], width: int, gap: int) -> list[list[int]]:
    """Return the indexes of things so many cells wide, put into rows of `width` with a gap between them."""
    rows: list[list[int]] = [[]]
    used = 0
    for index, wide in enumerate(cells):
        if rows[-1] and used + gap + wide > width:
            rows.append([])
            used = 0
        used += wide + (gap if rows[-1] else 0)
        rows[-1].append(index)
    return rows


class Answer(Enum):
    """What a field made of a key: nothing, the caret moved, its value changed, or it is done."""

    IGNORED = auto()
    MOVED = auto()
    CHANGED = auto()
    DONE = auto()


class Field(ABC):
    """One field. `name` is the note's own name for it; `label` stands before it, or above it if `above`.

    `typing` tells that letters are text here, so that they choose nothing. `told` is a sentence for the person, until
    the pane has said it: why a choice is not offered.
    """

    above = False
    typing = False
    told = ""

    def __init__(self, name: str, label: str) -> None:
        self.name = name
        self.label = label

    @property
    @abstractmethod
    def value(self) -> object:
        """What the note gets from this field; None where it holds nothing."""

    @property
    @abstractmethod
    def kept(self) -> object:
        """What the draft keeps of this field, as JSON data that `restore` takes back."""

    @property
    def fault(self) -> str | None:
        """Why what stands here cannot be used, in a sentence; None where it can."""
        return None

    @abstractmethod
    def show(self, value: object) -> None:
        """Fill the field with a value of the note."""

    @abstractmethod
    def restore(self, value: object) -> None:
        """Take back what a draft kept; data that does not fit leaves the field empty."""

    @abstractmethod
    def lines(self, width: int, here: bool) -> list[Content]:
        """Draw the field into so many cells; `here` tells that it has the caret."""

    @abstractmethod
    def key(self, key: str, character: str | None) -> Answer:
        """Answer a key."""

    def in_short(self) -> Content | None:
        """Return the answer alone, for a line that it shares with its label; None where all of it must be in sight."""
        return None

    def paste(self, text: str) -> Answer:
        """Answer a paste; only text fields take one."""
        return Answer.IGNORED

    def click(self, x: int, y: int, width: int) -> Answer:
        """Answer a click on a cell of the field's own lines."""
        return Answer.MOVED

    def caret(self, width: int) -> int | None:
        """Return the cell of the caret in the first line, or None where there is none to show."""
        return None
