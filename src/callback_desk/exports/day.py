"""The clinic's files for one day, written whole or not at all."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from callback_desk.domain.errors import DeskError
from callback_desk.exports.csv_files import write_csv
from callback_desk.exports.fhir.bundle import write_bundle, write_ndjson
from callback_desk.exports.handoff import handoff
from callback_desk.exports.report import DayReport
from callback_desk.exports.sheet import Sheet
from callback_desk.exports.tables import sheets
from callback_desk.exports.workbook import write_workbook
from callback_desk.exports.writing import Part, WrittenFile, write_set

__all__ = ["DayReport", "WrittenFile", "write_day"]

PLAIN = "plain"
_LONGEST_NAME = 40  # characters: folders of shared drives leave little room


def write_day(report: DayReport, folder: Path, protection: str = PLAIN) -> list[WrittenFile]:
    """Write the workbook, a CSV file for each of its sheets, the FHIR files and the handoff text; return what was
    written.

    A later close of the same day gets the next number and says in its headings what it supersedes.

    Raises:
        DeskError: the protection is none that is made here, or the files could not be written.
    """
    if protection != PLAIN:
        raise DeskError(f"nothing was written: {protection!r} is no protection that is made here, use plain files")

    @cache
    def told(superseded: str | None) -> tuple[DayReport, list[Sheet]]:
        """The report as this close tells it, and its sheets."""
        day = report if superseded is None else replace(report, supersedes=superseded)
        return day, sheets(day)

    def workbook(path: Path, superseded: str | None) -> None:
        write_workbook(path, *told(superseded))

    def csv_of(index: int) -> Callable[[Path, str | None], None]:
        return lambda path, superseded: write_csv(path, told(superseded)[1][index])

    def text(path: Path, superseded: str | None) -> None:
        path.write_text(handoff(told(superseded)[0]), encoding="utf-8", newline="\n")

    def fhir(path: Path, superseded: str | None) -> None:
        write_bundle(path, told(superseded)[0])

    def lines(path: Path, superseded: str | None) -> None:
        write_ndjson(path, told(superseded)[0])

    slugs = [sheet.slug for sheet in told(None)[1]]
    parts = [
        Part("workbook", "workbook", ".xlsx", workbook),
        *(Part(f"csv-{slug}", slug, ".csv", csv_of(index)) for index, slug in enumerate(slugs)),
        Part("fhir", "fhir", ".json", fhir),
        Part("ndjson", "fhir", ".ndjson", lines),
        Part("handoff", "handoff", ".txt", text),
    ]
    return write_set(folder, f"{clinic_slug(report.clinic)}_{report.day.isoformat()}", parts, protection)


def write_handoff_file(report: DayReport, folder: Path) -> WrittenFile:
    """Write the handoff text of a shift that ends before the day does; one that is there is never overwritten.

    Raises:
        DeskError: it could not be written.
    """

    def text(path: Path, superseded: str | None) -> None:
        path.write_text(handoff(replace(report, supersedes=superseded)), encoding="utf-8", newline="\n")

    stem = f"{clinic_slug(report.clinic)}_{report.day.isoformat()}"
    return write_set(folder, stem, [Part("handoff", "shift_handoff", ".txt", text)], PLAIN)[0]


def clinic_slug(name: str) -> str:
    """Return a clinic's name as every file system takes it: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or "clinic"
