"""One segment: a run of lines of one desk's feed, signed by that desk. See docs/sync-format.md.

Here is what stands inside the encryption: a header line, a line for each entry, and a footer with the signature, all
of it compressed. What a line says about the ledger (chain, payload hashes) is checked by whoever applies it.
"""

import gzip
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Line, Run
from callback_desk.sync.documents import REPLICA, fits, object_of, signed_part
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.keys import PrivateKeys, PublicKeys
from callback_desk.sync.lines import MOST_NUMBER, line_of, text_of_line
from callback_desk.sync.unpacking import MOST_PLAIN, Unpacking

FORMAT = "callback-desk/1"
SIGNED = b"callback-desk/1 segment\n"
"""What stands before the digest in the bytes that are signed, so that the signature is good for nothing else."""

MOST_FILE = 64 << 20
"""Bytes of a file."""

_MOST_BUT_ENTRIES, _MOST_ENTRY = 8 << 20, 64 << 10
"""Bytes of what is in a segment, once it is decompressed: so much, and so much more for each entry."""

_ROOM = 1 << 20
_HEX = re.compile(r"[0-9a-f]{64}\Z")
_FOOTER: dict[str, type] = {"entries": int, "head_hash": str, "sha256": str, "key": str, "sig": str}
_HEADER: dict[str, type] = {
    "format": str,
    "clinic": str,
    "replica": str,
    "first": int,
    "last": int,
    "prev_hash": str,
    "created": str,
    "app": str,
    "recipients": list,
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True)
class Header:
    """What a segment says about itself: whose lines `first` to `last`, of which clinic, for whom, and when made.

    `prev_hash` is the hash of the line before `first`; `recipients` are the short names of age recipients.
    """

    clinic: str
    replica_id: str
    first: int
    last: int
    prev_hash: str
    created: str
    app: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Segment:
    """A segment whose signature was good; `envelope` is its first and its last line, as they were signed."""

    header: Header
    run: Run
    envelope: tuple[str, str] = ("", "")


def packed(header: Header, lines: Sequence[Line], head_hash: str, keys: PrivateKeys) -> bytes:
    """Return a segment as it stands inside the encryption.

    Raises:
        DeskError: it is too large for one file.
    """
    plain = written(header, lines, head_hash, keys)
    if len(plain) > _most(header):
        raise too_much()
    return compressed(plain)


def written(header: Header, lines: Sequence[Line], head_hash: str, keys: PrivateKeys) -> bytes:
    """Return the lines of a segment, signed."""
    head = {"format": FORMAT, "clinic": header.clinic, "replica": header.replica_id, "first": header.first}
    head |= {"last": header.last, "prev_hash": header.prev_hash, "created": header.created, "app": header.app}
    head |= {"recipients": list(header.recipients)}
    body = "".join(f"{text}\n" for text in (_encode(head), *map(text_of_line, lines))).encode()
    digest = sha256(body).hexdigest()
    footer = {"entries": len(lines), "head_hash": head_hash, "sha256": digest, "key": keys.public.sign}
    footer["sig"] = keys.signed(_to_sign(digest, head_hash))
    return body + f"{_encode(footer)}\n".encode()


def written_again(envelope: tuple[str, str], lines: Sequence[Line]) -> bytes | None:
    """Return a segment that came from another desk as that one signed it; None where it does not add up."""
    body = "".join(f"{text}\n" for text in (envelope[0], *map(text_of_line, lines))).encode()
    if sha256(body).hexdigest() != json.loads(envelope[1])["sha256"]:
        return None  # a payload was erased since, or another program writes its lines otherwise
    return body + f"{envelope[1]}\n".encode()


def compressed(plain: bytes) -> bytes:
    """Return what is closed with age.

    Raises:
        DeskError: it is too large for one file.
    """
    made = gzip.compress(plain, 6, mtime=0)
    if len(made) > MOST_FILE - _ROOM or len(plain) > MOST_PLAIN - _ROOM:
        raise too_much()
    return made


def too_much() -> DeskError:
    """Return the refusal to write a file that no desk would read."""
    return DeskError("there is too much for one file: use a shared folder (`callback-desk sync FOLDER`)")


def unpacked(data: bytes, writer: Callable[[Header], PublicKeys]) -> Segment:
    """Return the segment that stands in decrypted bytes.

    `writer` returns the keys that the desk named in the header is known by, or raises.

    Raises:
        Refused: it is damaged, not signed by its writer, too large, or of a newer format.
    """
    unpacking = Unpacking(data)
    header = _header(unpacking.first_line())
    keys = writer(header)  # of a stranger no more is decompressed
    return _read(unpacking.whole(_most(header)), header, keys)


def read(plain: bytes, writer: Callable[[Header], PublicKeys]) -> Segment:
    """Return the segment that stands in its lines; see `unpacked`."""
    header = _header(plain.partition(b"\n")[0])
    return _read(plain, header, writer(header))


def _most(header: Header) -> int:
    return _MOST_BUT_ENTRIES + (header.last - header.first + 1) * _MOST_ENTRY


def _read(plain: bytes, header: Header, keys: PublicKeys) -> Segment:
    head, _, _ = plain.partition(b"\n")
    body, footer = signed_part(plain, _FOOTER, keys, lambda footer: _to_sign(footer["sha256"], footer["head_hash"]))
    rows = body.split(b"\n")[1:-1]
    if len(rows) != footer["entries"] or len(rows) != header.last - header.first + 1:
        raise bad("it does not hold as many entries as it says")
    lines = [line_of(row, header.replica_id, seq) for seq, row in enumerate(rows, header.first)]
    envelope = (head.decode(), plain[len(body) : -1].decode())
    return Segment(header, Run(header.replica_id, header.prev_hash, footer["head_hash"], lines), envelope)


def envelope_of(plain: bytes) -> tuple[Header, str]:
    """Return what a segment's first line says, and the hash of its last entry, both without a look at the signature.

    Raises:
        Refused: they are not as they should be.
    """
    head, _, _ = plain.partition(b"\n")
    head_hash = object_of(plain[plain.rfind(b"\n", 0, -1) + 1 : -1]).get("head_hash")
    if not isinstance(head_hash, str):
        raise bad("its last line is not as it should be")
    return _header(head), head_hash


def _header(text: bytes) -> Header:
    head = object_of(text)
    if head.get("format") != FORMAT:
        if isinstance(head.get("format"), str) and head["format"].startswith("callback-desk/"):
            raise Refused(Why.NEWER, "it was written by a newer callback-desk: update this program, then sync again")
        raise bad("it is no sync file of callback-desk")
    if not fits(head, _HEADER):
        raise bad("its first line is not as it should be")
    numbered = 1 <= head["first"] <= head["last"] < MOST_NUMBER
    sound = numbered and REPLICA.match(head["replica"]) and _HEX.match(head["prev_hash"])
    if not sound or not all(isinstance(each, str) for each in head["recipients"]):
        raise bad("its first line is not as it should be")
    return Header(
        head["clinic"],
        head["replica"],
        head["first"],
        head["last"],
        head["prev_hash"],
        head["created"],
        head["app"],
        tuple(head["recipients"]),
    )


def _to_sign(digest: str, head_hash: str) -> bytes:
    return SIGNED + f"{digest}\n{head_hash}\n".encode()
