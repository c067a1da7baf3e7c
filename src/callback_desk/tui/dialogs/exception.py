"""What the workflow did not foresee: one digit and a line of text."""

from collections.abc import Callable, Mapping
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input

from callback_desk.domain.codes import ExceptionCode
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import GOES_ON, Pick
from callback_desk.tui.typed_line import TypedLine
from callback_desk.tui.words import EXCEPTIONS


class Unforeseen(NamedTuple):
    """What it was, and a line of text."""

    code: ExceptionCode
    text: str | None


class RecordException(Dialog[Unforeseen]):
    """Which of the five, then, if wanted, a line of text; enter records it."""

    HINT = GOES_ON
    HINTS: ClassVar[Mapping[str, str]] = {"text": "enter records it · shift+tab another one · esc leaves"}

    def __init__(self, who: str, decided: Callable[[Unforeseen, Dialog[Unforeseen]], None]) -> None:
        super().__init__(f"Exception · {who}", decided)

    def questions(self) -> ComposeResult:
        """The five, and a line for the text."""
        yield Pick([(code.value, words) for code, words in EXCEPTIONS.items()], "code", self._taken)
        yield asked("what happened (may be empty)")
        yield TypedLine("text")

    def _taken(self, code: str) -> None:
        """Go on to the text."""
        self.set_focus(self.query_one("#text", Input))

    def answer(self) -> Unforeseen:
        """Return code and text."""
        return Unforeseen(ExceptionCode(self.query_one("#code", Pick).code), self.typed("text") or None)
