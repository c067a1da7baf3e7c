"""How the outcome note is painted: hostile and long words as text, the caret in sight, one line for one character."""

import json
from datetime import timedelta

import pytest
from textual import events
from textual.screen import Screen

from callback_desk.tui.panes.note import NotePane
from tests.tui.call_host import HOSTILE, NOW, OBEYED, SIZES, CallHost, missing_papers


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
