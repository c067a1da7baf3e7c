"""Whenever the program is killed in a sync: no half file, no half merge, and the next sync completes."""

import pytest

from callback_desk.sync.folder import INSIDE
from callback_desk.sync.sealing import digest_of, parsed_name
from tests.journeys import warm
from tests.stores import KEY
from tests.sync.killed import Place, sync_and_die
from tests.sync.team import Team

KILLED, DONE = -9, 0
pytestmark = pytest.mark.skipif(not warm.IN_REACH, reason="there is no kill -9 here")


def sync_killed_at(team: Team, name: str, step: int) -> int:
    """Sync a desk in a process of its own that is killed at a step; return how it ended."""
    syncing, desk = team.desks[name], team.desks[name].desk
    known = (desk.store.path, KEY, desk.policy, name, syncing.keyring.secrets(), syncing.waiting)
    return warm.forked(sync_and_die, Place(*known, team.shared, team.clocks[name].now), step, patience=60)


def whole_files(team: Team, name: str) -> int:
    """How many files a desk has in the folder, each of them whole."""
    files = list((team.shared / INSIDE / team.desks[name].replica_id).glob("[!.]*"))
    for file in files:
        said = parsed_name(file.name)
        assert said is not None
        assert digest_of(file.read_bytes()).startswith(said.digest)
    return len(files)


def met(team: Team) -> None:
    """One more sync, and everything is everywhere."""
    team.settle(rounds=2)
    assert team.queue("ben") == team.queue("maria")
    assert team.ledger("ben") == team.ledger("maria")
    assert list(team.shared.rglob(".tmp-*")) == []


def test_no_export_that_was_killed_leaves_half_a_file(team: Team):
    sent = []
    for step in range(1, 40):
        team.add("maria")
        ended = sync_killed_at(team, "maria", step)
        sent.append(whole_files(team, "maria"))
        if ended == DONE:
            break
        assert ended == KILLED
    assert (sent[0], sent[-1] > 0, len(sent) > 8) == (0, True, True)
    met(team)


def test_no_merge_that_was_killed_leaves_a_half(team: Team):
    ben, maria, came = team.desks["ben"].desk.store, team.desks["maria"], [0]
    for step in range(1, 90, 2):
        if came[-1] == maria.desk.store.feed_head(maria.replica_id):
            team.add("maria")
            team.add("maria")
            team.sync("maria")
        ended = sync_killed_at(team, "ben", step)
        came.append(ben.feed_head(maria.replica_id))
        assert came[-1] % 2 == 0, "a file comes whole or not at all"
        if ended == DONE:
            break
        assert ended == KILLED
    assert ben.verify() == []
    met(team)
