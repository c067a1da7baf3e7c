"""Hostile text as patients' names and messages: shown as text in both views, nothing obeyed, nothing lost."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions.context import Desk
from callback_desk.domain.text import clean
from callback_desk.domain.when import parse_when
from tests.tui.driver import WIDE, DeskDriver, Patients, at_desk, escapes, settle

DATA = Path(__file__).parents[1] / "data"


def strings(path: str) -> list[str]:
    return json.loads((DATA / path).read_text(encoding="utf-8"))


MARKUP = [
    "[/]",
    "a[/red]b",
    "[@click=app.quit]x[/]",
    "$x [$error]",
    "[inaudible] [NAME]",
    "a\r\nb",
    "x" * 3500,
]
HOSTILE = [
    *strings("nasty/blns/blns.json"),
    *strings("constructed/nasty/terminal_escapes.json"),
    *MARKUP,
]
IN_PAIRS = list(zip(HOSTILE[::2], [*HOSTILE[1::2], *MARKUP[: len(HOSTILE) % 2]], strict=True))
"""Each string is a name in one view and a message in the other; both are shown in both."""


def packed(text: str) -> str:
    return "".join(clean(text).split())


def check(person: DeskDriver, name: str, request: str) -> None:
    assert list(escapes(person.strips)) == []
    told = packed("\n".join(line.plain for line in person.screen.following.context.every_line(100_000)))
    assert packed(name.strip()) in told
    assert packed(request.strip()) in told


async def test_in_the_queue(desk: Desk, patients: Patients):
    patients.all_wrote(
        {
            "patient": name or None,
            "request": request or None,
            "phone_note": name or None,
            "ago": 60 + number / 100,
        }
        for number, (request, name) in enumerate(IN_PAIRS)
    )
    async with at_desk(desk, WIDE) as person:
        seen = set()
        for _ in IN_PAIRS:
            current = person.screen.queue_list.current
            assert current is not None
            seen.add(current.callback_id)
            await shown(person, current.callback_id)
            callback = person.screen.following.callback
            assert callback is not None
            check(person, callback.patient or "", callback.request or "")
            person.screen.queue_list.action_move(1)
        assert len(seen) == len(IN_PAIRS)


async def shown(person: DeskDriver, callback_id: str) -> None:
    """Wait until the context has followed the cursor."""
    for _ in range(1000):
        await asyncio.sleep(0)
        callback = person.screen.following.callback
        if callback is not None and callback.callback_id == callback_id:
            return
    raise AssertionError("the context did not follow the cursor")


async def test_in_the_call_view(desk: Desk, patients: Patients, monkeypatch: pytest.MonkeyPatch):
    callback_id = patients.wrote("Thomas Okafor")
    monkeypatch.setattr(desk.store, "data_version", lambda: 0)
    async with at_desk(desk, WIDE) as person:
        await person.press("enter")
        opened = desk.store.callback(callback_id)
        assert opened is not None
        for name, request in IN_PAIRS:
            callback = replace(opened, patient=name, request=request)
            person.screen.following.show(callback, desk.clock())
            parse = lambda said: parse_when(said, desk.hours, desk.clock())  # noqa: E731
            person.screen.note.open(callback, desk.policy, None, "draft", desk.clock(), desk.clock(), parse)
            await asyncio.sleep(0)
            check(person, name, request)
        await person.press("r", "1")
        assert list(escapes(person.strips)) == []


async def test_in_dialogs_sentences_and_titles(desk: Desk, patients: Patients):
    for text in ["[/]", "\x1b]52;c;aGk=\x07", "\x9b31m", "[@click=app.quit]x[/]", "مرحبا"]:
        patients.wrote(text, request=text)
    async with at_desk(desk, WIDE) as person:
        for _ in range(5):
            for key in ("h", "f3", "k"):
                await person.press(key)
                assert person.app.screen is not person.screen
                assert list(escapes(person.strips)) == []
                await person.press("escape")
            await person.press("g")
            assert list(escapes(person.strips)) == []
            await person.press("down")
        await person.press("slash")
        await person.write("[/] \x1b[31m")
        assert list(escapes(person.strips)) == []
        await settle(person.pilot)
