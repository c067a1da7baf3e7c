"""The two key pairs of a desk: Ed25519 to sign what it writes, age (X25519) to read what is written to it.

Private keys come from the envelope of named secrets and are never shown; the public halves go into invitations.
"""

from dataclasses import dataclass, field
from hashlib import scrypt, sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from callback_desk.domain.errors import DeskError
from callback_desk.sync.words import WORDS

SIGN, AGE = "sign", "age"
"""The names of the secrets."""

FINGERPRINT_WORDS = 6
WORK = {"n": 1 << 14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
"""The cost of one fingerprint (scrypt): 16 MiB and about a twentieth of a second."""


@dataclass(frozen=True)
class PublicKeys:
    """What others know of a desk's keys: the Ed25519 key in hex, and the age recipient (`age1...`)."""

    sign: str
    age: str

    @property
    def recipient_id(self) -> str:
        """A short name of the age recipient: the first sixteen hex digits of its SHA-256."""
        return sha256(self.age.encode("ascii")).hexdigest()[:16]

    def verify(self, signature: str, message: bytes) -> bool:
        """Tell whether this desk signed the message; `signature` is in hex."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.sign))
            key.verify(bytes.fromhex(signature), message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True)
class PrivateKeys:
    """A desk's own keys: 32 bytes of Ed25519 seed, and the age identity (`AGE-SECRET-KEY-...`)."""

    sign: bytes = field(repr=False)
    age: str = field(repr=False)

    @property
    def public(self) -> PublicKeys:
        """What others may know."""
        from pyrage import x25519

        sign = Ed25519PrivateKey.from_private_bytes(self.sign).public_key().public_bytes_raw().hex()
        return PublicKeys(sign, str(x25519.Identity.from_str(self.age).to_public()))

    def signed(self, message: bytes) -> str:
        """Return the signature of a message, in hex."""
        return Ed25519PrivateKey.from_private_bytes(self.sign).sign(message).hex()

    def secrets(self) -> dict[str, str]:
        """Return them as named secrets, each in hex."""
        return {SIGN: self.sign.hex(), AGE: self.age.encode("ascii").hex()}


def new_keys() -> PrivateKeys:
    """Return fresh random keys."""
    from pyrage import x25519

    return PrivateKeys(Ed25519PrivateKey.generate().private_bytes_raw(), str(x25519.Identity.generate()))


def keys_of(secrets: dict[str, str]) -> PrivateKeys | None:
    """Return the keys that stand among the named secrets, or None where there are none yet.

    Raises:
        DeskError: what stands there are no keys.
    """
    if SIGN not in secrets or AGE not in secrets:
        return None
    try:
        keys = PrivateKeys(bytes.fromhex(secrets[SIGN]), bytes.fromhex(secrets[AGE]).decode("ascii"))
        keys.public  # noqa: B018  told now, not in the middle of a sync
    except Exception as fault:  # pyrage's errors share no class of their own
        raise DeskError("the keys of this desk are damaged: restore them from a backup of the key file") from fault
    return keys


def is_public(keys: PublicKeys) -> bool:
    """Tell whether these can be the public keys of a desk."""
    from pyrage import RecipientError, x25519

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(keys.sign))
        x25519.Recipient.from_str(keys.age)
    except (ValueError, RecipientError):
        return False
    return True


def fingerprint(clinic: str, replica_id: str, keys: PublicKeys) -> str:
    """Return six words that two people read to each other before they trust each other's keys.

    They are 48 bits of a hash that costs a twentieth of a second, so that finding other keys with the same words
    takes hundreds of thousands of years of one machine.
    """
    facts = "\n".join((clinic, replica_id, keys.sign, keys.age)).encode()
    found = scrypt(facts, salt=b"callback-desk/1 fingerprint", dklen=FINGERPRINT_WORDS, **WORK)
    return " ".join(WORDS[byte] for byte in found)


def same_words(one: str, other: str) -> bool:
    """Tell whether two people have read the same words, whatever the case, the spacing and what stands between."""
    return _plain(one) == _plain(other)


def _plain(words: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in words.casefold()).split()
