"""Payloads as the ledger stores and hashes them: compact JSON, members in the order given."""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from callback_desk.domain.entry import Shared
from callback_desk.domain.errors import DeskError
from callback_desk.domain.plain_contact import FileSource, PlainDraft

compact = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False).encode
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def payload_text(payload: Mapping[str, Any]) -> str:
    """Return the payload as it is stored and hashed: compact JSON, members in the order given.

    Raises:
        DeskError: it holds NUL or a lone surrogate, which not every database takes.
    """
    text = _object_text(payload)
    _refuse_nul(text)
    return text


def plain_text(draft: PlainDraft) -> str:
    """Return what `payload_text` makes of the payload of a plain contact, and refuses, without making that."""
    _, _, _, channel, at, turn, source_key, lane, patient, stated, phone, request, source, line = draft
    q = encode_basestring
    text = f'{{"channel":"{channel}","at":"{at}","turn":{_shared_text(turn)},"source_key":{q(source_key)}'
    if lane:
        text += f',"lane":{q(lane)}'
    if patient:
        text += f',"patient":{q(patient)}'
    if stated:
        text += ',"stated":true'
    if phone:
        text += f',"phone":{q(phone)}'
    if request:
        text += f',"request":{q(request)}'
    before, after = _around_line(source)
    text += f"{before}{q(line)}{after}"
    _refuse_nul(text)
    return text


@lru_cache(maxsize=8)
def _around_line(source: FileSource) -> tuple[str, str]:
    """Return what stands before and after a contact's line: of one file it is the same in every payload."""
    q = encode_basestring
    digest = "" if source.digest is None else f',"digest":{q(source.digest)}'
    return f',"source":{{"preset":{q(source.preset)},"file":{q(source.file)},"line":', f"{digest}}}}}"


def _refuse_nul(text: str) -> None:
    if "\\u0000" in text and _NUL.search(text):
        raise DeskError("not saved: the text holds a character without a meaning (NUL); take it out and save again")


def _object_text(data: Mapping[str, Any]) -> str:
    """Return what `compact` does, without the encoder that it sets up each time: a payload is mostly words."""
    names, text = _NAMES, encode_basestring
    members = [
        names[name] + (text(value) if type(value) is str else _value_text(value)) for name, value in data.items()
    ]
    return "{" + ",".join(members) + "}"


def _value_text(value: object) -> str:
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is dict:
        return _object_text(value)
    return _shared_text(value) if isinstance(value, Shared) else compact(value)


def _shared_text(value: Shared) -> str:
    if not hasattr(value, "text"):
        value.text = _object_text(value)
    return value.text


class _Names(dict[str, str]):
    """The names of members as they stand before their values; there are few in all payloads."""

    def __missing__(self, name: str) -> str:
        written = f"{encode_basestring(name)}:"
        if len(self) < _MOST_NAMES:
            self[name] = written
        return written


_NAMES, _MOST_NAMES = _Names(), 1000
