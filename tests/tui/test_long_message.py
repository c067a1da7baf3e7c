"""A message as long as a book holds nothing up: a part is shown, and where the rest is."""

import pytest

from callback_desk.actions import joining, splitting, two_requests
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk, require
from callback_desk.domain.sorting import Sorted, Sorter
from callback_desk.tui.about import about
from tests.tui.driver import Patients, at_desk


def asked_for(desk: Desk, request: str) -> str:
    item = Patients(desk).wrote("Ana Ruiz", request=request)
    rows = about(desk, require(desk, item), desk.clock())
    return next(row.text.plain for row in rows if row.label == "asked for")


def test_of_a_message_without_end_the_beginning_is_shown_and_how_much_more_there_is(desk: Desk):
    said = asked_for(desk, "please call " * 40_000)
    assert len(said) < 5000
    assert said.startswith("“please call")
    assert said.endswith("475999 more characters, `show` has all")


def test_the_second_request_of_a_split_is_shown_by_its_beginning_too(desk: Desk):
    item = Patients(desk).wrote("Ana Ruiz", request="two things")
    splitting.split(desk, item, "insurance", "my bill " * 40_000)
    row = next(row for row in about(desk, require(desk, item), desk.clock()) if row.label == "split")
    assert len(row.text.plain) < 5000
    assert row.text.plain.endswith("more characters, `show` has all")


async def test_the_dialog_that_splits_a_message_shows_its_beginning(desk: Desk):
    Patients(desk).wrote("Ana Ruiz", request="please call " * 40_000)
    async with at_desk(desk) as person:
        await person.press("X")
        person.expect("Split · Ana Ruiz", "“please call", "479399 more characters", "the second request belongs to")


def test_whether_a_message_asks_for_two_things_is_told_by_its_beginning(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    patients, looked_at = Patients(desk), []
    item = patients.wrote("Ana Ruiz", request="a first visit", lane="new-appointment")
    joining.join(desk, item, NewCallback("my bill is wrong " + "please " * 60_000))
    sort = Sorter.sort

    def sorted_by(sorter: Sorter, text: str, *rest: str | None) -> Sorted:
        looked_at.append(len(text))
        return sort(sorter, text, *rest)

    monkeypatch.setattr(Sorter, "sort", sorted_by)
    assert two_requests.seems_two(desk, require(desk, item))
    assert max(looked_at) <= 4_000


def test_an_ordinary_message_is_shown_whole(desk: Desk):
    assert asked_for(desk, "please call " * 40) == f"“{('please call ' * 40).strip()}”"
