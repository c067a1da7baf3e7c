"""Finding in the queue as one types, and adding to it by hand."""

from callback_desk.actions.context import Desk
from tests.tui.driver import Patients, at_desk


async def test_finding_narrows_as_one_types_and_escape_brings_all_back(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.type("okaf")
        assert person.patients == ["Thomas Okafor"]
        person.expect("found “okaf”", "born 1981-04-02")
        await person.press("escape")
        assert len(person.patients) == 4
        assert person.selected == "Thomas Okafor"


async def test_enter_keeps_what_was_found(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.type("marg")
        await person.press("enter", "g")
        callback = desk.store.callback(a_day.ids["Margaret O'Brien"])
        assert callback is not None
        assert callback.owner == desk.owner


async def test_a_second_find_replaces_the_first_typed_or_pasted(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.type("okaf")
        await person.press("enter", "slash")
        await person.type("marg")
        assert person.patients == ["Margaret O'Brien"]
        await person.press("enter", "slash")
        await person.write("okaf")
        assert person.patients == ["Thomas Okafor"]


async def test_letters_are_letters_in_the_find_line(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.type("ghsxake1")
        assert person.app.screen is person.screen
        person.expect("ghsxake1", "nothing was found")


async def test_adding_by_hand_selects_the_new_item(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.press("a")
        await person.write("records for a new doctor")
        await person.press("enter")
        await person.write("Priya Raman")
        await person.press("enter")
        await person.write("415-555-0144")
        await person.press("ctrl+s")
        assert person.selected == "Priya Raman"
        person.expect("added: Priya Raman")


async def test_a_refused_addition_keeps_what_was_typed(desk: Desk):
    async with at_desk(desk) as person:
        await person.press("f6")
        await person.type("a visit")
        await person.press("tab", "tab")
        await person.type("12")
        await person.press("f9")
        person.expect("not a possible number", "a visit")
