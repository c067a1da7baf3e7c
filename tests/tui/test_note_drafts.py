"""A draft of the outcome note: everything typed comes back, half a word included."""

import pytest

from tests.tui.call_host import CallHost, go_to


async def test_a_draft_comes_back_half_a_word_included():
    host = CallHost()
    async with host.run_test(size=(140, 42)) as pilot:
        await pilot.press("r", "3", *"after", "space", *"sch", "up")
        await go_to(host, pilot, "3", "due_at")
        await pilot.press(*"next-mor")
        kept = host.forms[-1]
    again = CallHost(draft=kept)
    async with again.run_test(size=(140, 42)) as pilot:
        await pilot.pause()
        assert again.note.form() == kept
        assert again.note.typed("request") == "after sch"
        assert again.note.typed("due_at") == "next-mor"
        assert again.note.here == "due_at"
        assert again.note.fields_shown[:2] == ("disposition", "result")


@pytest.mark.parametrize(
    "kept",
    [
        *("", "{}", "[]", "not json", '{"owner": 3, "gone": 1}', '{"result": "won", "identified_by": "x"}'),
        '{"due_at": {"text": "x", "means": "y"}, "appointment": {"means": [1]}}',
        '{"owner": {"text": "gone", "means": "role:gone"}}',
    ],
)
async def test_a_draft_that_is_not_understood_still_opens(kept):
    host = CallHost(draft=kept)
    async with host.run_test() as pilot:
        await pilot.press("n", "ctrl+s")
        assert len(host.submitted) == 1


async def test_an_untouched_note_keeps_nothing():
    host = CallHost()
    async with host.run_test() as pilot:
        await pilot.press("down", "up", "space")
        assert host.note.form() == "{}"
        assert host.forms == []
