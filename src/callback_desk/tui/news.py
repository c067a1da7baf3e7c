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

    @property
    def said(self) -> str:
        """Who did what with it and when."""
        seen, desk = self._seen, self._desk
        if seen is None or not self._entries:
            return ""
        who = seen.patient or display(seen.phone or "") or "this item"
        return f"{who} · {news.told(self._entries, desk.policy, desk.zone, desk.today())}"

    @property
    def is_open(self) -> bool:
        """Whether the item was open at the last look."""
        return self._seen is not None and self._seen.is_open

    def look_again(self) -> str:
        """Look at the same item again; return what others did with it since the last look, or nothing."""
        now = None if self._seen is None else self._desk.store.callback(self._seen.callback_id)
        if self._seen is None or now is None:
            return ""
        new = news.by_others(self._seen, now, self._desk.store.replica_id)
        self._seen, self._entries = now, [*self._entries, *new]
        return self.said if new else ""

    def of(self, callback: Callback) -> "News":
        """Return the news of one item, with what is known of it here, whatever comes into view later."""
        own = News(self._desk)
        own.follow(callback)
        if self._seen is not None and self._seen.callback_id == callback.callback_id:
            own._seen, own._entries = self._seen, self._entries
        return own

    def follow(self, callback: Callback | None) -> None:
        """Another item is in view, or the same one."""
        if callback is None or self._seen is None or callback.callback_id != self._seen.callback_id:
            self._seen, self._entries = callback, []
