"""What every key does, made from the table of keys."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from callback_desk.domain.text import folded
from callback_desk.tui import keys, theme
from callback_desk.tui.key import Pane
from callback_desk.tui.panes.text import TextPane, labelled

_KEY_CELLS = 14


def lines(width: int, first: Sequence[Pane] = (), words: str = "") -> list[Content]:
    """Return the help in lines of `width` cells: the keys of the panes in `first`, then the rest; only those with
    `words` in them.
    """
    told: list[Content] = []
    grouped = keys.by_pane()
    for pane in sorted(grouped, key=lambda pane: first.index(pane) if pane in first else len(first)):
        said = (labelled(_bold(key.all_shown), Content(key.tooltip), width, _KEY_CELLS) for key in _found(pane, words))
        drawn = [line for lines_of_key in said for line in lines_of_key]
        if drawn and pane is Pane.CALL:
            drawn += _both_views(width)
        if drawn:
            told += [Content.styled(f"{pane.value[:1].upper()}{pane.value[1:]}", theme.NOW), *drawn, Content("")]
    marks = [(mark, meaning) for mark, meaning in keys.MARKS if folded(words) in folded(f"{mark} {meaning}")]
    if marks:
        told.append(Content.styled("Marks in the queue", theme.NOW))
    for mark, meaning in marks:
        told += labelled(_bold(mark), Content(meaning), width, _KEY_CELLS)
    return told or [Content("no key does anything that is called so")]


def _both_views(width: int) -> list[Content]:
    """Say which of the queue's keys a call needs, too, and from where they act there."""
    return list(Content.styled(keys.in_a_call(), theme.QUIET).wrap(width))


def _found(pane: Pane, words: str) -> Iterator[keys.Key]:
    for key in keys.by_pane()[pane]:
        if folded(words) in folded(f"{key.all_shown} {key.label} {key.tooltip} {key.action}"):
            yield key


def _bold(text: str) -> Content:
    return Content.styled(text, theme.BOLD)


class Help(ModalScreen[None]):
    """All keys, those that act here first; the arrows scroll, typing finds."""

    CSS = """
    Help { align: center middle; }
    Help TextPane { width: 84; max-width: 100%; height: 100%; padding: 0 1; border: round $accent;
        border-title-color: $accent; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "leave", show=False),
        Binding("question_mark", "dismiss", "leave", show=False, id="keys"),
    ]

    def __init__(self, first: Sequence[Pane] = ()) -> None:
        super().__init__()
        self._first = first
        self._words = ""

    def compose(self) -> ComposeResult:
        """Lay out the one pane."""
        yield TextPane()

    def on_mount(self) -> None:
        """Show all keys."""
        self._show()

    def _show(self) -> None:
        pane = self.query_one(TextPane)
        found = f"with “{self._words}”" if self._words else "typing finds"
        pane.border_title = Content(f"Keys · {found} · esc leaves")
        pane.show_lines(lambda width: lines(width, self._first, self._words))

    def on_key(self, event: events.Key) -> None:
        """Find by what is typed."""
        if event.key == "backspace":
            self._words = self._words[:-1]
        elif event.character is not None and event.character.isprintable() and event.character != "?":
            self._words += event.character
        else:
            return
        event.stop()
        event.prevent_default()
        self._show()
