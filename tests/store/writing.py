"""Short ways to write into a store, and a connection to look at it from behind. Patients are invented."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, CloseResult, View
from callback_desk.domain.entries import Closed, Entry, EntryDraft, Received, Turn, draft
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.queue import QueueRow
from callback_desk.store import Store
from callback_desk.store.connection import Connection, connect

KEY = bytes(range(32))
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = (NOON - 12 * HOUR, NOON + 12 * HOUR)
ME = "person:maria"


def turn(owner: str = "role:front-desk", due_at: datetime = NOON + HOUR, **more: Any) -> Turn:
    """A turn that is due in an hour."""
    return Turn(owner=owner, next_action="call", due_at=due_at, target_at=due_at, **more)


def received(name: str, *, whose: Turn | None = None, **facts: Any) -> EntryDraft:
    """A missed call that makes the callback called `name`."""
    facts = {"channel": Channel.MISSED_CALL, "at": NOON - HOUR, "source_key": f"test:{name}", **facts}
    return draft(id_of(name), Received(turn=whose or turn(), **facts))


def closed(name: str) -> EntryDraft:
    """The end of the callback called `name`."""
    return draft(id_of(name), Closed(result=CloseResult.ANSWERED))


def id_of(name: str) -> str:
    """The id of the callback that `received(name)` makes."""
    return callback_id_for(f"test:{name}")


def write(store: Store, *drafts: EntryDraft, now: datetime = NOON, person: str = "maria") -> list[Entry]:
    """Append in one unit of work and commit."""
    with store.unit(person_id=person, role="assistant", policy="0" * 16, now=now) as unit:
        entries = unit.append(drafts)
        unit.commit()
    return entries


def queue(store: Store, view: View = View.ALL, **how: Any) -> list[QueueRow]:
    """A page of a view as Maria sees it at noon."""
    return store.queue(view, **{"person": ME, "as_of": NOON, "day": DAY, **how})


def names(rows: Iterable[QueueRow]) -> list[str | None]:
    """The patients of a page, in its order."""
    return [row.patient for row in rows]


def standing(store: Store, name: str) -> Callback:
    """The callback called `name` as it stands."""
    callback = store.callback(id_of(name))
    assert callback is not None
    return callback


@contextmanager
def behind(path: Path, key: bytes = KEY) -> Iterator[Connection]:
    """A connection past the store's own ways, for tests that tamper."""
    connection = connect(path, key)
    try:
        yield connection
    finally:
        connection.close()
