"""The item in view, and what other desks did with it since it came into view."""

from callback_desk.actions.context import Desk
from callback_desk.domain import news
from callback_desk.domain.callback import Callback
from callback_desk.domain.entry import Entry
from callback_desk.domain.phone import display


class News:
    """Follows one callback at a time. `said` is the sentence about it, empty where nobody else did anything."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: Callback | None = None
        self._entries: list[Entry] = []
        self.last = ""
        """What was told last, whatever is in view now."""

    @property
    def count(self) -> int:
        """How many entries others have written about it meanwhile."""
        return len(self._entries)

    @property
    def said(self) -> str:
        """Who did what with it and when."""
        seen, desk = self._seen, self._desk
        if seen is None or not self._entries:
            return ""
        who = seen.patient or display(seen.phone or "") or "this item"
        return f"{who} · {news.told(self._entries, desk.policy, desk.zone, desk.today())}"

    def is_open(self, callback_id: str) -> bool:
        """Tell whether an item is still open."""
        callback = self._desk.store.callback(callback_id)
        return callback is not None and callback.is_open

    def look_again(self) -> str:
        """Look at the same item again; return what others did with it since the last look, or nothing."""
        now = None if self._seen is None else self._desk.store.callback(self._seen.callback_id)
        if self._seen is None or now is None:
            return ""
        new = news.by_others(self._seen, now, self._desk.store.replica_id)
        self._seen, self._entries = now, [*self._entries, *new]
        if not new:
            return ""
        self.last = self.said
        return self.last

    def follow(self, callback: Callback | None) -> None:
        """Another item is in view, or the same one."""
        if callback is None or self._seen is None or callback.callback_id != self._seen.callback_id:
            self._seen, self._entries = callback, []
