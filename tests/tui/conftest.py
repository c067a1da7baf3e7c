"""A desk for the tests of the screens."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.actions.context import Desk
from callback_desk.tui import key
from tests.tui.driver import Clock, Patients, close_desk, make_desk


@pytest.fixture(autouse=True)
def table_s_own_keys() -> Iterator[None]:
    """Whatever keys a desk took over, the next test has the table's own."""
    yield
    key.put_in_force({})


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
