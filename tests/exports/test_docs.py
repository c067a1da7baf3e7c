"""The description of the files names every column of every sheet."""

import re
from pathlib import Path

import pytest

from callback_desk.exports.sheet import Sheet
from callback_desk.exports.tables import sheets
from tests.exports.days import report

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exports.md").read_text("utf-8")


@pytest.mark.parametrize("sheet", sheets(report()), ids=lambda sheet: sheet.name)
def test_every_column_is_described(sheet: Sheet):
    part = re.search(rf"^## {sheet.name}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert part is not None
    named = re.findall(r"^\| ([^|]+) \|", part[1], re.MULTILINE)
    described = [title for row in named for title in row.split(", ") if row not in ("column", "---")]
    assert described == [column.title for column in sheet.columns]
