"""Syncing beside the screen: the shared folder is looked into on a thread of its own, and nobody waits for it."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from textual.screen import Screen
from textual.timer import Timer

from callback_desk.actions.context import Desk
from callback_desk.actions.exchanging import FOLDER, Busy, Exchange, Stopped
from callback_desk.domain.errors import DeskError
from callback_desk.tui.messages import FolderLooked
from callback_desk.tui.own_thread import OwnThread

if TYPE_CHECKING:
    from callback_desk.actions.sync_context import Syncing
    from callback_desk.actions.sync_watching import FolderLook, Looked
    from callback_desk.domain.policy import Policy

    Seen = tuple[Looked | None, list[str], Policy | None]

T = TypeVar("T")
FIRST_SECONDS = 1.5
"""So long after the queue is ready the folder is first looked into: what that loads must not hold up the first keys."""
SAVED_SECONDS = 3.0
"""So long after something was saved here it goes into the folder, with what is saved in between."""
PATIENCE = 2.0
"""So many seconds the program waits, when it is left, for a file that is just being read or written."""


class SyncingBeside:
    """Looks into the folder every so often and after saves, and tells the screen by `FolderLooked`.

    Whatever is written goes through the desk's one writing thread, a file at a time.
    """

    def __init__(self, desk: Desk, exchange: Exchange, screen: Screen[None]) -> None:
        self._desk, self.exchange, self._screen = desk, exchange, screen
        self.thread = OwnThread("sync")
        self.looked: Looked | None = None
        self._folder_look: FolderLook | None = None
        self._seconds = 0
        self._asked = 0
        self._soon: Timer | None = None

    def begin(self, seconds: int) -> None:
        """Look a moment from now, and every so many seconds; with 0 only when somebody asks."""
        self._seconds = seconds
        if seconds:
            self._screen.set_timer(FIRST_SECONDS, self.look)
            self._screen.set_interval(seconds, self.look)

    @property
    def watches(self) -> bool:
        """Whether there is a folder, and it is looked into."""
        return bool(self._seconds) and self._desk.store.setting(FOLDER) is not None

    @property
    def mark(self) -> str:
        """How it stands with the other desks, for the top line; what matters most comes last."""
        looked = self.looked
        if looked is None:
            return ""
        if looked.away:
            return "folder away"
        if looked.fault:
            return "not synced"
        said = f"synced {looked.at.astimezone(self._desk.zone):%H:%M}"
        if looked.new:
            said += f" · {looked.new} new"
        return f"{said} · {looked.refused} refused" if looked.refused else said

    def soon(self) -> None:
        """Something was saved here: let the others have it in a moment."""
        if self._seconds and self._soon is None:
            self._soon = self._screen.set_timer(SAVED_SECONDS, self._saved)

    def _saved(self) -> None:
        self._soon = None
        self.look()

    def look(self) -> None:
        """Look beside the screen, unless that is being done."""
        if self.watches and not self.thread.is_busy:
            self._submit(sending=True)

    def look_quickly(self) -> int:
        """Only take in what is there; return the number by which `FolderLooked` answers."""
        return self._submit(sending=False)

    def _submit(self, *, sending: bool) -> int:
        self._asked += 1
        done = self.thread.submit(partial(self._look, sending=sending))
        done.add_done_callback(partial(self._tell, self._asked))
        return self._asked

    def _look(self, *, sending: bool) -> "Seen":
        from callback_desk.actions.sync_watching import FolderLook

        try:
            with self.exchange.alone():
                syncing = self.with_keys()
                self._folder_look = self._folder_look or FolderLook()
                looked = self._folder_look.look(syncing, self._go_on, sending=sending)
                told, rules = self.exchange.take_up_rules(syncing, news=looked is not None and looked.new > 0)
                return looked, [looked.begun, *told] if looked is not None and looked.begun else told, rules
        except Busy:  # the shell syncs just now; what it takes in is shown like all that is written there
            return None, [], None

    def _tell(self, asked: int, done: "Future[Seen]") -> None:
        fault = done.exception()
        if fault is None:
            self._screen.post_message(FolderLooked(*done.result(), asked))
        elif not self.thread.stopped.is_set():  # else the desk was left, and nobody is there to be told
            self._screen.post_message(FolderLooked(self._not_looked(fault), [], None, asked))

    def _not_looked(self, fault: BaseException) -> "Looked":
        from callback_desk.actions.sync_watching import Looked

        said = str(fault) if isinstance(fault, DeskError) else f"an unexpected fault ({type(fault).__name__})"
        return Looked(self._desk.clock(), fault=said)

    def with_keys(self) -> "Syncing":
        """Return the desk with its keys, writing on the desk's own writing thread. Not for the event loop: it waits."""
        return replace(self.exchange.with_keys(self._desk), write=self._write)

    def _write(self, transaction: Callable[[], T], /) -> T:
        return self._desk.writer.submit(transaction).result()

    def _go_on(self, said: str) -> None:
        if self.thread.stopped.is_set():
            raise Stopped("the desk was left")

    def leave(self) -> None:
        """The desk is left: what was saved last still goes out, if the folder answers soon; else it goes next time."""
        patience = PATIENCE
        if self._soon is not None and self.watches:
            last = self.thread.submit(partial(self._look, sending=True))
            patience = 0.0 if wait([last], PATIENCE).not_done else PATIENCE
        self.thread.stop(patience)
