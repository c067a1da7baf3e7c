"""After a note the cursor goes to the top of the queue, past what somebody else is at and what has its time later."""

from datetime import timedelta

import pytest

from callback_desk.actions import claiming, escalating, reading
from callback_desk.actions.context import Desk
from callback_desk.actions.next_item import next_item
from callback_desk.domain.codes import HoldReason, View
from tests.tui.driver import SMALL, WIDE, Patients, at_desk


def following(desk: Desk, saved: str) -> str | None:
    return next_item(desk, reading.page(desk, View.ALL), saved)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_note_saved_further_down_leads_to_the_top(desk: Desk, patients: Patients, size: tuple[int, int]):
    for number in range(5):
        patients.wrote(f"Patient {number}", ago=300 - number)
    async with at_desk(desk, size) as person:
        await person.select("Patient 3")
        await person.press("enter", "n", "ctrl+s")
        assert person.selected == "Patient 0"
        await person.select("Patient 2")
        await person.press("M", "enter")
        person.expect("portal message recorded")
        assert person.selected == "Patient 0"


async def test_what_is_decided_further_down_leads_to_the_line_below(desk: Desk, patients: Patients):
    for number in range(4):
        patients.wrote(f"Patient {number}", ago=300 - number)
    async with at_desk(desk) as person:
        await person.select("Patient 1")
        await person.press("s", "1")
        assert person.selected == "Patient 2"


NAMES = ("Told", "Ben has it", "On hold", "Put off", "Ours", "Saved")


def test_what_a_colleague_has_what_waits_and_what_was_told_is_passed_over(desk: Desk, patients: Patients):
    told, ben, hold, snoozed, mine, saved = (patients.wrote(name, ago=300 - n) for n, name in enumerate(NAMES))
    escalating.escalate(desk, told, "nurse-line", "symptom", None)
    escalating.acknowledge(desk, told, "Nina", "telephone", None)
    claiming.hand_over(desk, ben, "person:ben", None)
    claiming.hold(desk, hold, HoldReason.DOCUMENT, desk.clock() + timedelta(hours=1))
    claiming.snooze(desk, snoozed, desk.clock() + timedelta(minutes=5))
    assert following(desk, saved) == mine
    assert following(desk, mine) == saved
    claiming.hand_over(desk, mine, "person:ben", None)
    assert following(desk, saved) is not None


def test_an_attention_item_comes_next_whoever_has_it(desk: Desk, patients: Patients):
    patients.wrote("Late", ago=300)
    saved, alarm = patients.wrote("Saved", ago=200), patients.wrote("Alarm", ago=1, attention=("chest pain",))
    assert following(desk, saved) == alarm
    escalating.escalate(desk, alarm, "nurse-line", "symptom", None)
    assert following(desk, saved) == alarm


def test_after_the_only_item_there_is_no_next(desk: Desk, patients: Patients):
    assert following(desk, patients.wrote("Only")) is None
