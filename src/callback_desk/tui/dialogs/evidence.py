"""What only a person decides: answered since or not, the same patient or not."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widgets import Static

from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.plain import plain_line
from callback_desk.tui.telling import with_keys

YES, STILL_OPEN = "yes", "still-open"
SAME, APART = "same:", "apart:"


class Resolved(Dialog[str]):
    """The evidence above, then yes or no by one digit."""

    HINT = "digit decides · esc leaves"

    def __init__(self, who: str, said: str, closes_as: str, decided: Callable[[str, Dialog[str]], None]) -> None:
        super().__init__(f"Resolved since? · {who}", decided)
        self._said, self._closes_as = said, closes_as

    def questions(self) -> ComposeResult:
        """What speaks for it, and the two answers."""
        yield Static(plain_line(self._said), markup=False)
        choices = [(YES, f"it was settled: close as {self._closes_as}"), (STILL_OPEN, "still to be called")]
        yield Pick(choices, "answer", lambda code: self.save())

    def answer(self) -> str:
        """Return which it was."""
        return self.query_one("#answer", Pick).code


class SamePatient(Dialog[str]):
    """The other open callbacks of perhaps the same patient: a digit chooses to join or to tell apart one of them, enter
    does it, because that cannot be taken back.
    """

    HINT = "digit chooses · enter decides · esc leaves"

    def __init__(
        self, who: str, others: Sequence[tuple[str, str]], decided: Callable[[str, Dialog[str]], None]
    ) -> None:
        super().__init__(f"Perhaps the same · {who}", decided)
        self._others = others

    def questions(self) -> ComposeResult:
        """For each other callback the two answers."""
        yield asked(with_keys("one request of one patient, or two? a join stands: {undo} does not take it back"))
        same = [(SAME + known_by, f"the same: join it with {said}") for known_by, said in self._others]
        apart = [(APART + known_by, f"not the same: {said}") for known_by, said in self._others]
        yield Pick([*same, *apart], "answer", lambda code: self.save(), records_at_once=False)

    def answer(self) -> str:
        """Return the answer with the other's id; enter alone, the key of every other list, is none.

        Raises:
            DeskError: no digit has chosen.
        """
        if not self.query_one("#answer", Pick).by_digit:
            raise DeskError("a digit chooses first, then enter decides")
        return self.query_one("#answer", Pick).code
