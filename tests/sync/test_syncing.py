"""Desks become one queue through a folder or single files, and end with the same whatever each of them did."""

from datetime import timedelta

from callback_desk.actions import claiming, escalating, noting, syncing
from callback_desk.domain.codes import CloseResult
from tests.sync.team import Team, exported, files_of, take_in


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


def test_time_passes_the_same_on_both(team: Team):
    team.clocks["ben"].advance(hours=3)
    one = team.add("ben")
    team.settle()
    claiming.snooze(team.desks["maria"].desk, one, team.clocks["ben"].now + timedelta(hours=2))
    team.settle()
    assert team.queue("maria") == team.queue("ben")
