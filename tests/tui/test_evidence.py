"""What only a person decides, by keys: answered since, the same patient, another patient."""

from datetime import timedelta

from callback_desk.actions.context import Desk, require
from callback_desk.actions.reading import show_document
from callback_desk.domain.entries import Reported, draft
from callback_desk.tui.about import about, laid_out
from tests.tui.driver import Patients, at_desk


def booked(desk: Desk, callback_id: str) -> None:
    """Let another system report an appointment."""
    with desk.unit() as unit:
        starts = desk.clock() + timedelta(days=2)
        report = Reported(what="booked", at=desk.clock(), starts_at=starts, with_whom="Dr. Lee", about="Check-up")
        unit.append([draft(callback_id, report)])
        unit.commit()


async def test_a_reported_booking_is_closed_by_a_yes(desk: Desk, patients: Patients):
    known = patients.wrote("Sam Kowalski")
    booked(desk, known)
    async with at_desk(desk) as person:
        person.expect("resolved?", "an appointment was booked", "Dr. Lee", "R answers")
        await person.press("R", "1")
        callback = desk.store.callback(known)
        assert callback is not None
        assert (callback.is_open, callback.close_result) == (False, "booked")


async def test_a_no_keeps_it_open_and_the_question_is_gone(desk: Desk, patients: Patients):
    known = patients.wrote("Sam Kowalski")
    booked(desk, known)
    async with at_desk(desk) as person:
        await person.press("R", "2")
        person.expect("still to be called")
        await person.press("R")
        person.expect("nothing speaks for this being answered already")
    callback = desk.store.callback(known)
    assert callback is not None
    assert callback.is_open


async def test_an_item_without_a_number_is_offered_that_of_the_same_patient_s_other_item(
    desk: Desk, patients: Patients
):
    born, number = "1986-07-14", "+15855550122"
    urgent = {"urgency": "STAT"}
    bare = patients.wrote("Ana Ortiz", ago=50, phone=None, phone_note="", birth_date=born, details=urgent)
    patients.wrote("Ortiz, Ana", ago=40, phone=number, birth_date=born)
    async with at_desk(desk) as person:
        await person.select("Ana Ortiz")
        person.expect("the other item of this name has", "585-555-0122", "urgency STAT")
        await person.press("o")
        person.expect("1 +1 585-555-0122 · of the other item: Ortiz, Ana", "with its area code")
        await person.press("1")
        person.expect("number kept")
    callback = desk.store.callback(bare)
    assert callback is not None
    assert callback.phone == number
    assert show_document(desk, callback)["urgency"] == "STAT"


async def test_a_number_that_was_taken_is_not_said_to_be_another(desk: Desk, patients: Patients):
    taken = "+15855550188"
    patients.wrote("Ana Ortiz", phone=taken, offered_phones=(taken,))
    async with at_desk(desk) as person:
        await person.select("Ana Ortiz")
        person.expect_not("said too")


async def test_two_items_of_one_number_are_shown_and_joined_or_told_apart(desk: Desk, patients: Patients):
    first = patients.wrote("Ana Ortiz", ago=50, phone="+15855550101")
    second = patients.wrote("Ben Ortiz", ago=40, phone="+15855550101")
    third = patients.wrote("Eva Ortiz", ago=30, phone="+15855550101")
    async with at_desk(desk) as person:
        await person.select("Ana Ortiz")
        person.expect("same?", "Ben Ortiz", "J decides")
        await person.press("J", "enter")
        person.expect("a digit chooses first, then enter decides")
        await person.press("1", "enter")
        await person.select("Ana Ortiz")
        await person.press("J", "2", "enter")
        person.expect("told apart")
    joined, other = desk.store.callback(first), desk.store.callback(second)
    assert joined is not None
    assert other is not None
    assert (joined.contacts, joined.told_apart) == (2, (third,))
    assert (other.is_open, other.close_result) == (False, "duplicate")


def test_a_detail_with_a_long_name_is_named_whole(desk: Desk, patients: Patients):
    told = {"insurance": "Blue Cross", "new_or_existing_patient": "new"}
    item = patients.wrote("Ana Ruiz", details=told)
    shown = [line.plain.rstrip() for line in laid_out(about(desk, require(desk, item), desk.clock()), 60)]
    assert "insurance  Blue Cross" in shown
    assert "           new or existing patient  new" in shown
