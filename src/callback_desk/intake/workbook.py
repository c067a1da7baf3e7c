"""Workbooks (xlsx, xlsb, xls, ods): each visible sheet is a table like any other, with its rows as places."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callback_desk.domain.text import clean_line
from callback_desk.intake.compound_file import has_sound_chains
from callback_desk.intake.options import Unreadable
from callback_desk.intake.records import Record
from callback_desk.intake.workbook_size import ODS_CONTENT, broken, require_bearable, require_few_cells
from callback_desk.intake.workbook_trial import can_be_read

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

LARGEST_OLD_WORKBOOK = 1 << 26
"""Bytes of an old workbook; its format has no more rows than that holds."""
_DIGITS_KEPT = 1e15
DAMAGED_NUMBERS = "numbers of more than 15 digits: the workbook kept only their first 15, so they are no identifiers"
_DATE_1904 = (b'date1904="1"', b'date1904="true"')


@dataclass
class Sheet:
    """One visible sheet of a workbook that is open."""

    title: str
    workbook: "CalamineWorkbook"
    path: Path
    counts_from_1904: bool
    only_one: bool
    lines_go_on: bool = field(default=True, init=False)
    _damaged: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        """The file, and the sheet where there are several."""
        return self.path.name if self.only_one else f'{self.path.name}, sheet "{self.shown}"'

    @property
    def shown(self) -> str:
        """The sheet's title, safe to show."""
        return clean_line(self.title)

    @property
    def notes(self) -> tuple[str, ...]:
        """What its cells lost before they came here."""
        return (DAMAGED_NUMBERS,) if self._damaged else ()

    @property
    def place(self) -> Callable[[int], str]:
        """Give `Sheet!row`."""
        return partial(_place, self.shown)

    def records(self) -> Iterator[Record]:
        """Yield the rows with their numbers; empty ones are no records."""
        with _faults_told(self.path):
            for number, row in enumerate(self._sheet.iter_rows(), 1):
                cells = [each if each.__class__ is str else self._as_text(each) for each in row]
                if any(cells):
                    yield number, cells

    @cached_property
    def _sheet(self) -> "CalamineSheet":
        sheet = self.workbook.get_sheet_by_name(self.title)
        require_few_cells(self.path, sheet.total_height, sheet.total_width)
        return sheet

    def _as_text(self, value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
        if isinstance(value, float):
            if abs(value) >= _DIGITS_KEPT:
                self._damaged = True
            # A telephone number arrives as 7165550199.0: as text with its ".0" it would be another number.
            return str(int(value)) if value.is_integer() else repr(value)
        if isinstance(value, datetime):
            return _whole_second(value).isoformat(" ")
        if isinstance(value, timedelta):
            return _hours(round(value.total_seconds()))
        if isinstance(value, bool):
            return "yes" if value else "no"
        return value.isoformat() if isinstance(value, date | time) else str(value)


def _place(sheet: str, row: int) -> str:
    return f"{sheet}!{row}"


def _whole_second(at: datetime) -> datetime:
    """Round away what a fraction of a day cannot hold of a second."""
    return (at + timedelta(milliseconds=500)).replace(microsecond=0) if at.microsecond else at


def _hours(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@dataclass
class Workbook:
    """A workbook's visible sheets, and what must be said about the others."""

    sheets: Sequence[Sheet]
    notes: list[str]


def is_workbook(path: Path) -> bool:
    """Tell whether a zip is a workbook, by the parts in it."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return False
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin"}) or {ODS_CONTENT, "mimetype"} <= names


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """Open a workbook for as long as its sheets are read.

    Raises:
        Unreadable: it is protected, damaged or too large.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    from_1904 = _require_bearable(path)
    with _faults_told(path):
        workbook = CalamineWorkbook.from_path(path)
    with workbook:
        listed = [sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
        visible = [sheet.name for sheet in listed if sheet.visible is SheetVisibleEnum.Visible]
        hidden = [clean_line(sheet.name) for sheet in listed if sheet.name not in visible]
        notes = [f"hidden sheets are not read: {', '.join(hidden)}"] if hidden else []
        yield Workbook([Sheet(name, workbook, path, from_1904, len(visible) == 1) for name in visible], notes)


def _require_bearable(path: Path) -> bool:
    """Check a workbook's size, and return whether its days count from 1904."""
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > LARGEST_OLD_WORKBOOK:
            raise Unreadable(f"{path.name} is too large for an old workbook: save the list as CSV")
        if not has_sound_chains(path.read_bytes()) or not can_be_read(path):
            raise broken(path)
        return False
    try:
        with zipfile.ZipFile(path) as package:
            require_bearable(path, package)
            names = package.namelist()
            head = package.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as fault:
        raise broken(path) from fault
    return any(mark in head for mark in _DATE_1904)


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    """Turn what the library raises into one sentence; its panics are no Exceptions."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as fault:
        raise Unreadable(
            f"{path.name} is protected by a password: open it, save a copy without one, and take that in"
        ) from fault
    except (CalamineError, OSError, ValueError, OverflowError) as fault:
        raise broken(path) from fault
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":
            raise
        raise broken(path) from fault
