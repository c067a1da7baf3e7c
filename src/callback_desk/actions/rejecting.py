"""Write the records that an intake rejected to a file: to put right, and to take in again."""

import os
from pathlib import Path

from callback_desk.actions.context import Desk
from callback_desk.actions.disclosing import recorded
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.taking_in import read_options
from callback_desk.domain.errors import DeskError
from callback_desk.intake.options import Unreadable
from callback_desk.intake.planned import Plan
from callback_desk.intake.rejects import rejected_texts

_OWNER_ONLY = 0o600
_HIGHEST = 1000


def write_rejected(desk: Desk, planned: Plan, choices: IntakeChoices, target: Path) -> list[Path]:
    """Write the plan's rejected records to `target`, one file for each table, and return the files.

    A file that is there stays as it is: the next free name with a number is taken. Nothing rejected, no file. Records
    that are no lines, and those whose file went away, get a note in the plan that says so; the others are written.

    Raises:
        DeskError: it cannot be written there.
    """
    options = read_options(desk, choices)
    texts: list[str] = []
    for n, reading in enumerate(planned.readings):
        if reading.error is not None or not reading.rejected:
            continue
        try:
            texts.extend(rejected_texts(reading, options))
        except Unreadable as fault:
            planned.notes[n].append(str(fault))
    if not texts:
        return []
    with recorded(desk, "rejected records") as done:
        for text in texts:
            done.append(_write_new(target, text))
    return done


def _write_new(target: Path, text: str) -> Path:
    for number in range(1, _HIGHEST):
        path = target if number == 1 else target.with_name(f"{target.stem}_{number}{target.suffix}")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        except FileExistsError:
            continue
        except OSError as fault:
            raise _not_written(path, fault) from fault
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
                file.write(text)
        except OSError as fault:
            path.unlink(missing_ok=True)
            raise _not_written(path, fault) from fault
        return path
    raise DeskError(f"{target.name} and all its numbers are there already: name another file")


def _not_written(path: Path, fault: OSError) -> DeskError:
    why = (fault.strerror or type(fault).__name__).lower()
    return DeskError(f"the rejected records were not written to {path} ({why}): name a file in another folder")
