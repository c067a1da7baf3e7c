"""To which clinic: each by its name and what waits there, as numbers; a locked one asks for its passphrase."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input

from callback_desk.actions.clinics import OpenedClinic, OtherClinic, PassphraseNeeded
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line
from callback_desk.tui.dialogs.base import Dialog
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.messages import ActionDone, ActionFailed
from callback_desk.tui.remapping import remapped
from callback_desk.tui.typed_line import TypedLine


class Chosen(NamedTuple):
    """The clinic's name, and its passphrase where it had to be asked for."""

    name: str
    passphrase: str | None


class GoTo(Dialog[Chosen]):
    """The other clinics; a digit goes there. An open note stays here as a draft."""

    HINT = "digit goes there, an open note stays here as a draft · esc leaves"

    def __init__(self, others: Sequence[OtherClinic], decided: Callable[[Chosen, Dialog[Chosen]], None]) -> None:
        super().__init__("Clinics", decided)
        self._others = others

    def questions(self) -> ComposeResult:
        """The clinics, and a line for a passphrase that shows when it is wanted."""
        yield Pick([(one.name, in_one_line(one)) for one in self._others], "clinic", self._taken)
        line = TypedLine("passphrase", "its passphrase")
        line.password = True
        line.display = False
        yield line

    def _taken(self, name: str) -> None:
        self.query_one("#passphrase", Input).value = ""
        self.save()

    def answer(self) -> Chosen:
        """Return where to go."""
        return Chosen(self.query_one("#clinic", Pick).code, self.query_one("#passphrase", Input).value or None)

    def on_action_failed(self, failed: ActionFailed) -> None:
        """Ask for the passphrase if that is what is lacking, else say why it cannot be opened."""
        super().on_action_failed(failed)
        line = self.query_one("#passphrase", Input)
        line.value = ""
        if isinstance(failed.fault, PassphraseNeeded):
            line.display = True
            self.set_focus(line)

    def on_action_done(self, done: ActionDone) -> None:
        """Leave this clinic's desk for the other one, which is open already; if its keys can be, that is."""
        done.stop()
        there = done.result
        if not isinstance(there, OpenedClinic):
            return
        try:
            remapped(there.personal.keys, there.personal.where)
        except DeskError as fault:
            there.close()
            self.refuse(str(fault))
            return
        self.app.exit(there)


def in_one_line(one: OtherClinic) -> str:
    """Return a clinic's name and its figures."""
    name, counts = clean_line(one.name), one.counts
    if counts is None:
        return f"{name} · {one.why}"
    return f"{name} · {counts.attention} attention · {counts.late} late · {counts.open} open"
