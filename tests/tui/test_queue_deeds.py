"""What a key does to the item under the cursor: take, hand over, escalate, put off, move, close, put right."""

import pytest

from callback_desk.actions.context import Desk
from tests.tui.driver import SMALL, Clock, Patients, at_desk


async def test_a_resolved_miss_is_offered_with_its_evidence(desk: Desk, patients: Patients):
    from callback_desk.domain.entries import TalkSeen, draft

    callback_id = patients.wrote("Sam Kowalski", ago=60, request=None)
    with desk.unit() as unit:
        talk = TalkSeen(source_key="talk", at=desk.clock(), seconds=180, outbound=True)
        unit.append([draft(callback_id, talk)])
        unit.commit()
    async with at_desk(desk) as person:
        person.expect("resolved?", "a talk of 3m", "we called", "R answers")


async def test_another_number_in_the_text_is_offered_and_taken(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Wei Zhang", offered_phones=("+14155550199",))
    async with at_desk(desk) as person:
        person.expect("+1 415-555-0199", "perhaps another number: o uses it")
        await person.press("o", "1")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.phone == "+14155550199"


async def test_taking_makes_an_item_ours_and_giving_back_gives_it_to_its_role(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Anh-Thu Nguyen")
        await person.press("g")
        assert person.selected == "Anh-Thu Nguyen"
        assert "you" in next(line for line in person.lines if "Anh-Thu" in line and "portal" in line)
        await person.press("2")
        assert person.patients == ["Anh-Thu Nguyen"]
        await person.press("b")
        assert person.patients == []
        person.expect("given back")


async def test_handing_over_takes_three_keys_and_selects_the_next_item(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("h", "4", "enter")
        person.expect("handed over to Billing")
        assert person.selected == "Anh-Thu Nguyen"
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.owner == "role:billing"


async def test_an_owner_is_picked_by_typing_and_may_be_told_what_to_do(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("h", "b", "e", "enter")
        await person.write("has the letter")
        await person.press("enter")
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.owner == "person:ben"
        assert callback.history[-1].payload is not None
        assert callback.history[-1].payload["needs"] == "has the letter"


@pytest.mark.parametrize("picked", [("4",), ("b", "i", "enter")], ids=["digit", "letters"])
async def test_the_foot_of_a_hand_over_says_what_enter_does_at_each_step(
    desk: Desk, a_day: Patients, picked: tuple[str, ...]
):
    async with at_desk(desk, SMALL) as person:
        await person.select("Thomas Okafor")
        await person.press("h")
        person.expect("a digit picks and goes on · letters pick, enter goes on")
        await person.press(*picked)
        person.expect("enter hands it over · shift+tab another owner")
        await person.press("shift+tab")
        person.expect("letters pick, enter goes on")


async def test_escalating_takes_three_keys_and_stays_on_top_until_somebody_was_told(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Margaret O'Brien")
        await person.press("exclamation_mark")
        person.expect("Nurse line · 415-555-0170 · answers until 17:00")
        await person.press("1", "enter")
        assert person.patients[0] == "Margaret O'Brien"
        person.expect("tell Nurse line: 415-555-0170", "!!")
        await person.press("7")
        assert person.patients == ["Margaret O'Brien"]
        await person.press("w")
        await person.type("Nina")
        await person.press("enter", "1")
        person.expect("Who was told")
        await person.press("enter")
        person.expect("recorded who was told")
        callback = desk.store.callback(a_day.ids["Margaret O'Brien"])
        assert callback is not None
        assert callback.acknowledged is True
        assert callback.pinned is False


async def test_after_who_was_told_the_cursor_stands_on_whom_nobody_has_been_told_of(desk: Desk, patients: Patients):
    for number in range(60):
        patients.wrote(f"Patient {number}", ago=300 + number)
    patients.wrote("Bea Invented", ago=5, attention=("cannot breathe",))
    patients.wrote("Cy Invented", ago=9, attention=("chest pain",))
    async with at_desk(desk, SMALL) as person:
        assert person.selected == "Cy Invented"
        await person.press("f3", "1", "enter", "w")
        await person.type("Nina")
        await person.press("enter", "1", "enter")
        assert person.selected == "Bea Invented"
        person.expect("Bea Invented")


async def test_after_hours_an_escalation_names_the_route_that_is_open(desk: Desk, clock: Clock, a_day: Patients):
    clock.advance(hours=5)
    async with at_desk(desk) as person:
        await person.press("f3")
        person.expect("after hours: the on-call service, 415-555-0171")


@pytest.mark.parametrize(("key", "words"), [("1", "in two hours"), ("3", "next clinic morning")])
async def test_snoozing_takes_two_keys(desk: Desk, a_day: Patients, key: str, words: str):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("s")
        person.expect(words)
        await person.press(key)
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.waiting
        assert person.selected == "Anh-Thu Nguyen"


async def test_snoozing_to_a_date_and_then_the_same_again(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("s", "4")
        await person.type("soon")
        await person.press("enter")
        person.expect("'soon' is not a time")
        await person.press("ctrl+u")
        await person.write("2026-11-25")
        await person.press("enter")
        await person.select("Anh-Thu Nguyen")
        await person.press("s", "5")
        both = [desk.store.callback(a_day.ids[name]) for name in ("Thomas Okafor", "Anh-Thu Nguyen")]
        assert both[0] is not None
        assert both[1] is not None
        assert both[0].due_at == both[1].due_at


async def test_changing_the_lane_takes_two_keys(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("x", "3")
        third = list(desk.policy.lanes)[2]
        callback = desk.store.callback(a_day.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.lane == third
        assert person.selected == "Thomas Okafor"


async def test_closing_asks_for_the_result(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("k", "2", "enter")
        assert "Thomas Okafor" not in person.patients
        await person.press("7")
        assert person.patients == ["Thomas Okafor"]
        person.expect("closed · answered")


async def test_an_item_without_a_number_asks_for_one_and_then_calls(desk: Desk, patients: Patients):
    patients.wrote("Jorge Ibáñez", phone=None, review="no number to call")
    async with at_desk(desk) as person:
        person.expect("no number: enter asks for one")
        await person.press("enter")
        await person.write("415-555-0155")
        await person.press("enter")
        person.expect("Outcome note", "+1 415-555-0155")


async def test_a_name_is_put_right_with_one_key(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("i")
        person.expect("Put right · Thomas Okafor")
        await person.press("end", "x", "ctrl+s")
        person.expect("Thomas Okafor: put right")
        await person.select("Thomas Okaforx")
        await person.press("i")
        await person.press("ctrl+s")
        person.expect("nothing would change")
