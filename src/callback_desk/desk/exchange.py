"""The keys of a home and its place among other desks, for the screen that is open on it."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from callback_desk.actions.context import Desk
from callback_desk.desk.door import home_of
from callback_desk.store.keys import Vault

if TYPE_CHECKING:
    from callback_desk.actions.sync_context import Syncing
    from callback_desk.sync.keys import PrivateKeys


class HomeExchange:
    """What the home in a folder keeps in a vault that was opened before: nobody is asked again.

    What syncing needs is loaded when it is first asked for, on the thread that asks.
    """

    def __init__(self, folder: Path | None, vault: Vault) -> None:
        self._home, self._vault = home_of(folder), vault
        self._keys: PrivateKeys | None = None

    def with_keys(self, desk: Desk) -> "Syncing":
        """Return the desk with its keys."""
        from callback_desk.actions.sync_context import Syncing
        from callback_desk.desk.sync_keys import WAITING, keys_at

        if self._keys is None:
            self._keys = keys_at(self._vault)
        return Syncing(desk, self._keys, self._home.data / WAITING)

    def alone(self) -> AbstractContextManager[object]:
        """Hold syncing at this home."""
        from callback_desk.desk.sync_keys import alone

        return alone(self._home)

    def take_up_rules(self, syncing: "Syncing") -> list[str]:
        """Take up the clinic's rules where another desk changed them."""
        from callback_desk.desk.clinic_rules import take_up

        return take_up(self._home, syncing)
