"""What takes long to read is read beside the screen: it says so, it can be left, and nothing is read twice."""

import threading
from collections.abc import Callable

import pytest

from callback_desk.actions import closing_day, exceptions
from callback_desk.actions.context import Desk
from callback_desk.actions.watching import Watch
from callback_desk.domain.codes import ExceptionCode
from callback_desk.tui.panes.text import TextPane
from callback_desk.tui.reading_beside import Left
from tests.tui.driver import SMALL, Clock, Patients, at_desk


class Slow:
    """Reading that goes on for as long as the test wants."""

    def __init__(self) -> None:
        self.go_on, self.ended = threading.Event(), threading.Event()
        self.left = False

    def __call__(self, desk: Desk, watch: Watch, language: str) -> str:
        try:
            watch(1200)
            self.go_on.wait(5)
            watch(1400)
        except Left:
            self.left = True
        finally:
            self.ended.set()
        return "the text"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    slow = Slow()
    monkeypatch.setattr(closing_day, "handoff_text", slow)
    return slow


async def test_a_long_handoff_text_says_how_far_it_is_and_can_be_left(desk: Desk, patients: Patients, slow: Slow):
    patients.wrote("Thomas Okafor")
    async with at_desk(desk, SMALL) as person:
        await person.pilot.press("t")
        while "1200 items so far" not in person.text:
            await person.pilot.pause(0.01)
        person.expect("Handoff to the next shift", "reading ...")
        await person.pilot.press("escape")
        await person.pilot.pause()
        person.expect("Queue · 1")
        slow.go_on.set()
        assert slow.ended.wait(5)
        assert slow.left
        person.expect_not("the text")


async def test_the_exception_log_is_read_again_only_where_something_was_written(
    desk: Desk, patients: Patients, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    patients.wrote("Thomas Okafor")
    exceptions.record(desk, patients.ids["Thomas Okafor"], ExceptionCode.LANGUAGE, "no interpreter")
    read: list[int] = []
    log: Callable[..., object] = exceptions.log
    monkeypatch.setattr(exceptions, "log", lambda desk, **how: (read.append(1), log(desk, **how))[1])
    async with at_desk(desk, SMALL) as person:
        await person.press("l", "5", "0", "2", "0")
        person.screen.refresh_desk()
        assert len(read) == 1
        exceptions.record(desk, patients.ids["Thomas Okafor"], ExceptionCode.NO_ACCESS, "the portal was down")
        person.screen.refresh_desk()
        await person.press("down")
        person.expect("Exception log · 2", "no access")
        assert len(read) == 2


async def test_the_keys_of_both_screens_are_told_in_the_help_there(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor")
    async with at_desk(desk) as person:
        await person.press("t", "f1")
        assert person.lines[1].count("Handoff text") == 1
        await person.press("escape", "escape", "l", "f1")
        assert person.lines[1].count("Exception log") == 1


async def test_the_handoff_text_is_as_wide_as_a_small_screen(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", request="a first visit, my doctor said that he would send something over " * 3)
    async with at_desk(desk, SMALL) as person:
        await person.press("t")
        pane = person.app.screen.query_one(TextPane)
        lines = [line.plain.rstrip() for line in pane.every_line(pane.size.width)]
        assert lines == closing_day.handoff_text(desk).splitlines()
