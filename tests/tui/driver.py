"""Drives the real screen in the product's words: select a patient, press keys, expect words."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.strip import Strip

from callback_desk.actions.context import Desk
from callback_desk.actions.personal import Personal
from callback_desk.domain import alarm_turns, turns
from callback_desk.domain.codes import Channel
from callback_desk.domain.entries import EntryDraft, Received, draft
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.policy import Policy, read_policy
from callback_desk.domain.policy_text import with_clinic, with_person
from callback_desk.policy import default_policy_text
from callback_desk.store import Writer
from callback_desk.tui.app import DeskApp
from tests.stores import new_store

MONDAY = datetime(2026, 11, 23, 19, 12, tzinfo=UTC)
"""14:12 on a Monday at a clinic in New York: open, after lunch."""
WIDE, SMALL, MIDDLE = (140, 42), (80, 24), (120, 36)
PATIENCE = 1_000
"""So many looks at the screen until a wait gives up: ten seconds and more."""


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@cache
def invented_policy() -> Policy:
    """The rules of an invented clinic, read once: no test changes a policy, it puts another in its place."""
    text = with_clinic(default_policy_text(), "Cedar Family Medicine", "America/New_York")
    text = with_person(text, "maria", "Maria", ("assistant",))
    return read_policy(with_person(text, "ben", "Ben", ("assistant",)))


def make_desk(folder: Path, clock: Clock) -> Desk:
    """A desk of Maria's at an invented clinic, with an empty store."""
    folder.mkdir(parents=True, exist_ok=True)
    store = new_store(folder / "store.db")
    return Desk(store, invented_policy(), "maria", clock, folder / "exports", Writer())


def close_desk(desk: Desk) -> None:
    desk.writer.close()
    desk.store.close()


@dataclass
class Patients:
    """Puts invented callbacks into a desk's store."""

    desk: Desk
    ids: dict[str, str] = field(default_factory=dict)

    def wrote(self, patient: str | None, **facts: Any) -> str:
        """A patient reached out `ago` minutes before now; returns the callback's id."""
        return self.all_wrote([{"patient": patient, **facts}])[0]

    def all_wrote(self, many: Iterable[dict[str, Any]]) -> list[str]:
        """Many patients reached out; one transaction."""
        drafts = [self._received(**facts) for facts in many]
        with self.desk.unit() as unit:
            unit.append(drafts)
            unit.commit()
        return [one.subject_id for one in drafts]

    def _received(
        self, *, patient: str | None, ago: float = 60, lane: str = "new-appointment", **facts: Any
    ) -> EntryDraft:
        desk, now, number = self.desk, self.desk.clock(), len(self.ids)
        at = now - timedelta(minutes=ago)
        known = {"phone": f"+1415555{100 + number % 100:04}", "language": "en", "request": "please call"}
        facts = {"channel": Channel.MISSED_CALL, **known, **facts}
        if facts.get("birth_date"):
            facts["birth_date"] = date.fromisoformat(facts["birth_date"])
        if facts.get("attention"):
            turn, lane = alarm_turns.for_attention(desk.policy, at), desk.policy.attention.lane
        else:
            turn = turns.for_contact(desk.policy, lane, at, now)
        key = f"test:{number}"
        callback_id = callback_id_for(key)
        self.ids[f"{patient}" if patient not in (None, *self.ids) else key] = callback_id
        stated = patient is not None
        received = Received(at=at, turn=turn, lane=lane, source_key=key, patient=patient, stated=stated, **facts)
        return draft(callback_id, received)

    def again(self, patient: str, *, ago: float = 5) -> None:
        """The patient called again."""
        desk, callback_id = self.desk, self.ids[patient]
        callback = desk.store.callback(callback_id)
        assert callback is not None
        at = desk.clock() - timedelta(minutes=ago)
        turn = turns.joined(desk.policy, callback, at, desk.clock())
        received = Received(channel=Channel.MISSED_CALL, at=at, turn=turn, source_key=f"again:{patient}:{ago}")
        with desk.unit() as unit:
            unit.append([draft(callback_id, received)])
            unit.commit()


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until every message is handled and every write is done."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    for _ in range(3):
        await pilot.pause()
        await asyncio.wrap_future(app.desk.writer.submit(lambda: None))
    while any(not worker.is_finished for worker in app.workers) or app.desk_screen.syncing.thread.is_busy:
        await asyncio.sleep(0.002)
    await pilot.pause()


class DeskDriver:
    """A person at the keyboard of an open desk."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        app = pilot.app
        assert isinstance(app, DeskApp)
        self.app = app
        self.screen = app.desk_screen
        self.keys = 0

    def count_keys(self) -> None:
        """Count the keys from here on; free text, typed or pasted, is not counted."""
        self.keys = 0

    async def press(self, *keys: str) -> None:
        """Press keys, each once all that the one before it set off is done."""
        self.keys += len(keys)
        for key in keys:
            await self.pilot.press(key)
            await settle(self.pilot)

    async def type(self, text: str) -> None:
        await self.pilot.press(*["space" if character == " " else character for character in text])
        await settle(self.pilot)

    async def write(self, text: str) -> None:
        """Put a longer text where the caret is, at once."""
        self.app.screen.post_message(events.Paste(text))
        await settle(self.pilot)

    async def select(self, patient: str) -> None:
        """Put the cursor on a patient of the queue."""
        await self.press("home")
        for _ in range(len(self.screen.queue_list.window.rows)):
            if self.selected == patient:
                return
            await self.press("down")
        raise AssertionError(f"{patient} is not in this view: {self.patients}")

    @property
    def selected(self) -> str | None:
        current = self.screen.queue_list.current
        return current.patient if current else None

    @property
    def selected_owner(self) -> str | None:
        current = self.screen.queue_list.current
        return current.owner if current else None

    @property
    def patients(self) -> list[str | None]:
        return [row.patient for row in self.screen.queue_list.window.rows]

    @property
    def lines(self) -> list[str]:
        """The screen as it stands, line by line."""
        return [strip.text for strip in self.strips]

    @property
    def strips(self) -> list[Strip]:
        return self.app.screen._compositor.render_strips()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def expect(self, *words: str) -> None:
        text = self.text
        for wanted in words:
            assert wanted in text, f"{wanted!r} is not on the screen:\n{text}"

    async def until(self, *words: str) -> None:
        """Wait until all these words are on the screen, as what is read or timed beside it brings them."""
        for _ in range(PATIENCE):
            text = self.text
            if all(wanted in text for wanted in words):
                return
            await self.pilot.pause(0.01)
        self.expect(*words)

    def expect_not(self, *words: str) -> None:
        text = self.text
        for unwanted in words:
            assert unwanted not in text, f"{unwanted!r} is on the screen:\n{text}"


@asynccontextmanager
async def at_desk(
    desk: Desk, size: tuple[int, int] = WIDE, personal: Personal | None = None
) -> AsyncIterator[DeskDriver]:
    """Open the desk on a screen of this size."""
    app = DeskApp(desk, personal=personal)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield DeskDriver(pilot)


def escapes(strips: list[Strip]) -> Iterator[str]:
    """The characters on the screen that a terminal would obey."""
    for strip in strips:
        yield from (sign for sign in strip.text if ord(sign) < 32 or 127 <= ord(sign) < 160)
