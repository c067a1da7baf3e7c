"""Waits until a screen rests, and paints it then: by looking, where Textual's own pilot sleeps and guesses.

Textual's pilot sleeps for a fiftieth of a second, several times for each key, until the process seems idle, and the
screen meanwhile paints frames that nobody looks at. Here the event loop itself says whether anything is left to do.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest import mock

import textual.app
import textual.pilot
from textual.app import App
from textual.css.model import RuleSet
from textual.screen import Screen

from callback_desk.tui.in_turn import KeysInTurn
from callback_desk.tui.style_sheets import StyleSheets

SOON = 0.1
"""Seconds: a timer that runs out within them belongs to the key that began it, and is waited for."""
PATIENCE = 5.0
"""Seconds after which a screen counts as resting, whatever it is still at."""

_paint = Screen._compositor_refresh
_read: defaultdict[frozenset[tuple[str, str]], dict[Any, list[RuleSet]]] = defaultdict(dict)
"""What was read of style sheets, by their colours."""


class Pilot(textual.pilot.Pilot[Any]):
    """A hand at the keyboard that presses each key once the screen rests, and means each one."""

    async def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            if isinstance(self.app, KeysInTurn):
                self.app.doubled.forget()
            await self.app._press_keys([key])
            await rest(self.app)

    async def pause(self, delay: float | None = None) -> None:
        """Wait for so many seconds, and until the screen rests."""
        if delay is not None:
            await asyncio.sleep(delay)
        await rest(self.app)

    async def _wait_for_screen(self, timeout: float = PATIENCE) -> bool:
        await rest(self.app)
        return True


@contextmanager
def by_looking() -> Iterator[None]:
    """Let every pilot rest as this file does, and every screen be painted once it rests."""
    with (
        mock.patch.object(textual.app, "wait_for_idle", idle),
        mock.patch.object(textual.pilot, "wait_for_idle", idle),
        mock.patch.object(textual.pilot, "Pilot", Pilot),
        mock.patch.object(Screen, "_compositor_refresh", _paint_later),
        _read_once(),
    ):
        yield


async def rest(app: App[Any]) -> None:
    """Wait until nothing is left to do but what a later timer or a thread will begin; then paint what changed."""
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        await idle()
        if not app._screen_stack:
            return
        if _awaits_frame(app):
            app.screen._on_timer_update()
        elif _begins_soon(app):
            await asyncio.sleep(0.005)
        else:
            break
    if app.screen._compositor._dirty_regions:
        _paint(app.screen)


async def idle(*_: float) -> None:
    """Let everything run that can run now."""
    loop = asyncio.get_running_loop()
    latest = time.monotonic() + PATIENCE
    await asyncio.sleep(0)
    while loop._ready and time.monotonic() < latest:  # type: ignore[attr-defined]
        await asyncio.sleep(0)


def _awaits_frame(app: App[Any]) -> bool:
    screen = app.screen
    return not app._batch_count and bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )


def _begins_soon(app: App[Any]) -> bool:
    """Tell whether a timer that a key set for a moment later is still to run out."""
    return any(
        timer._repeat == 0 and timer._interval <= SOON and timer._task is not None and not timer._task.done()
        for pump in (app, *(node for screen in app._screen_stack for node in screen.walk_children(with_self=True)))
        for timer in pump._timers
    )


def _read_once() -> AbstractContextManager[object]:
    """Let the desks of all tests share what each of them would read of the style sheets anew."""
    begin, change = StyleSheets.__init__, StyleSheets.set_variables

    def begun(sheets: Any, *, variables: dict[str, str]) -> None:
        begin(sheets, variables=variables)
        sheets._parse_cache = _read[frozenset(variables.items())]

    def changed(sheets: Any, variables: dict[str, str]) -> None:
        sheets._parse_cache = {}  # what is forgotten now is forgotten here only
        change(sheets, variables)
        sheets._parse_cache = _read[frozenset(variables.items())]

    return mock.patch.multiple(StyleSheets, __init__=begun, set_variables=changed)


def _paint_later(screen: Screen[Any]) -> None:
    """What changed stays marked as such; it is painted when the screen rests."""
    if screen is not screen.app.screen:
        _paint(screen)
        return
    screen._dirty_widgets.clear()
    screen.app._update_mouse_over(screen)
