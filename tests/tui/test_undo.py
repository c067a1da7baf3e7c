"""u takes the last save back, within ten seconds, from the queue."""

from callback_desk.actions.context import Desk
from tests.tui.driver import SMALL, Clock, Patients, at_desk


async def test_u_takes_the_note_back_and_enter_takes_it_up_again(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=100)
    async with at_desk(desk, SMALL) as person:
        await person.press("enter", "v", "ctrl+s")
        person.expect("u undoes it")
        await person.press("u")
        person.expect("is as it was before", "enter takes the note up again")
        assert person.selected == "Thomas Okafor"
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.attempts == 0
        await person.press("enter", "ctrl+s")
        person.expect("saved · Thomas Okafor")


async def test_u_says_why_not(desk: Desk, patients: Patients, clock: Clock):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await person.press("u")
        person.expect("nothing was saved here yet")
        await person.press("s", "1")
        clock.advance(seconds=11)
        await person.press("u")
        person.expect("more than 10 seconds old")


async def test_a_refusal_on_the_screen_names_the_patient_and_no_id(desk: Desk, patients: Patients, clock: Clock):
    callback_id = patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await person.press("s", "1")
        clock.advance(seconds=11)
        await person.press("u")
        person.expect("the last save about Thomas Okafor is more than 10 seconds old")
        person.expect_not(callback_id[:8])


async def test_what_was_said_goes_with_the_cursor(desk: Desk, patients: Patients):
    for name in ("Thomas Okafor", "Anh-Thu Nguyen", "Rosa Delgado"):
        patients.wrote(name, ago=150)
    async with at_desk(desk) as person:
        await person.press("s", "1")
        person.expect("u undoes it")
        await person.press("down")
        person.expect_not("u undoes it")
        person.expect("enter call")


async def test_u_after_two_items_were_joined_takes_nothing_of_another_patient_back(desk: Desk, patients: Patients):
    saved = patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Ana Ortiz", ago=50, phone="+15855550101")
    patients.wrote("Ben Ortiz", ago=40, phone="+15855550101")
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("s", "1")
        await person.select("Ana Ortiz")
        await person.press("J", "1", "enter", "u")
        person.expect("nothing was saved here yet")
    callback = desk.store.callback(saved)
    assert callback is not None
    assert callback.waiting
