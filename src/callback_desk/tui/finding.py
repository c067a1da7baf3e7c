"""Finding by typing: the queue follows the words, however much there is to look through."""

import asyncio
from collections.abc import Callable

from textual.screen import Screen

from callback_desk.domain.queue import QueueRow
from callback_desk.tui.panes.queue import QueuePane

MANY = 5000
"""With more open items than this the search runs beside the screen, so that typing never waits for it."""


class Finding:
    """What is looked for in the queue. `first_page` reads the view's first page as `words` narrow it now."""

    def __init__(self, screen: Screen[None], first_page: Callable[[], list[QueueRow]]) -> None:
        self._screen, self._first_page = screen, first_page
        self._searching = False
        self.words: str | None = None

    @property
    def _pane(self) -> QueuePane:
        return self._screen.query_one(QueuePane)

    def open_line(self) -> None:
        """Put the caret into the find line; what was looked for so far is replaced by what is typed now."""
        line = self._pane.find_line
        line.display = True
        line.select_all()
        self._screen.set_focus(line)

    def close_line(self) -> None:
        """Take the find line away; the words stay in force."""
        self._pane.find_line.display = False

    def forget(self) -> None:
        """Look for nothing any more."""
        self.words = None
        self._pane.find_line.value = ""

    def typed(self, words: str, open_items: int, shown: Callable[[], None]) -> None:
        """Search for other words: at once, or beside the screen where there is much; then `shown`."""
        self.words = words.strip() or None
        if open_items < MANY:
            self._pane.queue_list.show_first()
            shown()
        elif not self._searching:
            self._searching = True
            self._screen.run_worker(self._search(shown), group="find")

    async def _search(self, shown: Callable[[], None]) -> None:
        """Read beside the screen until what was read is what is wanted: only the last words count."""
        try:
            while True:
                wanted = self.words
                rows = await asyncio.to_thread(self._first_page)
                if wanted == self.words:
                    break
        finally:
            self._searching = False
        self._pane.queue_list.show_rows(rows)
        shown()
