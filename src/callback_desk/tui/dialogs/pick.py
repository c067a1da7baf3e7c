"""A numbered list: a digit takes an entry at once, typing goes to the one that begins so, enter takes it."""

from collections.abc import Callable, Sequence
from time import monotonic

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from callback_desk.domain.text import folded
from callback_desk.tui import theme
from callback_desk.tui.plain import fitted

GOES_ON = "a digit picks and goes on · letters pick, enter goes on · esc leaves"
"""What a list's keys do where a line of text comes after it."""
BEGUN_SECONDS = 1.0
"""So long after a letter the next one belongs to the same word: what no entry has in it then leads nowhere else."""


class Pick(Widget, can_focus=True):
    """One of several. `code` is the entry under the cursor; `taken` hears at once what enter takes, and what a digit
    takes unless a digit only chooses. Where `only_digit` is given, enter takes nothing and calls it instead. `shown`
    hears of each entry that the cursor comes to.
    """

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        name: str,
        taken: Callable[[str], None],
        chosen: str | None = None,
        *,
        records_at_once: bool = True,
        only_digit: Callable[[], None] | None = None,
        shown: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(id=name)
        self._shown = shown
        self._only_digit = only_digit
        self.by_digit = False
        """Whether a digit, or a click, has chosen the entry under the cursor."""
        self._at_once = records_at_once
        self._taken = taken
        self.options = tuple(options)
        codes = [code for code, _ in self.options]
        self.at = codes.index(chosen) if chosen in codes else 0
        self._typed, self._typed_at = "", 0.0
        self.styles.height = min(len(self.options), 12)

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Show other entries, the cursor on the first one."""
        self.options, self.at, self._typed = tuple(options), 0, ""
        self.styles.height = min(len(self.options), 12)
        self.refresh(layout=True)

    @property
    def code(self) -> str:
        """The code of the entry under the cursor."""
        return self.options[self.at][0]

    def go_to(self, index: int) -> None:
        """Put the cursor on an entry."""
        self.at = min(max(index, 0), len(self.options) - 1)
        if self._shown is not None:
            self._shown(self.code)
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Take, move or search."""
        if event.key in ("up", "down"):
            self._typed, self.by_digit = "", False
            self.go_to(self.at + (1 if event.key == "down" else -1))
        elif event.key == "enter":
            self._entered()
        elif event.character is not None and event.character.isdigit() and event.character != "0":
            self._take(int(event.character) - 1)
        elif event.key == "backspace":
            self._typed = ""
        elif event.character is not None and event.character.isprintable():
            self._search(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def _entered(self) -> None:
        if self._only_digit is None:
            self._taken(self.code)
        else:
            self._only_digit()

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        content = event.get_content_offset(self)
        if content is not None:
            self._take(self._top + content.y)

    def _take(self, index: int) -> None:
        if index < len(self.options):
            self.go_to(index)
            self.by_digit = True
            if self._at_once:
                self._taken(self.code)

    def _search(self, character: str) -> None:
        begun, self._typed_at = monotonic() - self._typed_at < BEGUN_SECONDS, monotonic()
        anew = () if self._typed and begun else (character,)
        for typed in (self._typed + character, *anew):
            wanted = folded(typed)
            for begins in (True, False):
                for index, (_, words) in enumerate(self.options):
                    if folded(words).startswith(wanted) if begins else wanted in folded(words):
                        self._typed, self.by_digit = typed, False
                        self.go_to(index)
                        return
        self._typed = self._typed if begun else ""

    @property
    def _top(self) -> int:
        return max(0, self.at - self.size.height + 1)

    def render_line(self, y: int) -> Strip:
        """Return one entry."""
        index, width, inks = self._top + y, self.size.width, theme.inks(self.app)
        if index >= len(self.options):
            return Strip.blank(width, inks.plain)
        number = f"{index + 1}" if index < 9 else " "
        tail = self._tail(y, index)
        text = fitted(f"{number} {self.options[index][1]}", width - 2 - len(tail)) + tail
        style = inks.plain if index != self.at else inks.cursor if self.has_focus else inks.resting
        return Strip([Segment(f" {text} ", style)], width)

    def _tail(self, y: int, index: int) -> str:
        """Return what an entry says besides: what was typed to come to it, or how many there are below the last."""
        if index == self.at and self._typed:
            return f" “{self._typed}”"
        below = len(self.options) - index - 1
        return f" ▼ {below} more" if below and y == self.size.height - 1 else ""

    def on_focus(self) -> None:
        """Show the cursor as the one that keys move."""
        self.refresh()

    def on_blur(self) -> None:
        """Show what is chosen."""
        self.refresh()
