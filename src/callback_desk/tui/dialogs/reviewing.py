"""A note that waits: approve it by one key, or return it with a line of what to change."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Input, Static

from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.plain import plain_line
from callback_desk.tui.typed_line import TypedLine

APPROVE, RETURN = "approve", "return"


class ReviewNote(Dialog[str | None]):
    """1 approves at once, and `then` is what follows. 2 asks what to change; enter then returns it.

    The answer is the line, None approves.
    """

    HINT = "1 approves · 2 returns it with a line · esc leaves"

    def __init__(
        self, who: str, note: str, then: str, decided: Callable[[str | None, Dialog[str | None]], None]
    ) -> None:
        super().__init__(f"Review · {who}", decided)
        self._note, self._then = note, then

    def questions(self) -> ComposeResult:
        """The note as the history tells it, the two ways, and a line for what to change."""
        yield Static(plain_line(self._note), markup=False)
        ways = [(APPROVE, f"approve it: {self._then}"), (RETURN, "return it to whoever wrote it")]
        yield Pick(ways, "way", self._taken)
        yield asked("what to change")
        yield TypedLine("change")

    def _taken(self, code: str) -> None:
        """Approving is the whole answer."""
        if code == APPROVE:
            self.save()
        else:
            self.set_focus(self.query_one("#change", Input))

    def answer(self) -> str | None:
        """Return what to change, or None.

        Raises:
            DeskError: it is returned without a line.
        """
        if self.query_one("#way", Pick).code == APPROVE:
            if self.typed("change"):
                raise DeskError("a line of what to change goes with 2, return: press 1 with an empty line to approve")
            return None
        if not self.typed("change"):
            raise DeskError("say in a line what to change")
        return self.typed("change")
