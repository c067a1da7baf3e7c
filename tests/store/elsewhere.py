"""What the store's tests let a process of its own do: to be killed in it, or to have no room for it."""

import contextlib
from multiprocessing.connection import Connection
from pathlib import Path

from callback_desk.domain.entries import Noted, draft
from callback_desk.domain.errors import DeskError
from callback_desk.store import Draft, open_store
from tests.store.writing import KEY, NOON, id_of, names, queue, received, turn, write


def save_notes(path: Path, first: int, told: Connection) -> None:
    """Save one note after another, each with its draft, and tell of each once it is saved."""
    store = open_store(path, KEY)
    for n in range(first, first + 100_000):
        store.save_draft(Draft(f"d{n}", id_of("a"), "maria", "{}", NOON))
        with store.unit(person_id="maria", role="assistant", policy="", now=NOON) as unit:
            noted = Noted(disposition="no-answer", turn=turn(), waiting=True, draft_id=f"d{n}")
            unit.append([received(f"n{n}"), draft(id_of("a"), noted)])
            unit.finish_draft(f"d{n}", id_of("a"))
            unit.log_access("called", id_of("a"))
            unit.commit()
        told.send(n)


def outgrow_the_disk(path: Path) -> None:
    """Write more than a file may hold here; print what was said, and the patients that the store has then."""
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = open_store(path, KEY)
    write(store, received("a", patient="A"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
    try:
        write(store, *(received(f"n{n}", request="please " * 50) for n in range(1000)))
    except DeskError as told:
        print(told)
    print(names(queue(store)))


def open_with_a_wrong_key(path: Path) -> None:
    """Try another key than the store's, and say nothing."""
    with contextlib.suppress(DeskError):
        open_store(path, b"x" * 32)
