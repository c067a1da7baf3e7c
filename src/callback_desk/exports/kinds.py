"""The registry of the files that are made: which format each belongs to, its name and ending, and who writes it.

A new kind is one line in `KINDS`; names, numbers, protection, audiences and the access log come by themselves.
"""

from collections.abc import Callable
from typing import NamedTuple

from callback_desk.domain.policy_files import SHEETS
from callback_desk.exports.csv_files import write_csv
from callback_desk.exports.fhir.bundle import write_bundle, write_ndjson
from callback_desk.exports.handoff import write_handoff
from callback_desk.exports.page.making import page
from callback_desk.exports.report import DayReport
from callback_desk.exports.sheet import slug_of
from callback_desk.exports.tables import sheets
from callback_desk.exports.target import Target, put_text
from callback_desk.exports.workbook import write_workbook

Writer = Callable[[Target, DayReport], None]


class Kind(NamedTuple):
    """A kind of file: `kind` is its word in JSON, `name` and `ending` make its file name, `sheet` is what it holds."""

    format: str
    kind: str
    name: str
    ending: str
    write: Writer
    sheet: str | None = None


def as_text(words: Callable[[DayReport], str]) -> Writer:
    """Return the writer of a file whose whole text `words` makes."""
    return lambda target, report: put_text(target, words(report))


def _workbook(target: Target, report: DayReport) -> None:
    write_workbook(target, report, sheets(report))


def _csv(name: str) -> Kind:
    def write(target: Target, report: DayReport) -> None:
        write_csv(target, next(sheet for sheet in sheets(report) if sheet.name == name))

    return Kind("csv", f"csv-{slug_of(name)}", slug_of(name), ".csv", write, sheet=name)


KINDS: tuple[Kind, ...] = (
    Kind("xlsx", "workbook", "workbook", ".xlsx", _workbook),
    *(_csv(name) for name in SHEETS),
    Kind("html", "page", "page", ".html", as_text(page)),
    Kind("fhir", "fhir", "fhir", ".json", write_bundle),
    Kind("fhir", "ndjson", "fhir", ".ndjson", write_ndjson),
    Kind("text", "handoff", "handoff", ".txt", write_handoff),
)

MADE = tuple(dict.fromkeys(kind.format for kind in KINDS))
"""The formats that this version makes."""


def kinds_of(formats: tuple[str, ...], report: DayReport) -> list[Kind]:
    """Return the kinds of these formats that the report's audience gets."""
    return [kind for kind in KINDS if kind.format in formats and (kind.sheet is None or report.has_sheet(kind.sheet))]
