"""Each view as a picture of the invented day, on a small and a large screen, and light on the large one.

`python3 scripts/test.py tests/tui/test_snapshots.py --snapshot-update` makes them anew; look at them before they are
committed.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from textual.pilot import Pilot

from callback_desk.actions.clinics import OpenedClinic, OtherClinic
from callback_desk.actions.personal import Personal
from callback_desk.desk.demo import demo_desk
from callback_desk.domain.queue import QueueCounts
from callback_desk.tui.app import DeskApp
from tests.tui.driver import SMALL, WIDE, settle

WORKLISTS = Path(__file__).parents[1] / "data" / "constructed" / "worklists"
BEGUN = ("down", "down", "enter", "r", "2", "space", "space", *"first visit")
VIEWS: Mapping[str, tuple[str, ...]] = {
    "queue": ("down", "down"),
    "call": BEGUN,
    "boundary": (*BEGUN, "f2"),
    "escalate": ("down", "down", "f3"),
    "end-of-day": ("e",),
    "help": ("f1",),
    "jump": (*BEGUN[:5], "tab", "j"),
    "card": ("down", "down", "c"),
    "preparation": ("down", "down", "p"),
    "exceptions": ("l",),
    "clinics": ("C",),
    "intake": ("I", *"portal", "enter"),
    "intake-columns": ("I", *"unknown", "enter", "down"),
}
"""What a view needs to be pressed from the opened desk."""


class Elsewhere:
    """Two other clinics that stand still."""

    names = ("Oak Street", "Pine Hill")

    def look(self) -> list[OtherClinic]:
        return [OtherClinic("Oak Street", QueueCounts(1, 2, 0, 14)), OtherClinic("Pine Hill", None, "locked")]

    def open(self, name: str, passphrase: str | None) -> OpenedClinic:
        raise AssertionError("a picture opens no clinic")


PICTURES = [
    *((view, size, "dark") for view in VIEWS for size in (SMALL, WIDE)),
    *((view, WIDE, "light") for view in ("queue", "call", "card", "end-of-day", "intake")),
]
"""The views in the light are those that have all colours between them."""


@pytest.mark.parametrize(
    ("view", "size", "theme"), PICTURES, ids=[f"{view}-{x}x{y}-{theme}" for view, (x, y), theme in PICTURES]
)
def test_the_view_looks_as_it_did(view: str, size: tuple[int, int], theme: str, snap_compare: Callable[..., bool]):
    async def press(pilot: Pilot[None]) -> None:
        await settle(pilot)
        for key in VIEWS[view]:
            await pilot.press("space" if key == " " else key)
            await settle(pilot)
        await pilot.pause(0.3)  # the meter follows once a hand rests
        await settle(pilot)

    clinics = Elsewhere() if view in ("queue", "clinics") else None
    with demo_desk(frozen=True) as desk:
        if view.startswith("intake"):
            desk.store.set_setting("intake.folder", str(WORKLISTS))
        app = DeskApp(desk, personal=Personal(theme=theme), clinics=clinics)
        assert snap_compare(app, terminal_size=size, run_before=press)
