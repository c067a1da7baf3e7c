"""The script beside the call: what to say now, and nothing private before two identifiers."""

import pytest

from callback_desk.tui.panes.script import ENOUGH, HIDDEN, ScriptPane
from tests.tui.call_host import HOSTILE, OBEYED, REACH, CallHost, a_callback, a_script
from tests.tui.driver import MIDDLE, SMALL, WIDE, at_desk

SIZES = [(80, 24), (140, 42)]


async def test_private_parts_show_once_two_identifiers_are_ticked():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.pause()
        pane, script = host.query_one(ScriptPane), a_script()
        first_words = script.reason.split(".")[0][:20]
        assert pane.text.count(HIDDEN) == 3
        assert first_words not in pane.text
        assert "ask for two:  ☐ name  ☐ date of birth" in pane.text
        pane.ticks(1, ("name",))
        assert "✓ name  ☐ date of birth" in pane.text
        assert pane.text.count(HIDDEN) == 3
        pane.ticks(ENOUGH, ("name", "birth-date"))
        assert HIDDEN not in pane.text
        assert first_words in pane.text
        pane.ticks(1, ("name",))
        assert first_words not in pane.text


async def test_the_current_part_is_bright_and_f5_walks_on():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.pause()
        pane = host.query_one(ScriptPane)
        assert [pane.next_line() for _ in range(4)] == [1, 2, 3, 0]
        pane.show(a_script(), ticked=2, part=1, reach=REACH)
        strips = [pane.render_line(y) for y in range(pane.size.height)]
        bright = [s.text for s in strips if any(p.style and p.style.bold and p.text.strip() for p in s)]
        assert any(line.startswith("2 reason") for line in bright)
        assert not any(line.startswith(("1 recog", "3 next", "4 conf")) for line in bright)


@pytest.mark.parametrize("size", SIZES)
async def test_boundary_and_escalation_lines_are_always_in_sight(size):
    host = CallHost()
    async with host.run_test(size=size) as pilot:
        pane = host.query_one(ScriptPane)
        for part in range(4):
            pane.show(a_script(), ticked=2, part=part, reach=REACH)
            await pilot.pause()
            painted = "\n".join(host.painted)
            assert "F2 boundary" in painted
            assert "F3 escalate" in painted
            assert "Nurse line" in painted
            assert f"{part + 1} {('recognition', 'reason', 'next step', 'confirmation')[part]}" in painted


async def test_the_title_names_lane_and_language_and_what_f4_brings():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        pane = host.query_one(ScriptPane)
        pane.show(a_script(), ticked=0, part=0, reach=REACH, lane="New appointment", other="es")
        await pilot.pause()
        assert "Script · New appointment · EN (F4: ES)" in host.painted[0]


async def test_a_language_without_a_script_is_marked_for_an_interpreter():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        pane = host.query_one(ScriptPane)
        pane.show(a_script(a_callback(language="vi"), "vi"), ticked=0, part=0, reach=REACH)
        await pilot.pause()
        assert "interpreter" in pane.text
        assert "(EN)" in pane.text


async def test_no_item_has_no_script():
    host = CallHost()
    async with host.run_test() as pilot:
        pane = host.query_one(ScriptPane)
        pane.show(None, ticked=0, part=0, reach="")
        await pilot.pause()
        assert pane.text == "no item, no script"


async def test_hostile_names_are_shown_as_text():
    host = CallHost()
    async with host.run_test(size=(80, 24)) as pilot:
        pane = host.query_one(ScriptPane)
        for words in HOSTILE:
            hostile = a_callback(patient=words)
            pane.show(a_script(hostile), ticked=2, part=0, reach=words, lane=words, other=None)
            await pilot.pause()
            assert not any(character in "\n".join(host.painted) for character in OBEYED)


@pytest.mark.parametrize("size", [SMALL, MIDDLE, WIDE])
async def test_without_a_script_in_the_patients_language_the_way_to_an_interpreter_comes_first(desk, patients, size):
    patients.wrote("Lan Tran", language="vi")
    async with at_desk(desk, size) as driver:
        await driver.press("enter")
        while size == SMALL and "No interpreter" not in driver.text:
            await driver.press("f7")
        shown = " ".join(driver.screen.query_one(ScriptPane).text.split())
        for words in (
            "bring an interpreter in, then read (EN)",
            "ask for Vietnamese",
            'say slowly: "One moment',
        ):
            assert words in shown
        await driver.press("f5")
        assert "May I speak with Lan, please?" in " ".join(driver.screen.query_one(ScriptPane).text.split())
