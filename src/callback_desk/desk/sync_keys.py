"""The desk with its keys for syncing, which are made when they are first needed and kept beside the store's key."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from callback_desk.actions.exchanging import Busy
from callback_desk.actions.sync_context import Syncing
from callback_desk.desk.door import home_of
from callback_desk.desk.opening import open_desk
from callback_desk.desk.vault import vault_of
from callback_desk.home import Home
from callback_desk.store.keys import Vault
from callback_desk.store.vault import store_key_of
from callback_desk.sync.keys import Keyring, keys_of, new_keys

WAITING = "sync-waiting"
"""The folder in a home for files that cannot be taken in yet."""


@contextmanager
def syncing_desk(folder: Path | None, *, reading: bool = False, vault: Vault | None = None) -> Iterator[Syncing]:
    """Open a home's desk for syncing, and close it afterwards; one at a time on a home, but for those who only read.

    `vault` is where its keys are, if somebody was asked for its passphrase already.

    Raises:
        DeskError: the home cannot be opened, or it is syncing already.
    """
    home = home_of(folder)
    with ExitStack() as held:
        if not reading:
            held.enter_context(alone(home))
        vault = vault or vault_of(home, home.home_id(), attended=sys.stdin.isatty())
        secrets = vault.read() or {}
        if keys_of(secrets) is None:
            if reading:  # the keys are made first, and by one program
                held.enter_context(alone(home))
            secrets = _with_keys(vault)
        desk = open_desk(folder, store_key_of(secrets, vault.where))
        try:
            yield Syncing(desk, keys_at(vault), home.data / WAITING)
        finally:
            desk.writer.close()
            desk.store.close()


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Hold syncing at a home.

    Raises:
        Busy: another program is syncing there.
    """
    from filelock import FileLock, Timeout

    home.make()
    lock = FileLock(home.state / "sync.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as fault:
        raise Busy("this home is syncing already: try again when that is done") from fault
    try:
        yield
    finally:
        lock.release()


def keys_at(vault: Vault) -> Keyring:
    """Return the keys that a vault keeps; they are made where there are none yet.

    Raises:
        DeskError: the vault does not open, or does not keep them.
    """
    return Keyring(lambda: _with_keys(vault), vault.write)


def _with_keys(vault: Vault) -> dict[str, str]:
    secrets = vault.read() or {}
    if keys_of(secrets) is None:
        store_key_of(secrets, vault.where)
        secrets = {**secrets, **new_keys().secrets()}
        vault.write(secrets)
    return secrets
