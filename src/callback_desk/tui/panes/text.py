"""A pane of wrapped lines that is never laid out again: what follows the cursor must not cost a layout."""

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from callback_desk.tui.panes.lines import LinesPane

Build = Callable[[int], list[Content]]
"""Makes the pane's lines for a width in cells; a line that is longer is wrapped."""


class TextPane(LinesPane, can_focus=True):
    """Shows lines that are built for its width; scrolls by key and wheel, without a scrollbar."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_lines(-1)", "line up", show=False, id="up"),
        Binding("down", "scroll_lines(1)", "line down", show=False, id="down"),
        Binding("pageup", "scroll_pages(-1)", "page up", show=False, id="page-up"),
        Binding("pagedown", "scroll_pages(1)", "page down", show=False, id="page-down"),
        Binding("home", "scroll_pages(-1000)", "first line", show=False, id="first"),
        Binding("end", "scroll_pages(1000)", "last line", show=False, id="last"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._build: Build = lambda width: []
        self._top = 0

    def show_lines(self, build: Build, *, keep_place: bool = False) -> None:
        """Show other lines, from their start unless `keep_place`."""
        self._build = build
        if not keep_place:
            self._top = 0
        self.repaint()

    def every_line(self, width: int) -> list[Content]:
        """Return all lines, seen or not, wrapped to `width`."""
        return [piece for line in self._build(width) for piece in (line.wrap(width) or [line])]

    def drawn(self, width: int, height: int) -> list[Content]:
        """Return the lines in sight; the last one tells that there is more below."""
        lines = self.every_line(width)
        self._top = max(0, min(self._top, len(lines) - height))
        shown = lines[self._top : self._top + height]
        hidden = len(lines) - self._top - height
        if hidden > 0:
            shown[-1] = Content.styled(f"▼ {hidden + 1} more lines", "bold")
        return shown

    def action_scroll_lines(self, by: int) -> None:
        """Move by lines."""
        self._top = max(0, self._top + by)
        self.repaint()

    def action_scroll_pages(self, by: int) -> None:
        """Move by pages."""
        self.action_scroll_lines(by * max(1, self.size.height - 1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Follow the wheel."""
        event.stop()
        self.action_scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Follow the wheel."""
        event.stop()
        self.action_scroll_lines(-3)


def labelled(label: Content, text: Content, width: int, indent: int) -> list[Content]:
    """Return a label with text beside it, wrapped under itself at `indent` cells."""
    wrapped = text.wrap(max(8, width - indent)) or [Content("")]
    head = label.truncate(indent - 1, pad=True) + Content(" ")
    return [head + wrapped[0].rstrip(), *(Content(" " * indent) + line.rstrip() for line in wrapped[1:])]
