"""One argument of `intake` before it is read: what its first bytes say it is, and its content in that shape.

The name of a file is never asked: an export may be called anything.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from callback_desk.intake.options import Unreadable
from callback_desk.intake.text_file import HEAD, TextFile, not_openable, open_text

LARGEST_DOCUMENT = 1 << 28
"""Bytes of a file that has to be read as a whole, such as JSON; larger ones are refused."""
LARGEST_JSON = 1 << 26
"""Bytes of one JSON document; a larger file has to be one record a line."""
MOST_VALUES = 4_000_000
"""Values that the JSON of one file may hold: each takes far more memory than its text does."""


class Shape(StrEnum):
    """What a file is made of, as far as its first bytes tell."""

    FOLDER = "folder"
    ZIP = "zip"
    OLD_WORKBOOK = "old workbook"
    MARKUP = "markup"
    JSON = "JSON"
    HL7 = "HL7"
    TEXT = "text"


_BEGINNINGS = (
    (b"PK\x03\x04", Shape.ZIP),
    (b"PK\x05\x06", Shape.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Shape.OLD_WORKBOOK),
)
HL7_HEADER = re.compile(rb"(?:MSH|FHS|BHS)(?:\||([!-/:-@[-`{-~])[!-/:-@[-`{-~]{3,5}(?:\1|[\r\n]|$))")
"""A header of HL7, which says itself by which characters its messages are divided."""
_JSON_FOLLOWS = frozenset(bytes((code,)) for code in b"{[]")


@dataclass(frozen=True)
class Source:
    """A file or folder whose shape is known. Its content is read when somebody asks, and once."""

    path: Path
    shape: Shape

    @cached_property
    def head(self) -> bytes:
        """How the file begins, without byte order marks; of UTF-16 only the bytes that are letters.

        Raises:
            Unreadable: it cannot be opened.
        """
        return _as_ascii(_beginning(self.path))

    @cached_property
    def text(self) -> TextFile:
        """The content as lines of text.

        Raises:
            Unreadable: it is empty or not text.
        """
        return open_text(self.path)

    @cached_property
    def whole(self) -> str:
        """The content as one text.

        Raises:
            Unreadable: it is empty, not text, or too large to be read as a whole.
        """
        if self.path.stat().st_size > LARGEST_DOCUMENT:
            raise Unreadable(f"{self.path.name} is too large to be read as a whole: export a shorter period")
        return "".join(self.text.lines())

    @cached_property
    def documents(self) -> list[tuple[int, Any]]:
        """The JSON documents of the file, each with its first line: one, or one a line (NDJSON).

        Raises:
            Unreadable: it is not JSON, with the line where it stops being so.
        """
        return list(_documents(self))


def open_source(path: Path) -> Source:
    """Look at a file or folder and return it with its shape.

    Raises:
        Unreadable: it is missing, or neither a file nor a folder.
    """
    if path.is_dir():
        return Source(path, Shape.FOLDER)
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path.name} is neither a file nor a folder: give an export")
    return Source(path, _shape(_beginning(path)))


def _beginning(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as fault:
        raise not_openable(path, fault) from fault


def _shape(head: bytes) -> Shape:
    for beginning, shape in _BEGINNINGS:
        if head.startswith(beginning):
            return shape
    start = _as_ascii(head).lstrip(b"\x00\x0b \t\r\n")[:64]
    if HL7_HEADER.match(start):
        return Shape.HL7
    if start.startswith(b"<"):
        return Shape.MARKUP
    if start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip()[:1] in _JSON_FOLLOWS):
        return Shape.JSON
    return Shape.TEXT


def _as_ascii(head: bytes) -> bytes:
    """Return the beginning without byte order marks, and of UTF-16 only the bytes that are letters."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head[2:].replace(b"\x00", b"")
    head = head.removeprefix(codecs.BOM_UTF8)
    return head.replace(b"\x00", b"") if head[:4].count(0) == 2 else head


def _documents(source: Source) -> Iterator[tuple[int, Any]]:
    """Yield the documents: one a line where the first line is one by itself, else the file as one."""
    name, values = source.path.name, 0
    if source.path.stat().st_size > LARGEST_DOCUMENT:
        raise _too_large(name)
    lines = ((number, line) for number, line in enumerate(source.text.lines(), 1) if line.strip())
    for nth, (number, line) in enumerate(lines):
        values += _values_in(line)
        if len(line) > LARGEST_JSON or values > MOST_VALUES:
            raise _too_large(name)
        try:
            document = json.loads(line)
        except RecursionError as fault:
            raise _too_deep(name) from fault
        except ValueError as fault:
            if nth:
                raise Unreadable(f"{name} is not whole JSON (line {number}): export it again") from fault
            yield 1, _one_document(source)
            return
        yield number, document


def _one_document(source: Source) -> object:
    name = source.path.name
    if source.path.stat().st_size > LARGEST_JSON or _values_in(source.whole) > MOST_VALUES:
        raise _too_large(name)
    try:
        return json.loads(source.whole)
    except RecursionError as fault:
        raise _too_deep(name) from fault
    except ValueError as fault:
        at = getattr(fault, "lineno", 1)
        raise Unreadable(f"{name} is not whole JSON (line {at}): export it again") from fault


def _values_in(text: str) -> int:
    """Return at least how many values JSON holds; commas inside its texts are counted, too."""
    return text.count(",") + text.count("[") + text.count("{")


def _too_large(name: str) -> Unreadable:
    return Unreadable(f"{name} is too large to be read as a whole: export a shorter period, or one record a line")


def _too_deep(name: str) -> Unreadable:
    return Unreadable(f"{name} is nested too deep to be an export: export it again")
