"""The keys at the bottom of a screen above the desk: all of them, over as many lines as they need."""

from collections.abc import Mapping, Sequence

from textual import events
from textual.content import Content
from textual.widgets import Static

from callback_desk.tui.keys import BY_ACTION, Told

GAP = "  "
NO_LABELS: Mapping[str, str] = {}


def told(actions: Sequence[str], labels: Mapping[str, str]) -> list[Told]:
    """Return what is told of these actions, by the keys that they are on now; `labels` go before the table's own."""
    return [
        Told(BY_ACTION[action].shown, labels.get(action, BY_ACTION[action].label), True, action) for action in actions
    ]


def in_lines(shown: list[Told], width: int) -> Content:
    """Return the keys in lines of at most `width` cells; none is broken that fits into a line."""
    lines: list[Content] = []
    for one in shown:
        piece = Content.assemble((one.key, "bold"), f" {one.label}")
        if lines and lines[-1].cell_length + len(GAP) + piece.cell_length <= width:
            lines[-1] += Content(GAP) + piece
        else:
            lines.append(Content(" ") + piece)
    return Content("\n").join(lines)


class ScreenFoot(Static):
    """The keys of one screen, or what is said in their place until `hush`."""

    DEFAULT_CSS = """
    ScreenFoot { height: auto; background: $foot; color: $foreground; }
    """

    def __init__(self, *actions: str) -> None:
        super().__init__("", id="foot", markup=False)
        self._actions = actions
        self._labels: Mapping[str, str] = {}
        self._said: Content | None = None

    def offer(self, *actions: str, labels: Mapping[str, str] = NO_LABELS) -> None:
        """Show other keys: the screen goes on to something else. `labels` name what an action does there alone."""
        self._actions, self._labels, self._said = actions, labels, None
        self._show()

    def say(self, sentence: Content) -> None:
        """Show a sentence in place of the keys."""
        self._said = sentence
        self._show()

    def hush(self) -> None:
        """Show the keys."""
        self._said = None
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the keys out for the new width."""
        self._show()

    def on_mount(self) -> None:
        """Show the keys."""
        self._show()

    def _show(self) -> None:
        width = self.size.width or self.app.size.width
        self.update(self._said if self._said is not None else in_lines(told(self._actions, self._labels), width))
