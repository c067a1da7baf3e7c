"""A backup that is brought back with the recovery key, when the desk's keys died with its disk."""

from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions import claiming, escalating, sync_taking_in, syncing
from callback_desk.actions.exchanging import RECOVERED
from callback_desk.actions.sync_context import Syncing
from callback_desk.actions.sync_watching import FolderLook
from tests.sync.team import Team, keyring


@pytest.fixture
def team(team: Team) -> Team:
    """Maria and Ben, who have synced once."""
    team.settle(rounds=2)
    return team


def brought_back(team: Team) -> Syncing:
    """Maria's desk as it is now, with keys that are new."""
    copy = team.copy("maria", "restored")
    team.desks["restored"] = replace(copy, keyring=keyring())
    return team.desks["restored"]


def end_as_one(team: Team) -> None:
    team.settle(rounds=4)
    assert team.ledger("ben") == team.ledger("restored")
    assert team.queue("ben") == team.queue("restored")
    for desk in team.desks.values():
        assert desk.desk.store.verify() == []
        assert {row["contacts"] for row in team.queue("ben")} == {1}
    assert not any(outcome.is_fault for name in team.desks for outcome in team.sync(name).outcomes)


def requests(team: Team, name: str) -> list[str]:
    return sorted({row["patient"] for row in team.queue(name)})


def test_the_desk_carries_on_as_a_new_one_that_is_paired_and_has_its_later_life(team: Team):
    restored = brought_back(team)
    old = restored.replica_id
    team.add("maria", patient="Later Life")
    team.sync("maria")
    team.desks.pop("maria")  # its disk died
    for _ in range(2):
        assert "pair it by an invitation of its own" in team.sync("restored").outcomes[0].said
    assert (restored.replica_id == old, restored.label) == (False, "Maria's laptop 2")
    one = team.add("restored", patient="New Life")
    escalating.escalate(restored.desk, one, "role:nurse-line", "pain", None)
    team.pair("ben", "restored")
    end_as_one(team)
    assert requests(team, "ben") == ["Later Life", "New Life"]
    assert team.at("ben", one).escalated_to == "role:nurse-line"


def test_what_the_backup_has_and_nobody_got_is_not_lost(team: Team):
    one = team.add("maria", patient="Unsent")
    claiming.claim(team.desks["maria"].desk, one)
    restored = brought_back(team)
    team.desks.pop("maria")
    team.pair("ben", "restored")
    assert {entry.replica_id for entry in team.at("restored", one).history} == {restored.replica_id}
    end_as_one(team)
    assert requests(team, "ben") == ["Unsent"]


def test_what_was_sent_by_mail_alone_counts_once(team: Team):
    team.add("maria", patient="Mailed")
    restored = brought_back(team)
    mailed, back = team.folder / "mailed.cbd", team.folder / "back.cbd"
    syncing.export(team.desks.pop("maria"), mailed)
    sync_taking_in.take_in(team.desks["ben"], [mailed])
    team.pair("ben", "restored")
    syncing.export(team.desks["ben"], back, whole=True)
    (outcome,) = sync_taking_in.take_in(restored, [back])
    assert outcome.why is None
    end_as_one(team)
    assert requests(team, "ben") == ["Mailed"]


def test_it_begins_anew_once(team: Team):
    restored = brought_back(team)
    team.desks.pop("maria")
    team.pair("ben", "restored")
    begun = restored.replica_id
    team.settle()
    assert (restored.replica_id, restored.label) == (begun, "Restored's laptop")
    assert {peer.replica_id for peer in restored.peers()} >= {team.desks["ben"].replica_id}
    assert len(restored.peers()) == 2


def test_a_backup_from_before_the_first_sync_is_another_desk_too(tmp_path: Path):
    team = Team(tmp_path, paired=False)
    team.add("maria", patient="Both Know")
    restored = brought_back(team)
    restored.desk.store.set_setting(RECOVERED, "yes")
    team.pair("ben", "maria")
    team.pair("maria", "ben")
    team.add("maria", patient="Later Life")
    team.settle()
    team.desks.pop("maria")
    team.pair("ben", "restored")
    team.pair("restored", "ben")
    team.add("restored", patient="New Life")
    team.settle()
    assert requests(team, "ben") == ["Both Know", "Later Life", "New Life"]
    assert not any(outcome.why == "forked" for outcome in team.sync("ben").outcomes)
    team.close()


def test_an_open_desk_says_it_and_then_no_more(team: Team):
    restored = brought_back(team)
    team.desks.pop("maria")
    look = FolderLook()
    looked = look.look(restored, print)
    assert looked is not None
    assert "pair it by an invitation of its own" in looked.begun
    team.pair("ben", "restored")
    team.settle()
    again = look.look(restored, print)
    assert again is not None
    assert again.begun == ""
    assert not any(outcome.said for outcome in team.sync("restored").outcomes)
