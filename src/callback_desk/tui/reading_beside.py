"""Reading that takes long, on a thread of its own: the screen hears how far it is; leaving the screen ends it."""

from collections.abc import Callable

from textual.screen import Screen
from textual.worker import get_current_worker

from callback_desk.actions.watching import Watch
from callback_desk.domain.errors import DeskError
from callback_desk.tui.messages import ReadingDone, ReadingFailed, ReadingGoesOn

GROUP = "reading"


class Left(Exception):
    """The screen was left, or reads anew."""


def read_beside(screen: Screen[None] | Screen[str | None], read: Callable[[Watch], object]) -> None:
    """Read on a thread of its own; what was read before it for the same screen is ended.

    The screen is told by `ReadingGoesOn`, then `ReadingDone` with what `read` returned, or `ReadingFailed`.
    """

    def work() -> None:
        worker = get_current_worker()

        def watch(count: int) -> None:
            if worker.is_cancelled:
                raise Left
            screen.post_message(ReadingGoesOn(count))

        try:
            result = read(watch)
        except Left:
            return
        except DeskError as fault:
            screen.post_message(ReadingFailed(str(fault)))
            return
        if not worker.is_cancelled:
            screen.post_message(ReadingDone(result))

    screen.run_worker(work, thread=True, group=GROUP, exclusive=True)
