"""What of a record cannot be dialled or is no day stays in sight as it was written."""

from pathlib import Path

import pytest

from callback_desk.actions import looking_at_files, reading, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.cli.lines import callback_lines
from callback_desk.domain.callback import Callback
from callback_desk.tui import about


def taken(desk: Desk, path: Path) -> Callback:
    taking_in.apply(desk, taking_in.plan_files(desk, [path], IntakeChoices()))
    (callback,) = desk.store.all_callbacks()
    return callback


def context(desk: Desk, callback: Callback) -> str:
    return "\n".join(line.plain for line in about.laid_out(about.about(desk, callback, desk.clock()), 120))


@pytest.fixture
def call_log(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(
        "Date,Phone,Name,Type\n"
        "11/20/2026 08:20,555-0116,Nobody Fay,Missed\n"
        "11/20/2026 08:25,415-555-0117,Nobody Gus,Answered\n",
        encoding="utf-8",
    )
    return path


def test_a_number_without_its_area_code_is_shown_so_that_somebody_can_add_it(desk: Desk, call_log: Path):
    line = looking_at_files.look(desk, call_log, IntakeChoices()).lines[0]
    assert line.reason == "new callbacks: no number to call; written: 555-0116"
    callback = taken(desk, call_log)
    assert (callback.phone, callback.phone_note) == (None, "555-0116")
    assert "written: 555-0116" in context(desk, callback)
    document = reading.show_document(desk, callback)
    assert document["phone_note"] == "555-0116"
    assert "phone note: 555-0116" in list(callback_lines(document))


def test_a_birth_date_that_is_no_day_is_told_by_the_plan_and_shown_as_written(desk: Desk, tmp_path: Path):
    path = tmp_path / "list.csv"
    said = "Received,Patient,Phone,DOB,Message\n2026-11-20 08:20,Nobody Pia,415-555-0133,02/30/1988,please call\n"
    path.write_text(said, encoding="utf-8")
    seen = looking_at_files.look(desk, path, IntakeChoices())
    assert "a birth date is not understood, and shown as written: 2" in seen.document["notes"]
    assert "1988" not in str(seen.document)
    callback = taken(desk, path)
    assert "birth date not understood: 02/30/1988" in context(desk, callback)
    document = reading.show_document(desk, callback)
    assert (document["birth_date"], document["birth_date_as_written"]) == (None, "02/30/1988")
    assert "birth date as written: 02/30/1988" in list(callback_lines(document))
