"""Where the store's key is kept: the operating system's keyring, or a file wrapped by a passphrase.

A recovery key on paper opens a third, so that losing a keyring does not lose the clinic's notes.
"""

from callback_desk.store.keyfile import KeyFileVault, WrongPassphrase, new_recovery_key, recovery_vault
from callback_desk.store.keyring_vault import KeyringVault
from callback_desk.store.vault import Vault, new_key

__all__ = [
    "KeyFileVault",
    "KeyringVault",
    "Vault",
    "WrongPassphrase",
    "new_key",
    "new_recovery_key",
    "recovery_vault",
]
