"""What Textual never scrolls is laid out and painted once when its size changes.

For Textual a new extent of what is inside a widget calls for another layout and another painting, since a scrollbar may
come of it. Where none can, both are work that is seen by nobody.
"""

from textual.containers import Container
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget


class Unscrolled(Widget):
    """A widget that paints what has room in it."""

    virtual_size = Reactive(Size(0, 0), layout=False, repaint=False)


class Filled(Unscrolled, Container):
    """A part of the screen that its panes fill exactly."""
