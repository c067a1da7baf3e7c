"""The passphrase of a workbook for people: typed twice and unseen, kept in the encrypted store."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.widgets import Input

from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.typed_line import TypedLine


class TellPassphrase(Dialog[str]):
    """Asks for a passphrase that the desk does not keep yet."""

    HINT = "enter goes on, then keeps it in the encrypted store · esc leaves"

    def __init__(self, name: str, decided: Callable[[str, Dialog[str]], None]) -> None:
        super().__init__(f"Passphrase {name} for the workbook", decided)

    def questions(self) -> ComposeResult:
        """The passphrase, and the same again."""
        for label, name in (("four words or more, to be told by telephone", "passphrase"), ("the same again", "again")):
            yield asked(label)
            line = TypedLine(name)
            line.password = True
            yield line

    def texts(self) -> list[str]:
        """Return nothing: what is typed here is no patient's word."""
        return []

    def entered(self) -> None:
        """Enter in the first line goes to the second one."""
        again = self.query_one("#again", Input)
        if again.has_focus:
            self.save()
        else:
            self.set_focus(again)

    def answer(self) -> str:
        """Return what was typed twice."""
        told, again = (self.query_one(f"#{name}", Input).value for name in ("passphrase", "again"))
        if told != again:
            raise DeskError("the two differ: type the same twice")
        return told
