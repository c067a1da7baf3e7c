"""The one thread that owns the screen's writes: in order, none dropped, none superseded."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class _Kept(Future[T]):
    """The result of a write to come. It cannot be cancelled: whoever waited may go, the save happens."""

    def cancel(self) -> bool:
        """Refuse."""
        return False


class Writer:
    """Runs what is submitted one after another on a thread of its own.

    A write that fails gives its error to its future, and the next one runs. At the end of the program what
    was submitted is still written.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")

    def submit(self, write: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a write and return its future.

        Raises:
            RuntimeError: the writer was closed.
        """
        kept: _Kept[T] = _Kept()
        self._pool.submit(_run, kept, partial(write, *args, **kwargs))
        return kept

    def close(self) -> None:
        """Wait until everything submitted was written, then end the thread."""
        self._pool.shutdown(wait=True)


def _run(kept: _Kept[T], write: Callable[[], T]) -> None:
    try:
        result = write()
    except BaseException as error:  # noqa: BLE001 - whoever waits for the future gets it, whatever it is
        kept.set_exception(error)
    else:
        kept.set_result(result)
