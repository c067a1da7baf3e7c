"""What is typed into the outcome note: vague words are named, times and owners shown back."""

import json

import pytest
from textual import events

from callback_desk.tui.panes.note import SETTLE_SECONDS
from tests.tui.call_host import POLICY, CallHost, go_to


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


async def test_every_role_and_person_of_the_policy_can_own_the_next_step():
    host = CallHost()
    async with host.run_test(size=(200, 50)) as pilot:
        await go_to(host, pilot, "3", "owner")
        for role in POLICY.roles.values():
            await pilot.press("ctrl+u")
            host.note.post_message(events.Paste(role.title))
            await pilot.pause()
            assert f"→ {role.title}" in host.note.text
