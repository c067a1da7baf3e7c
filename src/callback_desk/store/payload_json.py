"""Payloads as the ledger stores and hashes them: compact JSON, members in the order given."""

import json
import re
from collections.abc import Mapping
from json.encoder import encode_basestring
from typing import Any

from callback_desk.domain.entry import Shared
from callback_desk.domain.errors import DeskError
from callback_desk.domain.plain_contact import Alike, PlainDraft

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
    _, _, _, alike, source_key, patient, stated, phone, request, line = draft
    if not hasattr(alike, "text"):
        alike.text = _text_of(alike)
    begins, lane, source, ends = alike.text
    q = encode_basestring
    who = f',"patient":{q(patient)}' if patient else ""
    told = ',"stated":true' if stated else ""
    number = f',"phone":{q(phone)}' if phone else ""
    why = f',"request":{q(request)}' if request else ""
    text = f"{begins}{q(source_key)}{lane}{who}{told}{number}{why}{source}{q(line)}{ends}"
    _refuse_nul(text)
    return text


def _text_of(alike: Alike) -> tuple[str, str, str, str]:
    """Return what stands in the payloads before and after the source key, and before and after the line."""
    q, source = encode_basestring, alike.source
    return (
        f'{{"channel":"{alike.channel}","at":"{alike.at}","turn":{_shared_text(alike.turn)},"source_key":',
        f',"lane":{q(alike.lane)}' if alike.lane else "",
        f',"source":{{"preset":{q(source.preset)},"file":{q(source.file)},"line":',
        "}}" if source.digest is None else f',"digest":{q(source.digest)}}}}}',
    )


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
