"""One entry as a line of a segment, and everything that is checked of it before it may come near the ledger."""

import json
import re
from typing import Any

from pydantic import ValidationError

from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import PAYLOADS, understood
from callback_desk.domain.line import Line
from callback_desk.domain.moments import from_utc_text
from callback_desk.sync.faults import Refused, Why, bad

MOST_LINE = 4 << 20
"""Bytes of one line."""

_HLC = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}-([a-z2-7]{10})\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
_HEX64, _HEX32 = re.compile(r"[0-9a-f]{64}\Z"), re.compile(r"[0-9a-f]{32}\Z")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{0,200}\Z")
_SEEN = re.compile(r'\{(?:"[a-z2-7]{10}":\d{1,15}(?:,"[a-z2-7]{10}":\d{1,15})*)?\}\Z')
_ROUGH = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")
_STREAMS = frozenset(map(str, Stream))
_MOST_NUMBER = 1 << 53
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


_NAMES = tuple(sorted(set(Line._fields)))
_KINDS: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("seq", "v", "tz_min"), (int,)),
    **dict.fromkeys(("stream", "subject_id", "kind", "hlc", "wall_at", "person_id", "role", "policy", "seen"), (str,)),
    **dict.fromkeys(("salt", "payload", "payload_hash"), (str, type(None))),
}


def text_of_line(line: Line) -> str:
    """Return the line as it is written: one compact JSON object, members in order, those that are None left out."""
    held = line._asdict()
    return _encode({name: held[name] for name in _NAMES if held[name] is not None})


def line_of(text: bytes, replica_id: str, seq: int) -> Line:
    """Return the line that `text` holds, which must be number `seq` of this desk.

    Raises:
        Refused: it is not as a line must be.
    """
    try:
        if len(text) > MOST_LINE:
            raise ValueError("a giant line")
        held: dict[str, Any] = json.loads(text)
        line = Line(*(held.pop(name, None) for name in Line._fields))
    except (ValueError, TypeError, AttributeError, RecursionError) as fault:
        raise _unfit(seq) from fault
    if held or not _well_formed(line) or line.seq != seq or line.hlc[18:] != replica_id:
        raise _unfit(seq)
    if line.stream not in _STREAMS:
        raise Refused(Why.NEWER, "it was written by a newer callback-desk: update this program, then sync again")
    if line.payload is not None:
        _check_payload(line)
    return line


def _well_formed(line: Line) -> bool:
    if any(type(value) not in kinds for value, kinds in zip(line, _FIELD_KINDS, strict=True)):
        return False
    texts = (line.subject_id, line.kind, line.person_id, line.role, line.policy)
    redacted = line.payload is None
    return (
        all(map(_NAME.match, texts))
        and _HLC.match(line.hlc) is not None
        and _MOMENT.match(line.wall_at) is not None
        and _SEEN.match(line.seen) is not None
        and 1 <= line.v < _MOST_NUMBER
        and line.seq < _MOST_NUMBER
        and abs(line.tz_min) <= 24 * 60
        and (line.salt is None) == redacted
        and (line.payload_hash is not None) == redacted
        and (redacted or _HEX32.match(line.salt or "") is not None)
        and (not redacted or _HEX64.match(line.payload_hash or "") is not None)
        and _is_moment(line.wall_at)
    )


_FIELD_KINDS = tuple(_KINDS[name] for name in Line._fields)


def _is_moment(text: str) -> bool:
    try:
        from_utc_text(text)
    except ValueError:
        return False
    return True


def _check_payload(line: Line) -> None:
    """Refuse a payload that is no JSON object, that no database takes, or that does not fit its kind.

    A member that this version does not know is let through: a later version may have added it to a kind, and
    whoever does not know it goes without.
    """
    text = line.payload or ""
    try:
        if _ROUGH.search(text) and re.search("[\x00\ud800-\udfff]", _encode(json.loads(text))):
            raise ValueError("NUL or half a character")
        if understood(line.kind, line.v):
            PAYLOADS[line.kind].model_validate_json(text, strict=True)
        elif not isinstance(json.loads(text), dict):
            raise ValueError("no object")
        text.encode()
    except ValidationError as fault:
        if any(each["type"] != "extra_forbidden" for each in fault.errors(include_url=False, include_input=False)):
            raise _unfit(line.seq) from None  # the error names values, which may be private
    except (ValueError, RecursionError) as fault:
        raise _unfit(line.seq) from fault


def _unfit(seq: int) -> Refused:
    return bad(f"its entry {seq} is not as it should be")
