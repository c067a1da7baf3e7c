"""A large log is read in portions and planned in bulk: neither changes what becomes of any record."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from callback_desk.intake import options as reading_options
from callback_desk.intake import plan as planning
from callback_desk.intake.planned import Plan
from callback_desk.intake.reading import read_path
from callback_desk.intake.units import FileReading, Unit
from tests.intake.desk import NEW_YORK, Ledger, options

MOMENTS = [
    "2026-11-03T10:02", "2026-11-03 10:02:30", "11/3/2026 9:15 AM", "3/5/2026 14:00", "25/12/2025 08:00", "2026-03-10",
    "2026-11-01 01:30", "2026-03-08 02:30", "2026-11-03T10:02:00-05:00", "46090.375", "", "soon", "1066-01-01 09:00",
]  # fmt: skip
NUMBERS = [
    "+15855550101", "(585) 555-0102", "585-555-0103 ext. 4", "585 555 0104 or at work", "Restricted", "201", "",
    "+15855550199", "Ann (201)", "x" * 40,
]  # fmt: skip
NAMES = ["Ana Example", "Ben  Sample ", "WIRELESS CALLER", "ROCHESTER NY", "Zoë Muster", "v", ""]
TEXTS = ["please call", "my number is 585-555-0123", "two\nlines, one call", " ", "", "Total: 4", '"quoted"']
# Of each column the title and what may stand in it; the first is there always.
COLUMNS = {
    "Received": MOMENTS, "Phone": NUMBERS, "Other phone": NUMBERS, "Name": NAMES, "Message": TEXTS, "Subject": TEXTS,
    "Call ID": ["", "a1", "a2", "7"], "Lane": ["", "refills", "Billing"], "To": ["+15855550199", "201", "Voicemail"],
    "Direction": ["Inbound", "Outbound", "Internal", "", "sideways"],
    "Status": ["Missed", "Answered", "Voicemail", "Booked", "", "?"], "Duration": ["0:00", "48", "1:02:03", ""],
    "DOB": ["1/2/1950", "2190-01-01", "31/1/60", "", "?"], "Language": ["Spanish", "en", ""],
    "Email": ["ana@example.org", ""], "Referral number": ["", "R1", "R2"], "Missing documents": ["labs; imaging", ""],
}  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A header and rows below it: some too short or too long, some empty, some without a time, some twice."""
    titles = ["Received", *draw(st.lists(st.sampled_from(list(COLUMNS)[1:]), min_size=2, max_size=9, unique=True))]
    row = st.tuples(*(st.sampled_from(COLUMNS[title]) for title in titles)).map(list)
    odd = st.sampled_from([[""] * len(titles), titles, ["Total", "3"], ["", *[""] * (len(titles) - 2), "goes on"]])
    ragged = st.builds(lambda cells, more: [*cells[: more or None], *["", "?"][:more]], row, st.integers(-2, 2))
    return [titles, *draw(st.lists(st.one_of(row, row, row, ragged, odd), min_size=1, max_size=12))]


def read(path: Path, at_once: int) -> FileReading:
    with patch.object(reading_options, "WATCHED_EVERY", at_once):
        return read_path(path, options(own_numbers=("+15855550199",)))


@settings(max_examples=150, deadline=None)
@given(table=tables(), at_once=st.integers(2, 5))
def test_rows_say_the_same_one_by_one_and_many_at_a_time(tmp_path_factory, table: list[list[str]], at_once: int):
    path = tmp_path_factory.mktemp("table") / "log.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(table)
    assert read(path, at_once) == read(path, 1)


def seldom(said: object, usual: object = None) -> st.SearchStrategy[object]:
    return st.sampled_from([usual] * 5 + [said])


UNITS = st.builds(
    lambda key, minute, outcome, facts: Unit(
        f"list:{key}", "call" if outcome else "message", str(minute),
        datetime(2026, 3, 9, 13, tzinfo=UTC) + timedelta(minutes=minute), outcome=outcome, **facts
    ),
    st.integers(0, 20), st.integers(0, 9), st.sampled_from(["missed", "answered", None, None]),
    st.fixed_dictionaries(
        {
            "number": st.sampled_from([None, *(f"+1585555010{n}" for n in range(10))]),
            "patient": st.sampled_from([None, "Ana Example", "Ben Sample"]),
            "request": st.sampled_from([None, "a refill"]),
            "thread": seldom("t1"), "version_key": st.sampled_from([None] * 6 + ["list:1@a", "list:3"]),
            "finished": seldom(True, False), "review": seldom(("look at it",), ()), "talk_seconds": seldom(60),
            "earlier_keys": seldom(tuple(f"list:{key}" for key in range(0, 20, 2)), ()),
            "referral": seldom({"status": "rejected"}),
        }
    ),
)  # fmt: skip
FILES = st.lists(st.lists(UNITS, max_size=6), min_size=1, max_size=2)


def planned(ledger: Ledger, files: list[list[Unit]]) -> Plan:
    readings = [FileReading(f"{n}.csv", "table", units=units) for n, units in enumerate(files)]
    return planning.plan(readings, ledger, zone=NEW_YORK, talk_seconds=20)


@settings(max_examples=150, deadline=None)
@given(FILES, FILES, st.integers(0, 5))
def test_a_contact_that_has_to_do_with_no_other_is_planned_as_if_it_had(
    earlier: list[list[Unit]], files: list[list[Unit]], closed: int
):
    ledger = Ledger()
    ledger.apply(planned(ledger, earlier))
    for callback_id in sorted(ledger.open)[:closed]:
        ledger.close(callback_id)
    in_bulk = planned(ledger, files)
    with patch.object(planning._Planning, "_alone", lambda *_: None):
        one_by_one = planned(ledger, files)
    assert in_bulk == one_by_one
