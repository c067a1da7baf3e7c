"""Folders into which the clinic's systems put their exports: which files have arrived, are whole, and wait for a yes.

Looking writes nothing. A file whose size or time still changes is being written, and waits for the next look.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError
from callback_desk.intake.units import FileReading

LOOK_SECONDS = 5.0
"""Between two looks: what has not changed in between is whole."""
_TAKEN = "intake.taken-from-folders"
_MOST_KEPT = 5000
_HALF_WRITTEN = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart")


class _Seen(NamedTuple):
    size: int
    changed: int


def folders_of(desk: Desk) -> list[Path]:
    """Return the folders that the policy has watched."""
    return [Path(folder).expanduser() for folder in desk.policy.intake.watch]


def applies_alone(desk: Desk, preset: str) -> bool:
    """Tell whether the policy lets files of a preset be taken in without a person's yes."""
    return preset in desk.policy.intake.apply_without_asking


class FolderWatch:
    """Looks into folders again and again."""

    def __init__(self, desk: Desk, folders: Sequence[Path]) -> None:
        self._desk, self._folders = desk, folders
        self._before: dict[Path, _Seen] = {}
        self._moved = False
        self._told: set[str] = set()

    def look(self) -> list[Path]:
        """Return the files that are whole and were not taken in yet, by name: those that the look before saw alike.

        Raises:
            DeskError: a folder is not there, or may not be listed.
        """
        now = {path: seen for folder in self._folders for path, seen in _files(folder)}
        taken = _kept(self._desk)
        whole = [path for path, seen in now.items() if seen.size and self._before.get(path) == seen]
        self._moved = any(seen.size and self._before.get(path) != seen for path, seen in now.items())
        self._before = now
        return sorted(path for path in whole if _mark(path, now[path]) not in taken)

    def arrived(self) -> list[Path]:
        """Look, and return those that no earlier call returned as they are now."""
        new = [path for path in self.look() if _mark(path, self._before[path]) not in self._told]
        self._told.update(_mark(path, self._before[path]) for path in new)
        return new

    @property
    def still_changing(self) -> bool:
        """Whether another look may find more than the last one did: something was new or other than at the look before,
        or is by now."""
        return self._moved or any(seen.size and self._changed(path, seen) for path, seen in self._before.items())

    @staticmethod
    def _changed(path: Path, seen: _Seen) -> bool:
        try:
            return _seen(path.stat()) != seen
        except OSError:
            return True


def taken(desk: Desk, readings: Iterable[FileReading]) -> None:
    """Remember that files were taken in as they stood when they were read, so that they wait no longer; one that has
    changed since waits again.
    """
    kept = _kept(desk)
    for reading in readings:
        if reading.stood is not None:
            kept.append(_mark(Path(reading.file).resolve(), _Seen(*reading.stood)))
    desk.store.set_setting(_TAKEN, json.dumps(list(dict.fromkeys(kept))[-_MOST_KEPT:]))


def _files(folder: Path) -> list[tuple[Path, _Seen]]:
    try:
        with os.scandir(folder) as entries:
            found = [(Path(entry.path).resolve(), _of(entry)) for entry in entries]
            return [(path, seen) for path, seen in found if seen is not None]
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise DeskError(f"the watched folder {folder.name} cannot be read ({why}): see intake.watch") from fault


def _of(entry: os.DirEntry[str]) -> _Seen | None:
    """Return what is seen of a file, or None where it is none that could wait, or went away just now."""
    if entry.name.startswith((".", "~")) or _is_half(entry.name):
        return None
    try:
        return _seen(entry.stat()) if entry.is_file() else None
    except FileNotFoundError:
        return None


def _is_half(name: str) -> bool:
    return name.lower().endswith(_HALF_WRITTEN)


def _seen(found: os.stat_result) -> _Seen:
    return _Seen(found.st_size, found.st_mtime_ns)


def _mark(path: Path, seen: _Seen) -> str:
    return hashlib.sha256(f"{path}|{seen.size}|{seen.changed}".encode("utf-8", "surrogateescape")).hexdigest()[:32]


def _kept(desk: Desk) -> list[str]:
    found = json.loads(desk.store.setting(_TAKEN) or "[]")
    return [str(one) for one in found] if isinstance(found, list) else []
