"""Attention words that are typed: a prompt at once, a flag that stays, whatever becomes of the prompt."""

import asyncio

import pytest

from callback_desk.tui.calling import QUIET_SECONDS
from callback_desk.tui.dialogs.base import REST_SECONDS
from callback_desk.tui.panes.attention import AttentionStrip
from tests.tui.driver import SMALL, WIDE, DeskDriver, Patients, at_desk, settle

PROMPT = "!! attention words:"


async def rest(driver: DeskDriver, seconds: float = QUIET_SECONDS) -> None:
    """The hand rests: the desk's own timers run out."""
    await asyncio.sleep(seconds + 0.1)
    await settle(driver.pilot)


async def typing_a_note(driver: DeskDriver, words: str) -> None:
    """Reached, settled, the caret in what the patient needs."""
    await driver.press("enter", "r", "1")
    while driver.screen.note.here != "request":
        await driver.press("tab")
    await driver.type(words)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_words_typed_in_the_note_are_prompted_for_once_a_hand_rests(desk, patients: Patients, size):
    patients.wrote("Ana Ruiz")
    async with at_desk(desk, size) as driver:
        await typing_a_note(driver, "has chest pai")
        await rest(driver)
        driver.expect_not(PROMPT)
        await driver.type("n")
        await rest(driver)
        driver.expect(PROMPT, "chest pain", "F2 the line to read", "F3 escalate")
        assert driver.screen.note.typed("request") == "has chest pain"
        await driver.type(", since Sunday")
        assert driver.screen.note.typed("request") == "has chest pain, since Sunday"


async def test_putting_the_prompt_away_and_taking_the_words_back_leaves_the_flag(desk, patients: Patients):
    callback_id = patients.wrote("Ana Ruiz")
    async with at_desk(desk) as driver:
        await typing_a_note(driver, "chest pain ")
        await rest(driver)
        await driver.press("escape")
        driver.expect_not(PROMPT)
        assert driver.screen.arranging.calling
        await driver.press(*["backspace"] * 11)
        await rest(driver)
        driver.expect("attention", "“chest pain*”")
        await driver.press("escape")
        driver.expect("!!", "escalate to nurse line")
    callback = desk.store.callback(callback_id)
    assert callback is not None
    assert callback.attention_pending
    assert callback.owner_at(desk.clock()) == "role:nurse-line"


async def test_the_last_word_counts_when_the_note_is_left(desk, patients: Patients):
    callback_id = patients.wrote("Ana Ruiz")
    async with at_desk(desk) as driver:
        await typing_a_note(driver, "she fell")
        await rest(driver)
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert not callback.attention_pending
        await driver.press("escape", "escape")
        driver.expect("!!", "escalate to nurse line")
        assert not driver.screen.query_one(AttentionStrip).is_open


async def test_what_is_asked_of_the_note_follows_the_flag(desk, patients: Patients):
    patients.wrote("Ana Ruiz")
    async with at_desk(desk) as driver:
        await typing_a_note(driver, "first visit; chest pain since Sunday, afternoons only")
        await rest(driver)
        form = driver.screen.note._form
        assert form is not None
        assert form.callback.attention_pending
        assert not {"next_action", "owner", "due_at"} & {*form.lacking(), *form.visible}


async def test_words_typed_into_a_dialog_are_prompted_for_and_refuse_the_handoff(desk, patients: Patients):
    callback_id = patients.wrote("Ana Ruiz")
    async with at_desk(desk) as driver:
        await driver.press("h", "2")
        await driver.write("she says her chest hurts")
        await rest(driver, REST_SECONDS)
        driver.expect(PROMPT, "chest hurt*")
        await driver.press("enter")
        driver.expect("escalate it")
    callback = desk.store.callback(callback_id)
    assert callback is not None
    assert callback.attention_pending


async def test_a_word_is_prompted_for_once_in_a_call_and_again_in_the_next(desk, patients: Patients):
    patients.wrote("Ana Ruiz")
    async with at_desk(desk) as driver:
        await typing_a_note(driver, "chest pain ")
        await rest(driver)
        await driver.press("escape")
        await driver.type("again ")
        await rest(driver)
        driver.expect_not(PROMPT)
        await driver.type("and fainted ")
        await rest(driver)
        driver.expect(PROMPT, "faint*")
