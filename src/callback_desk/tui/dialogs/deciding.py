"""Whose turn, which lane, with what result: the dialogs that a few keys answer."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input

from callback_desk.domain.codes import CloseResult
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import GOES_ON, Pick
from callback_desk.tui.typed_line import TypedLine
from callback_desk.tui.words import CLOSE_RESULTS


class Handed(NamedTuple):
    """To whom, and what they need."""

    owner: str
    needs: str | None


class Begun(NamedTuple):
    """How a hand-over begins: the owner under the cursor, what was typed before, and who hears of what is typed."""

    owner: str | None
    needs: str
    keep: Callable[[str], object]


class HandOver(Dialog[Handed]):
    """Another owner: by digit, or by typing and enter; then, if wanted, what they need.

    What is typed outlives the dialog until it is handed over. Attention words are looked for where it `heeds` them.
    """

    HINT = GOES_ON
    HINTS: ClassVar[Mapping[str, str]] = {"needs": "enter hands it over · shift+tab another owner · esc leaves"}

    def __init__(
        self,
        who: str,
        owners: Sequence[tuple[str, str]],
        decided: Callable[[Handed, Dialog[Handed]], None],
        begun: Begun,
        *,
        heeds: bool,
    ) -> None:
        super().__init__(f"Hand over · {who}", decided)
        self._owners, self._begun, self._heeds = owners, begun, heeds

    def questions(self) -> ComposeResult:
        """The owners, and a line for what they need."""
        yield Pick(self._owners, "owner", self._taken, chosen=self._begun.owner)
        yield asked("what they need to know or do (may be empty)")
        yield TypedLine("needs", value=self._begun.needs)

    def texts(self) -> list[str]:
        """Return what is typed, unless whoever types it is licensed themselves."""
        return super().texts() if self._heeds else []

    def on_input_changed(self, event: Input.Changed) -> None:
        """Nothing that was typed is lost with the dialog."""
        if not self._waiting:
            self._begun.keep(event.value)

    def _taken(self, code: str) -> None:
        """Go on to what they need."""
        self.set_focus(self.query_one("#needs", Input))

    def answer(self) -> Handed:
        """Return the owner and the need."""
        return Handed(self.query_one("#owner", Pick).code, self.typed("needs") or None)


class ChangeLane(Dialog[str]):
    """Another lane, by one digit."""

    HINT = "digit moves it · esc leaves"

    def __init__(
        self,
        who: str,
        lanes: Sequence[tuple[str, str]],
        lane: str,
        decided: Callable[[str, Dialog[str]], None],
    ) -> None:
        super().__init__(f"Lane · {who}", decided)
        self._lanes, self._lane = lanes, lane

    def questions(self) -> ComposeResult:
        """The lanes."""
        yield Pick(self._lanes, "lane", self._taken, chosen=self._lane)

    def _taken(self, code: str) -> None:
        """That is the whole answer."""
        self.save()

    def answer(self) -> str:
        """Return the lane."""
        return self.query_one("#lane", Pick).code


class Ended(NamedTuple):
    """With what result it is closed, and a remark."""

    result: CloseResult
    remark: str | None


class Close(Dialog[Ended]):
    """The result by one digit, then, if wanted, a remark; enter closes."""

    HINT = GOES_ON
    HINTS: ClassVar[Mapping[str, str]] = {"remark": "enter closes the item · shift+tab another result · esc leaves"}

    def __init__(self, who: str, decided: Callable[[Ended, Dialog[Ended]], None]) -> None:
        super().__init__(f"Close · {who}", decided)

    def questions(self) -> ComposeResult:
        """The results, and a line for a remark."""
        yield Pick([(result.value, words) for result, words in CLOSE_RESULTS.items()], "result", self._taken)
        yield asked("remark (may be empty)")
        yield TypedLine("remark")

    def _taken(self, code: str) -> None:
        """Go on to the remark."""
        self.set_focus(self.query_one("#remark", Input))

    def answer(self) -> Ended:
        """Return result and remark."""
        return Ended(CloseResult(self.query_one("#result", Pick).code), self.typed("remark") or None)
