"""A desk for the tests of the screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.actions.context import Desk
from tests.tui.driver import Clock, Patients, close_desk, make_desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    desk = make_desk(tmp_path, clock)
    yield desk
    close_desk(desk)


@pytest.fixture
def patients(desk: Desk) -> Patients:
    return Patients(desk)
