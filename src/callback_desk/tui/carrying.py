"""How a decision is carried out: on the one writing thread, its result told as a message.

`ActionDone` comes after the commit returned, `ActionFailed` with nothing kept.
"""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump
from textual.screen import Screen

from callback_desk.actions import cards, reaching
from callback_desk.actions.context import Desk, require
from callback_desk.domain.callback import Callback
from callback_desk.domain.errors import DeskError
from callback_desk.domain.phone import display
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.when import parse_when
from callback_desk.tui import words
from callback_desk.tui.messages import ActionDone, ActionFailed

if TYPE_CHECKING:
    from callback_desk.tui.own_thread import OwnThread

Work = Callable[[], tuple[str, object]]
"""Writes something and returns the sentence for the person, and what came of it."""


class Carrying:
    """Carries out decisions for one desk. `home` is the screen that hears of every result."""

    def __init__(self, desk: Desk, home: Screen[None]) -> None:
        self._desk, self._home = desk, home

    def carry_out(
        self,
        action: str,
        callback_id: str | None,
        work: Work,
        reply_to: MessagePump | None = None,
        on: "OwnThread | None" = None,
    ) -> None:
        """Do the work on the writing thread, or `on` another one; its result goes to `reply_to`, or to the desk if it
        is gone.
        """
        done: Future[tuple[str, object]] = (on or self._desk.writer).submit(work)
        done.add_done_callback(partial(self._reply, action, callback_id, reply_to or self._home))

    def _reply(self, action: str, callback_id: str | None, to: MessagePump, done: "Future[tuple[str, object]]") -> None:
        fault = done.exception()
        for listener in (to, self._home):
            if fault is None:
                said, result = done.result()
                told = listener.post_message(ActionDone(action, callback_id, said, result))
            elif isinstance(fault, Exception):
                told = listener.post_message(ActionFailed(action, callback_id, self._why(fault, callback_id), fault))
            else:
                raise fault
            if told or listener is self._home:
                return

    def _why(self, fault: Exception, callback_id: str | None) -> str:
        """Return the sentence of a fault as the screen says it: of whom, not of which id."""
        said = _sentence(fault)
        if callback_id is None or callback_id[:8] not in said:
            return said
        callback = self._desk.store.callback(callback_id)
        who = callback and (callback.patient or display(callback.phone or ""))
        return said.replace(callback_id[:8], who or "this item")

    def _change(
        self,
        action: str,
        row: QueueRow,
        work: Callable[[], Callback],
        said: str,
        dialog: MessagePump | None = None,
    ) -> None:
        self.carry_out(action, row.callback_id, lambda: (f"{words.who(row)}: {said}", work()), dialog)

    def _ask(self, dialog: Screen[None]) -> None:
        """Open a dialog, unless one of its kind is open already."""
        app = self._home.app
        if not any(type(screen) is type(dialog) for screen in app.screen_stack):
            app.push_screen(dialog)

    def _when(self, text: str) -> datetime:
        return parse_when(text, self._desk.hours, self._desk.clock())


def _sentence(fault: Exception) -> str:
    if isinstance(fault, DeskError):
        return str(fault)
    return f"NOT SAVED: an unexpected fault ({type(fault).__name__}); nothing was kept of it, try again"


def language_of(desk: Desk, row: QueueRow) -> str | None:
    """Return the patient's language: the card's, else the one that the item came with."""
    return cards.as_card_says(desk, require(desk, row.callback_id)).language


def title_for(desk: Desk, role: str, language: str | None) -> str:
    """Return a role's title, and where it does not speak the patient's language, that it does not."""
    gap = reaching.language_gap(desk, role, language)
    return f"{desk.policy.roles[role].title} · {gap}" if gap else desk.policy.roles[role].title
