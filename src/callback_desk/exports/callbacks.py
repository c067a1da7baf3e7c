"""Where a report's callbacks come from: gone through as often as a file needs them, page by page, never all held."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property, partial
from itertools import islice
from typing import Generic, Protocol, TypeVar, runtime_checkable

from callback_desk.domain.callback import ATTENTION_FIRST, Callback
from callback_desk.domain.lateness import is_unanswered

PAGE = 500
"""So many callbacks are at hand at a time."""
USUAL_DAY = 2_000
"""Of a day that has no more callbacks than this all stay at hand: each of its many files goes through them."""
T = TypeVar("T")


@runtime_checkable
class Source(Protocol):
    """What callbacks are read from, as they were at one moment."""

    def ids(self, as_of: datetime) -> Sequence[str]:
        """Return the ids in the order of the queue at a moment, what is open first."""

    def read(self, ids: Iterable[str]) -> Iterator[Callback]:
        """Yield the callbacks of these ids, in this order."""


class Held:
    """Callbacks that are at hand."""

    def __init__(self, callbacks: Iterable[Callback]) -> None:
        self._callbacks = {one.callback_id: one for one in callbacks}

    def ids(self, as_of: datetime) -> Sequence[str]:
        """Return the ids in the order of the queue at a moment, what is open first."""
        ordered = sorted(self._callbacks.values(), key=partial(_queue_key, as_of=as_of))
        return [one.callback_id for one in ordered]

    def read(self, ids: Iterable[str]) -> Iterator[Callback]:
        """Yield the callbacks of these ids, in this order."""
        return map(self._callbacks.__getitem__, ids)


class Remembering:
    """A source whose first callbacks stay at hand once they were read: a day of usual size is read once."""

    def __init__(self, source: Source, most: int = USUAL_DAY) -> None:
        self._source, self._most = source, most
        self._kept: dict[str, Callback] = {}

    def ids(self, as_of: datetime) -> Sequence[str]:
        """Return the ids in the order of the queue at a moment, what is open first."""
        return self._source.ids(as_of)

    def read(self, ids: Iterable[str]) -> Iterator[Callback]:
        """Yield the callbacks of these ids, in this order."""
        kept = self._kept
        for page in pages(ids):
            unknown = dict.fromkeys(one for one in page if one not in kept)
            found = {one.callback_id: one for one in self._source.read(unknown)} if unknown else {}
            kept.update(islice(found.items(), max(0, self._most - len(kept))))
            yield from (kept[one] if one in kept else found[one] for one in page)


class Callbacks:
    """The callbacks of a report in the order of the queue, read anew each time that they are gone through.

    `change` is what each of them is told as.
    """

    def __init__(
        self, source: Source, ids: Sequence[str], change: Callable[[Callback], Callback] | None = None
    ) -> None:
        self._source, self._ids, self._change = source, ids, change

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._ids)

    def __iter__(self) -> Iterator[Callback]:
        """Read them all."""
        return self.read(self._ids)

    def __contains__(self, callback_id: object) -> bool:
        """Tell whether a callback of this id is among them."""
        return callback_id in self._there

    def ids(self, as_of: datetime | None = None) -> Sequence[str]:
        """Return the ids in their order, which does not change any more."""
        return self._ids

    def read(self, ids: Iterable[str]) -> Iterator[Callback]:
        """Yield the callbacks of these ids, in this order."""
        found = self._source.read(ids)
        return found if self._change is None else map(self._change, found)

    @cached_property
    def _there(self) -> frozenset[str]:
        return frozenset(self._ids)


class Listed(Generic[T]):
    """So many things of a report, made anew each time that they are gone through."""

    def __init__(self, length: int, made: Callable[[], Iterator[T]]) -> None:
        self._length, self._made = length, made

    def __len__(self) -> int:
        """Return how many there are, without making any."""
        return self._length

    def __iter__(self) -> Iterator[T]:
        """Make them one by one."""
        return self._made()


def pages(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield the things in lists of a page each."""
    rest = iter(things)
    while page := list(islice(rest, PAGE)):
        yield page


def _queue_key(callback: Callback, as_of: datetime) -> tuple[object, ...]:
    return (
        not callback.is_open,
        not callback.pinned,
        ATTENTION_FIRST if is_unanswered(callback, as_of) else callback.attention_rank,
        callback.due_at,
        callback.contacts_rank,
        callback.received_at,
        callback.callback_id,
    )
