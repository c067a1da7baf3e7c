"""Keys that come faster than the screen: none is lost, none lands in the wrong place."""

import pytest
from textual import events
from textual.command import CommandPalette

from callback_desk.actions.context import Desk
from callback_desk.domain import history
from callback_desk.tui.app import DeskApp
from tests.tui.driver import WIDE, DeskDriver, Patients, at_desk, settle


async def burst(person: DeskDriver, *keys: str) -> None:
    """Press keys without waiting for anything in between."""
    for key in keys:
        person.app.post_message(events.Key(key, key if len(key) == 1 else None))
    for _ in range(3):
        await settle(person.pilot)


async def test_no_answer_in_one_breath(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=100)
    async with at_desk(desk) as person:
        await burst(person, "enter", "n", "ctrl+s")
        person.expect("saved · Thomas Okafor")
        assert person.selected == "Anh-Thu Nguyen"


async def test_handing_over_in_one_breath(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await burst(person, "h", "4", "enter")
        person.expect("handed over to Billing")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.owner == "role:billing"


async def test_escalating_in_one_breath(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await burst(person, "f3", "2", "enter")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.pinned


async def test_a_key_pressed_once_more_while_a_dialog_saves_starts_no_call(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await burst(person, "h", "4", "enter", "enter")
        person.expect("handed over to Billing")
        assert not person.screen.arranging.calling


async def test_finding_in_one_breath(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=100)
    async with at_desk(desk) as person:
        await burst(person, "slash", *"anh", "enter")
        assert person.patients == ["Anh-Thu Nguyen"]


async def test_two_calls_in_one_breath(desk: Desk, patients: Patients):
    ids = [patients.wrote("Thomas Okafor", ago=150), patients.wrote("Anh-Thu Nguyen", ago=100)]
    async with at_desk(desk) as person:
        await burst(person, "enter", "n", "ctrl+s", "enter", "u", "ctrl+s")
        for callback_id in ids:
            callback = desk.store.callback(callback_id)
            assert callback is not None
            assert callback.attempts == 1


async def test_who_was_told_in_one_breath(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await burst(person, "f3", "1", "enter")
        await burst(person, "home", "w", *"Kim", "enter", "1", "enter")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.acknowledged
        assert "told Kim, telephone" in history.lines(callback, desk.policy, desk.zone)[-1]


async def test_adding_in_one_breath(desk: Desk):
    async with at_desk(desk) as person:
        await burst(person, "a", *"records", "enter", *"Priya", "enter", *"4155550133", "enter", "enter", "enter")
        person.expect("added: Priya", "Queue · 1")
        (row,) = person.screen.queue_list.window.rows
        assert (row.patient, row.phone) == ("Priya", "+14155550133")


async def test_finding_and_calling_in_one_breath(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    callback_id = patients.wrote("Anh-Thu Nguyen", ago=100)
    async with at_desk(desk) as person:
        await burst(person, "slash", *"anh", "enter", "enter", "n", "ctrl+s")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.attempts == 1


async def test_keys_that_come_while_the_desk_is_laid_out_wait_for_it(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=100)
    app = DeskApp(desk)
    for key in ("slash", *"anh", "enter"):
        app.post_message(events.Key(key, key if len(key) == 1 else None))
    async with app.run_test(size=WIDE) as pilot:
        for _ in range(3):
            await settle(pilot)
        assert DeskDriver(pilot).patients == ["Anh-Thu Nguyen"]


@pytest.mark.parametrize("between", ["f1", "f3", "f6", "f8"])
async def test_a_dialog_between_two_palettes_leaves_one(desk: Desk, patients: Patients, between: str):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await person.press("ctrl+p", between, "ctrl+p")
        opened = [screen for screen in person.app.screen_stack if isinstance(screen, CommandPalette)]
        assert len(opened) == 1
        await person.press("escape", "escape")
        assert person.selected == "Thomas Okafor"
        assert person.app.screen is person.app.desk_screen
