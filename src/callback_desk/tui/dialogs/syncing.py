"""What is asked for when desks get to know each other: a file's name, and whether six words are the same."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.plain import plain_line
from callback_desk.tui.sync_words import spelled
from callback_desk.tui.typed_line import TypedLine


class Line(NamedTuple):
    """A line to type into: its name, the words above it, and what stands in it."""

    name: str
    label: str
    value: str = ""


class Typed(Dialog[dict[str, str]]):
    """A few lines to type; enter in the last one carries it out. `said` stands above them."""

    def __init__(
        self,
        title: str,
        lines: Sequence[Line],
        decided: Callable[[dict[str, str], Dialog[dict[str, str]]], None],
        said: str = "",
    ) -> None:
        super().__init__(title, decided)
        self._lines, self._said = lines, said
        self.HINT = f"enter goes {'ahead' if len(lines) == 1 else 'on, at the end ahead'} · esc leaves"

    def questions(self) -> ComposeResult:
        """The lines."""
        if self._said:
            yield Static(plain_line(self._said), markup=False)
        for line in self._lines:
            yield asked(line.label)
            yield TypedLine(line.name, "", line.value)

    def texts(self) -> list[str]:
        """Return nothing: what is typed here is no patient's word."""
        return []

    def entered(self) -> None:
        """Go on to the next line; from the last one, do it."""
        if self.query_one(f"#{self._lines[-1].name}", Input).has_focus:
            self.save()
        else:
            self.focus_next()

    def answer(self) -> dict[str, str]:
        """Return what stands in each line, by its name."""
        return {line.name: self.typed(line.name) for line in self._lines}


class SixWords(Dialog[None]):
    """Six words to be read to another person, or compared with what they read: then `y` says that they are the same."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "same", "yes", show=False),
        Binding("enter", "close", "close", show=False),
    ]

    def __init__(
        self, title: str, said: str, fingerprint: str, decided: Callable[[None, Dialog[None]], None] | None = None
    ) -> None:
        super().__init__(title, decided or (lambda answer, dialog: None))
        self._said, self._fingerprint, self._asks = said, fingerprint, decided is not None
        self.HINT = "y they are the same: pair · esc they differ: pair nothing" if self._asks else "enter or esc closes"

    def questions(self) -> ComposeResult:
        """The words, big."""
        yield Static(plain_line(self._said), markup=False)
        yield Static("", markup=False)
        for line in spelled(self._fingerprint):
            yield Static(line, markup=False)

    @property
    def holding(self) -> bool:
        """There is no line to type into that could not be ready yet."""
        return self._waiting

    def action_same(self) -> None:
        """They are the same."""
        if self._asks:
            self.save()

    def action_close(self) -> None:
        """The words were read out; where they are compared, enter is no answer."""
        if not self._asks:
            self.dismiss()

    def answer(self) -> None:
        """Nothing more is needed than yes."""
