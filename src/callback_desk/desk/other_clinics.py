"""The other clinics beside an open desk: a look at their figures, and opening one in the place of this one."""

import contextlib
import os
from pathlib import Path

from callback_desk.actions.clinics import OpenedClinic, OtherClinic, PassphraseNeeded
from callback_desk.desk.clinic_list import ClinicList, listed, name_of
from callback_desk.desk.config_file import read_settings
from callback_desk.desk.door import home_of, screen_lock
from callback_desk.desk.exchange import HomeExchange
from callback_desk.desk.opening import open_desk, real_clock
from callback_desk.desk.vault import KEY_FILE, PASSPHRASE_FILE, key_file_of, vault_of
from callback_desk.domain.errors import DeskError
from callback_desk.store import peek_counts
from callback_desk.store.keys import KeyFileVault, Vault

LOCKED, NOT_READABLE = "locked", "cannot be read"


class OtherClinics:
    """All clinics of the person's list but the one whose home is `here`.

    A key that could be had without asking is kept for the next look; one that could not is asked for once, when the
    person goes there.
    """

    def __init__(self, here: Path | None, clinics: ClinicList | None = None) -> None:
        known = listed() if clinics is None else clinics
        self._clinics = known
        self._name_here = name_of(known, here)
        self._keys: dict[str, bytes | None] = {}

    @property
    def names(self) -> list[str]:
        """The names of the others, in the list's order."""
        return [name for name in self._clinics if name != self._name_here]

    def look(self) -> list[OtherClinic]:
        """Return how each other clinic stands now."""
        return [self.looked_at(name) for name in self.names]

    def looked_at(self, name: str) -> OtherClinic:
        """Return how one clinic of the list stands now."""
        try:
            home = home_of(self._clinics[name])
            key = self._key_unasked(name)
            if key is None:
                return OtherClinic(name, None, LOCKED)
            return OtherClinic(name, peek_counts(home.store, key, real_clock()))
        except Exception:  # noqa: BLE001  whatever is wrong with another clinic's home must not end this one's screen
            return OtherClinic(name, None, NOT_READABLE)

    def _key_unasked(self, name: str) -> bytes | None:
        if name not in self._keys:
            try:
                self._keys[name] = None if self._asks(name) else self._fetched(name)
            except DeskError:
                self._keys[name] = None  # why is told when the person goes there
        return self._keys[name]

    def _asks(self, name: str) -> bool:
        return will_ask(home_of(self._clinics[name]).key)

    def _fetched(self, name: str) -> bytes:
        home = home_of(self._clinics[name])
        return vault_of(home, home.home_id(), attended=False).load()

    def open(self, name: str, passphrase: str | None) -> OpenedClinic:
        """Open another clinic's desk and hold its screen, which its own lock keeps from being opened twice."""
        if name not in self.names:
            raise DeskError(f"{name} is not in the list of clinics: `callback-desk clinics add` puts it there")
        folder = self._clinics[name]
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(screen_lock(folder))
            except DeskError as fault:
                raise DeskError(f"{name}: {fault}") from fault
            personal = read_settings(folder)
            vault = self._vault(name, passphrase)
            desk = open_desk(folder, self._key(name, vault))
            held.callback(desk.store.close)
            held.callback(desk.writer.close)
            others, exchange = OtherClinics(folder, self._clinics), HomeExchange(folder, vault)
            return OpenedClinic(desk, personal, others, exchange, held.pop_all().close)

    def _vault(self, name: str, passphrase: str | None) -> Vault:
        home = home_of(self._clinics[name])
        if passphrase is not None:
            return KeyFileVault(key_file_of(home), passphrase)
        if self._asks(name):
            raise PassphraseNeeded(f"{name} is locked: give its passphrase")
        return vault_of(home, home.home_id(), attended=False)

    def _key(self, name: str, vault: Vault) -> bytes:
        """Return a clinic's key: one that was fetched for a look is not unwrapped again."""
        return self._keys.get(name) or vault.load()


def looked_at_all(clinics: ClinicList) -> list[OtherClinic]:
    """Return how every clinic of a list stands now."""
    everywhere = OtherClinics(None, clinics)
    return [everywhere.looked_at(name) for name in clinics]


def will_ask(key_file: Path) -> bool:
    """Tell whether a home's key asks for a passphrase: it is in a file, and no file has the passphrase."""
    return not os.environ.get(PASSPHRASE_FILE) and (KEY_FILE in os.environ or key_file.exists())
