"""The operating system's keyring as the place of the store's key."""

from typing import TYPE_CHECKING

from callback_desk.domain.errors import DeskError
from callback_desk.store.vault import Secrets, Vault, envelope, opened

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "callback-desk"
_NO_KEYRING = (
    "there is no keyring here that keeps a key safely: name a key file in CALLBACK_DESK_KEY_FILE"
    " and its passphrase's file in CALLBACK_DESK_PASSPHRASE_FILE"
)

ALLOWED_BACKENDS = frozenset(
    {
        "keyring.backends.macOS.Keyring",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
    }
)
"""The keyrings that encrypt what they keep. Others store it in clear (`keyrings.alt`) or forget it
(`null`), and
keyring picks them by itself when they are installed."""


class KeyringVault(Vault):
    """Keeps the secrets in the operating system's keyring, under the home's random id.

    `backend` is for tests; without it the first allowed keyring that works here is used.
    """

    def __init__(self, home_id: str, backend: "KeyringBackend | None" = None) -> None:
        self._home_id = home_id
        self._backend = backend

    @property
    def where(self) -> str:
        """The keyring."""
        return "the keyring"

    def usable(self) -> bool:
        """Tell whether there is a keyring here that may be used."""
        try:
            self._chosen()
        except DeskError:
            return False
        return True

    def read(self) -> dict[str, str] | None:
        """Return the secrets, or None where none were stored yet.

        Raises:
            DeskError: there is no allowed keyring, or it refuses.
        """
        from keyring.errors import KeyringError

        try:
            text = self._chosen().get_password(SERVICE, self._home_id)
        except KeyringError as error:
            raise DeskError("the keyring could not be read: unlock it, then try again") from error
        return None if text is None else opened(text, "the keyring")

    def write(self, secrets: Secrets) -> None:
        """Store the secrets, and read them back: some keyrings say yes and keep nothing.

        Raises:
            DeskError: there is no allowed keyring, it refuses, or does not give back what it took.
        """
        from keyring.errors import KeyringError

        text = envelope(secrets)
        backend = self._chosen()
        try:
            backend.set_password(SERVICE, self._home_id, text)
            kept = backend.get_password(SERVICE, self._home_id)
        except KeyringError as error:
            raise DeskError("the keyring did not take the key: unlock it, then try again") from error
        if kept != text:
            raise DeskError(f"the keyring did not keep the key; {_NO_KEYRING}")

    def _chosen(self) -> "KeyringBackend":
        if self._backend is None:
            self._backend = allowed_keyring()
        return self._backend


def allowed_keyring() -> "KeyringBackend":
    """Return the keyring to use: the configured one, or of a chain of them the first that is allowed.

    Raises:
        DeskError: none is.
    """
    import keyring

    configured = keyring.get_keyring()
    for backend in getattr(configured, "backends", [configured]):
        kind = type(backend)
        if f"{kind.__module__}.{kind.__qualname__}" in ALLOWED_BACKENDS:
            found: KeyringBackend = backend
            return found
    raise DeskError(_NO_KEYRING)
