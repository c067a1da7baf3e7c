"""What a person sees of a file before it is taken in: each of its records once with its fate, and its columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.actions.context import Desk
from callback_desk.actions.folder_watching import folders_of
from callback_desk.actions.intake_choices import IntakeChoices, Order, remembered
from callback_desk.actions.taking_in import Plan, Progress, plan_files, read_options
from callback_desk.domain.same_names import may_be_same
from callback_desk.domain.told import keys_of
from callback_desk.intake.field_words import FIELDS
from callback_desk.intake.headers import field_by_name
from callback_desk.intake.looking import Column, TableLook, look_at
from callback_desk.intake.options import RECEIVED, TABLE, Remembered
from callback_desk.intake.planned import PlannedContact
from callback_desk.intake.units import Unit

__all__ = ["FIELDS", "GROUPS", "Column", "PlanLine", "Seen", "TableLook", "last_folder", "look", "remember_folder"]

_FOLDER = "intake.folder"
ANOTHER = ", perhaps another person"
MAYBE_RESOLVED = "perhaps resolved: somebody talked with this number later that day"
GROUPS = {
    "rejected": "rejected",
    "needs_review": "needs review",
    "new_callbacks": "new callbacks",
    "joined": "joined",
    "skipped": "skipped",
    "already_known": "already known",
    "no_callback": "no callback",
}
"""The fates of records in the order in which a person should see them, and how they are called."""


class PlanLine(NamedTuple):
    """One record: its fate, its place in the file, what it is about, and the reason where there is one."""

    group: str
    place: str
    unit: Unit | None
    reason: str


@dataclass(frozen=True)
class Seen:
    """A file that was looked at, and what taking it in would do. `table` is None where it has no columns to choose."""

    path: Path
    choices: IntakeChoices
    plan: Plan
    lines: list[PlanLine]
    table: TableLook | None
    asks_zone: bool

    @property
    def document(self) -> dict[str, Any]:
        """What `intake --json` prints of it."""
        return self.plan.documents()[0]

    @property
    def guessed(self) -> dict[str, str]:
        """The fields whose columns were told by what they hold, with the columns' names."""
        columns = self.table.columns if self.table is not None else ()
        return {one.field: one.key for one in columns if one.field is not None and one.is_guessed}

    @property
    def dates_read(self) -> Order | None:
        """Which of day and month came first where its dates need it; None where they do not."""
        read = [{**dates.taken, **dates.shown} for _, dates in self.plan.readings[0].dates]
        orders = next(filter(None, read), {})
        return orders.get(RECEIVED) or next(iter(orders.values()), None)

    @property
    def first_at(self) -> datetime | None:
        """When its first record came in."""
        return next((unit.at for unit in self.plan.readings[0].units), None)


def look(desk: Desk, path: Path, choices: IntakeChoices, progress: Progress = lambda said: None) -> Seen:
    """Read a file and work out what each record would do. Writes nothing."""
    planned = plan_files(desk, [path], choices, progress)
    reading, options = planned.readings[0], read_options(desk, choices)
    table = look_at(path, options) if reading.error is not None or reading.preset == TABLE else None
    earlier = remembered(desk)
    asked = choices.zone is not None or any(earlier[one].zone for one in reading.layouts if one in earlier)
    local = any(note.startswith("local times") for note in planned.documents()[0]["notes"])
    return Seen(path, choices, planned, _listed(planned), table, local and not asked)


def _listed(planned: Plan) -> list[PlanLine]:
    """Return every record once, by its fate and then as the file has it."""
    places = list(GROUPS)
    return sorted(_lines(planned), key=lambda line: places.index(line.group))


def _lines(planned: Plan) -> Iterator[PlanLine]:
    reading = planned.readings[0]
    for fault in reading.rejected:
        yield PlanLine("rejected", fault.line, None, fault.reason)
    for fault in reading.skipped:
        yield PlanLine("skipped", fault.line, None, fault.reason)
    decided = set[tuple[str, str]]()
    for contact in planned.contacts:
        unit, fate = contact.unit, "new_callbacks" if contact.is_new else "joined"
        # A record whose key another one has was given one that is made of it.
        decided.update((unit.line, key) for key in keys_of(unit.source_key))
        reason = "; ".join(_said_of(contact, planned))
        if contact.review is not None:
            told = "; ".join(filter(None, (contact.review, reason)))
            yield PlanLine("needs_review", unit.line, unit, f"{GROUPS[fate]}: {told}")
        else:
            yield PlanLine(fate, unit.line, unit, reason)
    for unit in planned.known:
        decided.add((unit.line, unit.source_key))
        yield PlanLine("already_known", unit.line, unit, "")
    for unit in reading.units:
        if (unit.line, unit.source_key) not in decided:
            yield PlanLine("no_callback", unit.line, unit, "")


def _said_of(contact: PlannedContact, planned: Plan) -> Iterator[str]:
    """Yield what a person should know of a contact before it is taken in: whose callback it joins, what stands there in
    place of a number, and what may have settled it."""
    name = contact.unit.patient
    if contact.joins is not None and contact.joins != name:
        another = name is not None and not may_be_same(contact.joins, name)
        yield f"with {contact.joins}{ANOTHER if another else ''}"
    if contact.unit.number is None and contact.unit.phone_note:
        yield f"written: {contact.unit.phone_note}"
    if contact.unit.source_key in planned.maybe_resolved:
        yield MAYBE_RESOLVED


def first_moment(seen: Seen, read_in: ZoneInfo, zone: str) -> datetime | None:
    """Return when the first record came in if its local time is of `zone` and not of the one that it was read in.

    Raises:
        ValueError, KeyError, OSError: there is no such zone.
    """
    known = ZoneInfo(zone)
    return None if seen.first_at is None else seen.first_at.astimezone(read_in).replace(tzinfo=known)


def _earlier(desk: Desk, seen: Seen) -> Remembered:
    layouts = seen.plan.readings[0].layouts or ([seen.table.layout] if seen.table is not None else [])
    earlier = remembered(desk)
    return next((earlier[layout] for layout in layouts if layout in earlier), Remembered())


def remembered_zone(desk: Desk, seen: Seen) -> str | None:
    """Return the zone that was chosen for such files before."""
    return _earlier(desk, seen).zone


def remembered_mapping(desk: Desk, seen: Seen) -> dict[str, str]:
    """Return what was chosen for the columns of such files before."""
    return dict(_earlier(desk, seen).mapping)


def unread(column: Column) -> dict[str, str]:
    """Return the mapping that leaves a column out: what it is read as, and what its name stands for, is nowhere."""
    return {field: "" for field in (column.field, field_by_name(column.name)) if field is not None}


def last_folder(desk: Desk) -> Path:
    """Return the folder that files were taken in from last, else where downloads go, else the person's own."""
    kept = desk.store.setting(_FOLDER)
    for folder in (*folders_of(desk), kept and Path(kept), Path.home() / "Downloads"):
        if folder and folder.is_dir():
            return folder
    return Path.home()


def remember_folder(desk: Desk, folder: Path) -> None:
    """Keep the folder for the next time."""
    desk.store.set_setting(_FOLDER, str(folder))
