"""Keys of the queue: those that cannot act say why, and help, palette and a person's own keys lead to all of them."""

import pytest

from callback_desk.actions.context import Desk
from tests.tui.driver import WIDE, Patients, at_desk, settle


@pytest.mark.parametrize("key", ["s", "k", "x", "h"])
async def test_what_waits_for_a_licensed_role_cannot_be_put_aside(desk: Desk, a_day: Patients, key: str):
    async with at_desk(desk) as person:
        await person.select("Rosa Delgado")
        await person.press(key)
        person.expect("this has attention words: first ! escalate")
        assert person.app.screen is person.screen


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("b", "it is not yours to give back"),
        ("w", "it is not escalated"),
        ("f9", "no call is open"),
        ("f5", "no call is open"),
    ],
)
async def test_a_key_that_cannot_act_says_why(desk: Desk, a_day: Patients, key: str, sentence: str):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press(key)
        person.expect(sentence)


async def test_an_empty_desk_says_so_and_no_key_breaks_it(desk: Desk):
    async with at_desk(desk) as person:
        person.expect("nothing is open: a adds a callback, I takes files in", "0 open")
        await person.press("g")
        person.expect("there is no item here to act on")
        for key in ("enter", "h", "s", "k", "x", "w", "b", "o", "f2", "f3", "f4", "f5", "f9", "down", "end"):
            await person.press(key)
        person.expect("nothing is open")


async def test_help_lists_the_keys_and_the_palette_offers_no_screenshot(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("question_mark")
        person.expect("Queue", "Make the item yours", "Take the item and open the call view")
        await person.press("escape")
        titles = [command.title for command in person.app.get_system_commands(person.screen)]
        assert not any("screenshot" in title.lower() for title in titles)
        assert any(title.startswith("hand over") for title in titles)
        await person.press("ctrl+p")
        await person.type("snoo")
        person.expect("snooze")


async def test_keys_can_be_put_elsewhere(desk: Desk, a_day: Patients):
    from callback_desk.actions.personal import Personal
    from callback_desk.tui.app import DeskApp

    app = DeskApp(desk, personal=Personal(keys={"take": "q"}))
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("down", "q")
        await settle(pilot)
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.owner == desk.owner
