"""Keys one after another: a key is handed on only when the one before it has done its work.

Textual hands each key to whatever has the focus at that moment, and works it off later. A quick hand, or a slow
machine, would put the second key into the pane that the first one was about to leave.
"""

import asyncio
import time
from collections import deque
from functools import partial
from itertools import islice

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.message import Message
from textual.message_pump import MessagePump

from callback_desk.tui.doubled import BEAT_SECONDS, Doubled, Pressed, Whose

PATIENCE = 100
"""How many turns of the event loop a key may take before the next one goes on without waiting for it."""
LONGEST_HOLD = 2.0
"""Seconds after which keys are no longer kept back, whatever the screen says: no key is ever dead for good."""


class KeysInTurn(App[None]):
    """An app that never lets a key overtake the one before it.

    A screen whose attribute `holding` is true (a dialog that is opening, a note that is being saved) gets no keys
    until it calls `go_on`, but those in its `never_held`, or until `longest_hold` seconds have passed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key] = deque()
        self._busy_with: events.Key | None = None
        self.doubled = Doubled()
        self._came_back: events.Key | None = None
        self._was_stopped = False
        self._turns = 0
        self._path: list[MessagePump] = []
        self._busy_since = 0.0
        self._held_since: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take a fresh key when its turn has come; everything else as always."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            self._waiting.append(event)
            await self._next()
            return
        if isinstance(event, events.MouseDown):
            self.doubled.clicked()
        await super().on_event(event)

    def go_on(self) -> None:
        """Take the keys that waited."""
        self.call_later(self._next)

    def pop_screen(self) -> AwaitComplete:
        """Close what stands on top; the key that did so acts on nothing behind it when it only repeats itself."""
        self.doubled.closed(Message().time)  # by the clock that tells when keys were pressed
        return super().pop_screen()

    def repeated(self, key: str) -> None:
        """A key did nothing: it was only the one before it once more."""

    def _is_repeat(self) -> bool:
        """Put away the first key that waits, if it only repeats the one before or it has yet to be seen whether it
        does."""
        first = self._waiting[0]
        waiting = [Pressed(one.key, one.time) for one in islice(self._waiting, 2)]
        is_text = self.focused is not None and self.focused.check_consume_key(first.key, first.character)
        whose = self.doubled.whose(waiting, is_text=is_text)
        if whose is Whose.UNSURE:
            self.set_timer(BEAT_SECONDS, partial(self._nothing_followed, first))
        elif whose is Whose.REPEATED:
            self._waiting.popleft()
            self.repeated(first.key)
            self.go_on()
        return whose is not Whose.MEANT

    def _nothing_followed(self, key: events.Key) -> None:
        if self._waiting and self._waiting[0] is key:
            self.doubled.forget()
            self.go_on()

    async def _next(self) -> None:
        if not self._waiting or self._is_busy():
            return
        if self._is_held() and self._waiting[0].key not in getattr(self.screen, "never_held", ()):
            self.set_timer(LONGEST_HOLD, self.go_on)
            return
        if self._is_repeat():
            return
        key = self._waiting.popleft()
        self._busy_with, self._turns, self._was_stopped = key, 0, False
        self.doubled.acts(key.key)
        self._busy_since, self._path = time.monotonic(), list((self.focused or self.screen).ancestors_with_self)
        await super().on_event(key)
        self.call_later(self._look_whether_done)

    def _is_busy(self) -> bool:
        return self._busy_with is not None and time.monotonic() - self._busy_since < LONGEST_HOLD

    def _is_held(self) -> bool:
        if not getattr(self.screen, "holding", False):
            self._held_since = None
            return False
        now = time.monotonic()
        self._held_since = self._held_since or now
        return now - self._held_since < getattr(self.screen, "longest_hold", LONGEST_HOLD)

    async def _look_whether_done(self) -> None:
        """Go on to the next key when this one was stopped by whoever used it, or came back unused."""
        key = self._busy_with
        await asyncio.sleep(0)
        self._turns += 1
        done = key is None or not key.is_forwarded or key is self._came_back or self._turns > PATIENCE
        if done or self._was_stopped:
            await self._settle(key, self._path)
            return
        # A screen stops a key too, as it hands it up to the app: then it stands in the app's queue before this call.
        self._was_stopped = key is not None and key._stop_propagation
        self.call_later(self._look_whether_done)

    async def _settle(self, key: events.Key | None, path: list[MessagePump]) -> None:
        """Go on to the next key once whatever this one set off has come up to the screen.

        A widget tells its parents by messages, which wait their turn in each one's queue; this goes the same way.
        """
        while path:
            if path.pop(0).call_later(self._settle, key, path):
                return
        if key is self._busy_with:
            self._busy_with = None
            await self._next()

    def on_key(self, event: events.Key) -> None:
        """A key that no pane used; the bindings are asked right after this."""
        self._came_back = event
