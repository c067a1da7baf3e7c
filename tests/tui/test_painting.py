"""What a key costs on the screen: going to a call and back lays it out once, and another focus repaints two panes."""

from unittest import mock

from textual._compositor import Compositor
from textual.geometry import Region
from textual.screen import Screen

from callback_desk.actions.context import Desk
from callback_desk.tui.panes.context import ContextPane
from tests.tui.driver import SMALL, Patients, at_desk


async def test_going_to_a_call_and_back_lays_the_screen_out_once_each(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150, request="about my knee " * 30)
    async with at_desk(desk) as person:
        await person.press("enter", "escape")
        for key in ("enter", "escape"):
            with mock.patch.object(Compositor, "reflow", autospec=True, side_effect=Compositor.reflow) as laid_out:
                await person.press(key)
            assert laid_out.call_count == 1


async def test_a_pane_is_painted_for_its_new_size_before_it_hears_of_it(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150, request="about my knee " * 30)
    async with at_desk(desk) as person:
        pane = person.screen.query_one(ContextPane)
        with mock.patch.object(ContextPane, "size", pane.size.with_width(30)):
            assert pane.render_line(0).cell_length == 30
            assert max(map(len, pane.text.splitlines())) <= 30


async def test_another_focus_does_not_repaint_the_whole_screen(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk) as person:
        await person.press("enter")
        whole: list[tuple[Region, ...]] = []
        with mock.patch.object(Screen, "refresh", lambda screen, *regions, **how: whole.append(regions)):
            person.screen.set_focus(person.screen.query_one(ContextPane))
            person.screen.set_focus(person.screen.note)
        assert whole == []


async def test_what_changed_out_of_sight_is_there_when_it_is_seen_again_as_large_as_it_was(
    desk: Desk, patients: Patients
):
    patients.wrote("Thomas Okafor", ago=150, request="a first visit")
    patients.wrote("Anh-Thu Nguyen", ago=100, request="the MRI report")
    async with at_desk(desk, SMALL) as person:
        await person.press("tab")
        person.expect("“a first visit”")
        await person.press("tab", "tab", "down", "tab")
        person.expect("“the MRI report”")
        await person.press("tab", "tab", "enter", "r", "escape", "enter")
        person.expect("What came of it?")
