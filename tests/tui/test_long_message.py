"""A message as long as a book holds nothing up: a part is shown, and where the rest is."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.actions.context import Desk, require
from callback_desk.tui.about import about
from tests.tui.driver import Clock, Patients, close_desk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path, Clock())
    yield made
    close_desk(made)


def asked_for(desk: Desk, request: str) -> str:
    item = Patients(desk).wrote("Ana Ruiz", request=request)
    rows = about(desk, require(desk, item), desk.clock())
    return next(row.text.plain for row in rows if row.label == "asked for")


def test_of_a_message_without_end_the_beginning_is_shown_and_how_much_more_there_is(desk: Desk):
    said = asked_for(desk, "please call " * 40_000)
    assert len(said) < 5000
    assert said.startswith("“please call")
    assert said.endswith("475999 more characters, `show` has all")


def test_an_ordinary_message_is_shown_whole(desk: Desk):
    assert asked_for(desk, "please call " * 40) == f"“{('please call ' * 40).strip()}”"
