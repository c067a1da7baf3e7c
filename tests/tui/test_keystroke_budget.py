"""The keystroke budget: from the queue with the item selected to saved, and the next item selected.

Every key counts, tabs included; free text does not. The keys are the default ones.
"""

import pytest

from callback_desk.actions.context import Desk
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel, CloseResult, Disposition, Result
from callback_desk.tui.panes.boundary import BoundaryStrip
from tests.tui.driver import SMALL, WIDE, DeskDriver, Patients, at_desk

SIZES = pytest.mark.parametrize("size", [SMALL, WIDE], ids=["80x24", "140x42"])
NEXT = "Anh-Thu Nguyen"


@pytest.fixture
def two(patients: Patients) -> Patients:
    patients.wrote("Thomas Okafor", ago=150, birth_date="1981-04-02", channel=Channel.VOICEMAIL, request="a visit")
    patients.wrote(NEXT, ago=100)
    return patients


def saved(desk: Desk, patients: Patients, person: DeskDriver) -> Callback:
    """The first item as it was saved; the desk is back in the queue, on the next item."""
    person.expect("Queue · 1")
    assert person.selected == NEXT
    callback = desk.store.callback(patients.ids["Thomas Okafor"])
    assert callback is not None
    return callback


@SIZES
@pytest.mark.parametrize(("key", "disposition"), [("n", Disposition.NO_ANSWER), ("v", Disposition.VOICEMAIL)])
async def test_no_answer_and_voicemail_are_three_keys(
    desk: Desk, two: Patients, size: tuple[int, int], key: str, disposition: Disposition
):
    async with at_desk(desk, size) as person:
        person.count_keys()
        await person.press("enter", key, "ctrl+s")
        assert person.keys == 3
        noted = saved(desk, two, person).history[-1].payload or {}
        assert noted["disposition"] == disposition


@SIZES
async def test_reached_with_nothing_unusual_is_eight_keys(desk: Desk, two: Patients, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        person.count_keys()
        await person.press("enter", "r", "1", "space", "space")
        await person.write("which papers to bring on Tuesday")
        await person.press("enter", "space", "ctrl+s")
        assert person.keys <= 8
        assert saved(desk, two, person).close_result is CloseResult.ANSWERED


@SIZES
@pytest.mark.parametrize("papers", [False, True], ids=["nothing open", "papers missing"])
async def test_reached_and_booked_is_twelve_keys(desk: Desk, patients: Patients, size: tuple[int, int], papers: bool):
    referral = {"missing": ["EKG"], "specialty": "cardiology"} if papers else None
    patients.wrote("Thomas Okafor", ago=350, lane="referral" if papers else "new-appointment", referral=referral)
    patients.wrote(NEXT, ago=100)
    async with at_desk(desk, size) as person:
        person.count_keys()
        await person.press("enter", "r", "2", "space", "space")
        await person.write("first visit, cardiology; afternoons only")
        await person.press("enter")
        await person.write("wed 2 dec 15:40, Dr. Hale, new patient")
        await person.press("enter", "space", "ctrl+s")
        assert person.keys <= 12
        callback = saved(desk, patients, person)
        assert (callback.history[-2 if not papers else -1].payload or {})["result"] == Result.BOOKED
        assert callback.is_open is papers


@SIZES
async def test_the_boundary_line_is_one_key_wherever_the_caret_is(desk: Desk, two: Patients, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        for before in ((), ("enter",), ("r", "1", "space", "space")):
            await person.press(*before)
            person.count_keys()
            await person.press("f2")
            assert person.keys == 1
            assert [strip for strip in person.app.screen.query(BoundaryStrip) if strip.is_open]
            await person.press("f2")
        assert person.screen.note.typing


@SIZES
@pytest.mark.parametrize("key", ["!", "f3"])
async def test_escalated_with_owner_and_reason_is_four_keys(desk: Desk, two: Patients, size: tuple[int, int], key: str):
    async with at_desk(desk, size) as person:
        person.count_keys()
        await person.press("exclamation_mark" if key == "!" else key, "1", "enter")
        assert person.keys <= 4
        callback = desk.store.callback(two.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.pinned
        assert callback.owner == "role:nurse-line"
        person.expect("Queue · 1", "escalated: now tell Nurse line")


@SIZES
async def test_handed_over_is_four_keys(desk: Desk, two: Patients, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        person.count_keys()
        await person.press("h", "4")
        await person.write("the new insurance card")
        await person.press("enter")
        assert person.keys <= 4
        callback = saved(desk, two, person)
        assert callback.owner == "role:billing"
        assert (callback.history[-1].payload or {})["needs"] == "the new insurance card"


@pytest.mark.parametrize("result", "125")
async def test_no_letter_in_a_text_field_changes_what_was_chosen(desk: Desk, two: Patients, result: str):
    every_key = "rwnX6"
    async with at_desk(desk) as person:
        note = person.screen.note
        await person.press("enter", "r", result)
        for field in note.fields_shown:
            for _ in note.fields_shown:
                if note.here == field:
                    break
                await person.press("tab")
            assert note.here == field
            if not note.typing or field in ("owner", "due_at", "appointment"):
                continue
            await person.press("end")
            await person.type(every_key)
            assert note.typed(field).endswith(every_key)
            chosen = note._form.draft() if note._form else None
            assert chosen is not None
            assert chosen.disposition is Disposition.REACHED
            assert chosen.result is list(Result)[int(result) - 1]
        assert person.app.screen is person.screen
