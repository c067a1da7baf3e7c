"""A list of lines with a cursor: moved by keys, click and wheel; whoever shows it knows what each line stands for."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar, overload

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content

from callback_desk.domain.text import clean
from callback_desk.tui.panes.lines import LinesPane
from callback_desk.tui.plain import ELLIPSIS, plain_line

T = TypeVar("T")
_HERE = "reverse bold"
Line = tuple[str, str]
"""A text, made safe when it is drawn, and its style."""


class Written(Sequence[Line], Generic[T]):
    """Lines each of which is written when it comes in sight."""

    def __init__(self, all_of_them: Sequence[T], write: Callable[[T], Line]) -> None:
        self._all, self._write = all_of_them, write

    def __len__(self) -> int:
        return len(self._all)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self._write(one) for one in self._all[index]]
        return self._write(self._all[index])


class CursorLines(LinesPane, can_focus=True):
    """Lines that are cut to the width. `at` is the one under the cursor; `nothing` is said where there is none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "line up", show=False, id="up"),
        Binding("down", "move(1)", "line down", show=False, id="down"),
        Binding("pageup", "move_pages(-1)", "page up", show=False, id="page-up"),
        Binding("pagedown", "move_pages(1)", "page down", show=False, id="page-down"),
        Binding("home", "move_pages(-1000000)", "first line", show=False, id="first"),
        Binding("end", "move_pages(1000000)", "last line", show=False, id="last"),
    ]

    def __init__(self, moved: Callable[[], None], *, id: str) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._moved = moved
        self._all: Sequence[Line] = ()
        self.at = self._top = 0
        self.nothing = ""

    @property
    def current(self) -> str:
        """What the line under the cursor says."""
        return self._all[self.at][0] if self._all else ""

    def show(self, lines: Sequence[Line], *, at: int = 0) -> None:
        """Show other lines, the cursor on the first one, or on another."""
        self._all = lines
        self.at = min(at, max(0, len(lines) - 1))
        self.repaint()

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.at = max(0, min(self.at + by, len(self._all) - 1))
        self.repaint()
        self._moved()

    def action_move_pages(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_move(by * max(1, self.size.height - 1))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked."""
        place = event.get_content_offset(self)
        if place is not None and self._top + place.y < len(self._all):
            self.action_move(self._top + place.y - self.at)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Follow the wheel."""
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Follow the wheel."""
        event.stop()
        self.action_move(-3)

    def drawn(self, width: int, height: int) -> list[Content]:
        """Return the lines in sight."""
        if not self._all:
            return [plain_line(self.nothing)]
        self._top = max(0, min(self._top, self.at, len(self._all) - 1), self.at - height + 1)
        return [
            Content.styled(cut(text, width), _HERE if self._top + y == self.at else style)
            for y, (text, style) in enumerate(self._all[self._top : self._top + height])
        ]


def cut(text: str, width: int) -> str:
    """Return a line, safe to show, in exactly so many cells; its own spaces stay, so that columns stand."""
    line = clean(text).replace("\n", " ").replace("\t", " ")
    if cell_len(line) <= width:
        return set_cell_size(line, width)
    return set_cell_size(line, max(0, width - 1)) + ELLIPSIS[:width]
