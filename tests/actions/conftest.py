"""A desk of its own, over an empty store, for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.actions.context import Desk
from tests.tui.driver import Clock, Patients, close_desk, make_desk


@pytest.fixture
def clock() -> Clock:
    """The desk's clock, which a test moves on."""
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """Maria's desk; its policy names neither a manager nor a nurse."""
    made = make_desk(tmp_path, clock)
    yield made
    close_desk(made)


@pytest.fixture
def patients(desk: Desk) -> Patients:
    """Puts invented callbacks into the desk's store."""
    return Patients(desk)
