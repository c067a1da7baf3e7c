"""The fields of a patient card, and below them what was changed before; keys as in the outcome note."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message

from callback_desk.tui.fields.base import BLANK, QUIET, Answer, Field
from callback_desk.tui.fields.card_form import CardForm
from callback_desk.tui.fields.drawing import field_drawn, left_of, room_of, scrolled
from callback_desk.tui.fields.line import LineField
from callback_desk.tui.panes.lines import LinesPane
from callback_desk.tui.plain import plain


class CardPane(LinesPane, can_focus=True):
    """One card being read and changed."""

    @dataclass
    class Changed(Message):
        """Something was typed, ticked or pasted."""

    def __init__(self, form: CardForm, history: Sequence[str]) -> None:
        super().__init__(id="card")
        self.form, self._history = form, tuple(history)
        self._here, self._top = form.visible[0], 0
        self._rows: list[tuple[str, int]] = []

    @property
    def lines_wanted(self) -> int:
        """So many lines show every field, and the changes before."""
        return len(self.form.fields) + (len(self._history) + 2 if self._history else 0)

    @property
    def typing(self) -> bool:
        """Whether letters are text where the caret is."""
        return self.form.fields[self._here].typing

    def go(self, name: str) -> None:
        """Put the caret into a field."""
        self._here = name
        field = self.form.fields[name]
        if isinstance(field, LineField):
            field.enter()
        self.repaint()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Tell that a printable key is text while the caret is in a text field."""
        return self.typing and character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Move between fields, tick, or type."""
        if event.key in ("tab", "down", "shift+tab", "up"):
            self._step(1 if event.key in ("tab", "down") else -1)
        else:
            answer = self.form.fields[self._here].key(event.key, event.character)
            if answer is Answer.IGNORED:
                return
            self._answered(answer)
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Put pasted text where the caret is."""
        event.stop()
        self._answered(self.form.fields[self._here].paste(event.text))

    def on_click(self, event: events.Click) -> None:
        """Put the caret where it was clicked; tick what was clicked on."""
        place = event.get_content_offset(self)
        if place is None or place.y >= len(self._rows):
            return
        name, line = self._rows[place.y]
        field = self.form.fields[name]
        self.go(name)
        if place.x >= left_of(field):
            self._answered(field.click(place.x - left_of(field), line, room_of(field, self.size.width)))

    def on_focus(self) -> None:
        """Show the caret."""
        self.repaint()

    def _answered(self, answer: Answer) -> None:
        if answer is Answer.DONE and self.typing:
            self._step(1)  # a tick stays where it is: it may show a field below
        self.post_message(self.Changed())
        self.repaint()

    def _step(self, by: int) -> None:
        visible = self.form.visible
        self.go(visible[(visible.index(self._here) + by) % len(visible)])

    def drawn(self, width: int, height: int) -> list[Content]:
        """Draw the fields around the caret; where there is room, what was changed before, the latest first."""
        lines: list[Content] = []
        rows: list[tuple[str, int]] = []
        for name in self.form.visible:
            drawn = self._field(self.form.fields[name], width)
            rows += [(name, line) for line in range(len(drawn))]
            lines += drawn
        mine = [y for y, (name, _) in enumerate(rows) if name == self._here]
        self._top = scrolled(self._top, mine, len(lines), height)
        self._rows = rows[self._top : self._top + height]
        self._show_caret()
        shown = lines[self._top : self._top + height]
        return [*shown, *self._earlier(width)][:height]

    def _field(self, field: Field, width: int) -> list[Content]:
        return field_drawn(field, field.name == self._here, width, self.has_focus)

    def _earlier(self, width: int) -> list[Content]:
        said = [line for entry in reversed(self._history) for line in plain(entry, QUIET).wrap(width)]
        return [BLANK, Content.styled("changed before:", QUIET), *said] if said else []

    def _show_caret(self) -> None:
        """Tell the terminal where the caret is, for input methods."""
        field = self.form.fields[self._here]
        at = field.caret(room_of(field, self.size.width))
        if at is not None and self.has_focus and (self._here, 0) in self._rows:
            corner = self.content_region.offset
            self.app.cursor_position = corner + Offset(left_of(field) + at, self._rows.index((self._here, 0)))
