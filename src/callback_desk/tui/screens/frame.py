"""What stands on the terminal while the desk is being opened: the frame of the queue, and that it is coming.

A person who started the desk sees at once that it has started. Keys that are pressed meanwhile wait for the desk.
"""

from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

OPENING = "opening the desk ..."


class Frame(Screen[None]):
    """The empty frame. It keeps keys back until the desk takes its place."""

    holding = True
    longest_hold = 60.0
    never_held = ("ctrl+q",)
    AUTO_FOCUS = ""

    def compose(self) -> ComposeResult:
        """Lay out a header, an empty queue and a footer."""
        yield Static(Content.styled(" callback-desk", "bold"), id="header", markup=False)
        with Container(id="body"):
            queue = Static(Content(f"   {OPENING}"), id="queue", markup=False)
            queue.border_title = Content("Queue")
            yield queue
        yield Static(id="footer", markup=False)
