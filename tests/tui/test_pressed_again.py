"""The key that closed a dialog, pressed once more or held down: it acts on nothing that stood behind it."""

import pytest
from textual import events
from textual.message import Message

from callback_desk.actions.context import Desk
from tests.tui.driver import DeskDriver, Patients, at_desk, settle


@pytest.fixture
def two(patients: Patients) -> Patients:
    """The one that is handed over, and the one that the cursor is on then."""
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=100)
    return patients


async def press_at(person: DeskDriver, *times: float, key: str = "enter") -> None:
    """Press one key several times, so many seconds from now, and wait for nothing in between."""
    now = Message().time
    for time in times:
        event = events.Key(key, None)
        event.time = now + time
        person.app.post_message(event)
    for _ in range(3):
        await settle(person.pilot)


async def test_enter_again_right_after_a_dialog_calls_nobody_and_says_so(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("h", "4", "enter")
        await press_at(person, 0.1)
        assert not person.screen.arranging.calling
        person.expect("handed over to Billing", "undoes it", "enter again did nothing")


async def test_enter_a_moment_later_calls(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("h", "4", "enter")
        await press_at(person, 0.5)
        assert person.screen.arranging.calling
        person.expect_not("again did")


async def test_enter_held_down_over_a_dialog_calls_nobody(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("h", "4", "enter")
        await press_at(person, *(0.5 + 0.033 * beat for beat in range(9)))
        assert not person.screen.arranging.calling
        await press_at(person, 2.0)
        assert person.screen.arranging.calling


async def test_escape_twice_leaves_twice(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await person.press("enter", "f3")
        await press_at(person, 0.0, 0.05, key="escape")
        assert not person.screen.arranging.calling
