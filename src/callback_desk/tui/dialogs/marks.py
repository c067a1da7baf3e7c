"""A checklist that single keys mark: space ticks, x is missing, - is not needed; each steps to the next line.

Whoever then goes there with the down arrow or enter, too, is there already. Enter after the last line is done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from callback_desk.domain.codes import Mark
from callback_desk.tui import theme
from callback_desk.tui.plain import fitted

SIGNS = {None: "☐", Mark.DONE: "✓", Mark.MISSING: "✗", Mark.NOT_NEEDED: "–"}
_KEYS = {"space": Mark.DONE, "x": Mark.MISSING, "minus": Mark.NOT_NEEDED}
MOST_LINES = 9


@dataclass
class Marked:
    """One line: the mark it had, the one it has now, and which it may have. `group` stands before its words."""

    group: str
    code: str
    words: str
    before: Mark | None
    may: frozenset[Mark]
    empty: bool = True

    def __post_init__(self) -> None:
        """Begin with the mark it had."""
        self.mark = self.before

    @property
    def changed(self) -> bool:
        """Whether a person put another mark on it."""
        return self.mark is not self.before

    def put(self, mark: Mark) -> None:
        """Put a mark on it; the same once more takes it away, where a line may be without one."""
        if mark in self.may:
            self.mark = None if self.mark is mark and self.empty else mark


class Marks(Widget, can_focus=True):
    """The lines, and the cursor on one of them; `done` hears of enter on the last one."""

    def __init__(self, lines: Sequence[Marked], done: Callable[[], None]) -> None:
        super().__init__(id="marks")
        self.lines = list(lines)
        self.at = 0
        self._stepped = False
        self._done = done
        self.styles.height = max(1, min(len(self.lines), MOST_LINES))

    def on_key(self, event: events.Key) -> None:
        """Mark, move, or go on."""
        stepped, self._stepped = self._stepped, False
        if event.key == "enter" and self.at >= len(self.lines) - 1:
            self._done()
        elif event.key in ("up", "down", "enter"):
            if event.key == "up" or not stepped:
                self.go_to(self.at + (-1 if event.key == "up" else 1))
        elif event.key in _KEYS and self.lines:
            self.lines[self.at].put(_KEYS[event.key])
            self._stepped = self.at < len(self.lines) - 1
            self.go_to(self.at + 1)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_click(self, event: events.Click) -> None:
        """Tick what was clicked."""
        content = event.get_content_offset(self)
        index = -1 if content is None else self._top + content.y
        if 0 <= index < len(self.lines):
            self.lines[index].put(Mark.DONE)
            self.go_to(index)

    def go_to(self, index: int) -> None:
        """Put the cursor on a line."""
        self.at = min(max(index, 0), max(0, len(self.lines) - 1))
        self.refresh()

    @property
    def _top(self) -> int:
        return max(0, self.at - self.size.height + 1)

    def render_line(self, y: int) -> Strip:
        """Return one line."""
        index, width, inks = self._top + y, self.size.width, theme.inks(self.app)
        if index >= len(self.lines):
            return Strip.blank(width, inks.plain)
        line = self.lines[index]
        text = fitted(f"{SIGNS[line.mark]} {line.group}{line.words}", width - 2)
        return Strip([Segment(f" {text} ", inks.cursor if index == self.at and self.has_focus else inks.plain)], width)

    def on_focus(self) -> None:
        """Show the cursor."""
        self.refresh()

    def on_blur(self) -> None:
        """Hide the cursor."""
        self.refresh()
