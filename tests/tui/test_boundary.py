"""F2: one key puts the boundary lines on screen, wherever the caret is, and takes nothing from it."""

import pytest

from callback_desk.tui.panes.boundary import BoundaryStrip
from tests.tui.call_host import HOSTILE, OBEYED, CallHost, a_callback, a_script
from tests.tui.driver import SMALL, WIDE, at_desk


@pytest.mark.parametrize("size", [(80, 24), (140, 42)])
async def test_the_lines_stand_over_the_lower_part_of_the_screen(size):
    host = CallHost()
    async with host.run_test(size=size) as pilot:
        await pilot.pause()
        below = host.note.region
        await pilot.press("f2")
        strip = host.query_one(BoundaryStrip)
        boundary = a_script().boundary
        assert strip.is_open
        assert host.note.region == below
        assert strip.region.bottom == size[1] - 1
        shown = " ".join("\n".join(host.painted).replace("┃", " ").split())
        for situation in ("symptom", "advice", "emergency"):
            assert boundary[situation].split(".")[0] in shown
        assert "Nurse line · 415-555-0170" in shown
        await pilot.press("f2")
        assert not strip.is_open
        assert host.focused is host.note


async def test_they_are_in_the_language_of_the_call():
    host = CallHost(a_callback(language="es"))
    async with host.run_test(size=(140, 42)) as pilot:
        strip = host.query_one(BoundaryStrip)
        script = a_script(host.callback, "es")
        strip.open(script.boundary, script.language, "Nurse line")
        await pilot.pause()
        assert script.boundary["symptom"].split(".")[0] in " ".join(strip.text.split())
        assert "Boundary · ES" in "\n".join(host.painted)


async def test_the_caret_stays_where_it_was_in_every_field_of_the_note():
    host = CallHost()
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "2")
        note = host.note
        names = note.fields_shown
        assert len(names) > 8
        for name in names:
            while note.here != name:
                await pilot.press("tab")
            typing = note.typing
            if typing:
                await pilot.press("end", *"ab")
            await pilot.press("f2")
            assert host.query_one(BoundaryStrip).is_open
            assert host.focused is note
            assert note.here == name
            if typing:
                await pilot.press("c")
            await pilot.press("f2")
            assert not host.query_one(BoundaryStrip).is_open
            if typing:
                await pilot.press("d")
                assert note.typed(name).endswith("abcd")


async def test_hostile_words_are_shown_as_text():
    host = CallHost()
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for words in HOSTILE:
            host.query_one(BoundaryStrip).open({"symptom": words * 40}, "en", words)
            await pilot.pause()
            assert not any(character in "\n".join(host.painted) for character in OBEYED)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_lines_come_in_the_patients_language_and_f4_changes_them_where_they_stand(desk, patients, size):
    patients.wrote("Rosa Delgado", language="es")
    boundary = desk.policy.boundary
    async with at_desk(desk, size) as driver:
        await driver.press("enter", "r", "1")
        while driver.screen.note.here != "request":
            await driver.press("tab")
        await driver.type("cita")
        for language in ("es", "en", "es"):
            if language == "es" and not driver.screen.query_one(BoundaryStrip).is_open:
                await driver.press("f2")
            else:
                await driver.press("f4")
            strip = driver.screen.query_one(BoundaryStrip)
            shown = " ".join(strip.text.split())
            for situation in ("symptom", "advice", "emergency"):
                said = " ".join(getattr(boundary[language], situation).split())
                assert said.split(".")[0] in shown
        await driver.press("f2")
        await driver.type(" nueva")
        assert driver.screen.note.typed("request") == "cita nueva"
