"""The two key pairs of a desk: Ed25519 to sign what it writes, age (X25519) to read what is written to it.

Private keys come from the envelope of named secrets and are never shown; the public halves go into invitations.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
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
        return recipient_id(self.age)

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

    @cached_property
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


def recipient_id(age: str) -> str:
    """Return the short name of an age recipient."""
    return sha256(age.encode("ascii")).hexdigest()[:16]


class Keyring:
    """The keys of a desk: of the feed that it writes, and of those that it wrote before it took a new one.

    The first keys stand as `sign` and `age`, later ones with the feed's id behind: `sign.aaaaaaaaaa`. `load` returns
    the named secrets, `keep` stores them in place of those before.
    """

    def __init__(self, load: Callable[[], dict[str, str]], keep: Callable[[dict[str, str]], None]) -> None:
        self._load, self._keep = load, keep
        self._secrets = load()
        self._known: dict[tuple[str | None, str | None], PrivateKeys] = {}

    def for_later(self, replica_id: str) -> PrivateKeys:
        """Return the keys of a feed that is not the first one of this desk: new ones where they were lost."""
        if f"{SIGN}.{replica_id}" not in self._secrets:
            self._secrets = self._load()  # a program beside this one may have begun the feed
        return self.of(replica_id) if f"{SIGN}.{replica_id}" in self._secrets else self.make(replica_id)

    def of(self, replica_id: str) -> PrivateKeys:
        """Return the keys of a feed that this desk writes, or wrote.

        Raises:
            DeskError: there are none, or they are damaged.
        """
        sign, age = (self._secrets.get(f"{name}.{replica_id}") or self._secrets.get(name) for name in (SIGN, AGE))
        if (sign, age) not in self._known:
            keys = keys_of({name: value for name, value in ((SIGN, sign), (AGE, age)) if value is not None})
            if keys is None:
                raise DeskError("this desk has no keys to sync with: restore them from a backup of the key file")
            self._known[sign, age] = keys
        return self._known[sign, age]

    def make(self, replica_id: str) -> PrivateKeys:
        """Make keys for a new feed; when this returns they are stored."""
        keys = new_keys()
        secrets = {**self._secrets, **{f"{name}.{replica_id}": value for name, value in keys.secrets().items()}}
        self._keep(secrets)
        self._secrets = secrets
        return keys

    def secrets(self) -> dict[str, str]:
        """Return all of them as named secrets, each in hex."""
        return dict(self._secrets)

    def ages(self) -> list[str]:
        """Return every age identity: what was closed to an earlier feed's key opens still."""
        names = sorted(name for name in self._secrets if name.partition(".")[0] == AGE)
        return [bytes.fromhex(self._secrets[name]).decode("ascii") for name in names]

    def recipient_ids(self) -> frozenset[str]:
        """Return the short names under which files are closed to this desk."""
        from pyrage import x25519

        return frozenset(recipient_id(str(x25519.Identity.from_str(age).to_public())) for age in self.ages())


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


def fingerprint(clinic: str, replica_id: str, person: str, keys: PublicKeys) -> str:
    """Return six words that two people read to each other before they trust each other's keys, and who is behind them:
    the person (their id) whose desk it is.

    They are 48 bits of a hash that costs a twentieth of a second, so that finding other keys with the same words
    takes hundreds of thousands of years of one machine.
    """
    facts = "\n".join((clinic, replica_id, person, keys.sign, keys.age)).encode()
    found = scrypt(facts, salt=b"callback-desk/1 fingerprint", dklen=FINGERPRINT_WORDS, **WORK)
    return " ".join(WORDS[byte] for byte in found)


def same_words(one: str, other: str) -> bool:
    """Tell whether two people have read the same words, whatever the case, the spacing and what stands between."""
    return _plain(one) == _plain(other)


def words_not_known(words: str) -> list[str]:
    """Return what a person typed that is none of the words of any fingerprint."""
    return [word for word in _plain(words) if word not in WORDS]


def _plain(words: str) -> list[str]:
    return "".join(letter if letter.isalpha() else " " for letter in words.casefold()).split()
