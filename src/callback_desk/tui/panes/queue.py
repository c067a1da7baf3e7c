"""The queue: a list painted line by line over pages that are read as the cursor comes near."""

from collections.abc import Callable
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import Theme
from textual.widgets import Input

from callback_desk.domain.queue import QueueRow
from callback_desk.tui import theme
from callback_desk.tui.messages import CallbackChosen, CallbackHighlighted, FindLeft, WordsTyped
from callback_desk.tui.panes.unscrolled import Filled, Unscrolled
from callback_desk.tui.panes.window import Page, Window
from callback_desk.tui.queue_columns import HEADINGS, in_columns
from callback_desk.tui.queue_lines import QueueLine
from callback_desk.tui.typed_line import TypedLine


class QueueList(Unscrolled, can_focus=True):
    """The lines of one view of the queue. Posts what is highlighted and chosen; writes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "up", show=False, id="up"),
        Binding("down", "move(1)", "down", show=False, id="down"),
        Binding("pageup", "page(-1)", "page up", show=False, id="page-up"),
        Binding("pagedown", "page(1)", "page down", show=False, id="page-down"),
        Binding("home", "first", "first", show=False, id="first"),
        Binding("end", "last", "last", show=False, id="last"),
    ]

    def __init__(self, page: Page, line: Callable[[QueueRow], QueueLine], name: str) -> None:
        super().__init__(id=name)
        self.window = Window(page)
        self.nothing = "nothing here"
        self._line = line
        self._top = 0
        self._told: str | None = None
        self._shown: list[tuple[QueueLine, Style]] = []
        self._painted_height = 0

    @property
    def current(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.window.current

    def show_first(self) -> None:
        """Read the view from its start."""
        self.window.first()
        self.show_changes()

    def show_rows(self, rows: list[QueueRow]) -> None:
        """Show a first page that was read elsewhere."""
        self.window.start_with(rows)
        self.show_changes()

    def reload(self, keep: str | None = None) -> None:
        """Read the rows again; the cursor stays with its callback, or goes to `keep`."""
        self.window.reload(keep)
        self.show_changes()

    def action_move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.window.move(by)
        self.show_changes()

    def action_page(self, by: int) -> None:
        """Move the cursor by pages."""
        self.action_move(by * max(1, self._height - 1))

    def action_first(self) -> None:
        """Go to the first item."""
        self.show_first()

    def action_last(self) -> None:
        """Go to the last item."""
        self.window.last()
        self.show_changes()

    @property
    def _height(self) -> int:
        return max(1, self.size.height - 1)

    def show_changes(self) -> None:
        """Repaint the lines that read or look different now, and tell where the cursor is."""
        before = self._shown
        self._draw()
        for y in range(max(len(before), len(self._shown), 1)):
            if y >= len(before) or y >= len(self._shown) or before[y] != self._shown[y]:
                self.refresh(Region(0, y + 1, self.size.width, 1))
        self._tell()

    def _draw(self) -> None:
        cursor, height = self.window.cursor, self._height
        self._painted_height = height
        lowest = max(0, len(self.window.rows) - height)
        self._top = min(max(min(self._top, cursor), cursor - height + 1), lowest)
        self._shown = self._in_sight()

    def _in_sight(self) -> list[tuple[QueueLine, Style]]:
        inks = theme.inks(self.app)
        rows = self.window.rows[self._top : self._top + self._height]
        here = self.window.cursor - self._top
        cursor = inks.cursor if self.has_focus else inks.resting
        lines = [self._line(row) for row in rows]
        return [(line, cursor if y == here else getattr(inks, line.tone.value)) for y, line in enumerate(lines)]

    def _tell(self) -> None:
        current = self.window.current
        told = current.callback_id if current else None
        if told != self._told:
            self._told = told
            self.post_message(CallbackHighlighted(told))

    def render_line(self, y: int) -> Strip:
        """Return the headings, a row, or nothing."""
        width = self.size.width
        if self._painted_height != self._height:
            self._draw()
        if y == 0:
            return Strip([Segment(in_columns(HEADINGS, width), theme.inks(self.app).quiet)], width)
        if y > len(self._shown):
            said = f"   {self.nothing}" if not self.window.rows and y == 1 else ""
            return Strip([Segment(set_cell_size(said, width), theme.inks(self.app).quiet)], width)
        line, style = self._shown[y - 1]
        return Strip([Segment(in_columns(line, width), style)], width)

    def on_mount(self) -> None:
        """Take other colours when the theme is changed."""
        self.app.theme_changed_signal.subscribe(self, self._recoloured)

    def _recoloured(self, changed: Theme) -> None:
        self.show_changes()
        self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.show_changes()

    def on_focus(self) -> None:
        """Show the cursor as the one that keys move."""
        self.show_changes()

    def on_blur(self) -> None:
        """Show the cursor as resting."""
        self.show_changes()

    def on_click(self, event: events.Click) -> None:
        """Go to the line that was clicked; a second click chooses it."""
        content = event.get_content_offset(self)
        index = self._top + content.y - 1 if content is not None else -1
        if content is None or content.y < 1 or index >= len(self.window.rows):
            return
        self.action_move(index - self.window.cursor)
        if event.chain > 1 and self.current is not None:
            self.post_message(CallbackChosen(self.current.callback_id))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Follow the wheel."""
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Follow the wheel."""
        event.stop()
        self.action_move(-3)


class FindLine(TypedLine):
    """Words to look for; the queue follows as they are typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", "end the search", show=False),
        Binding("enter", "leave(True)", "keep what was found", show=False),
        Binding("down", "leave(True)", "keep what was found", show=False),
    ]

    def __init__(self) -> None:
        super().__init__("find", "name, number or words · enter keeps, esc ends")
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what has been typed so far."""
        event.stop()
        if self.display:
            self.post_message(WordsTyped(event.value))

    def action_leave(self, keep: bool) -> None:
        """Go back to the queue."""
        self.post_message(FindLeft(keep))


class QueuePane(Filled):
    """The queue with its frame, and the find line when it is wanted."""

    def __init__(self, page: Page, line: Callable[[QueueRow], QueueLine]) -> None:
        super().__init__(id="queue")
        self.queue_list = QueueList(page, line, "queue-list")
        self.find_line = FindLine()

    def compose(self) -> ComposeResult:
        """Lay out the list and, below it, the find line."""
        yield self.queue_list
        yield self.find_line
