"""The handoff text for the next shift, on the screen at any hour; written to a file only after a clear yes."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from callback_desk.actions import closing_day
from callback_desk.actions.context import Desk
from callback_desk.tui import theme
from callback_desk.tui.deeds import Deeds
from callback_desk.tui.messages import ActionDone, ActionFailed
from callback_desk.tui.panes.text import TextPane
from callback_desk.tui.plain import plain, plain_line

_KEYS = "f writes it to a file · arrows scroll · esc leaves"


class Handoff(ModalScreen[None]):
    """The same text as `callback-desk handoff`."""

    CSS = """
    Handoff { background: $background; }
    Handoff #frame { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold; }
    Handoff TextPane { height: 1fr; padding: 0 1; }
    Handoff #foot { height: auto; background: $foot; color: $foreground; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "ask", "write it to a file", show=False),
        Binding("y", "write", "yes", show=False),
        Binding("escape", "back", "back", show=False),
        Binding("q,t", "dismiss", "back", show=False),
    ]

    def __init__(self, desk: Desk, deeds: Deeds) -> None:
        super().__init__()
        self._desk, self._deeds = desk, deeds
        self._asking = False

    def compose(self) -> ComposeResult:
        """Lay out the text and what is said below it."""
        with Vertical(id="frame"):
            yield TextPane()
        yield Static(plain_line(_KEYS), id="foot", markup=False)

    def on_mount(self) -> None:
        """Show the text as of now."""
        lines = [plain(line) for line in closing_day.handoff_text(self._desk).splitlines()]
        self.query_one("#frame").border_title = Content("Handoff to the next shift")
        pane = self.query_one(TextPane)
        pane.show_lines(lambda width: lines)
        pane.focus()

    def told(self, said: Content) -> None:
        """Say something below the text."""
        self.query_one("#foot", Static).update(said)

    def action_ask(self) -> None:
        """Ask for a clear yes: the file can be read by anybody who can open the folder."""
        self._asking = True
        self.told(
            plain_line(
                f"The file is plain: whoever can open {self._desk.exports} reads names and numbers."
                " y writes it there, esc does not.",
                theme.NOW,
            )
        )

    def action_write(self) -> None:
        """Write the file on the writing thread; only after the question."""
        if not self._asking:
            return
        self._asking = False
        desk = self._desk

        def work() -> tuple[str, object]:
            path = closing_day.write_handoff(desk)
            return f"written: {path}", None

        self._deeds.carry_out("handoff", None, work, self)

    def on_action_done(self, done: ActionDone) -> None:
        """Say where it is."""
        done.stop()
        self.told(plain_line(done.said, theme.BOLD))

    def on_action_failed(self, failed: ActionFailed) -> None:
        """Say why nothing was written."""
        failed.stop()
        self.told(plain_line(failed.said, theme.ATTENTION))

    def action_back(self) -> None:
        """Take the question back, or leave."""
        if self._asking:
            self._asking = False
            self.told(plain_line(_KEYS))
        else:
            self.dismiss()
