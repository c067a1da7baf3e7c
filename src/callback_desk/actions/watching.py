"""Reading that takes long: whoever waits for it hears how far it is, and may end it."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

EVERY = 200
"""After so many things the watcher is told: some hundredths of a second."""

Thing = TypeVar("Thing")
Watch = Callable[[int], None]
"""Hears how many were read so far. What it raises ends the reading."""


def unwatched(count: int) -> None:
    """Nobody waits."""


def watched(things: Iterable[Thing], watch: Watch) -> Iterator[Thing]:
    """Yield the things; the watcher is told before the first one and every so often."""
    for count, thing in enumerate(things):
        if count % EVERY == 0:
            watch(count)
        yield thing


def telling(progress: Callable[[str], None], doing: str) -> Watch:
    """Return the watch that puts into words what is done, and how far it is."""
    return lambda count: progress(f"{doing}: {count:,} read" if count else doing)
