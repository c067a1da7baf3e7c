"""The outcome note: three keys where they do, only the fields that the case needs, nothing typed is lost."""

import json
from datetime import datetime, timedelta

import pytest
from textual import events
from textual.screen import Screen

from callback_desk.domain.codes import CloseResult, Disposition, Result
from callback_desk.domain.note import NoteDraft
from callback_desk.tui.panes.note import SETTLE_SECONDS, NotePane
from tests.tui.call_host import HOSTILE, NOW, OBEYED, POLICY, CallHost, a_callback

TO_OPEN = 1
"""Enter in the queue, which opened the call."""
SIZES = [(80, 24), (140, 42)]


class Keys:
    """Presses keys as a person does and counts them; free text is typed uncounted."""

    def __init__(self, pilot):
        self.pilot = pilot
        self.count = TO_OPEN

    async def press(self, *keys):
        self.count += len(keys)
        await self.pilot.press(*keys)

    async def type(self, text):
        self.pilot.app.note.post_message(events.Paste(text))
        await self.pilot.pause()


def missing_papers():
    papers = {"missing": ["office note", "EKG"], "specialty": "cardiology"}
    return a_callback(lane="referral", referral=papers)


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


async def test_never_filled_in_are_identifiers_the_need_and_the_check_of_understanding():
    host = CallHost()
    async with host.run_test() as pilot:
        for result in "12346":
            while host.note.typing:
                await pilot.press("up")
            await pilot.press("r", result, "ctrl+s")
        assert host.submitted == []
        form = json.loads(host.note.form())
        assert set(form) == {"disposition", "result"}


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


async def test_a_vague_need_is_named_before_it_is_saved():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "1", "space", "space", *"called", "enter", "ctrl+s")
        assert host.submitted == []
        assert host.note.here == "request"
        assert "says too little" in " ".join(host.note.text.split())


async def test_the_meter_follows_the_words_when_they_rest():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "1", "space", "space")
        assert "○●●● request · confirmed · open · owner" in host.note.text
        await pilot.press(*"first", "space", *"visit,", "space", *"afternoons", "space", *"only")
        await pilot.pause(SETTLE_SECONDS * 2)
        assert "●●●● request · confirmed · open · owner" in host.note.text
        assert "ready to save" not in host.note.text
        await pilot.press("enter", "space")
        assert "ready to save" in host.note.text


async def test_the_appointment_is_shown_back_in_words_beside_it():
    host = CallHost()
    async with host.run_test(size=(200, 50)) as pilot:
        await pilot.press("r", "2", "space", "space", *"x", "enter")
        assert host.note.here == "appointment"
        await pilot.press(*"tue", "space", *"3:40")
        assert "? morning or afternoon?" in host.note.text
        await pilot.press("p")
        assert "→ Tue 24 Nov 15:40" in host.note.text
        await pilot.press("tab")
        assert "Booked Tue 24 Nov 15:40" in " ".join(host.note.text.split())


async def test_a_time_that_cannot_be_read_is_not_saved_and_says_why():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "3", *"anew")
        await pilot.press("space", *"time,", "space", *"after", "space", *"school", "up")
        await go_to(host, pilot, "3", "due_at")
        await pilot.press(*"someday", "home", "up", "ctrl+s")
        assert host.submitted == []
        assert host.note.here == "due_at"
        assert "due: 'someday' is not a time" in host.note.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2h", "Mon 23 Nov 16:12"),
        ("tue 12:00", "Tue 24 Nov 12:00"),
        ("next-morning", "Tue 24 Nov"),
        ("2026-11-25T09:00", "Wed 25 Nov 09:00"),
    ],
)
async def test_due_takes_the_steps_of_the_job_and_days_with_times(typed, said):
    host = CallHost()
    async with host.run_test(size=(200, 50)) as pilot:
        await go_to(host, pilot, "3", "due_at")
        await pilot.press(*["space" if c == " " else c for c in typed])
        assert f"→ {said}" in host.note.text


async def test_an_owner_is_picked_by_a_few_letters():
    host = CallHost()
    async with host.run_test(size=(200, 50)) as pilot:
        await go_to(host, pilot, "3", "owner")
        await pilot.press(*"coord")
        assert "→ Referral coordinator" in host.note.text
        await pilot.press("ctrl+u", *"zz")
        assert "nobody here is called that" in host.note.text
        await pilot.press("ctrl+u", *"sched", "enter")
        assert "Owner Scheduling" in " ".join(host.note.text.split())


async def test_what_is_filled_in_is_replaced_by_typing_and_kept_by_moving():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await go_to(host, pilot, "3", "next_action")
        known = host.note.typed("next_action")
        assert known
        await pilot.press("end", *"!")
        assert host.note.typed("next_action") == f"{known}!"
        await go_to(host, pilot, "3", "due_at")
        assert host.note.typed("due_at")
        await pilot.press(*"2h")
        assert host.note.typed("due_at") == "2h"


