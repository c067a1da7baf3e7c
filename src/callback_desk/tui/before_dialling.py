"""Before a call is opened the shared folder is looked into: somebody else may have had the patient on the line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.timer import Timer

from callback_desk.actions.context import require
from callback_desk.domain.queue import QueueRow
from callback_desk.tui.news import News
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen

LONGEST_SECONDS = 0.3
"""So long a call waits for the folder; keys that are pressed meanwhile wait, too."""


class BeforeDialling:
    """Asks the folder, then opens the call; where there is news of the item, that is told and a second key calls."""

    def __init__(self, screen: "DeskScreen") -> None:
        self._screen = screen
        self._waits: tuple[int, str, News, Callable[[], None]] | None = None
        self._timer: Timer | None = None
        self._told = ""

    @property
    def is_waiting(self) -> bool:
        """Whether a call waits for the folder."""
        return self._waits is not None

    def then(self, row: QueueRow, call: Callable[[], None]) -> None:
        """Call once the folder was looked into; at once where there is none."""
        if not self._screen.syncing.watches:
            call()
        elif self._waits is None:
            news = self._screen.news.of(require(self._screen.desk, row.callback_id))
            self._waits = (self._screen.syncing.look_quickly(), row.callback_id, news, call)
            self._timer = self._screen.set_timer(LONGEST_SECONDS, self._too_long)

    def looked(self, asked: int) -> None:
        """The folder was looked into, and the screen shows what came."""
        if self._waits is None or self._waits[0] != asked:
            return
        _, callback_id, news, call = self._go_on()
        if (said := self._to_tell(news, callback_id)) is None:
            call()
        else:
            self._screen.say(said, refused=True)
        self._screen.go_on()

    def _too_long(self) -> None:
        if self._waits is None:
            return
        _, _, _, call = self._go_on()
        call()
        self._screen.say("the shared folder answers slowly: what others did with this item is told once it is known")
        self._screen.go_on()

    def _go_on(self) -> tuple[int, str, News, Callable[[], None]]:
        waited, self._waits = self._waits, None
        assert waited is not None, "whoever calls this has looked"
        if self._timer is not None:
            self._timer.stop()
        return waited

    def _to_tell(self, news: News, callback_id: str) -> str | None:
        """Return what others did with the item (its id) since it is in view, if that was not told before a call yet."""
        news.look_again()
        if not news.is_open:
            return news.said or "this item was closed meanwhile"
        if not news.said or news.said == self._told:
            return None
        self._told = news.said
        self._screen.whose.told(callback_id)
        return f"{news.said} · {with_keys('{call} calls anyway')}"
