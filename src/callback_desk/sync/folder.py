"""The shared folder: where each desk's segments lie, and how a file gets there whole.

Each desk writes into its own folder only, and never over a file; a reader sees all of a file or none of it.
"""

import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from callback_desk.domain.errors import DeskError
from callback_desk.sync.documents import REPLICA
from callback_desk.sync.faults import Refused, Why
from callback_desk.sync.sealing import SegmentName, check_size, digest_of, name_of, parsed_name
from callback_desk.sync.segment import MOST_FILE

INSIDE = Path("callback-desk-1") / "feeds"
BUNDLES = Path("callback-desk-1") / "bundles"
_UNDER_WAY = ".tmp-"
_BUNDLE = re.compile(r"([0-9a-f]{16})\.cbb\Z")


class Found(NamedTuple):
    """A segment's file in the folder."""

    replica_id: str
    path: Path
    name: SegmentName

    @property
    def digest(self) -> str:
        """What the name says that the digest of the file begins with."""
        return self.name.digest


class FoundBundle(NamedTuple):
    """A bundle's file in the folder, and what its digest begins with."""

    replica_id: str
    path: Path
    digest: str


class Scan(NamedTuple):
    """What lies in a shared folder: segments and bundles in the order of reading, and what is left alone."""

    segments: list[Found]
    others: list[Path]
    bundles: list[FoundBundle] = []  # noqa: RUF012  never added to


def scan(folder: Path) -> Scan:
    """Look into a shared folder.

    Raises:
        DeskError: it is not there, or cannot be read.
    """
    if not folder.is_dir():
        raise DeskError(f"there is no folder {folder}: make it, or name the one that the desks share")
    found: list[Found] = []
    bundles: list[FoundBundle] = []
    others: list[Path] = []
    try:
        for path in _files(folder / BUNDLES, others):
            named = _BUNDLE.match(path.name)
            if named is None:
                others.append(path)
            else:
                bundles.append(FoundBundle(path.parent.name, path, named[1]))
        for path in _files(folder / INSIDE, others):
            name = parsed_name(path.name)
            if name is None or name.first > name.last:
                others.append(path)
            else:
                found.append(Found(path.parent.name, path, name))
    except OSError as fault:
        raise DeskError(f"the folder {folder} cannot be read: {fault.strerror}; check it, then sync again") from fault
    found.sort(key=lambda each: (each.replica_id, each.name))
    return Scan(found, sorted(others), sorted(bundles))


def _files(feeds: Path, others: list[Path]) -> Iterator[Path]:
    """Find the files of each desk's part; what is none, as a pipe, and a part that cannot be read, join `others`."""
    if not feeds.is_dir():
        return
    for feed in feeds.iterdir():
        if not (REPLICA.match(feed.name) and feed.is_dir()):
            continue
        try:
            inside = [path for path in feed.iterdir() if not path.name.startswith(".")]
        except OSError:
            others.append(feed)
            continue
        for path in inside:
            if path.is_file():
                yield path
            else:
                others.append(path)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file, wherever it lies.

    Raises:
        OSError: it cannot be read.
        Refused: it is larger than any that a desk writes, or is a pipe or a device, which might never end.
    """
    with open(path, "rb", opener=_without_waiting) as file:
        held = os.fstat(file.fileno())
        if not stat.S_ISREG(held.st_mode):
            raise Refused(Why.BAD, "it is no file but a pipe or a device: nothing of it was taken in")
        check_size(held.st_size)
        data = file.read(MOST_FILE + 1)
    check_size(len(data))  # it may have grown since
    return data


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; a pipe opens though nobody writes into it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def publish(folder: Path, replica_id: str, first: int, last: int, data: bytes) -> Path:
    """Put a segment into the desk's own part of a shared folder, and return where it lies.

    Raises:
        DeskError: it could not be written; then it is not there.
    """
    return _publish(folder / INSIDE / replica_id, name_of(first, last, data), data)


def publish_bundle(folder: Path, replica_id: str, data: bytes) -> Path:
    """Put a bundle into the desk's own part of a shared folder, and return where it lies.

    Raises:
        DeskError: it could not be written; then it is not there.
    """
    return _publish(folder / BUNDLES / replica_id, f"{digest_of(data)[:16]}.cbb", data)


def _publish(own: Path, name: str, data: bytes) -> Path:
    try:
        own.mkdir(parents=True, exist_ok=True)
        for left in own.glob(f"{_UNDER_WAY}*"):  # a program that was killed; only this desk writes here
            left.unlink(missing_ok=True)
    except OSError as fault:
        raise _unwritten(own, fault) from fault
    path = own / name
    write_whole(path, data)
    return path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file that a reader sees whole or not at all.

    Raises:
        DeskError: it could not be written; then it is not there.
    """
    fresh = path.with_name(f"{_UNDER_WAY}{secrets.token_hex(4)}")
    try:
        with fresh.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        if os.name != "nt":
            descriptor = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        raise _unwritten(path, fault) from fault


def _unwritten(path: Path, fault: OSError) -> DeskError:
    return DeskError(f"{path} could not be written ({fault.strerror}): make room or choose another folder")
