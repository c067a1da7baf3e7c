"""Light, dark and no colour at all: every pane follows, and the cursor can always be seen."""

from collections.abc import Iterator

import pytest
from textual.color import Color

from callback_desk.actions.context import Desk
from callback_desk.tui import theme
from callback_desk.tui.app import DeskApp
from tests.tui.driver import SMALL, WIDE, DeskDriver, Patients, at_desk, settle


def grounds(person: DeskDriver) -> Iterator[Color]:
    """The grounds of everything that is painted."""
    for strip in person.strips:
        for segment in strip:
            if segment.style is not None and segment.style.bgcolor is not None:
                yield Color.from_rich_color(segment.style.bgcolor)


@pytest.mark.parametrize("keys", [(), ("enter",), ("f3",), ("f1",), ("e",), ("enter", "f2")], ids=str)
async def test_nothing_stays_dark_in_the_light(desk: Desk, patients: Patients, keys: tuple[str, ...]):
    """Only the cursor, the header and the light's own grounds remain."""
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Rosa Delgado", attention=("chest pain",))
    async with at_desk(desk, WIDE) as person:
        await person.press("L", *keys)
        light = theme.LIGHT
        known = {Color.parse(ground) for _, _, ground in light.pairs()}
        dark = {ground for ground in grounds(person) if ground.brightness < 0.3 and ground not in known}
        assert person.app.theme == theme.LIGHT_THEME.name
        assert dark == set()


async def test_the_theme_changes_back_and_the_queue_with_it(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=150)
    async with at_desk(desk, SMALL) as person:
        before = [list(strip) for strip in person.strips]
        await person.press("L")
        assert Color.parse(theme.LIGHT.background) in set(grounds(person))
        assert Color.parse(theme.DARK.background) not in set(grounds(person))
        await person.press("L")
        assert [list(strip) for strip in person.strips] == before


async def test_without_colour_the_cursor_is_reversed(desk: Desk, patients: Patients, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    patients.wrote("Thomas Okafor", ago=150)
    patients.wrote("Anh-Thu Nguyen", ago=10)
    app = DeskApp(desk)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        person = DeskDriver(pilot)
        assert app.no_color
        (line,) = [strip for strip in person.strips if "Thomas Okafor" in strip.text and "call" in strip.text]
        assert any(segment.style is not None and segment.style.reverse for segment in line)
        (other,) = [strip for strip in person.strips if "Anh-Thu" in strip.text]
        assert not any(segment.style is not None and segment.style.reverse for segment in other)


async def test_the_colours_that_were_chosen_by_key_are_there_again(desk: Desk, patients: Patients):
    async with at_desk(desk, SMALL) as person:
        await person.press("L")
    async with at_desk(desk, SMALL) as person:
        assert person.app.theme == theme.LIGHT_THEME.name
        await person.press("L")
    assert DeskApp(desk).theme == theme.DESK_THEME.name
