"""One entry as a line of a segment, and everything that is checked of it before it may come near the ledger."""

import json
import re
from functools import lru_cache
from operator import itemgetter

from pydantic import ValidationError
from pydantic_core import SchemaValidator, from_json

from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import PAYLOADS, understood
from callback_desk.domain.line import Line
from callback_desk.domain.moments import EARLIEST, LATEST, from_utc_text
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.unbuilt import check_of

MOST_LINE = 4 << 20
"""Bytes of one line."""

MOST_NUMBER = 1 << 53
"""No entry has a number as great as this: below it, whatever reads JSON counts exactly."""

_HLC = re.compile(r"[0-9a-f]{12}-[0-9a-f]{4}-([a-z2-7]{10})\Z")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
_HEX64, _HEX32 = re.compile(r"[0-9a-f]{64}\Z"), re.compile(r"[0-9a-f]{32}\Z")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{0,200}\Z")
_SEEN = re.compile(r'\{(?:"[a-z2-7]{10}":\d{1,15}(?:,"[a-z2-7]{10}":\d{1,15})*)?\}\Z')
_ROUGH = re.compile(r"\\u0000|\\u[dD][89a-fA-F]")
_STREAMS = frozenset(map(str, Stream))
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


_NAMES = tuple(sorted(set(Line._fields)))
_WHOLE = frozenset(Line._fields) - {"payload_hash"}
_ERASED = frozenset(Line._fields) - {"payload", "salt"}
_whole = itemgetter(*Line._fields[:-1])


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
        line = _parsed(text)
        fits = line.seq == seq and line.hlc[18:] == replica_id and _is_well_formed(line)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise _unfit(seq) from fault
    if not fits:
        raise _unfit(seq)
    if line.stream not in _STREAMS:
        raise Refused(Why.NEWER, "it was written by a newer callback-desk: update this program, then sync again")
    if line.payload is not None:
        _check_payload(line)
    return line


def _parsed(text: bytes) -> Line:
    if len(text) > MOST_LINE:
        raise ValueError("a giant line")
    held = from_json(text, allow_inf_nan=False, cache_strings="keys")
    if held.keys() == _WHOLE:
        return Line._make((*_whole(held), None))
    if held.keys() == _ERASED:
        return Line(**held, salt=None, payload=None)
    raise ValueError("other members")


def _is_well_formed(line: Line) -> bool:
    """Tell whether every member has its form; a member of another type raises."""
    seq, _, subject_id, kind, v, hlc, wall_at, tz_min, person_id, role, policy, seen, salt, payload, digest = line
    return (
        type(seq) is int
        and _NAME.match(subject_id) is not None
        and _is_author(wall_at, kind, person_id, role, policy, v, tz_min)
        and type(v) is type(tz_min) is int  # the cache holds True and 1 for one
        and _HLC.match(hlc) is not None
        and (seen == "{}" or _SEEN.match(seen) is not None)
        and (
            _HEX64.match(digest or "") is not None
            if payload is None
            else type(payload) is str and _HEX32.match(salt or "") is not None
        )
        and seq < MOST_NUMBER
    )


@lru_cache(maxsize=4096)
def _is_author(wall_at: str, kind: str, person_id: str, role: str, policy: str, v: int, tz_min: int) -> bool:
    """Tell whether what most lines of a unit of work share has its form."""
    if not (all(map(_NAME.match, (kind, person_id, role, policy))) and 1 <= v < MOST_NUMBER and abs(tz_min) <= 24 * 60):
        return False
    return _MOMENT.match(wall_at) is not None and _is_moment(wall_at)


def _is_moment(text: str) -> bool:
    try:
        return EARLIEST <= from_utc_text(text) < LATEST
    except ValueError:
        return False


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
            _check(line.kind).validate_json(text, strict=True)
        elif not isinstance(from_json(text), dict):  # nested too deeply, it is refused here and not when it is shown
            raise ValueError("no object")
        text.encode()
    except ValidationError as fault:
        if any(each["type"] != "extra_forbidden" for each in fault.errors(include_url=False, include_input=False)):
            raise _unfit(line.seq) from None  # the error names values, which may be private
    except (ValueError, RecursionError) as fault:
        raise _unfit(line.seq) from fault


@lru_cache
def _check(kind: str) -> SchemaValidator:
    return check_of(PAYLOADS[kind])


def _unfit(seq: int) -> Refused:
    return bad(f"its entry {seq} is not as it should be")
