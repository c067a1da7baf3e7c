"""Files that do not come in, or not yet: each is told with the reason, kept, and costs nothing."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions import claiming, syncing
from callback_desk.actions.sync_context import stored
from callback_desk.domain.errors import DeskError
from callback_desk.sync.folder import INSIDE
from tests.sync.team import Team, exported, files_of, take_in


def test_a_gap_is_waited_for_and_named(team: Team):
    team.settle()
    parts = []
    for _ in range(3):
        team.add("maria")
        team.sync("maria")
    parts = files_of(team, "maria")
    aside = team.folder / parts[1].name
    parts[1].rename(aside)
    done = team.sync("ben")
    assert [outcome.why for outcome in done.outcomes] == [None, "waiting"]
    assert "waiting for 2 to 2 of Maria's laptop" in done.outcomes[1].said
    assert syncing.status(team.desks["ben"])["desks"][0]["waiting_for"] == [2, 2]
    aside.rename(parts[1])
    assert team.sync("ben").new == 2
    assert syncing.status(team.desks["ben"])["desks"][0]["waiting_for"] is None
    assert team.queue("ben") == team.queue("maria")


def test_what_is_waited_for_is_told_of_the_right_one_of_two_desks_with_one_name(tmp_path: Path):
    team = Team(tmp_path, ("maria", "ben", "joan"))
    ben = team.desks["ben"]
    for peer in ben.peers():
        ben.remember(*stored(replace(peer, label="Front desk")))
    for _ in range(2):
        team.add("maria")
        team.sync("maria")
    files_of(team, "maria")[0].unlink()
    team.sync("ben")
    waits = {each["replica"]: each["waiting_for"] for each in syncing.status(ben)["desks"]}
    assert waits == {team.desks["maria"].replica_id: [1, 1], team.desks["joan"].replica_id: None}
    team.close()


def test_single_files_in_the_wrong_order_wait_for_each_other(team: Team):
    for _ in range(3):
        team.add("maria")
        team.sync("maria")
    first, second, third = files_of(team, "maria")
    assert take_in(team, "ben", third)[0].why == "waiting"
    assert take_in(team, "ben", second)[0].why == "waiting"
    assert syncing.status(team.desks["ben"])["kept_apart"] == sorted((second.name, third.name))
    assert sum(outcome.new for outcome in take_in(team, "ben", first)) == 3
    assert syncing.status(team.desks["ben"])["kept_apart"] == []
    assert team.queue("ben") == team.queue("maria")


def test_a_file_of_an_unknown_desk_is_kept_apart_until_it_is_paired(team: Team):
    joan = team.stranger("joan")
    team.pair("joan", "ben")
    team.add("joan")
    (outcome,) = take_in(team, "ben", exported(team, "joan"))
    assert outcome.why == "unknown-writer"
    assert f"not paired with this one ({joan.replica_id})" in outcome.said
    assert team.queue("ben") == []
    team.pair("ben", "joan")
    assert team.sync("ben").new == 1
    assert team.queue("ben") == team.queue("joan")


def test_a_file_of_another_clinic_is_refused(team: Team):
    other = team.stranger("joan", clinic="Elm Street Dental")
    maria = team.desks["maria"]
    from callback_desk.actions.sync_context import CLINIC, Peer, stored

    with other.desk.unit() as unit:  # somebody who got at the clinic's public keys
        keys = maria.keys.public
        unit.remember(*stored(Peer(maria.replica_id, "Maria's laptop", keys.sign, keys.age, "")))
        unit.commit()
    team.add("joan")
    (outcome,) = take_in(team, "maria", exported(team, "joan"))
    assert outcome.why == "other-clinic"
    assert "from another clinic: nothing of it was taken in" in outcome.said
    other.desk.store.set_setting(CLINIC, maria.clinic)
    assert take_in(team, "maria", exported(team, "joan"))[0].why == "unknown-writer"


def test_damage_in_the_folder_is_told_and_costs_nothing(team: Team):
    team.settle()
    team.add("maria")
    team.sync("maria")
    (file,) = files_of(team, "maria")
    whole = file.read_bytes()
    file.write_bytes(whole[:-7])
    (outcome,) = team.sync("ben").outcomes
    assert (outcome.why, outcome.is_fault) == ("arriving", False)
    team.clocks["ben"].now = team.clocks["ben"].now.fromtimestamp(file.stat().st_mtime, team.clocks["ben"].now.tzinfo)
    team.clocks["ben"].advance(minutes=11)
    (outcome,) = team.sync("ben").outcomes
    assert (outcome.why, outcome.is_fault) == ("bad", True)
    assert "its digest is not that of its name" in outcome.said
    assert team.queue("ben") == []
    assert syncing.status(team.desks["ben"])["not_taken_in"] == [outcome.document()]
    file.write_bytes(whole)
    assert team.sync("ben").new == 1


def test_conflict_copies_are_left_alone_and_listed(team: Team):
    team.add("maria")
    team.sync("maria")
    (file,) = files_of(team, "maria")
    copy = file.with_name(file.stem + " (1).cbd")
    shutil.copy(file, copy)
    done = team.sync("ben")
    assert done.new == 1
    assert done.left_alone == [copy.name]


def test_a_file_in_another_desks_place_is_refused(team: Team):
    team.settle()
    team.add("maria")
    team.sync("maria")
    (file,) = files_of(team, "maria")
    elsewhere = team.shared / INSIDE / "aaaaaaaaaa"
    elsewhere.mkdir()
    file.rename(elsewhere / file.name)
    (outcome,) = team.sync("ben").outcomes
    assert "another desk's part of the folder" in outcome.said
    assert team.queue("ben") == []


def test_a_clock_that_runs_ahead_is_told_and_one_far_ahead_is_asked_about(team: Team):
    team.clocks["maria"].advance(minutes=30)
    team.add("maria")
    (outcome,) = take_in(team, "ben", exported(team, "maria"))
    assert outcome.said == "the clock of Maria's laptop runs 30 minutes ahead"
    team.clocks["maria"].advance(days=40)
    second = team.add("maria")
    far = exported(team, "maria")
    (outcome,) = take_in(team, "ben", far)
    assert outcome.why == "clock-ahead"
    assert "more than 40 days ahead" in outcome.said
    assert team.desks["ben"].desk.store.callback(second) is None
    (outcome,) = take_in(team, "ben", far, trust_clock=True)
    assert outcome.new == 1
    team.clocks["ben"].advance(minutes=1)
    claiming.claim(team.desks["ben"].desk, second)
    assert team.at("ben", second).owner == "person:ben", "what is done later counts as later, whatever the clocks say"


def test_a_clock_that_was_far_ahead_once_is_asked_about_once_at_each_desk(tmp_path: Path):
    team = Team(tmp_path, ("maria", "ben", "joan"))
    team.clocks["maria"].advance(days=400)
    team.add("maria")
    team.sync("maria")
    team.clocks["maria"].advance(days=-400)
    assert [outcome.why for outcome in team.sync("ben").outcomes] == ["clock-ahead"]
    (outcome,) = team.sync("ben", trust_clock=True).outcomes
    assert (outcome.why, outcome.said) == (None, "")
    team.add("maria")
    team.sync("maria")
    (outcome,) = team.sync("ben").outcomes
    assert (outcome.new, outcome.said) == (1, ""), "her clock was put right"

    team.add("ben")
    team.sync("ben")
    by_label = {outcome.desk: outcome for outcome in team.sync("joan").outcomes}
    assert {outcome.why for outcome in by_label.values()} == {"clock-ahead"}
    assert "has read entries of a desk whose clock was more than 400 days ahead; its own runs well" in (
        by_label["Ben's laptop"].said
    )
    assert team.sync("joan", trust_clock=True).new == 3
    team.clocks["maria"].advance(days=300)
    team.add("maria")
    team.sync("maria")
    said = [outcome.said for outcome in team.sync("joan").outcomes if outcome.new]
    assert said == ["the clock of Maria's laptop runs 300 days ahead"]
    team.clocks["maria"].advance(days=200)
    team.add("maria")
    team.sync("maria")
    assert [outcome.why for outcome in team.sync("joan").outcomes] == ["clock-ahead"]
    team.close()


def test_a_folder_or_a_file_that_is_not_there_is_told(team: Team):
    with pytest.raises(DeskError, match="name the folder"):
        syncing.sync(team.desks["ben"], None)
    with pytest.raises(DeskError, match="there is no folder"):
        syncing.sync(team.desks["ben"], team.folder / "nowhere")
    with pytest.raises(DeskError, match="cannot be read"):
        take_in(team, "ben", team.folder / "nowhere.cbd")
    with pytest.raises(DeskError, match="written nothing yet"):
        syncing.export(team.desks["ben"], team.folder / "x.cbd")
    team.add("ben")
    path = exported(team, "ben")
    with pytest.raises(DeskError, match="is there already"):
        syncing.export(team.desks["ben"], path)
    joan = team.stranger("joan")
    team.add("joan")
    with pytest.raises(DeskError, match="no desk is paired"):
        syncing.export(joan, team.folder / "y.cbd")
