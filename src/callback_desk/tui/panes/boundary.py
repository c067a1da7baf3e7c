"""F2: the lines to read when a call leaves the assistant's ground, over the lower part of the screen.

It never takes the focus: the caret stays in its field, and what is typed goes on arriving there.
"""

from collections.abc import Mapping

from textual.content import Content

from callback_desk.tui.fields.base import QUIET, WRONG
from callback_desk.tui.panes.lines import LinesPane
from callback_desk.tui.panes.text import labelled
from callback_desk.tui.plain import plain
from callback_desk.tui.telling import with_keys

SITUATIONS = (("symptom", "symptom"), ("advice", "asks advice"), ("emergency", "emergency"))
INDENT = 14
FRAME_LINES = 2


class BoundaryStrip(LinesPane):
    """The clinic's lines for a symptom, a wish for advice and an emergency, in the patient's language."""

    DEFAULT_CSS = """
    BoundaryStrip {
        overlay: screen;
        position: absolute;
        display: none;
        width: 100%;
        height: auto;
        padding: 0 1;
        background: $surface;
        border: heavy $error;
        border-title-color: $error;
        border-title-style: bold;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._boundary: Mapping[str, str] = {}
        self._reach = ""

    @property
    def is_open(self) -> bool:
        """Whether the lines are on screen."""
        return bool(self.display)

    def open(self, boundary: Mapping[str, str], language: str, reach: str) -> None:
        """Put the lines on screen; `reach` says how the licensed role is reached now."""
        self._boundary, self._reach = boundary, reach
        self.entitle(Content(f"Boundary · {language.upper()} · stop, read one line, hand over"))
        self._place()
        self.display = True
        self.repaint()

    def close(self) -> None:
        """Take the lines away."""
        self.display = False

    def toggle(self, boundary: Mapping[str, str], language: str, reach: str) -> None:
        """F2 once shows the lines, once more takes them away."""
        if self.is_open:
            self.close()
        else:
            self.open(boundary, language, reach)

    def follow_screen(self) -> None:
        """Keep to the lower edge when the screen changes its size."""
        if self.is_open:
            self._place()

    def _place(self) -> None:
        width, height = self.screen.size
        needed = len(self.drawn(width - 4, height)) + FRAME_LINES
        tall = min(needed, height)
        self.styles.height = tall
        # One line stays free below: the footer tells the keys.
        self.styles.offset = (0, max(0, height - tall - 1))

    def drawn(self, width: int, height: int) -> list[Content]:
        """Draw the three lines, how the licensed role is reached, and how to go on."""
        lines: list[Content] = []
        for code, words in SITUATIONS:
            said = self._boundary.get(code)
            if said:
                label = Content.styled(words, f"{WRONG} bold")
                lines += labelled(label, plain(said, "bold"), width, INDENT)
        if not lines:
            lines = plain("The policy has no boundary lines: stop, and hand over.", "bold").wrap(width)
        lines += labelled(Content.styled("hand over", f"{WRONG} bold"), plain(self._reach), width, INDENT)
        how = with_keys("{escalate} escalates · {boundary} takes this away · typing goes on where it was")
        return [*lines, Content.styled(how, QUIET)]
