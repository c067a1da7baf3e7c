"""A sync in a process of its own, which dies as by kill -9 at a step: a statement, or a thing done to a file."""

import os
import signal
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from callback_desk.actions import syncing
from callback_desk.actions.context import Desk
from callback_desk.actions.sync_context import Syncing
from callback_desk.domain.policy import Policy
from callback_desk.store import Writer, engine, open_store
from callback_desk.sync.keys import Keyring


class Place(NamedTuple):
    """Where a desk syncs, and what with."""

    store: Path
    key: bytes
    policy: Policy
    person: str
    secrets: dict[str, str]
    waiting: Path
    shared: Path
    now: datetime


def sync_and_die(place: Place, step: int) -> None:
    """Sync, but die when the step begins; of a file that is written then, a half is left."""
    left = [step]

    def count() -> bool:
        left[0] -= 1
        return left[0] == 0

    def before(work: Callable[..., Any]) -> Callable[..., Any]:
        def do(*arguments: Any, **named: Any) -> Any:
            if count():
                die()
            return work(*arguments, **named)

        return do

    def connected(*arguments: Any) -> Any:
        made = connect(*arguments)
        made.set_trace_callback(lambda statement: die() if count() else None)
        return made

    def half_written(path: Path, mode: str = "r", **named: Any) -> Any:
        file = opened(path, mode, **named)
        if "x" in mode and count():
            file.write(b"age-encryption.org/v1\n-> X25519")
            file.flush()
            die()
        return file

    connect, opened = engine.connect, Path.open
    engine.connect = connected  # type: ignore[assignment]
    Path.open = half_written  # type: ignore[method-assign]
    os.fsync = before(os.fsync)
    Path.replace, Path.unlink = before(Path.replace), before(Path.unlink)  # type: ignore[method-assign]
    desk = Desk(
        open_store(place.store, place.key), place.policy, place.person, lambda: place.now, place.waiting, Writer()
    )
    keyring = Keyring(lambda: place.secrets, place.secrets.update)
    syncing.sync(Syncing(desk, keyring, place.waiting), place.shared)


def die() -> None:
    """End at once, as by kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)
