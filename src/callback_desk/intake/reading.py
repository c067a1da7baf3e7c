"""One argument of `intake`, read: the content decides what it is, never its name."""

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from callback_desk.intake import asterisk, voicemail_spool
from callback_desk.intake.collector import collector_paused
from callback_desk.intake.options import (
    ASTERISK,
    PRESETS,
    TABLE,
    VOICEMAIL_SPOOL,
    ReadOptions,
    Unreadable,
)
from callback_desk.intake.table import read_table
from callback_desk.intake.text_file import TextFile, open_text
from callback_desk.intake.units import FileReading

__all__ = ["ReadOptions", "read_path"]

_FIRST_LINES = 20


def read_path(path: Path, options: ReadOptions) -> FileReading:
    """Return what a file or folder holds. What cannot be read has its reason in `error`, one sentence."""
    try:
        with collector_paused():
            reading = _read(path, options)
    except Unreadable as fault:
        return FileReading(str(path), options.preset or "", error=str(fault))
    except OSError as fault:  # a folder whose files come and go while it is listed, or that may not be looked into
        why = fault.strerror or type(fault).__name__
        said = f"{path.name} cannot be read ({why}): check its permissions, and that nothing moves its files just now"
        return FileReading(str(path), options.preset or "", error=said)
    return replace(reading, file=str(path))


def _read(path: Path, options: ReadOptions) -> FileReading:
    preset = options.preset
    if preset is not None and preset not in PRESETS:
        raise Unreadable(f"there is no preset {preset[:40]!r}: choose one of {', '.join(PRESETS)}")
    if path.is_dir():
        if preset not in (None, VOICEMAIL_SPOOL):
            raise Unreadable(f"{path.name} is a folder, which the preset {preset} does not read: give its files")
        return voicemail_spool.read_spool(path, options)
    if path.exists() and not path.is_file():
        raise Unreadable(f"{path.name} is neither a file nor a folder: give an export")
    file = open_text(path)
    for known_as, attempt in _ATTEMPTS:
        if preset in (None, known_as):
            reading = attempt(file, options)
            if reading is not None:
                return reading
    raise Unreadable(f"{path.name} does not look like {preset}: leave --preset out, and the content decides")


def _message(file: TextFile, options: ReadOptions) -> FileReading | None:
    if not voicemail_spool.is_message(list(islice(file.lines(), _FIRST_LINES))):
        return None
    return voicemail_spool.read_message(file.path, options)


def _asterisk(file: TextFile, options: ReadOptions) -> FileReading | None:
    found = asterisk.columns_of(asterisk.sample(file))
    return None if found is None else asterisk.read_asterisk(file, options, *found)


_Attempt = Callable[[TextFile, ReadOptions], FileReading | None]
_ATTEMPTS: tuple[tuple[str, _Attempt], ...] = (
    (VOICEMAIL_SPOOL, _message),
    (ASTERISK, _asterisk),
    (TABLE, read_table),
)
