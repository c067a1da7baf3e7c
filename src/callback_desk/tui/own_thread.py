"""A thread for what may wait long for a disk or a network: the program may end without waiting for it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")


class OwnThread:
    """Does what is submitted, one after another. It begins with the first submission.

    `stopped` is set once nothing more is wanted; what runs may look at it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._work: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._submitted = self._done = 0  # each is counted by one thread only
        self.stopped = threading.Event()

    @property
    def is_busy(self) -> bool:
        """Whether something is being done, or waits to be."""
        return self._submitted > self._done

    def submit(self, work: Callable[[], T], /) -> Future[T]:
        """Queue some work and return its future; whoever listens to it hears the result on this thread."""
        done: Future[T] = Future()

        def do() -> None:
            try:
                result = work()
            except BaseException as fault:  # noqa: BLE001  whoever waits for the future gets it, whatever it is
                done.set_exception(fault)
            else:
                done.set_result(result)

        self._submitted += 1
        self._work.put(do)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        return done

    def stop(self, patience: float) -> None:
        """Do nothing more, and wait so many seconds for what is being done; what hangs ends with the program."""
        self.stopped.set()
        self._work.put(lambda: None)
        if self._thread is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while not self.stopped.is_set():
            self._work.get()()
            self._done += 1
