"""A message with two requests: which part is the second, and which lane it belongs to."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input, Static

from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import GOES_ON, Pick
from callback_desk.tui.plain import plain_line, quoted
from callback_desk.tui.typed_line import TypedLine

_SHOWN = 600


class Part(NamedTuple):
    """The second request: its lane and its words."""

    lane: str
    words: str


class Split(Dialog[Part]):
    """The message above (its beginning, if it is long), the lane by one digit, then the words of the second request."""

    HINT = GOES_ON
    HINTS: ClassVar[Mapping[str, str]] = {"words": "enter splits · shift+tab another lane · esc leaves"}

    def __init__(
        self,
        who: str,
        request: str,
        lanes: Sequence[tuple[str, str]],
        decided: Callable[[Part, Dialog[Part]], None],
    ) -> None:
        super().__init__(f"Split · {who}", decided)
        self._request, self._lanes = request, lanes

    def questions(self) -> ComposeResult:
        """The message, the lanes, and a line for the second request."""
        yield Static(plain_line(quoted(self._request, _SHOWN)), markup=False)
        yield asked("the second request belongs to")
        yield Pick(self._lanes, "lane", self._taken, shown=self._goes_to)
        words = asked(self._asked(self._lanes[0][0]))
        words.id = "goes-to"
        yield words
        yield TypedLine("words")

    def _asked(self, lane: str) -> str:
        """Say where the words will go, so that a lane picked by typing is read before they are written."""
        return f"in the patient's words · goes to {dict(self._lanes)[lane]}"

    def _goes_to(self, lane: str) -> None:
        self.query_one("#goes-to", Static).update(plain_line(self._asked(lane)))

    def _taken(self, code: str) -> None:
        """Go on to the words."""
        self.set_focus(self.query_one("#words", Input))

    def answer(self) -> Part:
        """Return lane and words."""
        if not self.typed("words"):
            self.set_focus(self.query_one("#words", Input))
            raise DeskError("say what the second request is, in the patient's words")
        return Part(self.query_one("#lane", Pick).code, self.typed("words"))
