"""Two patients whose records have one key: each has a callback, in the store and in what is shown of the file."""

from pathlib import Path

from callback_desk.actions import looking_at_files, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices

HEADER = "Date,Patient,DOB,Phone,Message\n"
ANA = "11/20/2026,Ana Lopez,1/2/2015,585-555-0101,refill please\n"
BEN = "11/20/2026,Ben Lopez,5/6/2018,585-555-0101,school form\n"


def groups(desk: Desk, path: Path, rows: str) -> list[str]:
    """What is shown of a file before it is taken in, which then is done."""
    path.write_text(HEADER + rows, encoding="utf-8")
    seen = looking_at_files.look(desk, path, IntakeChoices())
    taking_in.apply(desk, seen.plan)
    return [line.group for line in seen.lines]


def test_a_second_patient_of_the_same_number_and_day_is_there_whatever_was_taken_in_before(desk: Desk, tmp_path: Path):
    path = tmp_path / "list.csv"
    assert groups(desk, path, ANA) == ["new_callbacks"]
    assert groups(desk, path, ANA + BEN) == ["new_callbacks", "already_known"]
    for rows in (BEN, ANA, BEN + ANA):
        assert set(groups(desk, path, rows)) == {"already_known"}
    there = {one.patient: one.request for one in desk.store.all_callbacks()}
    assert there == {"Ana Lopez": "refill please", "Ben Lopez": "school form"}
