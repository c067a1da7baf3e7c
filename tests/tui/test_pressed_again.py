"""The key that closed a dialog, pressed once more or held down: it acts on nothing that stood behind it."""

import pytest
from textual import events
from textual.message import Message

from callback_desk.actions.context import Desk
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.screens.jump import LETTERS, targets_of
from tests.tui.driver import DeskDriver, Patients, at_desk, settle


@pytest.fixture
def two(patients: Patients) -> Patients:
    """The one that is handed over, and the one that the cursor is on then."""
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=100)
    return patients


async def press_at(person: DeskDriver, *times: float, key: str = "enter") -> None:
    """Press one key several times, so many seconds from now, and wait for nothing in between."""
    await press_each_at(person, *((key, time) for time in times))


async def press_each_at(person: DeskDriver, *pressed: tuple[str, float]) -> None:
    """Press keys, each so many seconds from now, and wait for nothing in between."""
    now = Message().time
    for key, time in pressed:
        event = events.Key(key, key if len(key) == 1 else None)
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


async def jumping_to(person: DeskDriver, field: str) -> str:
    """Open a call and a note, and ask where to jump; returns the letter of this field."""
    await person.press("enter", "r", "1", "j")
    named = dict(zip(LETTERS, targets_of(person.screen), strict=False))
    return next(letter for letter, target in named.items() if target.name == field)


@pytest.mark.parametrize("pause", [0.0, 0.1, 0.4])
async def test_a_word_that_begins_with_the_letter_that_jumped_is_typed_whole(desk: Desk, two: Patients, pause: float):
    async with at_desk(desk) as person:
        letter = await jumping_to(person, "request")
        before = person.screen.note.typed("request")
        word = letter + letter + "ama"
        typed = ((key, pause + 0.07 * at) for at, key in enumerate(word))
        await press_each_at(person, (letter, 0.0), *typed)
        assert person.screen.note.typed("request") == before + word
        person.expect_not("again did")


async def test_a_letter_that_jumped_to_the_queue_and_comes_again_acts_on_nothing_there(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("j")
        assert targets_of(person.screen)[0].name == "queue"
        await press_each_at(person, ("a", 0.0), ("a", 0.1))
        person.expect("a again did nothing")


async def test_a_key_acts_after_the_mouse_closed_the_dialog_that_it_opened(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("x")
        await person.pilot.click(Pick, offset=(3, 2))
        await settle(person.pilot)
        assert person.app.screen is person.screen
        await press_at(person, 0.05, key="x")
        assert person.app.screen.query(Pick)
