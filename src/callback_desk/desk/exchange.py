"""The keys of a home and its place among other desks, for the screen that is open on it."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from callback_desk.desk.door import home_of
from callback_desk.store.keys import Vault

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk
    from callback_desk.actions.sync_context import Syncing
    from callback_desk.domain.policy import Policy
    from callback_desk.sync.keys import Keyring


class HomeExchange:
    """What the home in a folder keeps in a vault that was opened before: nobody is asked again.

    What syncing needs is loaded when it is first asked for, on the thread that asks.
    """

    def __init__(self, folder: Path | None, vault: Vault) -> None:
        self._home, self._vault = home_of(folder), vault
        self._keys: Keyring | None = None

    def with_keys(self, desk: "Desk") -> "Syncing":
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

    def take_up_rules(self, syncing: "Syncing", *, news: bool) -> "tuple[list[str], Policy | None]":
        """Take up the clinic's rules where another desk, or a program beside the screen, changed them."""
        from callback_desk.desk.clinic_rules import is_behind, take_up
        from callback_desk.desk.opening import POLICY
        from callback_desk.desk.policy_file import read_text
        from callback_desk.domain.policy import fingerprint_of, read_policy

        desk, before = syncing.desk, read_text(self._home.policy)
        told = take_up(self._home, syncing) if news or is_behind(syncing) else []
        text = read_text(self._home.policy)
        in_force = text != before or desk.store.setting(POLICY) == fingerprint_of(text)
        if not in_force or fingerprint_of(text) == desk.policy.fingerprint:
            return told, None
        return told, read_policy(text, str(self._home.policy))

    def work_by(self, desk: "Desk", policy: "Policy") -> None:
        """Let the open desk work by these rules, and the ledger know it."""
        from callback_desk.desk.opening import adopt_rules

        adopt_rules(desk, policy)

    def rules_in_words(self) -> str:
        """Return where the home's rules came from."""
        from callback_desk.desk.policy_file import read_text
        from callback_desk.desk.policy_origin import in_words

        return in_words(self._home, read_text(self._home.policy))

    def put_in_force(self, desk: "Desk", file: Path | None) -> str:
        """Put rules in force here and at every other desk."""
        from callback_desk.desk.clinic_rules import put_in_force

        return put_in_force(self._home, desk, file)
