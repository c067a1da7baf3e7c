"""Where the key of a home is kept: the file that is named, else the system's keyring, else a file in the home."""

import getpass
import os
from pathlib import Path

from callback_desk.desk.policy_file import read_text
from callback_desk.domain.errors import DeskError
from callback_desk.home import Home
from callback_desk.store.keys import KeyFileVault, KeyringVault, Vault

KEY_FILE, PASSPHRASE_FILE = "CALLBACK_DESK_KEY_FILE", "CALLBACK_DESK_PASSPHRASE_FILE"


def vault_of(home: Home, home_id: str, *, attended: bool, making: bool = False) -> Vault:
    """Return the vault of a home. `attended` tells that somebody can be asked for a passphrase.

    Raises:
        DeskError: there is no trusted keyring and no passphrase to be had.
    """
    path = key_file_of(home)
    if KEY_FILE not in os.environ and not path.exists():
        keyring = KeyringVault(home_id)
        if keyring.usable():
            return keyring
    if not making and not path.exists():
        raise DeskError(f"there is no key file {path}: name it in {KEY_FILE}, or use `callback-desk recover`")
    return KeyFileVault(path, _passphrase(path, attended=attended, making=making))


def key_file_of(home: Home) -> Path:
    """Return where a key file of this home is, or would be."""
    named = os.environ.get(KEY_FILE)
    return Path(named) if named else home.key


def _passphrase(path: Path, *, attended: bool, making: bool) -> str:
    named = os.environ.get(PASSPHRASE_FILE)
    if named:
        return read_text(Path(named)).strip("\r\n")
    if not attended:
        raise DeskError(f"the key file {path} needs its passphrase: name a file with it in {PASSPHRASE_FILE}")
    passphrase = getpass.getpass(f"Passphrase of the key file {path}: ")
    if making and passphrase != getpass.getpass("The same again: "):
        raise DeskError("the two passphrases differ: nothing was made, try again")
    return passphrase
