"""Desks become one queue through a folder or single files; whatever is wrong with a file is told, and costs nothing."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from callback_desk.actions import claiming, escalating, noting, relaying, sync_sending, sync_taking_in, syncing
from callback_desk.actions.sync_context import stored
from callback_desk.actions.sync_taking_in import Outcome
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Line
from callback_desk.store import feeds
from callback_desk.sync.folder import INSIDE
from tests.sync.team import Team

T = TypeVar("T")


def files_of(team: Team, name: str) -> list[Path]:
    found = (team.shared / INSIDE / team.desks[name].replica_id).glob("*.cbd")
    return sorted(found, key=lambda path: int(path.name.partition("-")[0]))


def take_in(team: Team, name: str, *paths: Path, **how: bool) -> list[Outcome]:
    return sync_taking_in.take_in(team.desks[name], paths, **how)


def exported(team: Team, name: str) -> Path:
    path = team.folder / f"{name}-{len(list(team.folder.glob('*.cbd')))}.cbd"
    syncing.export(team.desks[name], path)
    return path


def test_two_desks_and_a_folder_become_one_queue(team: Team):
    one, other = team.add("maria"), team.add("ben", "I have chest pain since last night")
    team.settle()
    assert team.queue("maria") == team.queue("ben")
    assert {row["id"] for row in team.queue("maria")} == {one, other}
    assert team.ledger("maria") == team.ledger("ben")
    for each in team.desks.values():
        assert each.desk.store.verify() == []


def test_a_second_sync_reads_and_writes_nothing(team: Team):
    team.add("maria")
    team.settle()
    before = {path: path.stat().st_mtime_ns for path in team.shared.rglob("*.cbd")}
    said: list[str] = []
    done = syncing.sync(team.desks["ben"], None, said.append)
    assert (done.new, done.sent, done.outcomes, said) == (0, None, [], [])
    assert {path: path.stat().st_mtime_ns for path in team.shared.rglob("*.cbd")} == before


def test_only_what_is_new_goes_out(team: Team):
    team.add("maria")
    assert team.sync("maria").sent == (1, 1)
    team.add("maria")
    team.add("maria")
    assert team.sync("maria").sent == (2, 3)
    assert len(files_of(team, "maria")) == 2


def test_a_desk_that_is_paired_later_gets_everything(team: Team):
    team.add("maria")
    team.settle()
    team.stranger("joan")
    team.pair("joan", "maria")
    assert not team.sync("joan").new, "it was not closed to joan"
    team.pair("maria", "joan")
    assert team.sync("maria").sent == (1, 1)
    assert len(files_of(team, "maria")) == 1
    team.sync("joan")
    assert team.queue("joan") == team.queue("maria")


def test_files_by_e_mail_bring_the_same(team: Team):
    team.add("maria")
    (outcome,) = take_in(team, "ben", exported(team, "maria"))
    assert (outcome.why, outcome.new, outcome.desk) == (None, 1, "Maria's laptop")
    assert team.queue("ben") == team.queue("maria")
    (again,) = take_in(team, "ben", exported(team, "maria"))
    assert (again.why, again.new) == (None, 0)


def test_an_escalation_is_never_lost_to_a_close(team: Team):
    one = team.add("maria")
    team.settle()
    team.clocks["ben"].advance(minutes=5)
    escalating.escalate(team.desks["maria"].desk, one, "role:nurse-line", "chest pain", None)
    noting.close(team.desks["ben"].desk, one, CloseResult.ANSWERED)
    team.settle()
    for name in team.desks:
        callback = team.at(name, one)
        assert callback.is_open
        assert callback.escalated_to is not None
        assert callback.review == "closed on one desk while it changed on another"
    assert team.queue("maria") == team.queue("ben")


def test_a_close_that_knew_nothing_of_the_escalation_does_not_stand_once_it_is_acknowledged(team: Team):
    one = team.add("maria")
    team.settle()
    escalating.escalate(team.desks["maria"].desk, one, "role:nurse-line", "chest pain", None)
    team.clocks["ben"].advance(minutes=5)
    noting.close(team.desks["ben"].desk, one, CloseResult.ANSWERED)
    team.settle()
    escalating.acknowledge(team.desks["maria"].desk, one, "Noor", "by phone", None)
    team.settle()
    assert team.at("ben", one).is_open
    noting.close(team.desks["ben"].desk, one, CloseResult.ANSWERED)
    team.settle()
    assert not team.at("maria", one).is_open, "whoever has seen it may close it"


def test_two_who_took_one_callback_apart_are_both_shown(team: Team):
    one = team.add("maria")
    team.settle()
    claiming.claim(team.desks["maria"].desk, one)
    team.clocks["ben"].advance(minutes=5)
    claiming.claim(team.desks["ben"].desk, one)
    team.settle()
    for name in team.desks:
        assert team.at(name, one).owner == "person:maria"
        assert team.at(name, one).claimed_at_once == ("person:maria", "person:ben")


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


def test_time_passes_the_same_on_both(team: Team):
    team.clocks["ben"].advance(hours=3)
    one = team.add("ben")
    team.settle()
    claiming.snooze(team.desks["maria"].desk, one, team.clocks["ben"].now + timedelta(hours=2))
    team.settle()
    assert team.queue("maria") == team.queue("ben")
