"""The line at the bottom: the keys of the view, as many as fit, made from the table of keys."""

from textual import events
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from callback_desk.tui import keys
from callback_desk.tui.keys import Told
from callback_desk.tui.messages import KeyClicked

SAID_SECONDS = 8.0
MOST_LINES = 3
"""So high the line grows for a sentence that is longer than the screen is wide."""


def footer(told: list[Told], width: int) -> Content:
    """Return the keys that fit into `width`: from the right, first those go that are not to be kept."""
    return _line(fitting(told, width))


def fitting(told: list[Told], width: int) -> list[Told]:
    """Return the keys for which there is room."""
    shown = list(told)
    while _line(shown).cell_length > width:
        spare = [one for one in shown if not one.kept] or shown[:-1]
        if not spare:
            break
        shown.remove(spare[-1])
    return shown


def at(told: list[Told], x: int) -> Told | None:
    """Return the key that stands at a cell of the line."""
    return next((one for place, one in enumerate(told) if x < _line(told[: place + 1]).cell_length), None)


def _line(told: list[Told]) -> Content:
    return Content(" ") + Content("  ").join(Content.assemble((one.key, "bold"), f" {one.label}") for one in told)


class Footer(Widget):
    """The keys of the view that is shown; for a while, the sentence that answers what was just done."""

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._told = keys.footer(calling=False, one_pane=False)
        self._said: Content | None = None
        self._until: Timer | None = None

    def tell(self, *, calling: bool, one_pane: bool) -> None:
        """Show the keys of the queue, or of a call; `one_pane` tells that only one pane has room."""
        self._told = keys.footer(calling=calling, one_pane=one_pane)
        self.refresh()

    @property
    def said(self) -> Content | None:
        """The sentence that stands in place of the keys, if one does."""
        return self._said

    def say(self, sentence: Content) -> None:
        """Show a sentence in place of the keys, until the next action or for some seconds."""
        self._said = sentence
        self.styles.height = min(len(sentence.wrap(self.size.width or self.app.size.width)), MOST_LINES)
        if self._until is not None:
            self._until.stop()
        self._until = self.set_timer(SAID_SECONDS, self.hush)
        self.refresh()

    def hush(self) -> None:
        """Show the keys again."""
        if self._said is not None:
            self._said = None
            self.styles.height = 1
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Do what the key that was clicked does; a click on a sentence puts it away."""
        if self._said is not None:
            self.hush()
        elif (one := at(fitting(self._told, self.size.width), event.x)) is not None and one.action:
            self.post_message(KeyClicked(one.action))

    def render(self) -> Content:
        """Return the sentence, or as many keys as fit."""
        return self._said or footer(self._told, self.size.width)
