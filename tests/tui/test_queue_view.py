"""The queue view: what is seen in it, beside it and of it on every screen, and how it follows what changes."""

import pytest

from callback_desk.actions import noting
from callback_desk.actions.context import Desk
from callback_desk.domain.codes import Channel, CloseResult, View
from tests.tui.a_day import REFERRAL
from tests.tui.driver import MIDDLE, SMALL, WIDE, Clock, Patients, at_desk, settle


async def test_attention_leads_then_late_then_what_is_due(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        assert person.patients == ["Rosa Delgado", "Thomas Okafor", "Anh-Thu Nguyen", "Margaret O'Brien"]
        person.expect("Queue · 1 all open", "1 attention · 1 late", "4 open", "Cedar Family Medicine", "Maria")
        rosa, thomas = (next(line for line in person.lines if name in line) for name in person.patients[:2])
        assert "!! now" in rosa
        assert "escalate to nurse line" in rosa
        assert "> late 30m" in thomas


async def test_the_context_follows_the_cursor(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        person.expect("“chest pain”", "Spanish", "symptom")
        await person.press("down")
        person.expect(
            "Thomas Okafor  born 1981-04-02 (45)",
            "+1 415-555-0133  Pacific time, 11:12 there",
            "“I'm calling to set up a first visit.",
            "missed call 11:42 · called again 14:07 (2nd contact)",
            "first try by 13:42",
            "late 30m",
            "✓ received 20 Nov · Dr. Hale, cardiology",
            "✓ demographics  ✓ insurance card  ✗ office note  ✗ EKG",
        )
        person.expect_not("“chest pain”")


async def test_the_script_follows_and_hides_what_is_private(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Thomas Okafor")
        person.expect("May I speak", "Thomas, please?", "private until two are ticked", "F2 boundary", "F3 escalate")
        person.expect("Nurse line · 415-555-0170 · answers until 17:00")
        await person.press("f4")
        person.expect("¿", "ES (F4: EN)")


async def test_the_views_are_on_the_digits(desk: Desk, a_day: Patients):
    noting.close(desk, a_day.ids["Anh-Thu Nguyen"], CloseResult.NOT_NEEDED)
    async with at_desk(desk) as person:
        for place, view in enumerate(View, 1):
            await person.press(str(place))
            assert person.screen.view is view
        assert person.patients == ["Anh-Thu Nguyen"]
        await person.press("3")
        assert "Rosa Delgado" in person.patients


async def test_what_the_shell_did_meanwhile_is_seen_and_the_cursor_stays(desk: Desk, a_day: Patients):
    async with at_desk(desk) as person:
        await person.select("Anh-Thu Nguyen")
        a_day.wrote("Latoya Washington", ago=200)
        person.screen._poll()
        await settle(person.pilot)
        assert "Latoya Washington" in person.patients
        assert person.selected == "Anh-Thu Nguyen"


async def test_the_minute_changes_what_is_late_and_nothing_else(desk: Desk, a_day: Patients, clock: Clock):
    async with at_desk(desk) as person:
        before = person.lines
        clock.advance(minutes=1)
        person.screen._second()
        await settle(person.pilot)
        person.expect("late 31m", "14:13")
        changed = [line for line, was in zip(person.lines, before, strict=True) if line != was]
        assert len(changed) <= 5


@pytest.mark.parametrize("size", [SMALL, MIDDLE, WIDE, (200, 50)])
async def test_every_pane_can_be_reached_at_every_size(desk: Desk, a_day: Patients, size: tuple[int, int]):
    async with at_desk(desk, size) as person:
        await person.select("Thomas Okafor")
        seen = person.text
        for _ in range(3):
            await person.press("tab")
            seen += person.text
        for words in ("Queue · 1", "born 1981", "1 recognition", "F2 boundary", "next action"):
            assert words in seen
        assert all(len(line) <= size[0] for line in person.lines)
        await person.press("home")
        assert person.selected == "Rosa Delgado" or size == SMALL


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_boundary_line_is_one_key_away_and_goes_with_the_same_key(
    desk: Desk, a_day: Patients, size: tuple[int, int]
):
    async with at_desk(desk, size) as person:
        await person.press("f2")
        person.expect("Boundary", "911")
        await person.press("f2")
        person.expect_not("Boundary ·")


async def test_without_colours_marks_and_words_say_the_same(
    desk: Desk, a_day: Patients, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_desk(desk) as person:
        person.expect("!! now", " > late 30m", "attention  “chest pain”")
        styles = {segment.style.color.name for strip in person.strips for segment in strip if segment.style.color}
        assert all(len({name[1:3], name[3:5], name[5:7]}) == 1 for name in styles if name.startswith("#"))


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_an_item_without_a_number_says_that_one_is_found_first(
    desk: Desk, patients: Patients, size: tuple[int, int]
):
    patients.wrote("Rosa Delgado", phone=None, review="no number to call", ago=600)
    async with at_desk(desk, size) as person:
        person.expect("?> late", "find a number")
        await person.press("enter")
        person.expect("Number · Rosa Delgado")


async def test_the_script_of_an_item_without_a_number_begins_with_that(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", phone=None, review="no number to call", ago=60)
    async with at_desk(desk, WIDE) as person:
        person.expect("no number yet: enter asks for one")


async def test_rows_of_a_list_say_which_list_they_came_on(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", channel=Channel.BY_HAND, referral=REFERRAL)
    patients.wrote("Thomas Okafor", channel=Channel.BY_HAND)
    async with at_desk(desk, WIDE) as person:
        person.expect("referrals", "worklist")
