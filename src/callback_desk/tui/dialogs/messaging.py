"""That a portal message was sent."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.typed_line import TypedLine


class Message(Dialog[str]):
    """What it said, if that is to be kept; enter records it as an attempt."""

    HINT = "enter records it as an attempt · esc leaves"

    def __init__(self, who: str, decided: Callable[[str, Dialog[str]], None]) -> None:
        super().__init__(f"Portal message · {who}", decided)

    def questions(self) -> ComposeResult:
        """A line for what it said."""
        yield Static(Content("sent in the clinic's own portal; the desk sends nothing"), markup=False)
        yield asked("what it said (may be empty)")
        yield TypedLine("said")

    def answer(self) -> str:
        """Return what it said."""
        return self.typed("said")
