"""A call from the queue to the saved note and back, with the few keys it may cost, and nothing ever lost."""

import asyncio

import pytest

from callback_desk.actions import escalating, noting
from callback_desk.actions.context import Desk
from callback_desk.domain.codes import Channel
from callback_desk.domain.errors import DeskError
from callback_desk.tui.calling import QUIET_SECONDS
from tests.tui.driver import SMALL, Patients, at_desk, settle


@pytest.fixture
def two(patients: Patients) -> Patients:
    patients.wrote("Thomas Okafor", ago=150, birth_date="1981-04-02", request="a first visit, afternoons")
    patients.wrote("Anh-Thu Nguyen", ago=100)
    return patients


def attempts(desk: Desk, callback_id: str) -> int:
    callback = desk.store.callback(callback_id)
    assert callback is not None
    return callback.attempts


@pytest.mark.parametrize(("key", "words"), [("n", "no answer"), ("v", "voicemail left"), ("u", "busy")])
async def test_an_attempt_without_a_talk_takes_three_keys(desk: Desk, two: Patients, key: str, words: str):
    async with at_desk(desk) as person:
        await person.press("enter", key, "ctrl+s")
        person.expect("saved · Thomas Okafor", "Queue · 1")
        assert person.selected == "Anh-Thu Nguyen"
        callback = desk.store.callback(two.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.attempts == 1
        assert callback.due_at > desk.clock()
        await person.select("Thomas Okafor")
        person.expect(words, "2nd try")


async def test_enter_claims_and_opens_the_call_view(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter")
        person.expect("Outcome note · call 00:00", "How did it end?", "Context", "1 recognition", "esc back")
        person.expect_not("Queue · 1")
        callback = desk.store.callback(two.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.owner == desk.owner


async def test_two_identifiers_show_what_is_private(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1")
        person.expect("private until two are ticked")
        await person.press("space")
        person.expect("private until two are ticked")
        await person.press("space")
        person.expect_not("private until two are ticked")
        await person.press("escape")
        person.expect("private until two are ticked")


async def test_leaving_keeps_the_draft_and_enter_resumes_it(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "escape")
        person.expect("Queue · 1")
        assert "*" in next(line for line in person.lines if "Thomas Okafor" in line)[:6]
        assert attempts(desk, two.ids["Thomas Okafor"]) == 0
        await person.press("enter")
        person.expect("What came of it?", "Identified by")


async def test_script_and_note_agree_on_who_it_is_when_a_note_is_taken_up_again(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "space", "space")
        person.expect("identified:")
        await person.press("escape", "enter")
        person.expect("identified:")
        person.expect_not("ask for two:", "private until two are ticked")


async def test_an_untouched_note_leaves_no_draft(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "escape")
        assert desk.store.drafts() == {}


async def test_leaving_a_call_says_that_the_item_stays_ours_and_how_it_is_given_back(desk: Desk, two: Patients):
    async with at_desk(desk, SMALL) as person:
        await person.press("enter", "escape")
        person.expect("the item stays yours: b gives it back")
        await person.press("b")
        person.expect("given back")


async def test_leaving_a_call_with_what_was_escalated_says_nothing_of_whose_it_is(desk: Desk, two: Patients):
    escalating.escalate(desk, two.ids["Thomas Okafor"], "nurse-line", "symptom", None)
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        await person.press("enter", "escape")
        person.expect("Queue · 1")
        person.expect_not("stays yours")


async def test_what_is_typed_is_stored_a_moment_later_without_leaving(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1")
        await asyncio.sleep(QUIET_SECONDS * 1.5)
        await settle(person.pilot)
        kept = desk.store.draft(two.ids["Thomas Okafor"])
        assert kept is not None
        assert "settled" in kept.form


async def test_quitting_keeps_the_draft(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1")
        await person.pilot.press("ctrl+q")
    await asyncio.wrap_future(desk.writer.submit(lambda: None))
    kept = desk.store.draft(two.ids["Thomas Okafor"])
    assert kept is not None
    assert "settled" in kept.form


async def test_a_note_that_lacks_something_is_not_saved_and_says_what(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "f9")
        person.expect("not saved, it still needs:")
        assert attempts(desk, two.ids["Thomas Okafor"]) == 0


def full(*args: object, **kwargs: object) -> None:
    raise DeskError("not saved: the disk is full; make room, then save again")


async def test_a_save_that_fails_keeps_the_note_and_says_not_saved(
    desk: Desk, two: Patients, monkeypatch: pytest.MonkeyPatch
):
    async with at_desk(desk) as person:
        with monkeypatch.context() as broken:
            broken.setattr(noting, "save_note", full)
            await person.press("enter", "n", "f9")
        person.expect("NOT SAVED: the disk is full", "Outcome note")
        assert attempts(desk, two.ids["Thomas Okafor"]) == 0
        await person.press("f9")
        person.expect("saved · Thomas Okafor")
        assert attempts(desk, two.ids["Thomas Okafor"]) == 1


async def test_on_a_full_disk_nothing_typed_is_lost_by_leaving_or_by_one_key(
    desk: Desk, two: Patients, monkeypatch: pytest.MonkeyPatch
):
    item = two.ids["Thomas Okafor"]
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "space", "space")
        await person.write("which papers")
        with monkeypatch.context() as broken:
            broken.setattr(noting, "keep_draft", full)
            await person.write(" to bring")
            await person.press("escape")
            person.expect("NOT SAVED: the disk is full", "Queue")
            await person.press("ctrl+q")
            person.expect("NOT SAVED: a note cannot be stored")
            assert "to bring" not in desk.store.draft(item).form
        await person.press("enter")
        person.expect("which papers to bring", "Outcome note")
        await person.press("escape")
        assert "which papers to bring" in desk.store.draft(item).form
        assert not person.app.desk_screen.warns_of_loss()


async def test_saving_twice_in_a_hurry_saves_once(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "n")
        await person.pilot.press("f9", "f9", "f9")
        await settle(person.pilot)
        assert attempts(desk, two.ids["Thomas Okafor"]) == 1
        assert attempts(desk, two.ids["Anh-Thu Nguyen"]) == 0


async def test_escalating_during_a_call_keeps_the_note_open(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "f3", "1", "enter")
        person.expect("escalated: now tell Nurse line", "Outcome note", "nobody recorded who was told")
        callback = desk.store.callback(two.ids["Thomas Okafor"])
        assert callback is not None
        assert callback.pinned


async def test_quick_add_parks_the_note(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "f6")
        await person.write("records please")
        await person.press("enter")
        await person.write("Priya Raman")
        await person.press("f9")
        person.expect("added: Priya Raman", "Outcome note", "What came of it?")
        await person.press("escape")
        assert "Priya Raman" in person.patients


async def test_letters_of_the_queue_do_nothing_to_the_item_during_a_call(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "g", "k")
        person.expect("acts in the queue", "Outcome note")


async def test_the_script_is_walked_and_turned_to_the_other_language(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter", "f4")
        person.expect("ES (F4: EN)")
        await person.press("f5", "f5")
        assert person.screen.following.script.part == 2


async def test_on_a_small_screen_the_panes_of_a_call_come_one_at_a_time(desk: Desk, two: Patients):
    async with at_desk(desk, SMALL) as person:
        await person.press("enter")
        person.expect("How did it end?")
        await person.press("f5")
        person.expect("1 recognition", "F2 boundary")
        await person.press("f7")
        person.expect("born 1981-04-02")
        await person.press("f7", "n", "f9")
        person.expect("saved · Thomas Okafor", "Queue · 1")
        assert person.selected == "Anh-Thu Nguyen"


async def test_the_calls_time_goes_on(desk: Desk, two: Patients):
    async with at_desk(desk) as person:
        await person.press("enter")
        desk.clock.advance(minutes=3, seconds=27)  # type: ignore[attr-defined]
        person.screen._second()
        await settle(person.pilot)
        person.expect("call 03:27")


async def test_a_voicemail_can_be_called_back_too(desk: Desk, patients: Patients):
    patients.wrote("Denise Fontaine", channel=Channel.VOICEMAIL, ago=30)
    async with at_desk(desk) as person:
        await person.press("enter", "n", "f9")
        assert attempts(desk, patients.ids["Denise Fontaine"]) == 1


async def test_a_refused_save_on_a_small_screen_leaves_the_fields_in_sight_and_follows_their_order(
    desk: Desk, patients: Patients
):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk, SMALL) as person:
        await person.press("enter", "r", "1", "ctrl+s")
        person.expect("not saved: two identifiers · what the patient needs", "Understood", "Remark", "○●●● request")


async def test_letters_bring_the_note_back_from_another_pane_and_choose(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk, SMALL) as person:
        await person.press("enter", "f5")
        person.expect("Script")
        await person.press("n", "ctrl+s")
        person.expect("saved · Thomas Okafor")


async def test_typed_text_on_a_row_of_boxes_ticks_nothing_and_opens_nothing(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk, SMALL) as person:
        await person.press("enter", "r", "1")
        assert person.screen.note.here == "identified_by"
        await person.type("please call")
        person.expect("Identified by has boxes, not text: space ticks")
        assert person.app.screen is person.screen
        assert person.screen.note.identified_by == ()
