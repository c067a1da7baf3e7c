"""The frame stands before the desk is open, keys wait for it, and a desk that cannot be opened ends the screen."""

import threading
from collections.abc import Awaitable, Callable
from unittest import mock

import pytest
from textual.screen import Screen

from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError
from callback_desk.tui.app import DeskApp
from callback_desk.tui.screens.desk import DeskScreen
from callback_desk.tui.screens.frame import OPENING, Frame
from tests.tui.driver import WIDE, DeskDriver, Patients, settle


async def test_the_frame_stands_until_the_desk_is_open_and_keys_wait_for_it(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor")
    patients.wrote("Rosa Delgado", ago=30)
    may_open = threading.Event()

    def opened() -> Desk:
        assert may_open.wait(30)
        return desk

    started: list[bool] = []
    app = DeskApp(opened, started=lambda: started.append(isinstance(app.screen, Frame)))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, Frame)
        assert started == []
        assert OPENING in "".join(strip.text for strip in app.screen._compositor.render_strips())
        await pilot.press("down")
        may_open.set()
        while isinstance(app.screen, Frame):
            await pilot.pause(0.01)
        await settle(pilot)
        person = DeskDriver(pilot)
        person.expect("Thomas Okafor", "Rosa Delgado")
        person.expect_not(OPENING)
        assert started == [False]
        assert app.screen_stack == [person.screen]
        assert person.selected == "Rosa Delgado"


async def test_the_queue_is_painted_before_anything_else_is_loaded(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor")
    painted: list[str] = []
    known: list[bool] = []
    paint, go_on = Screen._compositor_refresh, DeskScreen._painted

    def painting(screen: Screen[object]) -> None:
        if screen.is_current and not screen.app._batch_count:
            painted.append("".join(strip.text for strip in screen._compositor.render_strips()))
        paint(screen)

    def going_on(screen: DeskScreen, then: Callable[[], None]) -> Awaitable[None]:
        known.append("Thomas Okafor" in painted[-1])
        return go_on(screen, then)

    app = DeskApp(lambda: desk)
    with (
        mock.patch.object(Screen, "_compositor_refresh", painting),
        mock.patch.object(DeskScreen, "_painted", going_on),
    ):
        async with app.run_test(size=WIDE) as pilot:
            while isinstance(app.screen, Frame):
                await pilot.pause(0.01)
            await settle(pilot)
    assert known == [True]
    assert all(OPENING in told or "Thomas Okafor" in told for told in painted)  # nothing half made in between


async def test_the_frame_can_be_left(desk: Desk):
    never = threading.Event()

    def opened() -> Desk:
        never.wait(30)
        return desk

    app = DeskApp(opened)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
        never.set()
    assert app.fault is None


async def test_a_desk_that_cannot_be_opened_ends_the_screen_with_its_fault():
    def opened() -> Desk:
        raise DeskError("the key does not open the store")

    app = DeskApp(opened)

    async def open_it() -> None:
        async with app.run_test() as pilot:
            while app.fault is None:
                await pilot.pause(0.01)

    with pytest.raises(DeskError, match="does not open"):
        await open_it()
    assert isinstance(app.fault, DeskError)
