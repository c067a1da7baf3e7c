"""The handoff text for the next shift, on the screen at any hour; written to a file only after a clear yes."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen

from callback_desk.actions import closing_day
from callback_desk.actions.context import Desk
from callback_desk.tui import screen_keys, theme
from callback_desk.tui.deeds import Deeds
from callback_desk.tui.key import Pane
from callback_desk.tui.messages import ActionDone, ActionFailed, ReadingDone, ReadingFailed, ReadingGoesOn
from callback_desk.tui.panes.screen_foot import ScreenFoot
from callback_desk.tui.panes.text import TextPane
from callback_desk.tui.plain import plain, plain_line
from callback_desk.tui.reading_beside import read_beside
from callback_desk.tui.telling import with_keys


class Handoff(ModalScreen[None]):
    """The same text as `callback-desk handoff`."""

    CSS = """
    Handoff { background: $background; }
    Handoff #frame { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold; }
    Handoff TextPane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = screen_keys.bindings(
        {"write-handoff": "ask", "write-handoff-yes": "write", "handoff-language": "other", "leave-handoff": "back"}
    )
    pane = Pane.HANDOFF

    def __init__(self, desk: Desk, deeds: Deeds) -> None:
        super().__init__()
        self._desk, self._deeds = desk, deeds
        self._asking = False
        self._language = "en"

    def compose(self) -> ComposeResult:
        """Lay out the text and what is said below it."""
        with Vertical(id="frame"):
            yield TextPane()
        yield ScreenFoot("write-handoff", "handoff-language", "help", "leave-handoff")

    def on_mount(self) -> None:
        """Read the text as of now."""
        self.query_one("#frame").border_title = Content("Handoff to the next shift")
        self.query_one(TextPane).focus()
        self._read()

    def _read(self) -> None:
        """Read the text; a long queue takes a while."""
        desk, language = self._desk, self._language
        self._show("reading ...")
        read_beside(self, lambda watch: closing_day.handoff_text(desk, watch, language))

    def action_other(self) -> None:
        """Read it in the other language."""
        self._language = "en" if self._language == "es" else "es"
        self._read()

    def _show(self, text: str) -> None:
        lines = [plain(line) for line in text.splitlines()]
        self.query_one(TextPane).show_lines(lambda width: lines)

    def on_reading_goes_on(self, message: ReadingGoesOn) -> None:
        """Say how far it is."""
        if message.count:
            self._show(f"reading ... {message.count} items so far")

    def on_reading_done(self, message: ReadingDone) -> None:
        """Show the text."""
        self._show(str(message.result))

    def on_reading_failed(self, message: ReadingFailed) -> None:
        """Say why there is no text."""
        self._show(message.said)

    def told(self, said: Content) -> None:
        """Say something below the text."""
        self.query_one(ScreenFoot).say(Content(" ") + said)

    def action_ask(self) -> None:
        """Ask for a clear yes: the file can be read by anybody who can open the folder."""
        self._asking = True
        self.told(
            plain_line(
                f"The file is plain: whoever can open {self._desk.exports} reads names and numbers. "
                + with_keys("{write-handoff-yes} writes it there, {leave-handoff} does not."),
                theme.NOW,
            )
        )

    def action_write(self) -> None:
        """Write the file on the writing thread; only after the question."""
        if not self._asking:
            return
        self._asking = False
        desk, language = self._desk, self._language

        def work() -> tuple[str, object]:
            path = closing_day.write_handoff(desk, language)
            return f"written: {path}", None

        self.told(plain_line("writing ..."))
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
            self.query_one(ScreenFoot).hush()
        else:
            self.dismiss()
