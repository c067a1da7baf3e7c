"""What an escalation was, seen afterwards."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input

from callback_desk.domain.code_words import VERDICTS
from callback_desk.domain.codes import Verdict
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import GOES_ON, Pick
from callback_desk.tui.typed_line import TypedLine


class Opinion(NamedTuple):
    """The verdict, and a remark."""

    verdict: Verdict
    remark: str | None


class Judge(Dialog[Opinion]):
    """The verdict by one digit, then, if wanted, why; enter records it."""

    HINT = GOES_ON
    HINTS: ClassVar[Mapping[str, str]] = {"remark": "enter records the verdict · shift+tab another one · esc leaves"}

    def __init__(
        self, who: str, verdicts: Sequence[Verdict], decided: Callable[[Opinion, Dialog[Opinion]], None]
    ) -> None:
        super().__init__(f"Verdict · {who}", decided)
        self._verdicts = verdicts

    def questions(self) -> ComposeResult:
        """The verdicts that fit, and a line for why."""
        yield Pick([(verdict.value, VERDICTS[verdict]) for verdict in self._verdicts], "verdict", self._taken)
        yield asked("remark (may be empty)")
        yield TypedLine("remark")

    def _taken(self, code: str) -> None:
        """Go on to the remark."""
        self.set_focus(self.query_one("#remark", Input))

    def answer(self) -> Opinion:
        """Return verdict and remark."""
        return Opinion(Verdict(self.query_one("#verdict", Pick).code), self.typed("remark") or None)
