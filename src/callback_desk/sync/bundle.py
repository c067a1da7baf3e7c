"""A bundle: whole segments of several desks in one file, each signed by its own writer, and what is known of desks.

It is for a desk that cannot read the segments' own files: because it is new, or has only one neighbour. See
docs/sync-format.md.
"""

import json
import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from callback_desk.sync.documents import REPLICA, fits, object_of, signed_part
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.invitation import is_label, is_person
from callback_desk.sync.keys import PrivateKeys, PublicKeys, is_public
from callback_desk.sync.segment import compressed
from callback_desk.sync.succession import Succession
from callback_desk.sync.succession import read as succession_of
from callback_desk.sync.unpacking import Unpacking

FORMAT = "callback-desk/1 bundle"
_HEADER: dict[str, type] = {"format": str, "clinic": str, "replica": str, "created": str, "app": str}
_HEADER |= {"recipients": list, "desks": list, "successions": list, "segments": list}
_FOOTER: dict[str, type] = {"sha256": str, "key": str, "sig": str}
_MOST_FOOTER = 4096
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Member:
    """A desk of the clinic, as the maker of a bundle knows it; `person` is whose it is, if anybody said so."""

    replica: str
    label: str
    sign: str
    age: str
    revoked_after: int | None = None
    person: str = ""


@dataclass(frozen=True)
class Bundle:
    """What one desk hands on. `segments` are whole ones, as they stand inside the encryption and uncompressed."""

    clinic: str
    replica_id: str
    created: str
    app: str
    recipients: tuple[str, ...]
    desks: tuple[Member, ...] = ()
    successions: tuple[Succession, ...] = ()
    segments: tuple[bytes, ...] = ()


def packed(bundle: Bundle, keys: PrivateKeys) -> bytes:
    """Return a bundle, signed by its maker, as it stands inside the encryption.

    Raises:
        DeskError: it is too large for one file.
    """
    head: dict[str, Any] = {"format": FORMAT, "clinic": bundle.clinic, "replica": bundle.replica_id}
    head |= {"created": bundle.created, "app": bundle.app, "recipients": list(bundle.recipients)}
    head |= {"desks": [asdict(each) for each in bundle.desks]}
    head |= {"successions": [each.document() for each in bundle.successions]}
    head |= {"segments": [len(each) for each in bundle.segments]}
    body = b"".join((f"{_encode(head)}\n".encode(), *bundle.segments))
    digest = sha256(body).hexdigest()
    footer = {"sha256": digest, "key": keys.public.sign, "sig": keys.signed(_to_sign(digest))}
    return compressed(body + f"{_encode(footer)}\n".encode())


def is_bundle(content: bytes) -> bool:
    """Tell whether decrypted content is a bundle, of whatever version; anything else may be a segment."""
    try:
        begins = zlib.decompressobj(wbits=31).decompress(content, 64)
    except zlib.error:
        return False
    return re.match(rb'\{"format":"callback-desk/[^"]* bundle"', begins) is not None


def read(content: bytes, maker: Callable[[str, str, Sequence[Succession]], PublicKeys]) -> Bundle:
    """Return the bundle that stands in decrypted content.

    `maker` returns the keys by which a desk of a clinic is known, or by what the bundle says of it; or raises.

    Raises:
        Refused: it is damaged, not signed by its maker, too large, or of a newer format.
    """
    unpacking = Unpacking(content)
    first = unpacking.first_line()
    head = object_of(first)
    if head.get("format") != FORMAT:
        raise Refused(Why.NEWER, "it was written by a newer callback-desk: update this program, then sync again")
    if not fits(head, _HEADER) or not REPLICA.match(head["replica"]) or not _are(head["recipients"], str):
        raise bad("its first line is not as it should be")
    successions = tuple(map(succession_of, head["successions"]))
    lengths = _lengths(head["segments"])
    keys = maker(head["clinic"], head["replica"], successions)  # of a stranger no more is decompressed
    plain = unpacking.whole(len(first) + sum(lengths) + _MOST_FOOTER)
    signed_part(plain, _FOOTER, keys, lambda footer: _to_sign(footer["sha256"]))
    return Bundle(
        head["clinic"],
        head["replica"],
        head["created"],
        head["app"],
        tuple(head["recipients"]),
        tuple(map(_member, head["desks"])),
        successions,
        _cut(plain[len(first) + 1 :], lengths),
    )


def _lengths(held: list[Any]) -> list[int]:
    if not _are(held, int) or any(each < 1 for each in held):
        raise bad("it does not hold as much as it says")
    return held


def _cut(rest: bytes, lengths: list[int]) -> tuple[bytes, ...]:
    if sum(lengths) > len(rest):
        raise bad("it does not hold as much as it says")
    begins, found = 0, []
    for length in lengths:
        found.append(rest[begins : begins + length])
        begins += length
    if rest.count(b"\n", begins) != 1:
        raise bad("it does not hold as much as it says")
    return tuple(found)


def _member(held: object) -> Member:
    names = ("replica", "label", "sign", "age", "person", "revoked_after")
    if not isinstance(held, dict) or held.keys() != set(names) or not _are([held[name] for name in names[:5]], str):
        raise bad("what it says of a desk is not as it should be")
    revoked = held["revoked_after"]
    sound = revoked is None or (type(revoked) is int and revoked >= 0)
    sound = sound and (not held["person"] or is_person(held["person"]))
    if not sound or not REPLICA.match(held["replica"]) or not is_label(held["label"]):
        raise bad("what it says of a desk is not as it should be")
    if not is_public(PublicKeys(held["sign"], held["age"])):
        raise bad("what it says of a desk is not as it should be")
    return Member(**held)


def _are(held: list[Any], kind: type) -> bool:
    return all(type(each) is kind for each in held)


def _to_sign(digest: str) -> bytes:
    return f"{FORMAT}\n{digest}\n".encode()
