"""What a colleague has is not called or taken by one key: it is said first who has it and since when."""

from datetime import datetime
from typing import TYPE_CHECKING

from callback_desk.actions.context import require
from callback_desk.domain import held_by
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.turn_rules import PERSON
from callback_desk.tui import words
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen

Claim = tuple[str, str, datetime | None]
"""The callback, the person (`person:ID`) who has it, and since when."""

CALLS, TAKES = "{call} once more calls and takes it", "{take} once more takes it"


class Whose:
    """Asks once for a claim, until the cursor goes to another item."""

    def __init__(self, screen: "DeskScreen") -> None:
        self._screen = screen
        self._known: Claim | None = None

    def asks(self, row: QueueRow, then: str) -> bool:
        """Say who has it, if that is somebody else and was not said yet; tell whether it was said now. `then` is what
        the same key does once more."""
        claim = self._claim(row.callback_id)
        if claim is None or claim == self._known:
            return False
        self._known = claim
        desk, (_, owner, at) = self._screen.desk, claim
        since = "" if at is None else f" since {words.moment(at, desk.clock(), desk.zone)}"
        self._screen.say(f"{desk.policy.role_title(owner)} has had this{since} · {with_keys(then)}", refused=True)
        return True

    def told(self, callback_id: str) -> None:
        """What others did with it was said in another way."""
        self._known = self._claim(callback_id)

    def moved_to(self, callback_id: str | None) -> None:
        """The cursor is on another item: what was said of the one before is over."""
        if self._known is not None and self._known[0] != callback_id:
            self._known = None

    def _claim(self, callback_id: str) -> Claim | None:
        """Return the claim of somebody else that is alive now, or None."""
        desk = self._screen.desk
        callback = require(desk, callback_id)
        owner = callback.owner_at(desk.clock())
        if not callback.is_open or not owner.startswith(PERSON) or owner == desk.owner:
            return None
        return callback_id, owner, held_by.since(callback)
