"""A line to type into that shows nothing a terminal would obey, whatever was pasted."""

from textual import events
from textual.widgets import Input

from callback_desk.domain.text import clean_line


class TypedLine(Input):
    """One line of text: no blinking, no frame, control characters replaced when pasted."""

    def __init__(self, name: str, placeholder: str = "", value: str = "") -> None:
        super().__init__(value=clean_line(value), placeholder=placeholder, id=name, compact=True, select_on_focus=False)
        self.cursor_blink = False

    def on_paste(self, event: events.Paste) -> None:
        """Take pasted text as one safe line, in the place of what is selected."""
        event.stop()
        event.prevent_default()
        self.replace(clean_line(event.text), *self.selection)
