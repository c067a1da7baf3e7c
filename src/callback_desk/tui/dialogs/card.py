"""The patient card: what outlives one callback, read and changed in one place."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from callback_desk.domain import card_json
from callback_desk.domain.card import Card
from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog
from callback_desk.tui.fields.card_form import CardForm
from callback_desk.tui.panes.card import CardPane
from callback_desk.tui.telling import with_keys

Changes = dict[str, Any]
AROUND = 8
"""So many lines of the screen are the frame's and the hint's."""


class PatientCard(Dialog[Changes]):
    """Every fact on a line of its own; only what was changed is kept. Leaving with a change asks first."""

    HINT = "tab goes on · space ticks · {save} keeps it · esc leaves"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]

    def __init__(
        self,
        who: str,
        card: Card,
        history: Sequence[str],
        region: str,
        today: date,
        decided: Callable[[Changes, Dialog[Changes]], None],
    ) -> None:
        super().__init__(f"Patient card · {who}", decided)
        self._card, self._region, self._today = card, region, today
        self.pane = CardPane(CardForm(card), history)
        self._asked = False

    def questions(self) -> ComposeResult:
        """The one pane."""
        yield self.pane

    def on_resize(self, event: Resize) -> None:
        """Take the room that the fields and the changes before need, as far as the screen has it."""
        self.pane.styles.height = max(4, min(self.pane.lines_wanted, event.size.height - AROUND))

    def on_card_pane_changed(self, message: CardPane.Changed) -> None:
        """A change takes the question back; attention words in it are looked for once a hand rests."""
        self._asked = False
        self.look_later()

    def texts(self) -> list[str]:
        """Return what is typed."""
        return self.pane.form.texts()

    def answer(self) -> Changes:
        """Return what was changed."""
        changes = self.pane.form.changes()
        if not changes:
            raise DeskError("nothing is changed: esc leaves")
        try:
            card_json.wanted(changes, self._card, region=self._region, today=self._today)
        except DeskError as fault:
            raise DeskError(str(fault).removeprefix("card: ")) from fault
        return changes

    def action_leave(self) -> None:
        """Leave; a change that is not kept is asked about first."""
        if self.pane.form.changed and not self._asked:
            self._asked = True
            self.refuse(with_keys("this is not kept yet: {save} keeps it, esc once more leaves it"))
        else:
            self.dismiss()
