"""A desk for the tests of the screens: the one that the actions are tried on, with the table's own keys."""

from collections.abc import Iterator

import pytest

from callback_desk.tui import key
from tests.actions.conftest import clock, desk, patients
from tests.sync.conftest import team
from tests.tui import resting
from tests.tui.a_day import a_day

__all__ = ["a_day", "clock", "desk", "patients", "team"]


@pytest.fixture(autouse=True, scope="module")
def pilots_that_look() -> Iterator[None]:
    """No test sleeps until a screen seems idle."""
    with resting.by_looking():
        yield


@pytest.fixture(autouse=True)
def table_s_own_keys() -> Iterator[None]:
    """Whatever keys a desk took over, the next test has the table's own."""
    yield
    key.put_in_force({})
