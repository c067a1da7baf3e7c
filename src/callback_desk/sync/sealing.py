"""A segment as a file: closed with age to every desk that may read it, named by what it holds and its digest."""

import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from callback_desk.domain.line import Line
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.keys import PrivateKeys, PublicKeys
from callback_desk.sync.segment import MOST_FILE, Header, packed

_NAME = re.compile(r"(\d{1,15})-(\d{1,15})-([0-9a-f]{16})\.cbd\Z")
_CLOSED = "it is damaged, or it was not made for this desk: have it sent again after both desks were paired"


class SegmentName(NamedTuple):
    """What a file's name says: which lines of the feed, and the first sixteen hex digits of the SHA-256 of the file."""

    first: int
    last: int
    digest: str


def sealed(
    header: Header, lines: Sequence[Line], head_hash: str, keys: PrivateKeys, readers: Iterable[PublicKeys]
) -> bytes:
    """Return the file's bytes: signed by `keys`, for these readers only.

    Raises:
        DeskError: it is too large for one file.
    """
    return closed(packed(header, lines, head_hash, keys), readers)


def closed(content: bytes, readers: Iterable[PublicKeys]) -> bytes:
    """Return a file's bytes: compressed content, for these readers only."""
    import pyrage
    from pyrage import x25519

    made: bytes = pyrage.encrypt(content, [x25519.Recipient.from_str(reader.age) for reader in readers])
    return made


def decrypted(data: bytes, ages: Iterable[str]) -> bytes:
    """Return the compressed content of a file that is closed to one of these age identities.

    Raises:
        Refused: it is not, it is damaged, or too large.
    """
    import pyrage
    from pyrage import x25519

    check_size(len(data))
    try:
        content: bytes = pyrage.decrypt(data, [x25519.Identity.from_str(age) for age in ages])
    except pyrage.DecryptError as fault:
        raise Refused(Why.NOT_FOR_US, _CLOSED) from fault
    return content


def check_reader(recipients: Collection[str], own: Collection[str]) -> None:
    """Refuse a file that its writer closed to others, and somebody handed on.

    Raises:
        Refused: none of `own` is among the recipients that the writer signed.
    """
    if not any(each in recipients for each in own):
        raise bad("its writer did not make it for this desk")


def is_closed(data: bytes) -> bool:
    """Tell whether a file's bytes are closed with age, whoever it was closed for."""
    return data.startswith(b"age-encryption.org/v1\n")


def check_size(size: int) -> None:
    """Refuse a file that is larger than any that a desk writes.

    Raises:
        Refused: it is.
    """
    if size > MOST_FILE:
        raise Refused(Why.BAD, f"it has more than {MOST_FILE >> 20} MiB: nothing of it was taken in")


def name_of(first: int, last: int, data: bytes) -> str:
    """Return the name under which a segment's file lies in a shared folder."""
    return f"{first}-{last}-{digest_of(data)[:16]}.cbd"


def parsed_name(name: str) -> SegmentName | None:
    """Return what a file's name says, or None for any other file."""
    found = _NAME.match(name)
    return None if found is None else SegmentName(int(found[1]), int(found[2]), found[3])


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return sha256(data).hexdigest()
