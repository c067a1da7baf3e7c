"""Syncing ends between two transactions, where a desk learns that another one carries on under a new id."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from callback_desk.actions import sync_taking_in, syncing
from tests.sync.team import Team

T = TypeVar("T")


class Killed(BaseException):
    """The program was killed."""


@pytest.fixture
def team(team: Team) -> Team:
    """Maria and Ben, who have synced once."""
    team.settle(rounds=2)
    return team


def sync_killed_after(team: Team, name: str, writes: int) -> bool:
    """Sync a desk that is killed after so many transactions; tell whether it was done before."""
    left = [writes]

    def write(transaction: Callable[[], T], /) -> T:
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return transaction()

    try:
        syncing.sync(replace(team.desks[name], write=write), team.shared)
    except Killed:
        return False
    return True


def meet(team: Team) -> None:
    """Sync everybody, and see that all have the same, each request once."""
    team.settle(rounds=4)
    for name, desk in team.desks.items():
        assert team.ledger(name) == team.ledger("maria")
        assert {row["contacts"] for row in team.queue(name)} == {1}
        assert desk.desk.store.verify() == []
    assert not any(team.sync(name).outcomes for name in team.desks)


@pytest.mark.parametrize("writes", range(1, 5))
def test_lines_that_carry_on_elsewhere_stand_there_alone(team: Team, writes: int):
    team.copy("maria", "copy")
    team.clocks["copy"].advance(minutes=1)
    one = team.add("copy", patient="Of The Copy")
    mailed = team.folder / "mailed.cbd"
    syncing.export(team.desks["copy"], mailed)
    sync_taking_in.take_in(team.desks["ben"], [mailed])
    team.add("maria", patient="Of The First")
    team.sync("maria")
    team.sync("copy")
    assert not sync_killed_after(team, "ben", writes)
    assert not any(outcome.is_fault for outcome in team.sync("ben").outcomes)
    assert len(team.at("ben", one).history) == 1
    meet(team)


@pytest.mark.parametrize("writes", range(1, 5))
def test_a_copy_of_a_copy_that_learns_of_it_carries_on_too(team: Team, writes: int):
    team.copy("maria", "copy")
    team.clocks["copy"].advance(minutes=1)
    team.add("copy", patient="Second")
    team.copy("copy", "third")
    team.clocks["third"].advance(minutes=1)
    team.add("third", patient="Third")
    team.add("maria", patient="First")
    team.sync("maria")
    team.sync("copy")
    lies = team.shared / "callback-desk-1" / "feeds" / team.desks["maria"].replica_id
    lies.rename(team.folder / "late")  # so that it learns of the copies by what they say alone
    assert not sync_killed_after(team, "third", writes)
    team.sync("third")
    assert team.desks["third"].replica_id not in (team.desks["copy"].replica_id, team.desks["maria"].replica_id)
    (team.folder / "late").rename(lies)
    meet(team)
