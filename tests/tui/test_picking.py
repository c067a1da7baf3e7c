"""An appointment picked by single keys: a day, a half hour, with whom, what kind; or typed as ever."""

from datetime import datetime

import pytest

from callback_desk.domain.preparing import Preparation
from tests.tui.call_host import CallHost, a_callback

KNOWN = a_callback(details={"provider": "Dr. Hale"}, preparation=Preparation(visit_type="new, 40 min"))


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_day_time_with_whom_and_kind_take_one_key_each(size: tuple[int, int]):
    host = CallHost(KNOWN)
    async with host.run_test(size=size) as pilot:
        await pilot.press("r", "2", "space", "space", *"first", "space", *"visit", "enter")
        assert host.note.here == "appointment"
        await pilot.press("right")
        assert "1 Mon 23 Nov  2 Tue 24 Nov" in host.note.text
        await pilot.press("2")
        assert "a 08:00  b 08:30" in host.note.text
        await pilot.press("b", "1", "1")
        assert "a 08:00" not in host.note.text
        assert host.note.typed("appointment") == "Tue 24 Nov 08:30, Dr. Hale, new, 40 min"
        await pilot.press("enter", "space", "tab")
        assert "Tue 24 Nov 08:30 · Dr. Hale" in host.note.text
        appointment = host.note._form.draft().appointment  # type: ignore[union-attr]
        assert appointment is not None
        assert appointment.at == datetime.fromisoformat("2026-11-24T08:30-05:00")
        assert appointment[1:] == ("Dr. Hale", "new, 40 min")


async def test_any_other_key_closes_the_list_and_is_typed():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "2", "space", "space", *"first", "space", *"visit", "enter", "right")
        assert "1 Mon 23 Nov" in host.note.text
        await pilot.press(*"tue", "space", *"3:40p")
        assert "1 Mon 23 Nov" not in host.note.text
        assert "→ Tue 24 Nov 15:40" in host.note.text
        assert host.note.typing


async def test_a_picked_day_can_be_finished_by_typing():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "2", "space", "space", *"first", "space", *"visit", "enter", "right", "2", "escape")
        await pilot.press("space", *"15:40")
        assert "→ Tue 24 Nov 15:40" in host.note.text


@pytest.mark.parametrize("before", [(), ("escape",)], ids=["list open", "list closed"])
async def test_a_time_typed_right_behind_a_picked_day_is_its_time(before: tuple[str, ...]):
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "2", "space", "space", *"first", "space", *"visit", "enter", "right", "2", *before)
        await pilot.press(*"9:15a")
        assert host.note.typed("appointment") == "Tue 24 Nov 9:15a"
        assert "→ Tue 24 Nov 09:15" in host.note.text


async def test_whom_typed_right_behind_a_picked_time_is_whom():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "2", "space", "space", *"first", "space", *"visit", "enter", "right", "2", "b", *"Dr.")
        assert host.note.typed("appointment") == "Tue 24 Nov 08:30, Dr."


@pytest.mark.parametrize(("typed", "closed"), [("sat 10a", "closed that day"), ("tue 8p", "closed at that hour")])
async def test_a_booking_while_the_clinic_is_closed_is_told_before_it_is_saved(typed: str, closed: str):
    host = CallHost(a_callback(lane="existing-patient"))
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "2", "space", "space")
        await pilot.press(*_typed("moves her visit of Thursday"), "enter", *_typed(typed))
        assert ":00 · closed" in host.note.text
        await pilot.press("enter")
        assert f":00 · {closed}" in host.note.text
        await pilot.press("space")
        assert f"ready to save, but the clinic is {closed}" in host.note.text


def _typed(text: str) -> list[str]:
    return ["space" if character == " " else character for character in text]


async def test_leaving_the_field_closes_the_list():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "2", "space", "space", *"first", "space", *"visit", "enter", "right", "tab", "shift+tab")
        assert host.note.here == "appointment"
        assert "1 Mon 23 Nov" not in host.note.text
