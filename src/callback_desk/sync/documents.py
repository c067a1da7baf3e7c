"""What a segment and a bundle have in common: lines that are one JSON object each, the last of them signed."""

import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from callback_desk.sync.faults import bad
from callback_desk.sync.keys import PublicKeys
from callback_desk.sync.lines import MOST_LINE

REPLICA = re.compile(r"[a-z2-7]{10}\Z")
_SIGNATURE = re.compile(r"[0-9a-f]{128}\Z")


def object_of(text: bytes) -> dict[str, Any]:
    """Return the JSON object that a line holds.

    Raises:
        Refused: it holds no such thing.
    """
    try:
        if len(text) > MOST_LINE:
            raise ValueError("a giant line")
        found = json.loads(text.decode())  # of bytes it would take UTF-16, too
    except (ValueError, RecursionError) as fault:
        raise bad("one of its lines is not as it should be") from fault
    if not isinstance(found, dict):
        raise bad("one of its lines is not as it should be")
    return found


def fits(held: Mapping[str, Any], kinds: Mapping[str, type]) -> bool:
    """Tell whether a line has these members and no other, each of its type."""
    return held.keys() == kinds.keys() and all(type(held[name]) is kind for name, kind in kinds.items())


def signed_part(
    plain: bytes, kinds: Mapping[str, type], keys: PublicKeys, to_sign: Callable[[dict[str, Any]], bytes]
) -> tuple[bytes, dict[str, Any]]:
    """Return everything before the footer, and the footer, once the signature was seen to be good.

    `kinds` are the members of the footer; `to_sign` returns the bytes that its signature is of.

    Raises:
        Refused: it is cut, changed, or signed by somebody else.
    """
    if not plain.endswith(b"\n"):
        raise bad("it ends in the middle")
    cut = plain.rfind(b"\n", 0, -1) + 1
    footer = object_of(plain[cut:-1])
    if not fits(footer, kinds):
        raise bad("its last line is not as it should be")
    body = plain[:cut]
    if sha256(body).hexdigest() != footer["sha256"]:
        raise bad("its digest is not that of what it holds")
    known = footer["key"] == keys.sign and _SIGNATURE.match(footer["sig"])
    if not known or not keys.verify(footer["sig"], to_sign(footer)):
        raise bad("it is not signed by the desk that it names")
    return body, footer
