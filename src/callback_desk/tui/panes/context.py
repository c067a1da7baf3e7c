"""The context pane: who the patient is and how their callback stands, following the cursor."""

from textual.content import Content

from callback_desk.tui.about import Row, laid_out
from callback_desk.tui.panes.text import TextPane


class ContextPane(TextPane):
    """Shows the rows it is given, wrapped to its width."""

    def __init__(self) -> None:
        super().__init__(id="context")
        self.border_title = Content("Context")

    def tell(self, rows: list[Row], *, keep_place: bool = False) -> None:
        """Show these rows."""
        self.show_lines(lambda width: laid_out(rows, width), keep_place=keep_place)
