"""Of every callback of the sample day and of real files, workbook, CSV and FHIR say what `show --json` says.

Read back by other libraries than those that wrote; all of one desk, which takes long to make.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from callback_desk.actions import reading, taking_in
from callback_desk.actions.closing_day import report as report_of
from callback_desk.desk.demo import demo_desk
from callback_desk.exports.callbacks import Held
from callback_desk.exports.csv_files import guarded, write_csv
from callback_desk.exports.report import DayReport
from callback_desk.exports.sheet import written
from callback_desk.exports.tables import sheets
from callback_desk.exports.workbook import write_workbook
from tests.exports.days import DATA, below_titles, read_csv, read_workbook
from tests.exports.fhir_reading import as_shown, bundle_of, tasks
from tests.exports.fhir_rules import assert_valid

FILES = (
    "phone/asterisk/Master_small.csv",
    "constructed/phone/freepbx_cdr_report.csv",
    "constructed/phone/voicemail_spool",
    "constructed/worklists/referrals_missing_docs.csv",
    "constructed/worklists/portal_messages.csv",
)
COLUMNS = {
    **{
        key: key.replace("_", " ")
        for key in (
            "id", "patient", "phone", "lane", "channel", "language", "status", "received_at", "target_at", "due_at",
            "late_minutes", "contacts", "attempts", "next_action", "owner", "escalated_to", "acknowledged",
            "maybe_resolved", "request", "attention",
        )
    },
    "referral status": "referral status",
    "missing": "missing papers",
}  # fmt: skip
"""The columns whose facts `show --json` has too, by its keys."""


def test_every_callback_of_the_sample_day_and_of_real_files_reads_back_as_show_says(tmp_path: Path):
    with demo_desk(frozen=True) as desk:
        planned = taking_in.plan_files(desk, [DATA / file for file in FILES], taking_in.IntakeChoices())
        taking_in.apply(desk, planned)
        with report_of(desk) as told:
            assert list(told.callbacks.ids()) == list(Held(told.callbacks).ids(told.as_of))  # the queue's order
            shown = {one.callback_id: reading.show_document(desk, one) for one in told.callbacks}
            assert tasks(bundle_of(told, tmp_path)) == {key: as_shown(one, desk.policy) for key, one in shown.items()}
            assert_valid(tmp_path / "day.json")
            write_workbook(tmp_path / "day.xlsx", told, sheets(told))
            assert facts_of(told, read_workbook(tmp_path / "day.xlsx")) == {
                key: as_cells(one, workbook_cell) for key, one in shown.items()
            }
            assert facts_of(told, csv_pages(told, tmp_path)) == {
                key: as_cells(one, csv_cell) for key, one in shown.items()
            }
    assert len(shown) >= 40
    assert len([one for one in shown.values() if one["referral"]]) > 4


def csv_pages(told: DayReport, folder: Path) -> dict[str, list[list[str]]]:
    pages = {}
    for one in sheets(told):
        write_csv(folder / "one.csv", one)
        pages[one.name] = read_csv(folder / "one.csv")
    return pages


def facts_of(told: DayReport, pages: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts of every callback by its id, as the sheets of what is open and of what was closed have them."""
    found = {}
    for one in sheets(told):
        if one.name in ("Open", "Completed"):
            titles = [column.title for column in one.columns]
            for row in below_titles(pages[one.name], one):
                line = dict(zip(titles, row, strict=True))
                found[line["id"]] = {key: line[title] for key, title in COLUMNS.items()}
    return found


def as_cells(document: dict[str, Any], cell: Callable[[Any], Any]) -> dict[str, Any]:
    """What the cells of a callback must hold, by what `show --json` says of it."""
    referral = document["referral"] or {"status": None, "missing": []}
    flat = {**document, "referral status": referral["status"], "missing": referral["missing"]}
    return {key: cell(_moment(key, flat[key])) for key in COLUMNS}


def _moment(key: str, said: Any) -> Any:
    return datetime.fromisoformat(said) if key.endswith("_at") and said else said


def workbook_cell(said: Any) -> Any:
    if isinstance(said, datetime):
        return said.replace(tzinfo=None)
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, list):
        return "; ".join(said) or None
    return written(said) or None if isinstance(said, str) else said


def csv_cell(said: Any) -> str:
    plain = said.isoformat() if isinstance(said, datetime) else workbook_cell(said)
    if plain is None:
        return ""
    return guarded(plain) if isinstance(plain, str) else str(plain)
