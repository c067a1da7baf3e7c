"""Where the panes stand: as the mocks on a wide screen, stacked on a middle one, one at a time on a small
one.
"""

from enum import StrEnum

from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from callback_desk.tui.panes.footer import Footer

WIDE, STACKED, TALL = 160, 100, 28
"""From so many columns and lines on there is room for all panes beside each other, or above each other."""


class Room(StrEnum):
    """How much fits."""

    ONE = "one"
    STACKED = "stacked"
    WIDE = "wide"


def room_of(size: Size) -> Room:
    """Return how much fits on a screen of this size."""
    if size.width < STACKED or size.height < TALL:
        return Room.ONE
    return Room.WIDE if size.width >= WIDE else Room.STACKED


QUEUE_VIEW = ("queue", "context", "script")
CALL_VIEW = ("note", "script", "context")


class Arranging:
    """Shows the panes of the view that is on, as many as fit, and goes from one to the next."""

    def __init__(self, screen: Screen[None]) -> None:
        self._screen = screen
        self.calling = False
        self.room = Room.WIDE
        self.shown = "queue"

    @property
    def panes(self) -> tuple[str, ...]:
        """The panes of the view, in the order in which they are gone through."""
        return CALL_VIEW if self.calling else QUEUE_VIEW

    def switch(self, *, calling: bool) -> None:
        """Go to the queue's panes or to the call's, and to the first of them."""
        self.calling = calling
        self.shown = self.panes[0]
        self.arrange()

    def show(self, pane: str) -> None:
        """Bring a pane of the view into sight, if only one has room."""
        if pane != self.shown:
            self.shown = pane
            self.arrange()

    def next_pane(self) -> None:
        """Go to the next pane."""
        panes = self.panes
        self.show(panes[(panes.index(self.shown) + 1) % len(panes)])
        self.focus()

    def focus(self) -> None:
        """Give the keys to the pane that was gone to, or to the list of the queue."""
        widget = self._screen.query_one("#queue-list" if self.shown == "queue" else f"#{self.shown}", Widget)
        if widget.can_focus:
            self._screen.set_focus(widget)
        else:
            self._screen.set_focus(None)

    def arrange(self, size: Size | None = None) -> None:
        """Show and hide what the view and the screen's size ask for."""
        screen = self._screen
        self.style(size or screen.size)
        shown = (self.shown,) if self.room is Room.ONE else self.panes
        for pane in {*QUEUE_VIEW, *CALL_VIEW}:
            for widget in screen.query(f"#{pane}"):
                widget.display = pane in shown
        screen.query_one("#side").display = "context" in shown or "script" in shown
        screen.query_one(Footer).tell(calling=self.calling, one_pane=self.room is Room.ONE)

    def style(self, size: Size) -> None:
        """Give the screen the classes of its size and view; cheapest before it has any panes."""
        self.room = room_of(size)
        view = "call" if self.calling else "queue"
        wanted = {f"-{self.room.value}", f"-{view}"}
        self._screen.remove_class(*(_CLASSES - wanted), update=False)
        self._screen.add_class(*wanted)


_CLASSES = {"-call", "-queue", *(f"-{room.value}" for room in Room)}
