"""Preparing on the screen: one key a line, papers one by one, and what is missing seen where it matters."""

import pytest

from callback_desk.actions import card_changing
from callback_desk.actions.context import Desk
from callback_desk.tui.queue_columns import with_missing
from tests.tui.driver import SMALL, WIDE, Patients, at_desk

LIST = {"papers": ("insurance card",), "missing": ("EKG",)}


@pytest.fixture
def thomas(patients: Patients) -> str:
    return patients.wrote("Thomas Okafor", ago=150)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_checklist_takes_one_key_a_line_and_one_to_save(desk: Desk, thomas: str, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        await person.press("p")
        person.expect("Prepare · Thomas Okafor", "call-back number", "space ✓")
        await person.press("space", "space", "minus", "x", "ctrl+s")
        person.expect("kept what is prepared", "✗")
        preparation = desk.store.callback(thomas).preparation  # type: ignore[union-attr]
        assert preparation.marks == {
            "number": "done",
            "visit-type": "done",
            "insurance": "not-needed",
            "forms": "missing",
        }
        assert desk.store.callback(thomas).attempts == 0  # type: ignore[union-attr]


async def test_what_is_prepared_stands_in_context_queue_and_script(desk: Desk, thomas: str):
    async with at_desk(desk) as person:
        await person.press("p", "space", "down", "down", "down", "x", "tab")
        await person.press("ctrl+u")
        await person.write("new, 40 min")
        await person.press("ctrl+s")
        person.expect("verified 14:12", "✓ call-back number", "✓ visit type: new, 40 min", "✗ intake form")
        line = next(line for line in person.lines if "Thomas Okafor" in line and "new appt" in line)
        assert "call · ✗ intake form" in line
        await person.press("enter", "r", "1", "space", "space", "f5", "f5")
        person.expect("One paper is not here yet: intake form.")


async def test_papers_reminder_and_errand_are_kept_and_come_in(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Anh-Thu Nguyen", lane="referral", referral=LIST)
    async with at_desk(desk) as person:
        await person.press("p")
        person.expect("paper: EKG", "✗ paper: EKG")
        await person.press("end", *["down"] * 9, "space", "enter")
        await person.press("enter")
        await person.write("text, bring the card")
        await person.press("enter")
        await person.write("Dr. Hale's office, the report, tue 12:00")
        await person.press("enter")
        person.expect("✓ EKG", "asked      Dr. Hale's office for the report  until tomorrow 12:00")
        history = desk.store.callback(callback_id).history  # type: ignore[union-attr]
        assert [entry.kind for entry in history] == ["received", "papers_marked", "reminded", "errand"]
        await person.press("p", *["down"] * 9, "space", "f9")
        assert desk.store.callback(callback_id).preparation.open_errands == ()  # type: ignore[union-attr]


async def test_a_line_that_cannot_be_read_says_so_and_everything_typed_stays(desk: Desk, thomas: str):
    async with at_desk(desk) as person:
        await person.press("p", "space", "tab", "enter", "enter", "enter")
        await person.write("Dr. Hale")
        await person.press("enter")
        person.expect("say whom you asked and for what", "✓ call-back number")
        assert len(desk.store.callback(thomas).history) == 1  # type: ignore[union-attr]


async def test_enter_goes_to_the_next_box_and_after_the_last_one_to_the_lines(desk: Desk, thomas: str):
    async with at_desk(desk) as person:
        await person.press("p", "space", "enter", "enter", "x", "enter", "x")
        person.expect("✓ call-back number", "☐ visit type", "✗ insurance card", "✗ intake forms")
        person.expect("such as: portal, bring the insurance card")
        await person.press("enter", "enter", "enter")  # the first is where x went, too
        await person.write("new, 40 min")
        await person.press("ctrl+s")
        person.expect("✓ visit type: new, 40 min", "✗ insurance card")


async def test_a_reminder_that_does_not_say_how_it_went_is_refused(desk: Desk, thomas: str):
    async with at_desk(desk) as person:
        await person.press("p", "tab", "enter", "enter")
        await person.write("xx first visit here")
        await person.press("ctrl+s")
        person.expect("say how the reminder went, portal, text, letter or email", "xx first visit here")
        assert len(desk.store.callback(thomas).history) == 1  # type: ignore[union-attr]


async def test_a_call_can_be_prepared_while_it_rings(desk: Desk, thomas: str):
    async with at_desk(desk) as person:
        await person.press("enter", "p", "space", "f9")
        person.expect("Outcome note", "verified 14:12", "kept what is prepared")
        await person.press("n", "f9")
        person.expect("saved · Thomas Okafor")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (40, "call · 2nd try · ✗ MRI report +1"),
        (26, "call · 2nd try · ✗ MRI report +1"),
        (20, "call · 2nd try ✗"),
        (13, "call · 2nd… ✗"),
        (8, "call … ✗"),
    ],
)
def test_the_next_action_is_never_hidden_by_what_is_missing(cells: int, said: str):
    assert with_missing("call · 2nd try", "MRI report +1", cells) == said


async def test_the_card_s_number_is_verified_as_any_other(desk: Desk, thomas: str):
    card_changing.change(desk, thomas, {"phone": "415-555-0199"})
    async with at_desk(desk) as person:
        await person.press("p", "space", "ctrl+s")
        person.expect("verified 14:12", "✓ call-back number")
        await person.press("p")
        person.expect("✓ call-back number")
