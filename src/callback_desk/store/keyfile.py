"""The key file and the recovery key: the same secrets, wrapped under what a person knows or has on paper."""

import base64
import json
import os
import re
import secrets as randomness
from importlib import import_module
from pathlib import Path
from typing import Any

from callback_desk.domain.errors import DeskError
from callback_desk.store.vault import Secrets, Vault, envelope, opened

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 4
"""The cost of one guess at a passphrase (argon2id): about a tenth of a second and 64 MiB."""

_MOST_MEMORY_KIB, _MOST_PASSES, _MOST_LANES = 1024 * 1024, 16, 16
_SALT_BYTES, _NONCE_BYTES = 16, 12
_GROUPS, _GROUP = 8, 4
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})
_RECOVERY_KEY = re.compile(f"[{_ALPHABET}]{{{_GROUPS * _GROUP}}}")


class WrongPassphrase(DeskError):
    """What was given as the passphrase of a key file does not open it."""


class KeyFileVault(Vault):
    """Keeps the secrets in a file of its own, readable by its owner only, wrapped by a passphrase."""

    def __init__(self, path: Path, passphrase: str) -> None:
        if not passphrase.strip():
            raise WrongPassphrase(f"the passphrase for the key file {path} is empty: give one")
        self._path = path
        self._passphrase = passphrase

    @property
    def where(self) -> str:
        """The file."""
        return f"the key file {self._path}"

    def prepare(self) -> None:
        """Load argon2, which then works beside Python."""
        import_module("argon2.low_level")

    def read(self) -> dict[str, str] | None:
        """Return the secrets, or None where there is no such file.

        Raises:
            DeskError: the file cannot be read, is damaged, or the passphrase does not open it.
        """
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise DeskError(f"the key file {self._path} cannot be read: check the file and its permissions") from error
        return opened(unwrapped(text, self._passphrase, self._path), f"the key file {self._path}")

    def write(self, secrets: Secrets) -> None:
        """Store the secrets; the file is replaced as a whole, or stays as it was.

        Raises:
            DeskError: the file cannot be written.
        """
        write_private(self._path, wrapped(envelope(secrets), self._passphrase))


def new_recovery_key() -> str:
    """Return a recovery key to print: eight groups of four characters, 160 random bits."""
    groups = ("".join(randomness.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def recovery_vault(path: Path, recovery_key: str) -> KeyFileVault:
    """Return the file in the home's config folder that the printed recovery key opens; case and spacing are
    free.

    Raises:
        DeskError: what was typed is no recovery key.
    """
    typed = re.sub(r"[^0-9A-Z]", "", recovery_key.upper()).translate(_MISREAD)
    if not _RECOVERY_KEY.fullmatch(typed):
        raise DeskError(f"a recovery key has {_GROUPS} groups of {_GROUP} letters and digits: check what was typed")
    return KeyFileVault(path, typed)


def wrapped(text: str, passphrase: str) -> str:
    """Return the text encrypted under a passphrase, as the JSON that stands in the file."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    head: dict[str, Any] = {
        "v": 1,
        "kdf": "argon2id",
        "m": MEMORY_KIB,
        "t": PASSES,
        "p": LANES,
        "salt": _ascii(salt),
        "cipher": "chacha20-poly1305",
        "nonce": _ascii(nonce),
    }
    box = ChaCha20Poly1305(_derived(passphrase, salt, MEMORY_KIB, PASSES, LANES))
    head["box"] = _ascii(box.encrypt(nonce, text.encode(), _bound(head)))
    return json.dumps(head, indent=1) + "\n"


def unwrapped(text: str, passphrase: str, path: Path) -> str:
    """Return what `wrapped` encrypted.

    Raises:
        DeskError: the file is damaged, or the passphrase is another.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        head = json.loads(text)
        m, t, p = int(head["m"]), int(head["t"]), int(head["p"])
        salt, nonce, sealed = (base64.b64decode(head[name], validate=True) for name in ("salt", "nonce", "box"))
        sound = head["kdf"] == "argon2id" and head["v"] == 1 and len(nonce) == _NONCE_BYTES and len(salt) >= 8
    except (ValueError, KeyError, TypeError) as error:
        raise DeskError(f"the key file {path} is damaged: copy it back from a backup, or recover") from error
    # The costs stand in the file, and a doctored file must not make the program take all the memory there is.
    if not (sound and 8 * p <= m <= _MOST_MEMORY_KIB and 1 <= t <= _MOST_PASSES and 1 <= p <= _MOST_LANES):
        raise DeskError(f"the key file {path} is damaged: copy it back from a backup, or recover")
    try:
        return ChaCha20Poly1305(_derived(passphrase, salt, m, t, p)).decrypt(nonce, sealed, _bound(head)).decode()
    except InvalidTag as error:
        raise WrongPassphrase(
            f"the passphrase does not open the key file {path}: check it, or use `callback-desk recover`"
        ) from error


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; a reader sees all of it or none.

    Raises:
        DeskError: it cannot be written.
    """
    fresh = path.with_name(f".{path.name}.{randomness.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        raise _unwritten(path, error) from error
    try:
        with os.fdopen(made, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> DeskError:
    return DeskError(f"{path} cannot be written: {error.strerror}; nothing was changed")


def _derived(passphrase: str, salt: bytes, memory_kib: int, passes: int, lanes: int) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(passphrase.encode(), salt, passes, memory_kib, lanes, 32, Type.ID)


def _bound(head: dict[str, Any]) -> bytes:
    """Return everything but the box, so that none of it can be exchanged unnoticed."""
    return json.dumps({name: head[name] for name in sorted(head) if name != "box"}).encode()


def _ascii(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
