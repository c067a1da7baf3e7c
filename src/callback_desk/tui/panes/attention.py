"""The prompt when attention words are typed: one line over the header that names them and the way to go.

It never takes the focus, and putting it away hides it only: the flag is in the ledger.
"""

from collections.abc import Iterable

from textual import events
from textual.content import Content

from callback_desk.tui.panes.lines import LinesPane
from callback_desk.tui.plain import fitted

ROUTE = "F2 the line to read · F3 escalate"
HIDES = " · esc hides this, the flag stays"
ROUTE_STYLE = "bold"


class AttentionStrip(LinesPane):
    """Names the clinic's words that were just typed."""

    DEFAULT_CSS = """
    AttentionStrip {
        overlay: screen;
        position: absolute;
        offset: 0 0;
        display: none;
        width: 100%;
        height: 1;
        background: $warning;
        color: $background;
    }
    """

    def __init__(self, *, hides: bool) -> None:
        super().__init__()
        self._said: tuple[str, ...] = ()
        self._hides = hides

    @property
    def is_open(self) -> bool:
        """Whether the prompt is on screen."""
        return bool(self.display)

    def open(self, words: Iterable[str]) -> None:
        """Show the prompt for these words."""
        self._said = tuple(words)
        self.display = True
        self.repaint()

    def close(self) -> None:
        """Put it away."""
        self.display = False

    def on_click(self, event: events.Click) -> None:
        """A click puts it away too."""
        event.stop()
        self.close()

    def drawn(self, width: int, height: int) -> list[Content]:
        """Draw the one line: the route stands whole, the words give way to it."""
        said = f" !! attention words: {', '.join(f'“{words}”' for words in self._said)} · "
        route = ROUTE + (HIDES if self._hides and len(ROUTE + HIDES) + 30 <= width else "")
        room = max(8, width - len(route) - 1)
        return [Content.styled(fitted(said, min(len(said), room)).rstrip() + " " + route, ROUTE_STYLE)]
