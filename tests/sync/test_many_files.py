"""How a feed becomes files: small ones together, a large one in parts, and none that counts by half."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest

from callback_desk.actions import relaying, sync_sending, sync_taking_in, syncing
from callback_desk.domain.line import Line
from callback_desk.store import feeds
from tests.sync.team import Team, exported, files_of

T = TypeVar("T")


def test_many_small_files_become_one(team: Team, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sync_sending, "MOST_SMALL_FILES", 3)
    for _ in range(3):
        team.add("maria")
        team.sync("maria")
    team.sync("ben")
    assert len(files_of(team, "maria")) == 3
    team.sync("maria")
    assert len(files_of(team, "maria")) == 3, "nothing is new, so nothing is written"
    team.add("maria")
    team.sync("maria")
    assert [path.name.rpartition("-")[0] for path in files_of(team, "maria")] == ["1-4"]
    assert team.sync("ben").new == 1


def test_a_large_feed_goes_out_in_several_files(team: Team, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sync_sending, "MOST_LINES", 2)
    for _ in range(5):
        team.add("maria")
    assert team.sync("maria").sent == (1, 5)
    assert len(files_of(team, "maria")) == 3
    assert team.sync("ben").new == 5
    assert team.queue("ben") == team.queue("maria")


def test_a_large_feed_is_exported_in_parts_that_come_in_one_after_the_other(
    team: Team, monkeypatch: pytest.MonkeyPatch
):
    for module in (sync_sending, syncing, relaying):
        monkeypatch.setattr(module, "MOST_LINES", 2)
    for _ in range(5):
        team.add("maria")
    path = exported(team, "maria")
    written: list[int] = []
    ben = team.desks["ben"]

    def write(transaction: Callable[[], T], /) -> T:
        before = ben.desk.store.lines()
        done = transaction()
        written.append(ben.desk.store.lines() - before)
        return done

    assert sync_taking_in.take_in(replace(ben, write=write), [path])[0].new == 5
    assert max(written) == 2
    assert team.queue("ben") == team.queue("maria")


def test_what_a_file_takes_to_be_checked_holds_up_no_save(team: Team, monkeypatch: pytest.MonkeyPatch):
    hashed, writing = [], [False]
    ben, hashes = team.desks["ben"], feeds._hashes

    def noted(replica_id: str, line: Line, previous: str) -> tuple[str, str]:
        hashed.append(writing[0])
        return hashes(replica_id, line, previous)

    def write(transaction: Callable[[], T], /) -> T:
        writing[0] = True
        try:
            return transaction()
        finally:
            writing[0] = False

    monkeypatch.setattr(feeds, "_hashes", noted)
    team.desks["ben"] = replace(ben, write=write)
    monkeypatch.setattr(sync_sending, "MOST_SMALL_FILES", 1)
    team.add("maria")
    team.sync("maria")
    assert team.sync("ben").new == 1
    assert hashed == [False]
    team.add("maria")
    team.sync("maria")
    assert len(files_of(team, "maria")) == 1, "both entries in one file"
    assert team.sync("ben").new == 1
    assert hashed == [False] * 3
    for file in files_of(team, "maria"):
        file.unlink()
    team.sync("maria")
    assert team.sync("ben").new == 0
    assert len(hashed) == 3, "a file whose last entry is here has nothing new"


def test_a_killed_writer_leaves_nothing_that_counts(team: Team):
    team.add("maria")
    team.sync("maria")
    (file,) = files_of(team, "maria")
    (file.parent / ".tmp-0123abcd").write_bytes(file.read_bytes()[:50])
    assert team.sync("ben").left_alone == []
    team.add("maria")
    team.sync("maria")
    assert not list(file.parent.glob(".tmp-*"))
