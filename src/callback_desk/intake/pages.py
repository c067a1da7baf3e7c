"""Web pages of an export that has many: one file, a folder of them, or a zip, which is read without being unpacked."""

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from callback_desk.domain.text import clean_line
from callback_desk.intake.options import Unreadable
from callback_desk.intake.source import Shape, Source

LARGEST_PAGE = 1 << 23
"""Bytes of one page; a larger one is told and not read."""
LARGEST_TOTAL = 1 << 29
"""Bytes that a zip may unfold to while it is looked through."""
MOST_FILES = 200_000
"""Files in a zip or folder that are looked at."""

_START = 512
_HEAD = 1 << 14
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, struct.error,
    ValueError, OSError,
)  # fmt: skip
_WORKBOOK = frozenset(("[Content_Types].xml", "mimetype", "META-INF/manifest.xml"))


class Taken(NamedTuple):
    """One page with its place, or why it could not be read."""

    place: str
    text: str
    fault: str | None = None


IsPage = Callable[[str], bool]
"""Tells by its beginning whether a page is one of the export's."""


def pages_of(source: Source, is_page: IsPage) -> Iterator[Taken]:
    """Yield the pages of a source that are of one kind, by their places; files of other kinds are passed over.

    Raises:
        Unreadable: a zip is damaged, or larger than any export.
    """
    if source.shape is Shape.FOLDER:
        yield from _of_folder(source.path, is_page)
    elif source.shape is Shape.ZIP:
        yield from _of_zip(source.path, is_page)
    elif is_page(_first_of(source)):
        yield Taken(source.path.name, source.whole)


def _first_of(source: Source) -> str:
    """Return how a single file begins, in whatever encoding somebody saved it anew."""
    first: list[str] = []
    length = 0
    for line in source.text.lines():
        first.append(line[:_HEAD])
        length += len(line)
        if length > _HEAD:
            break
    return "".join(first)


def _of_folder(folder: Path, is_page: IsPage) -> Iterator[Taken]:
    for path in files_below(folder):
        place = path.relative_to(folder).as_posix()
        try:
            with path.open("rb") as file:
                yield from _page(place, file, is_page, [LARGEST_TOTAL * 8])
        except OSError as fault:
            yield Taken(place, "", f"it cannot be opened ({fault.strerror or type(fault).__name__})")


def files_below(folder: Path) -> list[Path]:
    """Return every file in a folder and its folders, in order.

    Raises:
        Unreadable: there are more than any export has.
    """
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    if len(found) > MOST_FILES:
        raise Unreadable(f"{folder.name} holds more files than any export: give the folder of one export only")
    return found


def places_in(source: Source) -> list[str]:
    """Return the places of all files in a folder or zip, in order.

    Raises:
        Unreadable: there are more than any export has, or the zip is damaged.
    """
    if source.shape is Shape.FOLDER:
        return [path.relative_to(source.path).as_posix() for path in files_below(source.path)]
    try:
        with zipfile.ZipFile(source.path) as archive:
            return [clean_line(info.filename) for info in _files_in(archive)]
    except _DAMAGE as fault:
        raise _damaged(source.path) from fault


def _files_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what a zip holds but folders, by name.

    Raises:
        BadZipFile: something in it has no name.
    """
    members = sorted(archive.infolist(), key=_name)
    if not all(info.filename for info in members):
        raise zipfile.BadZipFile("a file without a name")
    return [info for info in members if not info.is_dir()]


def _damaged(path: Path) -> Unreadable:
    return Unreadable(f"{path.name} is a workbook or a zip that is damaged: export it again")


def _of_zip(path: Path, is_page: IsPage) -> Iterator[Taken]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = _files_in(archive)
            if not _WORKBOOK.isdisjoint(info.filename for info in members):
                return
            if len(members) > MOST_FILES:
                raise Unreadable(f"{path.name} holds more files than any export: take its folder in, unpacked")
            yield from _members(path.name, archive, members, is_page)
    except _DAMAGE as fault:
        raise _damaged(path) from fault


def _members(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], is_page: IsPage) -> Iterator[Taken]:
    left = [LARGEST_TOTAL]
    for info in members:
        place = clean_line(info.filename)
        if info.flag_bits & 1:
            yield Taken(place, "", "it is locked by a password: export it without")
            continue
        try:
            with archive.open(info) as file:
                found = list(_page(place, file, is_page, left))
        except _DAMAGE:
            found = [Taken(place, "", "it is damaged: export it again")]
        yield from found
        if left[0] <= 0:
            raise Unreadable(f"{name} unfolds to more than any export holds: take its folder in, unpacked")


def _name(info: zipfile.ZipInfo) -> str:
    return info.filename


def _page(place: str, file: IO[bytes], is_page: IsPage, left: list[int]) -> Iterator[Taken]:
    """Yield the file if it is a page of the export, and take what was read off what is left."""
    start = file.read(_START)
    left[0] -= len(start)
    if not _decoded(start).lstrip().startswith("<"):
        return
    start += file.read(_HEAD - len(start))
    left[0] -= len(start)
    if not is_page(_decoded(start)):
        return
    rest = file.read(LARGEST_PAGE - len(start) + 1)
    left[0] -= len(rest)
    if len(start) + len(rest) > LARGEST_PAGE:
        yield Taken(place, "", "it is larger than any page of an export")
    else:
        yield Taken(place, _decoded(start + rest))


def _decoded(content: bytes) -> str:
    return content.decode("utf-8-sig", "replace")
