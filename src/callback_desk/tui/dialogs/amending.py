"""Facts of a callback put right: the name, the date of birth, the language, the request."""

from collections.abc import Callable

from textual.app import ComposeResult

from callback_desk.actions.amending import Facts
from callback_desk.domain.callback import Callback
from callback_desk.domain.text import clean_line
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.typed_line import TypedLine

_LINES = (
    ("patient", "patient"),
    ("birth_date", "born (1981-04-02, 4/2/1981)"),
    ("language", "language (en, es)"),
    ("request", "what they asked for"),
    ("reason", "why it is changed (may be empty)"),
)


class PutRight(Dialog[Facts]):
    """The facts as they stand, each on a line; what is changed is written, what was there stays in the ledger."""

    HINT = "enter goes on · {save} saves · esc leaves"

    def __init__(self, who: str, callback: Callback, decided: Callable[[Facts, Dialog[Facts]], None]) -> None:
        super().__init__(f"Put right · {who}", decided)
        self._known = {
            "patient": callback.patient,
            "birth_date": callback.birth_date,
            "language": callback.language,
            "request": callback.request,
        }

    def questions(self) -> ComposeResult:
        """A line for each fact."""
        for name, label in _LINES:
            yield asked(label)
            line = TypedLine(name)
            line.value = self._shown(name)
            yield line

    def entered(self) -> None:
        """Go on to the next line; the last one saves."""
        if self.focused is not None and self.focused.id == _LINES[-1][0]:
            self.save()
        else:
            self.focus_next()

    def answer(self) -> Facts:
        """Return what differs from what was shown: a line that was not touched changes nothing."""
        typed = {name: self.typed(name) for name, _ in _LINES}
        return Facts(**{name: text for name, text in typed.items() if text and text != self._shown(name)})

    def _shown(self, name: str) -> str:
        return clean_line(self._known.get(name) or "").strip()
