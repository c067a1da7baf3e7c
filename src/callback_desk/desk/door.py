"""The door of a home: whether it is set up, its key, and its one screen. Light, because it comes before all else."""

import contextlib
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from callback_desk.desk.vault import vault_of
from callback_desk.domain.errors import DeskError
from callback_desk.home import Home
from callback_desk.store.keys import Vault


def home_of(folder: Path | None) -> Home:
    """Return the home in a folder, or the platform's own.

    Raises:
        DeskError: it is not set up.
    """
    home = Home.at(folder)
    if not home.is_set_up:
        there = "" if folder is None else f"--home {shlex.quote(str(folder))} "
        raise DeskError(f"there is no desk in {home.config} yet: run `callback-desk {there}setup`")
    return home


def vault_at(folder: Path | None) -> Vault:
    """Ask what must be asked for the keys of a home, and return what then fetches them; that may take a while.

    Raises:
        DeskError: the home is not set up, or its keys have nowhere to come from.
    """
    home = home_of(folder)
    vault = vault_of(home, home.home_id(), attended=sys.stdin.isatty())
    vault.prepare()
    return vault


def key_of(folder: Path | None) -> Callable[[], bytes]:
    """Ask what must be asked for the store's key of a home, and return what then fetches it.

    Raises:
        DeskError: the home is not set up, or its key has nowhere to come from.
    """
    return vault_at(folder).load


@contextlib.contextmanager
def screen_lock(folder: Path | None) -> Iterator[None]:
    """Hold the home's screen; commands in the shell beside it are free to work.

    Raises:
        DeskError: a screen is open on this home already.
    """
    from filelock import FileLock, Timeout

    home = home_of(folder)
    home.make()
    lock = FileLock(home.lock, timeout=0)
    try:
        lock.acquire()
    except Timeout as fault:
        raise DeskError("a desk is open on this home already: close that screen first (ctrl+q)") from fault
    try:
        yield
    finally:
        lock.release()
