"""The outcome note by its keys: three where they do, letters that choose, a caret that goes where something lacks."""

import json
from datetime import datetime

import pytest

from callback_desk.domain.codes import CloseResult, Disposition, Result
from callback_desk.domain.note import NoteDraft
from tests.tui.call_host import NOW, SIZES, CallHost, Keys, a_callback, missing_papers


@pytest.mark.parametrize(
    ("key", "disposition"),
    [
        ("n", Disposition.NO_ANSWER),
        ("v", Disposition.VOICEMAIL),
        ("u", Disposition.BUSY),
        ("i", Disposition.NOT_IN_SERVICE),
        ("w", Disposition.WRONG_PERSON),
        ("o", Disposition.SOMEBODY_ELSE),
    ],
)
@pytest.mark.parametrize("size", SIZES)
async def test_an_attempt_that_reached_nobody_is_three_keys(key, disposition, size):
    host = CallHost()
    async with host.run_test(size=size) as pilot:
        keys = Keys(pilot)
        await keys.press(key, "ctrl+s")
        assert [sent.draft for sent in host.submitted] == [NoteDraft(disposition=disposition)]
        assert keys.count == 3


async def test_reached_and_settled_is_eight_keys_besides_the_words():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        keys = Keys(pilot)
        await keys.press("r", "1", "space", "space")
        assert host.note.here == "request"
        await keys.type("which papers to bring on Tuesday")
        await keys.press("enter", "space", "ctrl+s")
        draft = host.submitted[0].draft
        assert keys.count == 8
        assert draft.identified_by == ("name", "birth-date")
        assert draft.request == "which papers to bring on Tuesday"
        assert draft.understood is True
        assert draft.open is False
        assert draft.close_result is CloseResult.ANSWERED


@pytest.mark.parametrize("callback", [a_callback(), missing_papers()], ids=["nothing open", "papers missing"])
async def test_reached_and_booked_is_twelve_keys_at_most(callback):
    host = CallHost(callback)
    async with host.run_test(size=(80, 24)) as pilot:
        keys = Keys(pilot)
        await keys.press("r", "2", "space", "space")
        await keys.type("first visit, cardiology; afternoons only")
        await keys.press("enter")
        assert host.note.here == "appointment"
        await keys.type("wed 2 dec 15:40, Dr. Hale, new patient")
        await keys.press("enter", "space", "ctrl+s")
        draft = host.submitted[0].draft
        assert keys.count <= 12
        assert draft.result is Result.BOOKED
        assert draft.appointment.at == datetime.fromisoformat("2026-12-02T15:40-05:00")
        assert draft.appointment[1:] == ("Dr. Hale", "new patient")
        assert draft.open is (callback.referral is not None)
        if draft.open:
            assert "EKG" in draft.next_action
            assert draft.owner == "role:referral-coordinator"
            assert draft.due_at > NOW


async def test_letters_choose_outside_text_fields_and_are_text_inside():
    host = CallHost()
    async with host.run_test() as pilot:
        await pilot.press("r", "1", "space", "space")
        await pilot.press(*"nvrouwi123")
        assert host.note.typed("request") == "nvrouwi123"
        await pilot.press("up")
        assert host.note.typing is False
        await pilot.press("n")
        assert host.note.typed("request") == "nvrouwi123"
        assert host.submitted == []
        await pilot.press("up", "up")
        await pilot.press("n", "ctrl+s")
        assert host.submitted[0].draft == NoteDraft(disposition=Disposition.NO_ANSWER)


async def test_space_only_ticks():
    host = CallHost()
    async with host.run_test() as pilot:
        await pilot.press("space")
        assert host.forms == []
        await pilot.press("r", "space")
        assert host.note.here == "result"
        await pilot.press("1", "space")
        assert host.note.identified_by == ("name",)
        await pilot.press("left", "space")
        assert host.note.identified_by == ()
        assert host.ticks == [1, 0]


async def test_up_down_and_tab_walk_the_fields_and_come_round():
    host = CallHost()
    async with host.run_test() as pilot:
        await pilot.press("r", "1")
        names = host.note.fields_shown
        seen = []
        for key in ("tab", "down") * len(names):
            seen.append(host.note.here)
            await pilot.press(key)
        assert set(seen) == set(names)
        here = host.note.here
        await pilot.press("up", "shift+tab", "tab", "down")
        assert host.note.here == here


async def test_what_is_missing_is_said_in_words_and_the_caret_goes_there():
    host = CallHost()
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+s")
        assert "how the attempt ended" in host.note.text
        assert host.note.here == "disposition"
        await pilot.press("r", "1", "tab", "tab", "ctrl+s")
        assert host.note.here == "identified_by"
        painted = "\n".join(host.painted)
        assert "not saved: two identifiers" in painted
        assert "two identifiers" in painted
        assert "identified_by" not in painted
        await pilot.press("space")
        assert "not saved" not in host.note.text
        host.note.refused(["what the patient needs, in your words: request"])
        await pilot.pause()
        assert "what the patient needs, in your words" in " ".join(host.note.text.split())


async def test_a_click_puts_the_caret_there_ticks_and_chooses():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.pause()
        await click_on(host, pilot, "no answer")
        assert json.loads(host.note.form())["disposition"] == "no-answer"
        await click_on(host, pilot, "r reached")
        await click_on(host, pilot, "1 settled")
        await click_on(host, pilot, "date of birth")
        assert host.note.identified_by == ("birth-date",)
        await click_on(host, pilot, "Patient needs")
        assert host.note.here == "request"


async def click_on(host, pilot, words):
    for y, line in enumerate(host.painted):
        x = line.find(words, host.note.region.x)
        if x >= 0:
            await pilot.click(offset=(x + 2, y))
            return
    raise AssertionError(f"{words!r} is not on screen")
