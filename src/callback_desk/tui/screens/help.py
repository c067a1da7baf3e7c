"""What every key does, made from the table of keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen

from callback_desk.tui import keys, theme
from callback_desk.tui.panes.text import TextPane, labelled

_KEY_CELLS = 14


def lines(width: int) -> list[Content]:
    """Return the help in lines of `width` cells."""
    told: list[Content] = []
    for pane, listed in keys.by_pane().items():
        told += [Content.styled(pane.value.capitalize(), theme.NOW)]
        for key in listed:
            told += labelled(Content.styled(key.all_shown, theme.BOLD), Content(key.tooltip), width, _KEY_CELLS)
        told.append(Content(""))
    told.append(Content.styled("Marks in the queue", theme.NOW))
    for mark, meaning in keys.MARKS:
        told += labelled(Content.styled(mark, theme.BOLD), Content(meaning), width, _KEY_CELLS)
    return told


class Help(ModalScreen[None]):
    """All keys, scrolled by the arrows."""

    CSS = """
    Help { align: center middle; }
    Help TextPane { width: 84; max-width: 100%; height: 100%; padding: 0 1; border: round $accent;
        border-title-color: $accent; background: $background; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", "leave", show=False),
        Binding("question_mark", "dismiss", "leave", show=False, id="keys"),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the one pane."""
        pane = TextPane()
        pane.border_title = Content("Keys · esc leaves")
        pane.show_lines(lines)
        yield pane
