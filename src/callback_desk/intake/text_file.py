"""Text of unknown encoding, read in a fixed order of tries instead of by statistics.

Byte order mark; UTF-16 without one by its NULs; strict UTF-8; else Windows-1252, which is said in a note.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from callback_desk.intake.options import Unreadable

_CHUNK = 1 << 20
HEAD = 1 << 16
"""Bytes of a file that are looked at to tell what it is."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32"}
# How files begin that no reader takes, and what they are.
_OTHER_KINDS = (
    (b"PK\x03\x04", "a workbook or a zip"),
    (b"PK\x05\x06", "a zip"),
    (b"\xd0\xcf\x11\xe0", "a workbook (old or protected)"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip"),
    (b"SQLite format 3\x00", "a database"),
)
_ALLOWED_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1b")
_CONTROLS = bytes(code for code in range(32) if code not in _ALLOWED_CONTROLS)
_MOST_CONTROLS = 0.02
_MOST_NULS = 0.05


@dataclass(frozen=True)
class TextFile:
    """A file of text whose encoding is known. `notes` say what was assumed."""

    path: Path
    encoding: str
    has_nul: bool
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield the physical lines with their ends (any of the three kinds); NUL shows as U+FFFD.

        Raises:
            Unreadable: the file went away or cannot be read on.
        """
        try:
            with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
                if self.has_nul:
                    yield from (line.replace("\0", "\ufffd") for line in file)
                else:
                    yield from file
        except OSError as fault:
            raise not_openable(self.path, fault) from fault


def open_text(path: Path) -> TextFile:
    """Look at a file and return it as text.

    Raises:
        Unreadable: it is missing, empty, or not text.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            if not head.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
                raise Unreadable(f"{path.name} is empty: export it again")
            _require_text(path, head)
            encoding = _by_mark(head) or _utf16_by_nuls(head)
            has_nul = False
            if encoding is None:
                encoding, has_nul = _by_trial(head, iter(lambda: file.read(_CHUNK), b""))
    except OSError as fault:
        raise not_openable(path, fault) from fault
    if encoding == "cp1252":
        notes: tuple[str, ...] = ("not UTF-8: read as Windows-1252 (Western European)",)
    elif encoding in _NAMES:
        notes = (f"read as {_NAMES[encoding]}",)
    else:
        notes = ()
    if has_nul:
        notes = (*notes, "the file has NUL characters in it; each is kept as \ufffd")
    return TextFile(path, encoding, has_nul, notes)


def not_openable(path: Path, fault: OSError) -> Unreadable:
    """Return the error for a file that the system does not open."""
    if isinstance(fault, FileNotFoundError):
        return Unreadable(f"{path.name} is not there: check the name and the folder")
    why = fault.strerror or type(fault).__name__
    return Unreadable(
        f"{path.name} cannot be opened ({why}): close other programs that use it and check its permissions"
    )


def _by_mark(head: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def _utf16_by_nuls(head: bytes) -> str | None:
    """Return UTF-16 where every other byte is mostly NUL, as in Western text."""
    even, odd = head[0::2], head[1::2]
    if len(head) < 4:
        return None
    if odd.count(0) > 0.4 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _by_trial(head: bytes, rest: Iterator[bytes]) -> tuple[str, bool]:
    """Return UTF-8 where all bytes are, else Windows-1252; and whether there is a NUL among them."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, has_nul = "utf-8", b"\0" in head
    try:
        decoder.decode(head)
        for chunk in rest:
            has_nul = has_nul or b"\0" in chunk
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        encoding = "cp1252"
        has_nul = has_nul or any(b"\0" in chunk for chunk in rest)
    return encoding, has_nul


def _require_text(path: Path, head: bytes) -> None:
    kind = next((said for start, said in _OTHER_KINDS if head.startswith(start)), None)
    if kind is not None:
        raise Unreadable(f"{path.name} is {kind}, which is not read: save the list as CSV")
    if _by_mark(head) or _utf16_by_nuls(head):
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    nuls = head.count(0)
    if nuls > _MOST_NULS * len(head) + 4 or controls - nuls > _MOST_CONTROLS * len(head) + 2:
        raise Unreadable(f"{path.name} is not text: export it as CSV")
