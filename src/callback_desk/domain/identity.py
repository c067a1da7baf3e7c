"""Ids that two desks work out alike from the same file, before they have ever met."""

import hashlib
import re
import uuid
from datetime import UTC, datetime
from functools import lru_cache

NAMESPACE = uuid.UUID("6f9e1a52-3c0d-5d8e-9a41-0c5b7de2f4a8")
"""The program's namespace: a callback's id is the UUIDv5 of its earliest contact's source key under it."""

_NAMESPACE_BYTES = NAMESPACE.bytes
_VARIANT = {f"{digit:x}": f"{8 | digit & 3:x}" for digit in range(16)}
_UNAMBIGUOUS_PREFIX = re.compile(r"[0-9a-f][0-9a-f-]{3,35}\Z")


def callback_id_for(source_key: str) -> str:
    """Return the id of the callback whose earliest contact has this source key."""
    made = hashlib.sha1(_NAMESPACE_BYTES + source_key.encode(), usedforsecurity=False).hexdigest()
    # What uuid.uuid5 does, without an object for each of a large log's rows: version 5, variant 10xx.
    return f"{made[:8]}-{made[8:12]}-5{made[13:16]}-{_VARIANT[made[16]]}{made[17:20]}-{made[20:32]}"


def new_callback_id() -> str:
    """Return the id of a callback that was added by hand, and so has no source key."""
    return str(uuid.uuid4())


def came_from_file(callback_id: str) -> bool:
    """Tell whether a callback's id was worked out from a record of a file, not made for one that was added by hand."""
    return callback_id[14:15] == "5"


def source_key(family: str, vendor_id: str) -> str:
    """Return the source key of a record that its own system numbers: the id within its preset family."""
    return f"{family}:{vendor_id}"


def derived_source_key(family: str, start: datetime, number: str | None, kind: str, seconds: int | None) -> str:
    """Return the source key of a record without a vendor's id.

    Made of start in UTC, number, kind and duration only, never of the file's name, encoding or columns, so that
    the same call in two exports is the same contact.
    """
    facts = "|".join((_utc_iso(start), number or "", kind, "" if seconds is None else str(seconds)))
    return f"{family}#{hashlib.sha256(facts.encode()).hexdigest()[:32]}"


@lru_cache(maxsize=8192)
def _utc_iso(start: datetime) -> str:
    return start.astimezone(UTC).isoformat()


def is_id_prefix(text: str) -> bool:
    """Tell whether `text` can name a callback: four or more characters of an id's beginning."""
    return _UNAMBIGUOUS_PREFIX.match(text.casefold()) is not None
