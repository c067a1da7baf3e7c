"""A pane that draws itself as lines and repaints only those that changed: no layout, no children."""

from abc import abstractmethod

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.visual import Visual

from callback_desk.tui.panes.unscrolled import Unscrolled

NO_SIZE = Size(0, 0)


class LinesPane(Unscrolled):
    """Lines drawn for the pane's size. Whoever changes what they say calls `repaint`."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    LinesPane { text-wrap: nowrap; text-overflow: clip; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._lines: list[Content] = []
        self._drawn_for = NO_SIZE
        self._title_only = False
        self._title: Content | None = None

    @abstractmethod
    def drawn(self, width: int, height: int) -> list[Content]:
        """Return the pane's lines, at most `height`, none wider than `width` cells."""

    @property
    def text(self) -> str:
        """What the pane shows, as plain lines."""
        return "\n".join(line.plain.rstrip() for line in self._lines)

    def repaint(self) -> None:
        """Draw anew, and repaint the lines that came out different."""
        width, height = self.size
        if not width or not height:  # out of sight: drawn once it is seen again, be it as large as it was
            self._drawn_for = NO_SIZE
            return
        before = self._lines
        self._draw()
        for y in range(max(len(before), len(self._lines))):
            if y >= len(before) or y >= len(self._lines) or not before[y].is_same(self._lines[y]):
                self.refresh(Region(0, y, width, 1))

    def _draw(self) -> None:
        self._drawn_for = self.size
        self._lines = self.drawn(*self.size)[: self.size.height]

    def redraw(self) -> None:
        """Draw and paint everything anew: what stood here belonged to another callback, or to another size."""
        self._lines = []
        self.repaint()
        self.refresh()

    def entitle(self, title: Content) -> None:
        """Change the title in the frame; nothing but the frame's first line is repainted."""
        if self._title is not None and title.is_same(self._title):
            return
        self._title_only, self._title = True, title
        self.border_title = title
        self._title_only = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> "LinesPane":
        """As every widget; a new title dirties its own line only."""
        if self._title_only and self.size.width:
            regions = (Region(0, -1, self.size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size, unless it was painted already."""
        if self.size != self._drawn_for:
            self.redraw()

    def render_line(self, y: int) -> Strip:
        """Return one line. A pane of another size is painted before it hears of that: it is drawn for it here."""
        if self.size != self._drawn_for:
            self._draw()
        width, style = self.size.width, self.visual_style  # kept by the widget; its `rich_style` is made at each call
        if y >= len(self._lines) or not self._lines[y]:
            return Strip.blank(width, style.rich_style)
        strips = Visual.to_strips(self, self._lines[y], width, 1, style)
        return strips[0].adjust_cell_length(width, style.rich_style)
