"""The clinic's workbook, read by another library than the one that wrote it, beside what `show` says."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from tests.journeys.shell import Clinic

RENAMED = {"referral status": ("referral", "status"), "missing papers": ("referral", "missing")}
"""Columns whose title is not the JSON's name with spaces, and where the JSON has them."""
AT_LEAST = {
    "patient", "phone", "lane", "channel", "language", "request", "attention", "status", "received at", "target at",
    "due at", "late minutes", "contacts", "attempts", "next action", "owner", "escalated to", "acknowledged",
    "maybe resolved", "id", *RENAMED,
}  # fmt: skip
"""Columns that are compared for certain; any other that the JSON has is compared too."""


def assert_workbook_says_what_show_says(clinic: Clinic, path: Path) -> None:
    """Every open callback and every one that was closed today stands there as `show --json` has it, cell by cell."""
    book = openpyxl.load_workbook(path)
    open_ids = {item["id"] for item in clinic.queue()}
    closed_ids = {item["id"] for item in clinic.queue("--view", "closed")}
    shown = clinic.shown(open_ids | closed_ids)
    for name, ids in (("Open", open_ids), ("Completed", closed_ids - open_ids)):
        lines = _lines(book[name])
        assert len(lines) == len(ids), name
        assert {line["id"] for line in lines} == ids, name
        for line in lines:
            _assert_line_is(line, shown[line["id"]])


def _lines(sheet: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(values_only=True))
    titles = next(row for row in rows if "id" in row)
    return [dict(zip(titles, row, strict=True)) for row in rows[rows.index(titles) + 1 :] if any(row)]


def _assert_line_is(line: dict[str, Any], shown: dict[str, Any]) -> None:
    compared = set()
    for title, cell in line.items():
        key, *inner = RENAMED.get(title, (title.replace(" ", "_"),))
        if key in shown:
            value = (shown[key] or {}).get(inner[0]) if inner else shown[key]
            assert _plain(cell) == _as_cell(value, cell), title
            compared.add(title)
    assert compared >= AT_LEAST


def _as_cell(value: Any, beside: object) -> object:
    """What a value of the JSON is as a cell: lists and yes or no in words, moments in the clinic's time."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value) or None
    if isinstance(value, str) and isinstance(beside, datetime):
        return datetime.fromisoformat(value).replace(tzinfo=None)
    return value or None if isinstance(value, str) else value


def _plain(cell: object) -> object:
    """A cell to the second, which is what the JSON has."""
    return cell.replace(microsecond=0) if isinstance(cell, datetime) else cell