async def test_a_draft_comes_back_half_a_word_included():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "3", *"after", "space", *"sch", "up")
        await go_to(host, pilot, "3", "due_at")
        await pilot.press(*"next-mor")
        kept = host.forms[-1]
    again = CallHost(draft=kept)
    async with again.run_test(size=(140, 42)) as pilot:
        await pilot.pause()
        assert again.note.form() == kept
        assert again.note.typed("request") == "after sch"
        assert again.note.typed("due_at") == "next-mor"
        assert again.note.here == "due_at"
        assert again.note.fields_shown[:2] == ("disposition", "result")


@pytest.mark.parametrize(
    "kept",
    [
        *("", "{}", "[]", "not json", '{"owner": 3, "gone": 1}', '{"result": "won", "identified_by": "x"}'),
        '{"due_at": {"text": "x", "means": "y"}, "appointment": {"means": [1]}}',
        '{"owner": {"text": "gone", "means": "role:gone"}}',
    ],
)
async def test_a_draft_that_is_not_understood_still_opens(kept):
    host = CallHost(draft=kept)
    async with host.run_test() as pilot:
        await pilot.press("n", "ctrl+s")
        assert len(host.submitted) == 1


async def test_an_untouched_note_keeps_nothing():
    host = CallHost()
    async with host.run_test() as pilot:
        await pilot.press("down", "up", "space")
        assert host.note.form() == "{}"
        assert host.forms == []


@pytest.mark.parametrize(("size", "every"), [(SIZES[0], 1), (SIZES[1], 3)])
async def test_hostile_words_are_kept_letter_for_letter_and_shown_as_text(size, every: int):
    host = CallHost()
    async with host.run_test(size=size) as pilot:
        await pilot.press("r", "1", "space", "space")
        for words in HOSTILE[::every]:
            await pilot.press("end", "ctrl+u")
            host.note.post_message(events.Paste(words))
            await pilot.pause()
            for keys in [(), ("home", "right"), ("ctrl+right",), ("tab",), ("shift+tab", "left")]:
                await pilot.press(*keys)
                painted = "\n".join(host.painted)
                assert not any(character in painted for character in OBEYED)
            expected = " ".join(words.replace("\x00", "\ufffd").splitlines())
            assert host.note.typed("request") == expected
            assert json.loads(host.note.form())["request"] == expected


async def test_a_very_long_need_scrolls_under_the_caret():
    host = CallHost()
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "1", "space", "space")
        host.note.post_message(events.Paste("long " * 3000))
        await pilot.pause()
        await pilot.press("end", *"Z")
        assert "Z" not in host.note.typed("request")
        await pilot.press("backspace", *"Q")
        assert "Q" in host.note.text
        await pilot.press("home", "delete", *"B")
        assert "Bong long" in host.note.text


async def test_the_field_under_the_caret_is_in_sight_on_a_small_screen():
    host = CallHost(missing_papers())
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "2")
        for _ in host.note.fields_shown:
            await pilot.press("tab")
            assert "►" in host.note.text
            assert "request · confirmed" in host.note.text


async def test_a_typed_character_repaints_one_line_and_lays_nothing_out(monkeypatch):
    host = CallHost()
    layouts = []
    layout = Screen._refresh_layout
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "1", "space", "space", *"ab")
        await pilot.pause()
        monkeypatch.setattr(Screen, "_refresh_layout", lambda *a, **k: (layouts.append(1), layout(*a, **k)))
        dirty = []
        refresh = NotePane.refresh
        monkeypatch.setattr(NotePane, "refresh", lambda *a, **k: (dirty.append(a[1:]), refresh(*a, **k))[1])
        await pilot.press("c")
        assert layouts == []
        assert len(dirty) == 1
        assert dirty[0][0].height == 1


async def test_the_time_of_the_call_goes_on_in_the_title_alone(monkeypatch):
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.pause()
        dirty = []
        dirt = NotePane._set_dirty
        monkeypatch.setattr(NotePane, "_set_dirty", lambda *a: (dirty.append(a[1:]), dirt(*a))[1])
        host.note.tick(NOW + timedelta(seconds=207))
        await pilot.pause()
        assert "Outcome note · call 03:27" in host.painted[0]
        assert all(region.height == 1 and region.y == -1 for regions in dirty for region in regions)
        assert dirty
        assert all(dirty)


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


async def test_every_role_and_person_of_the_policy_can_own_the_next_step():
    host = CallHost()
    async with host.run_test(size=(200, 50)) as pilot:
        await go_to(host, pilot, "3", "owner")
        for role in POLICY.roles.values():
            await pilot.press("ctrl+u")
            host.note.post_message(events.Paste(role.title))
            await pilot.pause()
            assert f"→ {role.title}" in host.note.text


async def go_to(host, pilot, result, name):
    while host.note.typing:
        await pilot.press("up")
    await pilot.press("r", result)
    while host.note.here != name:
        await pilot.press("tab")


async def click_on(host, pilot, words):
    for y, line in enumerate(host.painted):
        x = line.find(words, host.note.region.x)
        if x >= 0:
            await pilot.click(offset=(x + 2, y))
            return
    raise AssertionError(f"{words!r} is not on screen")
