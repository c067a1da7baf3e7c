"""Desks with fixed keys and invented entries, for tests of sync files."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from callback_desk.domain.line import Line
from callback_desk.sync.keys import PrivateKeys, PublicKeys
from callback_desk.sync.sealing import check_reader, decrypted, sealed
from callback_desk.sync.segment import Header, Segment, unpacked

DATA = Path(__file__).resolve().parent.parent / "data" / "sync"
LEDGERS = Path(__file__).resolve().parent.parent / "store"
CLINIC = "5b0c3f9e-0000-5000-8000-000000000001"
CREATED = "2026-11-23T19:12:00.000Z"


def golden_keys() -> dict[str, PrivateKeys]:
    """The published keys of the golden segment's desks."""
    held = json.loads((DATA / "test_keys.json").read_text("utf-8"))
    return {name: PrivateKeys(bytes.fromhex(each["sign"]), each["age"]) for name, each in held.items()}


def lines_of(name: str, replica_id: str) -> list[dict[str, Any]]:
    """The stored lines of one replica of a golden ledger."""
    rows = [json.loads(text) for text in (LEDGERS / name).read_text("utf-8").splitlines()]
    return [row for row in rows if row["replica_id"] == replica_id]


def travelling(rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Stored lines as they travel."""
    fields = [name for name in Line._fields if name != "payload_hash"]
    return [Line(*(row[name] for name in fields), None) for row in rows]


def header(rows: Sequence[Mapping[str, Any]], readers: Sequence[PublicKeys], **other: Any) -> Header:
    """The header of a segment of these lines, for these readers."""
    facts: dict[str, Any] = {
        "clinic": CLINIC,
        "replica_id": rows[0]["replica_id"],
        "first": rows[0]["seq"],
        "last": rows[-1]["seq"],
        "prev_hash": rows[0]["prev_hash"],
        "created": CREATED,
        "app": "callback-desk 0",
        "recipients": tuple(reader.recipient_id for reader in readers),
        **other,
    }
    return Header(**facts)


def segment(
    rows: Sequence[Mapping[str, Any]], writer: PrivateKeys, readers: Sequence[PublicKeys], **other: Any
) -> bytes:
    """A segment's file of these lines."""
    head = header(rows, readers, **other)
    return sealed(head, travelling(rows), rows[-1]["entry_hash"], writer, readers)


def opened(data: bytes, keys: PrivateKeys, writer: Callable[[Header], PublicKeys]) -> Segment:
    """The segment of a file's bytes, seen to be for these keys and signed by whom `writer` says."""
    found = unpacked(decrypted(data, [keys.age]), writer)
    check_reader(found.header.recipients, {keys.public.recipient_id})
    return found
