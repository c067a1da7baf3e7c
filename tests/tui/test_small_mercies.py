"""What a quick or a tired hand does: a second way to the next box, a number for a name, a lane picked unseen."""

from dataclasses import replace
from datetime import timedelta

from callback_desk.actions.context import Desk
from callback_desk.tui.fields.appointment import AppointmentField
from callback_desk.tui.fields.form import IDENTIFIERS
from callback_desk.tui.fields.picking import Offers
from callback_desk.tui.fields.ticks import TicksField
from callback_desk.tui.panes.footer import Footer
from tests.tui.call_host import NOW, POLICY
from tests.tui.driver import Patients, at_desk


def ticked(*keys: str) -> tuple[str, ...]:
    field = TicksField("identified_by", "Identified by", IDENTIFIERS)
    for key in keys:
        field.key(key, None)
    return field.ticked


def test_the_right_arrow_after_a_tick_skips_no_box() -> None:
    assert ticked("space", "space") == ticked("space", "right", "space") == ("name", "birth-date")
    assert ticked("space", "right", "right", "space") == ("name", "address")
    assert ticked("space", "left", "space") == ()
    assert ticked("right", "space") == ("birth-date",)


async def test_the_desk_says_what_a_hand_does_not_see(desk: Desk, patients: Patients) -> None:
    patients.wrote("Anne Stone", request="refill of metformin; also wants appointment", lane="refill")
    async with at_desk(desk) as person:
        await person.press("X", *"refill", *"off")
        person.expect("goes to Refill routing")
        await person.press("escape", "slash", *"stone")
        person.expect("found “stone”")
        patients.wrote("Greg Hall", attention=("face droop",))
        person.screen.refresh_desk()
        person.expect("!! 1 attention not in it · found “stone”")
        await person.press("escape", "a", *"bill", "enter", *"5855550191", "f9")
        person.expect("a patient's name has letters")
        assert person.app.focused is not None
        assert person.app.focused.id == "patient"


async def test_at_night_the_call_says_how_late_it_is_there(desk: Desk, patients: Patients) -> None:
    patients.wrote("Anne Stone", phone="+15855550122", ago=30)
    patients.wrote("Greg Hall", phone="+14155550133", ago=20)
    at_night = desk.clock() + timedelta(hours=7)  # 21:12 in Rochester, 18:12 in San Francisco
    desk = replace(desk, clock=lambda: at_night)
    async with at_desk(desk) as person:
        await person.select("Anne Stone")
        await person.press("enter")
        person.expect("it is 21:12 where the patient is: calls are made from 08:00 to 20:00", "How did it end?")
        person.expect("Outcome note · call 00:00 · clinic closed")
        await person.press("r", "1", "c")
        person.expect("Identified by has boxes, not text", "c (patient card) acts from the note's first rows")
        await person.press("f1")
        person.expect("Of the queue's keys p, c,")
        await person.press("escape", "escape")
        await person.select("Greg Hall")
        await person.press("enter")
        person.expect("How did it end?")
        person.expect_not("where the patient is")


def test_a_digit_after_the_last_pick_is_no_part_of_the_time() -> None:
    field = AppointmentField("appointment", "Booked", lambda: NOW, POLICY.zone_info, Offers(POLICY.open_hours(None)))
    for key in ("right", "2", "b", "1", "1"):
        field.key(key, key if len(key) == 1 else None)
    assert field.text == "Tue 24 Nov 08:30"
    assert "a comma begins with whom" in field.told
    for character in ", Dr. Hale":
        field.key(character, character)
    assert field.text == "Tue 24 Nov 08:30, Dr. Hale"


async def test_a_sentence_longer_than_the_screen_is_wide_is_shown_whole(desk: Desk, patients: Patients) -> None:
    patients.wrote("Anne Stone", phone="+15855550122")
    patients.wrote("Greg Hall", phone="+15855550123")
    async with at_desk(desk, (80, 24)) as person:
        person.screen.say("nothing was changed: " + "word " * 20 + "and this is the end of it", refused=True)
        await person.until("and this is the end of it")
        person.expect("nothing was changed: word")
        await person.press("down")
        person.expect_not("the end of it")
        assert person.screen.query_one(Footer).size.height == 1


async def test_a_message_that_seems_spanish_is_pointed_out_where_no_language_is_known(desk: Desk, patients: Patients):
    words = "Hola, quiero hacer una cita, por favor"
    patients.wrote("Ana Ruiz", request=words, language=None, ago=90)
    patients.wrote("Ben Soto", request=words, language="es", ago=80)
    async with at_desk(desk) as person:
        person.expect("language not known, seems Spanish: i says so, F4 in the call")
        await person.press("down")
        person.expect_not("seems Spanish")
