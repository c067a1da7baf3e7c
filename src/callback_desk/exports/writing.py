"""Writing a set of files into a folder: all of them whole or none, and never over a file that is there.

Each file is written to a folder of its own inside the target, synced, and then given its final name in one
step, so that a reader never sees half a file. That folder is open to this user only and goes away whatever
happens; after a power cut the next writing sweeps it up.
"""

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from callback_desk.domain.errors import DeskError

_ASIDE = ".callback-desk-"
_LOCK = "lock"
_OWNER_ONLY = 0o600
_TRIES = 5


class WrittenFile(NamedTuple):
    """A file that is there: what it is, where, how protected and for whom, and its SHA-256 in hex."""

    kind: str
    path: Path
    protection: str
    recipient: str | None
    sha256: str


class Part(NamedTuple):
    """One file of a set. `write` gets the path to write to and the file name that it supersedes, or None.

    What is for one recipient supersedes only what was for the same one.
    """

    kind: str
    name: str
    ending: str
    write: Callable[[Path, str | None], None]
    protection: str = "plain"
    recipient: str | None = None


def write_set(folder: Path, stem: str, parts: Sequence[Part]) -> list[WrittenFile]:
    """Write the parts as `STEM_NAME.ENDING` into `folder`, which is made if it is not there.

    Where such files exist, the whole set gets the next number, `STEM_NAME_2.ENDING`, and supersedes them.

    Raises:
        DeskError: the files could not be written; then none of them is there.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder)
        for _ in range(_TRIES):
            written = _write_numbered(folder, stem, parts)
            if written is not None:
                return written
    except OSError as fault:
        reason = (fault.strerror or str(fault)).lower()
        raise DeskError(
            f"the files could not be written to {folder} ({reason}); none of them is there:"
            " make room or choose another folder"
        ) from fault
    raise DeskError(f"somebody else keeps writing the same files to {folder}: wait for them, then try again")


def _write_numbered(folder: Path, stem: str, parts: Sequence[Part]) -> list[WrittenFile] | None:
    """Write the set under the next free number; None where somebody else took that number meanwhile."""
    number = max(_highest(folder, stem, parts).values(), default=0) + 1
    supersedes = _superseded(folder, stem, parts)
    with _aside(folder) as aside:
        ready: list[tuple[Path, WrittenFile]] = []
        for part in parts:
            final = folder / _file_name(stem, part, number)
            path = aside / final.name
            part.write(path, supersedes.get(part.recipient))
            ready.append((path, WrittenFile(part.kind, final, part.protection, part.recipient, _sealed(path))))
        return _published(folder, ready)


def _published(folder: Path, ready: Sequence[tuple[Path, WrittenFile]]) -> list[WrittenFile] | None:
    done: list[Path] = []
    try:
        for path, written in ready:
            _claim(path, written.path)
            done.append(written.path)
        _sync_folder(folder)
    except BaseException as fault:
        for final in done:
            final.unlink()
        if isinstance(fault, FileExistsError):
            return None
        raise
    return [written for _, written in ready]


def _claim(path: Path, final: Path) -> None:
    """Give a finished file its final name in one step.

    Raises:
        FileExistsError: there is a file of that name.
    """
    try:
        os.link(path, final)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links. Looking first leaves a moment in which another program could write
        # the same name; nothing better works on every such system.
        if final.exists():
            raise FileExistsError(final) from None
        path.rename(final)


def _sealed(path: Path) -> str:
    """Make a finished file the user's own and durable, and return its SHA-256."""
    path.chmod(_OWNER_ONLY)
    with path.open("rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _sync_folder(folder: Path) -> None:
    """Make the new names durable; Windows does so by itself and does not open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file_name(stem: str, part: Part, number: int) -> str:
    return f"{stem}_{part.name}{'' if number == 1 else f'_{number}'}{part.ending}"


def _highest(folder: Path, stem: str, parts: Sequence[Part]) -> dict[Part, int]:
    """Return the highest number that each part already has in the folder; parts that have none are left out."""
    forms = [
        (part, re.compile(rf"{re.escape(f'{stem}_{part.name}')}(?:_(\d+))?{re.escape(part.ending)}")) for part in parts
    ]
    taken: dict[Part, int] = {}
    for path in folder.iterdir():
        for part, form in forms:
            found = form.fullmatch(path.name)
            if found is not None:
                taken[part] = max(taken.get(part, 0), int(found[1] or 1))
    return taken


def _superseded(folder: Path, stem: str, parts: Sequence[Part]) -> dict[str | None, str]:
    """Return by recipient the name of the first file that this set takes the place of."""
    taken = _highest(folder, stem, parts)
    latest: dict[str | None, int] = {}
    for part, number in taken.items():
        latest[part.recipient] = max(latest.get(part.recipient, 0), number)
    first = {part.recipient: part for part in reversed(parts)}
    return {recipient: _file_name(stem, first[recipient], number) for recipient, number in latest.items()}


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Give a folder in which files are prepared: this user's only, locked while in use, gone afterwards."""
    from filelock import FileLock

    aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder))
    try:
        with FileLock(aside / _LOCK):
            yield aside
    finally:
        # What cannot go now, because another program looks into it, goes with the next writing.
        shutil.rmtree(aside, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what a program left that was killed while it wrote; what is in use is locked and stays."""
    from filelock import FileLock, Timeout

    for left in folder.glob(f"{_ASIDE}*/{_LOCK}"):
        try:
            with FileLock(left, timeout=0):
                pass
        except (Timeout, OSError):
            continue  # in use, or no lock can be had here: it is not ours to remove
        shutil.rmtree(left.parent, ignore_errors=True)
