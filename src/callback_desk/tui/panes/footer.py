"""The line at the bottom: the keys of the view, as many as fit, made from the table of keys."""

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from callback_desk.tui import keys

SAID_SECONDS = 8.0


def footer(told: list[tuple[str, str]], width: int) -> Content:
    """Return the keys that fit into `width`; where some do not, the last is the one that shows them all."""
    parts = [Content.assemble((key, "bold"), f" {label}") for key, label in told]
    if _wide(parts) <= width:
        return _line(parts)
    every = Content.assemble(("F1", "bold"), " all keys")
    while parts and _wide([*parts, every]) > width:
        parts.pop()
    return _line([*parts, every])


def _line(parts: list[Content]) -> Content:
    return Content(" ") + Content("  ").join(parts)


def _wide(parts: list[Content]) -> int:
    return 1 + sum(part.cell_length for part in parts) + 2 * (len(parts) - 1)


class Footer(Widget):
    """The keys of the view that is shown; for a while, the sentence that answers what was just done."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._calling = False
        self._said: Content | None = None
        self._until: Timer | None = None

    def tell(self, *, calling: bool) -> None:
        """Show the keys of the queue, or of a call."""
        self._calling = calling
        self.refresh()

    def say(self, sentence: Content) -> None:
        """Show a sentence in place of the keys, until the next action or for some seconds."""
        self._said = sentence
        if self._until is not None:
            self._until.stop()
        self._until = self.set_timer(SAID_SECONDS, self.hush)
        self.refresh()

    def hush(self) -> None:
        """Show the keys again."""
        if self._said is not None:
            self._said = None
            self.refresh()

    def render(self) -> Content:
        """Return the sentence, or as many keys as fit."""
        return self._said or footer(keys.footer(self._calling), self.size.width)
