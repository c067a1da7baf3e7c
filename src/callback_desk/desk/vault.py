"""Where the key of a home is kept: the file that is named, else the system's keyring, else a file in the home."""

import getpass
import os
import sys
from pathlib import Path

from callback_desk.desk.policy_file import read_text
from callback_desk.domain.errors import DeskError
from callback_desk.domain.passphrases import SHORTEST_PASSPHRASE
from callback_desk.home import Home
from callback_desk.store.keys import KeyFileVault, KeyringVault, Vault, WrongPassphrase

KEY_FILE, PASSPHRASE_FILE = "CALLBACK_DESK_KEY_FILE", "CALLBACK_DESK_PASSPHRASE_FILE"
_TRIES = 3


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
        return _of_a_file(Path(named), making=making)
    if not attended:
        raise DeskError(f"the key file {path} needs its passphrase: name a file with it in {PASSPHRASE_FILE}")
    return _new(path) if making else _typed(path)


def _of_a_file(file: Path, *, making: bool) -> str:
    passphrase = read_text(file).strip("\r\n")
    why = _why_too_weak(passphrase) if making else None
    if why is not None:  # whoever sets desks up unattended decides; a person who types is asked again
        print(f"warning: the passphrase in {file} {why}", file=sys.stderr)
    return passphrase


def _new(path: Path) -> str:
    """Ask for the passphrase of a new key file until one is long enough and typed twice alike."""
    print(f"The key file {path} gets a passphrase of at least {SHORTEST_PASSPHRASE} characters: four words or more.")
    while True:
        passphrase = getpass.getpass(f"Passphrase of the key file {path}: ")
        why = _why_too_weak(passphrase)
        if why is not None:
            print(f"That {why}.")
        elif passphrase == getpass.getpass("The same again: "):
            return passphrase
        else:
            print("The two differ: type the passphrase again.")


def _typed(path: Path) -> str:
    """Ask for the passphrase of a key file until it opens it, `_TRIES` times at most."""
    for left in range(_TRIES - 1, -1, -1):
        passphrase = getpass.getpass(f"Passphrase of the key file {path}: ")
        try:
            KeyFileVault(path, passphrase).read()
        except WrongPassphrase as fault:
            if not left:
                raise
            print(f"{fault}; try again, {left} more", file=sys.stderr)
        else:
            break
    return passphrase


def _why_too_weak(passphrase: str) -> str | None:
    length = len(passphrase.strip())
    if length >= SHORTEST_PASSPHRASE:
        return None
    return (
        f"has {length} characters and needs at least {SHORTEST_PASSPHRASE}: four words or more are easy to keep in mind"
    )
