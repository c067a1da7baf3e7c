"""The envelope of named secrets, and what every place that keeps one can do.

The envelope is `{"v": 1, "secrets": {name: hex}}`: `store` is the store's key, `sign` and `age` are a desk's own for
syncing, once it has any. Nothing here reads the environment: paths and passphrases are passed in.
"""

import json
import secrets as randomness
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from callback_desk.domain.errors import DeskError
from callback_desk.store.connection import key_hex

STORE_KEY = "store"
_VERSION = 1

Secrets = Mapping[str, str]
"""Named secrets, each in hex."""


class Vault(ABC):
    """Keeps one home's secrets."""

    @property
    @abstractmethod
    def where(self) -> str:
        """Where that is, in words for the person at set-up."""

    @abstractmethod
    def read(self) -> dict[str, str] | None:
        """Return the secrets, or None where none were stored yet."""

    @abstractmethod
    def write(self, secrets: Secrets) -> None:
        """Store the secrets in place of earlier ones."""

    def prepare(self) -> None:  # noqa: B027  most places need nothing
        """Load the libraries that `read` needs, so that it can then run beside other loading without waiting for it."""

    def load(self) -> bytes:
        """Return the store's key.

        Raises:
            DeskError: it is not here, or cannot be had.
        """
        return store_key_of(self.read() or {}, self.where)

    def save(self, key: bytes) -> None:
        """Keep the store's key.

        Raises:
            DeskError: it was not taken.
        """
        self.write({STORE_KEY: key_hex(key)})


def store_key_of(secrets: Secrets, where: str) -> bytes:
    """Return the store's key among the secrets that are kept at `where`.

    Raises:
        DeskError: it is not among them.
    """
    if STORE_KEY not in secrets:
        raise DeskError(f"the store's key is not in {where}: use `callback-desk recover`")
    return bytes.fromhex(key_hex(secrets[STORE_KEY]))


def new_key() -> bytes:
    """Return a fresh random 256-bit key for a store."""
    return randomness.token_bytes(32)


def envelope(secrets: Secrets) -> str:
    """Return the secrets as they are stored."""
    return json.dumps({"v": _VERSION, "secrets": dict(secrets)})


def opened(text: str, where: str) -> dict[str, str]:
    """Return the secrets of a stored envelope.

    Raises:
        DeskError: it is no envelope, or a newer program wrote it.
    """
    try:
        data: Any = json.loads(text)
        version, held = data["v"], data["secrets"]
        secrets = {str(name): str(value) for name, value in held.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DeskError(f"{where} holds no keys of callback-desk: use `callback-desk recover`") from error
    if version != _VERSION:
        raise DeskError(f"{where} was written by a newer callback-desk: update this program")
    return secrets
