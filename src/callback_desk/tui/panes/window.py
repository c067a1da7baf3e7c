"""A window of rows over a queue of any length: pages come by key as the cursor nears an edge. Pure.

A queue of a hundred thousand items costs as much as one of ten: a page is read when the cursor comes near it,
and what lies far behind is let go.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from callback_desk.domain.queue import QueueKey, QueueRow

Page = Callable[[QueueKey | None, QueueKey | None, int], list[QueueRow]]
"""Reads up to so many rows after a key, before a key, or from the start where both are None; always in order.
"""

PAGE = 100
KEPT = 500
NEAR = 50
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
BEYOND = QueueKey(9, 9, _LAST, 9, _LAST, "~")
"""A key behind every row."""


class Window:
    """The rows around the cursor. `cursor` is an index into `rows`, or 0 where there are none."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows: list[QueueRow] = []
        self.cursor = 0
        self.from_start = True
        self.to_end = True

    @property
    def current(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def first(self) -> None:
        """Go to the first row of the queue."""
        self.start_with(self.page(None, None, PAGE))

    def start_with(self, rows: list[QueueRow]) -> None:
        """Stand on the first of these rows, which are the queue's first page."""
        self.rows = rows
        self.from_start, self.to_end = True, len(rows) < PAGE
        self.cursor = 0

    def last(self) -> None:
        """Go to the last row of the queue."""
        if not self.to_end:
            self.rows = self.page(None, BEYOND, PAGE)
            self.from_start, self.to_end = len(self.rows) < PAGE, True
        self.cursor = max(0, len(self.rows) - 1)

    def move(self, by: int) -> None:
        """Move the cursor by so many rows, within the queue; reads the next page when it comes near."""
        if not self.rows:
            return
        self._reach(by)
        self.cursor = min(max(self.cursor + by, 0), len(self.rows) - 1)
        self._let_go()

    def following(self) -> str | None:
        """Return the id of the row after the cursor, or before it at the end: where to go when this one is
        done.
        """
        if len(self.rows) < 2:
            return None
        at_end = self.cursor == len(self.rows) - 1
        return self.rows[self.cursor - 1 if at_end else self.cursor + 1].callback_id

    def find(self, callback_id: str) -> bool:
        """Put the cursor on this callback if it is in the window."""
        for index, row in enumerate(self.rows):
            if row.callback_id == callback_id:
                self.cursor = index
                return True
        return False

    def reload(self, keep: str | None = None) -> None:
        """Read the rows again where the window stands; the cursor stays with its callback, or with `keep`.

        Where that callback is gone, the cursor stays at its place, on what came after it.
        """
        wanted = keep or (self.current.callback_id if self.current else None)
        size = max(PAGE, len(self.rows))
        start = None
        if not self.from_start and self.rows:
            before = self.page(None, self.rows[0].key, 1)
            start = before[-1].key if before else None
        self.rows = self.page(start, None, size)
        self.from_start, self.to_end = start is None, len(self.rows) < size
        if not self.rows and start is not None:
            self.first()
        if wanted is None or not self.find(wanted):
            self.cursor = min(self.cursor, max(0, len(self.rows) - 1))

    def _reach(self, by: int) -> None:
        target = self.cursor + by
        while not self.to_end and target + NEAR >= len(self.rows):
            more = self.page(self.rows[-1].key, None, PAGE)
            self.to_end = len(more) < PAGE
            self.rows += more
        while not self.from_start and self.cursor + by < NEAR:
            more = self.page(None, self.rows[0].key, PAGE)
            self.from_start = len(more) < PAGE
            self.rows[:0] = more
            self.cursor += len(more)

    def _let_go(self) -> None:
        surplus = len(self.rows) - KEPT
        if surplus <= 0:
            return
        if self.cursor > len(self.rows) // 2:
            del self.rows[:surplus]
            self.cursor -= surplus
            self.from_start = False
        else:
            del self.rows[-surplus:]
            self.to_end = False
