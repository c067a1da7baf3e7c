"""A line of text with a caret: letters are text here, and what was typed is kept letter for letter.

A terminal obeys control characters, so they are drawn as a mark, one for one; the text itself is not touched.
"""

import re
from collections.abc import Callable, Mapping

from rich.cells import cell_len, get_character_cell_size, set_cell_size
from textual.content import Content

from callback_desk.domain.text import REPLACEMENT, clean, storable
from callback_desk.tui.fields.base import CHOSEN, QUIET, Answer, Field

LONGEST = 4000
"""How many characters a line takes; a transcript pasted back is no note."""
NEW_LINE = "¶"
_WORD_BEHIND = re.compile(r"\w+\W*\Z|\W+\Z")
_WORD_AHEAD = re.compile(r"\W*\w+|\W+")


def drawable(text: str) -> str:
    """Return `text` safe to draw with one character for each, so that the caret's place stays right."""
    return text if text.isprintable() else "".join(_drawable(character) for character in text)


def _drawable(character: str) -> str:
    if character == "\n":
        return NEW_LINE
    if character == "\t":
        return " "
    return character if character == " " or REPLACEMENT not in clean(character) else REPLACEMENT


class LineField(Field):
    """One line of text."""

    typing = True

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label)
        self.text = ""
        self.at = 0
        self.filled_in = False
        self._left = 0

    @property
    def value(self) -> object:
        """The text without white space around it; None where nothing is left."""
        return self.text.strip() or None

    @property
    def kept(self) -> object:
        """The text as typed."""
        return self.text

    def show(self, value: object) -> None:
        """Fill the line; the next typed character replaces all of it, a move of the caret keeps it."""
        self.put(value)
        self.filled_in = bool(self.text)

    def restore(self, value: object) -> None:
        """Take back the text as typed."""
        self.put(value)

    def put(self, value: object) -> None:
        """Let the line hold a text, or nothing where `value` is none; the caret goes to its end."""
        self.text = value if isinstance(value, str) else ""
        self.at = len(self.text)
        self.filled_in = False

    def enter(self) -> None:
        """Go to the end of the text."""
        self.at = len(self.text)

    def key(self, key: str, character: str | None) -> Answer:
        """Type, delete, or move the caret; enter goes on."""
        if key == "enter":
            return Answer.DONE
        if character is not None and character.isprintable():
            return self._insert(character)
        if key in _MOVES:
            self.filled_in = False
            self.at = _MOVES[key](self)
            return Answer.MOVED
        if key in _CUTS:
            start, end = sorted((self.at, _CUTS[key](self)))
            if self.filled_in:
                start, end, self.filled_in = 0, len(self.text), False
            self.text = self.text[:start] + self.text[end:]
            self.at = start
            return Answer.CHANGED if end > start else Answer.MOVED
        return Answer.IGNORED

    def paste(self, text: str) -> Answer:
        """Take pasted text, its line breaks as spaces."""
        return self._insert(" ".join(storable(text).splitlines()))

    def _insert(self, text: str) -> Answer:
        if self.filled_in:
            self.text, self.at, self.filled_in = "", 0, False
        fits = text[: max(0, LONGEST - len(self.text))]
        self.text = self.text[: self.at] + fits + self.text[self.at :]
        self.at += len(fits)
        return Answer.CHANGED

    def back_a_word(self) -> int:
        """Return where the word behind the caret begins."""
        found = _WORD_BEHIND.search(self.text, 0, self.at)
        return found.start() if found else 0

    def ahead_a_word(self) -> int:
        """Return where the word ahead of the caret ends."""
        found = _WORD_AHEAD.match(self.text, self.at)
        return found.end() if found else len(self.text)

    def lines(self, width: int, here: bool) -> list[Content]:
        """Draw the part of the text around the caret, its extent underscored while the caret is in it."""
        if not here:
            line = drawable(self.text[: width + 1])
            cut = set_cell_size(line, width - 1) + "…" if cell_len(line) > width else line
            return [Content(cut)]
        return [self._edited(width)]

    def _edited(self, width: int) -> Content:
        self._scroll(width)
        if self.filled_in:
            return self._replaceable(width)
        before = drawable(self.text[self._left : self.at])
        under = drawable(self.text[self.at : self.at + 1]) or " "
        room = width - cell_len(before) - cell_len(under)
        after = drawable(self.text[self.at + 1 : self.at + 1 + max(0, room)])
        if cell_len(after) > room:
            after = set_cell_size(after, max(0, room))
        return Content.assemble(before, (under, CHOSEN), after, ("_" * (room - cell_len(after)), QUIET))

    def _replaceable(self, width: int) -> Content:
        """Draw what was filled in and would be replaced by typing: all of it reversed."""
        shown = drawable(self.text[self._left :][:width])
        if cell_len(shown) > width:
            shown = set_cell_size(shown, width)
        return Content.assemble((shown, CHOSEN), ("_" * (width - cell_len(shown)), QUIET))

    def _scroll(self, width: int) -> None:
        """Keep the caret within `width` cells: move the left edge as little as needed."""
        self._left = min(self._left, self.at)
        room = width - max(1, get_character_cell_size(self.text[self.at : self.at + 1] or " "))
        while self._left < self.at and cell_len(drawable(self.text[self._left : self.at])) > room:
            self._left += 1

    def click(self, x: int, y: int, width: int) -> Answer:
        """Put the caret where it was clicked."""
        end = self._left
        self.filled_in = False
        while end < len(self.text) and cell_len(drawable(self.text[self._left : end + 1])) <= x:
            end += 1
        self.at = end
        return Answer.MOVED

    def caret(self, width: int) -> int | None:
        """Return the cell of the caret."""
        self._scroll(width)
        return cell_len(drawable(self.text[self._left : self.at]))


_MOVES: Mapping[str, Callable[[LineField], int]] = {
    "left": lambda field: max(0, field.at - 1),
    "right": lambda field: min(len(field.text), field.at + 1),
    "home": lambda field: 0,
    "ctrl+a": lambda field: 0,
    "end": lambda field: len(field.text),
    "ctrl+e": lambda field: len(field.text),
    "ctrl+left": LineField.back_a_word,
    "ctrl+right": LineField.ahead_a_word,
}
_CUTS: Mapping[str, Callable[[LineField], int]] = {
    "backspace": lambda field: max(0, field.at - 1),
    "delete": lambda field: min(len(field.text), field.at + 1),
    "ctrl+w": LineField.back_a_word,
    "ctrl+u": lambda field: 0,
    "ctrl+k": lambda field: len(field.text),
}
