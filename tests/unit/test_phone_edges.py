"""Numbers as exports really write them: a table of raw strings with what a region's library makes of each.

Where that library has no number, or one that is not possible, the desk has none either, and says what stood there.
"""

import csv
import time
from pathlib import Path

import pytest

from callback_desk.domain.phone import normalised

TABLE = Path(__file__).resolve().parents[1] / "data" / "constructed" / "phone" / "phone_edge_cases.csv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

# Where the desk knows better than the library: what is written with a note or another number, as spreadsheets keep
# numbers, as another country's people dial abroad, and Mexico's mobiles of before 2019.
KNOWN_BETTER = {
    "5855550177 (daughter)": "+15855550177",
    "585-555-0101 / 585-555-0102": "+15855550101",
    "4155550142.0": "+14155550142",
    "4.155550142E9": "+14155550142",
    "00525512345678": "+525512345678",
    "+52 1 55 1234 5678": "+525512345678",
}
# Numbers with letters for digits: whoever wrote them must say which digits they are.
NOT_GUESSED = {"+1 (800) FLOWERS"}
# Possible only within one area: there is no form of them that can be dialled from elsewhere.
WITHOUT_AREA = {"555-0100", "5551234"}
SHORT = {"911": "911", "988": "988", "1002": "1002", "*97": "*97"}


def expected(row: dict[str, str]) -> str | None:
    raw = row["raw"]
    if raw in NOT_GUESSED | WITHOUT_AREA:
        return None
    return KNOWN_BETTER.get(raw) or (row["e164_region_US"] if row["possible"] == "True" else None)


@pytest.mark.parametrize("row", ROWS, ids=[row["raw"] for row in ROWS])
def test_each_number_of_the_table_is_taken_as_a_whole_or_not_at_all(row: dict[str, str]):
    number = normalised(row["raw"], "US")
    assert number.e164 == expected(row)
    assert number.extension == (SHORT.get(row["raw"]) or row["extension"] or None)
    if number.e164 is None and number.extension is None:
        assert number.withheld or number.note


def test_what_is_too_long_to_be_a_number_is_kept_and_costs_no_time():
    begun = time.monotonic()
    for text in ("a" * 500_000, "(" * 500_000, "x 1" * 200_000):
        assert normalised(text, "US").e164 is None
    assert time.monotonic() - begun < 5
