"""One argument of `intake`, read: the content decides what it is, never its name."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from callback_desk.intake.collector import collector_paused
from callback_desk.intake.date_orders import as_shown, is_read_otherwise, shown_by
from callback_desk.intake.digests import digest_of, digests_inside
from callback_desk.intake.options import ReadOptions, Unreadable
from callback_desk.intake.own_files import require_foreign_page
from callback_desk.intake.presets import PRESETS
from callback_desk.intake.source import Shape, Source, open_source
from callback_desk.intake.units import FileReading

__all__ = ["ReadOptions", "read_path", "read_paths"]

Watch = Callable[[int], None]
"""Hears how many rows of a file are read; what it raises ends the reading."""

_OF_SHAPE = {
    Shape.FOLDER: "a folder",
    Shape.ZIP: "a workbook or a zip",
    Shape.OLD_WORKBOOK: "an old workbook",
    Shape.MARKUP: "a web page or XML",
    Shape.JSON: "JSON",
    Shape.HL7: "an HL7 message file",
    Shape.TEXT: "text",
}


def read_paths(paths: Sequence[Path], options: ReadOptions, watch_of: Callable[[Path], Watch]) -> list[FileReading]:
    """Return what the files and folders hold, one reading each; what belongs together is read together."""
    from callback_desk.intake.twilio_together import read_together

    readings = [read_path(path, replace(options, watch=watch_of(path))) for path in paths]
    if shown := shown_by(readings):
        again = as_shown(options, shown)
        readings = [
            read_path(path, replace(again, watch=watch_of(path))) if is_read_otherwise(reading, shown) else reading
            for path, reading in zip(paths, readings, strict=True)
        ]
    with collector_paused():
        return read_together(paths, readings, options)


def read_path(path: Path, options: ReadOptions) -> FileReading:
    """Return what a file or folder holds. What cannot be read has its reason in `error`, one sentence."""
    try:
        stood = _standing(path)
        with collector_paused():
            reading = _read(path, options)
            if path.is_dir():
                reading.inside = digests_inside(path, reading.units)
            else:
                digest = digest_of(path)
                # Of bytes that changed meanwhile it would be the digest of others than those that were read.
                reading.digest = digest if stood == _standing(path) else None
    except Unreadable as fault:
        return FileReading(str(path), options.preset or "", error=str(fault))
    except OSError as fault:  # a folder whose files come and go while it is listed, or that may not be looked into
        why = fault.strerror or type(fault).__name__
        said = f"{path.name} cannot be read ({why}): check its permissions, and that nothing moves its files just now"
        return FileReading(str(path), options.preset or "", error=said)
    recalled = (options.recalling(layout).zone for layout in reading.layouts)
    zone = options.zone or next(filter(None, recalled), None)
    return replace(reading, file=str(path), stood=stood, zone=zone)


def _standing(path: Path) -> tuple[int, int] | None:
    """Return a file's size in bytes and its time of change (ns), None where there is none."""
    found = path.stat() if path.exists() else None
    return None if found is None else (found.st_size, found.st_mtime_ns)


def _read(path: Path, options: ReadOptions) -> FileReading:
    preset = options.preset
    names = list(dict.fromkeys(known.name for known in PRESETS))
    if preset is not None and preset not in names:
        raise Unreadable(f"there is no preset {preset[:40]!r}: choose one of {', '.join(names)}")
    source = open_source(path)
    require_foreign_page(source)
    for known in PRESETS:
        if source.shape in known.shapes and preset in (None, known.name):
            reading = known.read(source, options.recalling(known.name))
            if reading is not None:
                return _with_layout(reading, known.name, options)
    raise _not_known(source, preset)


def _with_layout(reading: FileReading, name: str, options: ReadOptions) -> FileReading:
    """Return a reading with what choices for its like are remembered by; a table has told that itself."""
    if not reading.layouts and reading.error is None:
        reading.layouts.append(name)
        recalled = options.recalled(name)
        if recalled is not None:
            reading.notes.insert(0, recalled)
    return reading


def _not_known(source: Source, preset: str | None) -> Unreadable:
    name, shape = source.path.name, _OF_SHAPE[source.shape]
    if source.shape is Shape.FOLDER and preset is None:
        return Unreadable(f"{name} is a folder without exports that belong together: give its files one by one")
    if preset is None:
        return Unreadable(f"{name} is {shape} of a kind that is not known: save the list as CSV, with a header row")
    if not any(source.shape in known.shapes for known in PRESETS if known.name == preset):
        return Unreadable(f"{name} is {shape}, which the preset {preset} does not read: give another export")
    return Unreadable(f"{name} does not look like {preset}: leave --preset out, and the content decides")
