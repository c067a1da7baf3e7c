"""Twilio's lists given one by one are read together, as those of a folder are; each keeps its own document."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source, open_source
from callback_desk.intake.twilio import read_lists, records_of
from callback_desk.intake.twilio_call import NAME
from callback_desk.intake.units import Fault, FileReading, Unit

_MARK = "\x1f"
"""Between the number of a file and a place in it, while several are read as one; no place has it."""
_ELSEWHERE = re.compile(rf"(\d+){_MARK}")


def read_together(paths: Sequence[Path], readings: Sequence[FileReading], options: ReadOptions) -> list[FileReading]:
    """Return the readings; those of Twilio's single lists with what each has of calls that several tell of."""
    lists = {
        n: open_source(path)
        for n, (path, reading) in enumerate(zip(paths, readings, strict=True))
        if reading.preset == NAME and reading.error is None and path.is_file()
    }
    if len(lists) < 2:
        return list(readings)
    names = {str(n): paths[n].name for n in lists}
    whole = read_lists(((f"{n}{_MARK}", source.documents) for n, source in lists.items()), options.recalling(NAME))
    return [_of(n, lists[n], reading, whole, names) if n in lists else reading for n, reading in enumerate(readings)]


def _of(n: int, source: Source, read: FileReading, whole: FileReading, names: dict[str, str]) -> FileReading:
    """Return a file's part of what was read as one."""
    mine = f"{n}{_MARK}"

    def faults(found: Sequence[Fault]) -> list[Fault]:
        return [
            Fault(fault.line.removeprefix(mine), _ELSEWHERE.sub(lambda at: f"{names[at[1]]}: ", fault.reason))
            for fault in found
            if fault.line.startswith(mine)
        ]

    units: list[Unit] = [
        unit._replace(line=unit.line.removeprefix(mine)) for unit in whole.units if unit.line.startswith(mine)
    ]
    rows = sum(1 for _ in records_of(source.documents))
    return replace(read, rows=rows, units=units, skipped=faults(whole.skipped), rejected=faults(whole.rejected))
