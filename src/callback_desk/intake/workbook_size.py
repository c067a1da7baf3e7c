"""How large a workbook becomes once it is unpacked: asked before anything unpacks it as a whole.

A few kilobytes can be made to unpack into gigabytes, and one cell in the last row and column into a sheet of
billions of empty ones.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from callback_desk.intake.options import Unreadable

LARGEST_UNPACKED = 1 << 28
"""Bytes of all parts of a workbook together."""
MOST_CELLS = 1 << 23
"""Cells of one sheet, its empty ones between the first and the last included."""
_CHUNK = 1 << 20
_OVERLAP = 256
_PLACE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d{0,7})["']""")
_ODS_TAG = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*)>")
_ROWS_AGAIN = re.compile(rb'number-rows-repeated="(\d{1,12})"')
_COLUMNS_AGAIN = re.compile(rb'number-columns-repeated="(\d{1,12})"')
ODS_CONTENT = "content.xml"


def require_bearable(path: Path, package: zipfile.ZipFile) -> None:
    """Check that a workbook can be read without filling the memory.

    Raises:
        Unreadable: it is too large, or its parts do not unpack.
    """
    parts = package.infolist()
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise _too_large(path)
    try:
        for part in parts:
            _require_bearable_part(path, package, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as fault:
        raise broken(path) from fault


def _require_bearable_part(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack one part without keeping it: that proves its size, and shows how far its cells reach."""
    with package.open(part) as file:
        if part.filename == ODS_CONTENT:
            _require_bearable_ods(path, file)
            return
        is_sheet = "worksheets/" in part.filename and part.filename.endswith(".xml")
        rows, columns = 0, b""
        for chunk in _chunks(file):
            if is_sheet:
                for letters, number in set(_PLACE.findall(chunk)):
                    rows = max(rows, int(number or 0))
                    columns = max(columns, letters, key=lambda each: (len(each), each))
    require_few_cells(path, rows, max(_column_number(columns), 1))


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the content in pieces; each begins with the end of the one before, so that no tag is missed."""
    before = b""
    while chunk := file.read(_CHUNK):
        yield before + chunk
        before = chunk[-_OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _require_bearable_ods(path: Path, file: IO[bytes]) -> None:
    """Count the cells of each sheet up to its last one with content; repeats are written as numbers there."""
    row = last_row = column = last_column = 0
    for kind, attributes in _ODS_TAG.findall(file.read()):
        if kind == b"table":
            row = last_row = column = last_column = 0
        elif kind == b"table-row":
            row += _times(_ROWS_AGAIN, attributes)
            column = 0
        else:
            column += _times(_COLUMNS_AGAIN, attributes)
            if not attributes.endswith(b"/") or b"office:value" in attributes:
                last_row, last_column = max(last_row, row), max(last_column, column)
        require_few_cells(path, last_row, last_column)


def _times(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found[1]) if found else 1


def require_few_cells(path: Path, rows: int, columns: int) -> None:
    """Check that a sheet is no larger than any list of records.

    Raises:
        Unreadable: it is.
    """
    if rows * columns > MOST_CELLS:
        raise _too_large(path)


def _too_large(path: Path) -> Unreadable:
    return Unreadable(f"{path.name} unpacks to more than a list of records ever needs: export a shorter period, or CSV")


def broken(path: Path) -> Unreadable:
    """Return the error for a workbook that is damaged or cut."""
    return Unreadable(f"{path.name} is a damaged workbook: export it again, or save the list as CSV")
