"""What every dialog shares: a frame, a line for what is wrong, and staying open until what it asked for is
saved.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Input, Static

from callback_desk.domain.errors import DeskError
from callback_desk.tui import theme
from callback_desk.tui.in_turn import KeysInTurn
from callback_desk.tui.messages import ActionDone, ActionFailed
from callback_desk.tui.plain import plain_line
from callback_desk.tui.telling import with_keys

Answer = TypeVar("Answer")
REST_SECONDS = 0.25
"""Words are not judged while they are being written."""


class Dialog(ModalScreen[None], Generic[Answer]):
    """A short question about one callback. `decided` gets the answer; the dialog closes when it was carried
    out.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "leave", show=False)]
    CSS_PATH = "dialogs.tcss"
    HINT = "enter saves · esc leaves"
    HINTS: ClassVar[Mapping[str, str]] = {}
    """What the keys do while a question has the focus, by its id, where they do not do the same at each."""

    def __init__(self, title: str, decided: Callable[[Answer, "Dialog[Answer]"], None]) -> None:
        super().__init__()
        self.heading = title
        self._decided = decided
        self._waiting = False
        self._opening = True
        self._rests: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the frame around the questions."""
        box = Vertical(classes="dialog")
        box.border_title = plain_line(self.heading)
        with box:
            yield from self.questions()
            yield Static("", id="fault", markup=False)
            yield Static(self._hint(None), classes="hint", markup=False)

    def questions(self) -> ComposeResult:
        """Return the dialog's own widgets."""
        raise NotImplementedError

    def answer(self) -> Answer:
        """Return what was decided.

        Raises:
            DeskError: something is still needed.
        """
        raise NotImplementedError

    def save(self) -> None:
        """Take the answer as it stands; say what is missing if it is not one yet."""
        if self._waiting:
            return
        try:
            answer = self.answer()
        except DeskError as fault:
            self.refuse(str(fault))
            return
        self._waiting = True
        self._decided(answer, self)

    def refuse(self, said: str) -> None:
        """Say what is wrong and stay open, everything typed kept."""
        self._waiting = False
        self.query_one("#fault", Static).update(plain_line(said, theme.ATTENTION))
        self._go_on()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for attention words once a hand rests."""
        self.look_later()

    def texts(self) -> list[str]:
        """Return what is typed into the dialog."""
        return [line.value for line in self.query(Input)]

    def look_later(self) -> None:
        """Look for attention words once a hand rests."""
        if self._rests is not None:
            self._rests.stop()
        self._rests = self.set_timer(REST_SECONDS, self._rested)

    def _rested(self) -> None:
        if (heed := getattr(self.app, "heed", None)) is not None:
            heed(self.texts(), self)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a line."""
        event.stop()
        self.entered()

    def entered(self) -> None:
        """Enter in a line saves, unless the dialog goes on to its next question."""
        self.save()

    def on_action_failed(self, failed: ActionFailed) -> None:
        """Say why it was not done."""
        failed.stop()
        self.refuse(failed.said)

    def on_action_done(self, done: ActionDone) -> None:
        """Close; the desk hears of it too."""
        done.stop()
        self._waiting = False
        self.dismiss()
        self._go_on()
        self.app.screen_stack[0].post_message(ActionDone(done.action, done.callback_id, done.said, done.result))

    @property
    def holding(self) -> bool:
        """Whether the dialog cannot take a key yet, or not any more: nothing that a quick hand types is lost."""
        return self._opening or self._waiting

    def on_descendant_focus(self) -> None:
        """The dialog is ready for what was typed early, and says what the keys do at the question it is at now."""
        self.query_one(".hint", Static).update(self._hint(self.focused.id if self.focused is not None else None))
        if self._opening:
            self._opening = False
            self._go_on()

    def _hint(self, at: str | None) -> str:
        return with_keys(self.HINTS.get(at or "", self.HINT))

    def _go_on(self) -> None:
        if isinstance(self.app, KeysInTurn):
            self.app.go_on()

    def typed(self, name: str) -> str:
        """Return what stands in one of the dialog's lines."""
        return self.query_one(f"#{name}", Input).value.strip()


def asked(label: str) -> Static:
    """Return the words above a line."""
    return Static(Content(label), classes="asked", markup=False)
