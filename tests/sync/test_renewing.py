"""A store that was brought back, or a copied disk: no feed gets two histories, and nothing that was written is lost."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions import claiming, escalating, noting, pairing, renewing, sync_taking_in, syncing, undoing
from callback_desk.actions.sync_context import Syncing
from callback_desk.domain import turns
from callback_desk.domain.codes import Channel, Disposition
from callback_desk.domain.entries import Received, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.note import NoteDraft
from callback_desk.sync.succession import read
from tests.sync.team import Team
from tests.tui.driver import MONDAY

BUSY = NoteDraft(disposition=Disposition.BUSY)


@pytest.fixture
def team(team: Team) -> Team:
    """Maria and Ben, who have synced once."""
    team.settle(rounds=2)
    return team


def end_as_one(team: Team, *, rounds: int = 4) -> None:
    """Sync everybody until nothing is new, and see that all say the same and are sound."""
    team.settle(rounds=rounds)
    ledgers = {name: team.ledger(name) for name in team.desks}
    queues = {name: team.queue(name) for name in team.desks}
    first = next(iter(team.desks))
    for name, desk in team.desks.items():
        assert ledgers[name] == ledgers[first]
        assert queues[name] == queues[first]
        assert desk.desk.store.verify() == []
    assert not any(team.sync(name).outcomes for name in team.desks), "and nothing is left to be told"


def requests(team: Team, name: str) -> list[str]:
    return sorted({row["patient"] for row in team.queue(name)})


def mail(team: Team, name: str, **how: bool) -> Path:
    path = team.folder / f"mail-{len(list(team.folder.glob('mail-*')))}.cbd"
    syncing.export(team.desks[name], path, **how)
    return path


def kinds(team: Team, name: str, one: str) -> list[str]:
    return [entry.kind for entry in team.at(name, one).history]


def test_a_restored_store_takes_its_later_life_in_again_and_carries_on_under_a_new_id(team: Team):
    before = team.copy("maria", "restored")
    old = before.replica_id
    team.add("maria", patient="Later Life")
    team.sync("maria")
    team.desks.pop("maria")  # its disk died
    done = team.sync("restored")
    assert "carries on as Maria's laptop 2" in done.outcomes[0].said
    assert f"sync revoke {old}" in done.outcomes[0].said
    assert requests(team, "restored") == ["Later Life"]
    assert before.replica_id != old
    team.add("restored", patient="New Life")
    end_as_one(team)
    assert requests(team, "ben") == ["Later Life", "New Life"]
    assert {peer.label for peer in team.desks["ben"].peers()} == {"Maria's laptop", "Maria's laptop 2"}


def test_what_only_the_copy_wrote_is_carried_over_once_with_its_meaning(team: Team):
    one = team.add("maria", patient="Both Know")
    team.settle()
    copy = team.copy("maria", "copy")
    team.add("maria", patient="First Disk")
    team.clocks["copy"].advance(minutes=7)
    team.add("copy", patient="Second Disk")
    claiming.claim(copy.desk, one)
    noting.save_note(copy.desk, one, BUSY)
    noting.save_note(copy.desk, one, NoteDraft(disposition=Disposition.NO_ANSWER))
    undoing.undo(copy.desk, one)
    escalating.escalate(copy.desk, one, "role:nurse-line", "pain", None)
    before = [(entry.kind, entry.wall_at, entry.person_id) for entry in team.at("copy", one).history]
    stood = team.queue("copy")
    team.sync("maria")
    team.sync("copy")
    assert [(entry.kind, entry.wall_at, entry.person_id) for entry in team.at("copy", one).history] == before
    assert [row for row in team.queue("copy") if row["patient"] != "First Disk"] == stood
    end_as_one(team)
    assert requests(team, "ben") == ["Both Know", "First Disk", "Second Disk"]
    assert team.at("ben", one).escalated_to == "role:nurse-line"
    assert kinds(team, "maria", one) == kinds(team, "copy", one)


@pytest.mark.parametrize("first", ["maria", "copy"])
def test_both_copies_at_work_go_on_beside_each_other(team: Team, first: str):
    team.copy("maria", "copy")
    team.clocks["copy"].advance(minutes=1)
    for round_ in range(2):
        team.add("maria", patient=f"Disk One {round_}")
        team.add("copy", patient=f"Disk Two {round_}")
        for name in (first, *(name for name in team.desks if name != first)):
            team.sync(name)
    end_as_one(team)
    assert len(requests(team, "ben")) == 4


def test_two_histories_that_were_mailed_out_become_one_again(team: Team):
    """Ben has the one, Joan the other, before any of the copies could know."""
    copy = team.copy("maria", "copy")
    team.clocks["copy"].advance(minutes=3)
    one, two = team.add("maria", patient="Disk One"), team.add("copy", patient="Disk Two")
    escalating.escalate(copy.desk, two, "role:nurse-line", "pain", None)
    sync_taking_in.take_in(team.desks["ben"], [mail(team, "copy")])
    assert requests(team, "ben") == ["Disk Two"]
    (outcome,) = sync_taking_in.take_in(team.desks["ben"], [mail(team, "maria")])
    assert outcome.why == "forked"
    assert "carries on under a name of its own" in outcome.said
    claiming.claim(team.desks["ben"].desk, two)
    team.sync("maria")
    end_as_one(team)
    assert requests(team, "ben") == ["Disk One", "Disk Two"]
    assert team.at("maria", two).escalated_to == "role:nurse-line"
    assert team.at("copy", one).is_open


def test_a_copy_of_a_copy_carries_over_only_its_own(team: Team):
    team.copy("maria", "copy")
    team.add("maria", patient="First")
    team.clocks["copy"].advance(minutes=1)
    team.add("copy", patient="Second")
    team.copy("copy", "third")
    team.clocks["third"].advance(minutes=1)
    team.add("copy", patient="Second Again")
    claiming.claim(team.desks["third"].desk, team.add("third", patient="Third"))
    for name in ("maria", "copy", "third"):
        team.sync(name)
    end_as_one(team)
    assert requests(team, "ben") == ["First", "Second", "Second Again", "Third"]


@pytest.mark.parametrize(
    "ids", [("aaaaaaaaaa", "zzzzzzzzzz", "mmmmmmmmmm"), ("zzzzzzzzzz", "aaaaaaaaaa", "mmmmmmmmmm")]
)
def test_what_two_copies_took_along_moves_at_a_desk_that_has_more_of_the_one(
    team: Team, ids: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    """Whichever of the two ways it sees first: only one of them leads on to the last line."""
    copy = team.copy("maria", "copy")
    team.add("maria", patient="Disk One")
    team.clocks["copy"].advance(minutes=1)
    two = team.add("copy", patient="Disk Two")
    third = team.copy("copy", "third")
    escalating.escalate(third.desk, two, "role:nurse-line", "pain", None)
    late = mail(team, "third")
    monkeypatch.setattr(renewing, "new_replica_id", iter(ids).__next__)
    first, maria, ben = mail(team, "maria"), team.desks["maria"], team.desks["ben"]
    for each, theirs in ((copy, first), (third, first), (ben, first), (maria, late)):
        sync_taking_in.take_in(each, [theirs])
    assert (copy.replica_id, third.replica_id, maria.replica_id) == ids
    sync_taking_in.take_in(maria, [mail(team, "copy"), mail(team, "third")])
    sync_taking_in.take_in(ben, [mail(team, "maria"), late])
    end_as_one(team)
    assert team.at("maria", two).escalated_to == "role:nurse-line"


def test_a_line_becomes_the_same_wherever_it_is_carried_and_whatever_else_is_known_there(team: Team):
    """At Ben's an earlier line moves with it; at the copy that wrote it that one stood where it was."""
    early = team.copy("maria", "early")
    one = team.add("maria", patient="Both Know")
    late = team.copy("maria", "late")
    team.clocks["late"].advance(minutes=1)
    claiming.claim(late.desk, one)
    sync_taking_in.take_in(team.desks["ben"], [mail(team, "late")])
    team.add("maria", patient="Disk One")
    sync_taking_in.take_in(late, [mail(team, "maria")])
    assert late.replica_id != early.replica_id
    team.clocks["early"].advance(minutes=2)
    team.add("early", patient="Another Life")
    sync_taking_in.take_in(team.desks["maria"], [mail(team, "early")])
    sync_taking_in.take_in(team.desks["ben"], [mail(team, "maria", whole=True)])
    sync_taking_in.take_in(team.desks["ben"], [mail(team, "late")])
    end_as_one(team)
    assert requests(team, "ben") == ["Another Life", "Both Know", "Disk One"]
    assert team.at("ben", one).owner == "person:maria"


def test_whose_contact_it_is_does_not_hang_on_the_name_of_the_feed_that_tells_of_it(
    team: Team, monkeypatch: pytest.MonkeyPatch
):
    """Two desks wrote one contact at one moment; the one whose id came first carries on under one that comes last."""
    first, later = sorted(("maria", "ben"), key=lambda name: team.desks[name].replica_id)
    copy = team.copy(first, "copy")
    for name in team.desks:
        team.clocks[name].advance(minutes=1)
    for name, about in (("copy", "log:1"), (later, "log:2")):
        contact = Received(
            channel=Channel.VOICEMAIL,
            at=MONDAY,
            turn=turns.for_contact(copy.desk.policy, "referral", MONDAY, MONDAY),
            lane="referral",
            source_key="log:9",
        )
        with team.desks[name].desk.unit() as unit:
            unit.append([draft(callback_id_for(about), contact)])
            unit.commit()
    sync_taking_in.take_in(copy, [mail(team, later)])
    team.add(first)
    monkeypatch.setattr(renewing, "new_replica_id", lambda: "z" * 10)
    team.sync(first)
    team.sync("copy")
    assert copy.replica_id == "z" * 10
    end_as_one(team)


def test_a_late_file_of_the_old_feed_brings_nothing_twice(team: Team):
    team.copy("maria", "copy")
    team.add("maria", patient="Disk One")
    team.clocks["copy"].advance(minutes=1)
    team.add("copy", patient="Disk Two")
    late = mail(team, "copy")
    team.sync("maria")
    team.sync("copy")
    team.settle()
    (outcome,) = sync_taking_in.take_in(team.desks["ben"], [late])
    assert (outcome.why, outcome.new) == (None, 0)
    end_as_one(team)


def test_a_restored_desk_by_mail_learns_of_its_later_life_from_all_that_another_one_has(team: Team):
    team.copy("maria", "restored")
    team.add("maria", patient="Later Life")
    sync_taking_in.take_in(team.desks["ben"], [mail(team, "maria")])
    team.desks.pop("maria")
    team.clocks["restored"].advance(minutes=1)
    team.add("restored", patient="New Life")
    (outcome,) = sync_taking_in.take_in(team.desks["ben"], [mail(team, "restored")])
    assert outcome.why == "forked"
    (outcome,) = sync_taking_in.take_in(team.desks["restored"], [mail(team, "ben", whole=True)])
    assert outcome.why is None
    assert "carries on as Maria's laptop 2" in outcome.said
    sync_taking_in.take_in(team.desks["ben"], [mail(team, "restored")])
    assert requests(team, "ben") == requests(team, "restored") == ["Later Life", "New Life"]


def renewed(team: Team) -> Syncing:
    """A copy of Maria's desk that carries on under a new id, and has not told anybody yet."""
    copy = team.copy("maria", "copy")
    team.add("maria")
    team.sync("maria")
    sync_taking_in.take_in(copy, [mail(team, "maria")])
    assert copy.replica_id != team.desks["maria"].replica_id
    return copy


def test_a_revoked_desk_introduces_nobody_and_the_new_one_is_paired_by_hand(team: Team):
    copy = renewed(team)
    old = team.desks["maria"].replica_id
    pairing.revoke(team.desks["ben"], old, None)
    team.add("copy", patient="Whose Is It")
    team.sync("copy")
    done = team.sync("ben")
    assert any("sync pair" in outcome.said and outcome.is_fault for outcome in done.outcomes)
    assert team.desks["ben"].peer(copy.replica_id) is None
    assert "Whose Is It" not in requests(team, "ben")
    team.pair("ben", "copy")
    team.sync("ben")
    assert "Whose Is It" in requests(team, "ben")


def test_whoever_revokes_a_lost_desk_revokes_what_carries_on_for_it(team: Team):
    copy = renewed(team)
    team.sync("copy")
    team.sync("ben")
    ben = team.desks["ben"]
    assert ben.peer(copy.replica_id) is not None
    pairing.revoke(ben, team.desks["maria"].replica_id, None)
    peer = ben.peer(copy.replica_id)
    assert peer is not None
    assert peer.revoked_after == ben.desk.store.feed_head(copy.replica_id)


def test_nobody_introduces_a_desk_without_the_old_key(team: Team):
    copy = renewed(team)
    (said,) = copy.successions()
    forged = replace(said, sign=team.desks["ben"].keys.public.sign)
    with pytest.raises(DeskError, match="not signed by that desk"):
        renewing.accept(team.desks["ben"], forged)
    assert team.desks["ben"].peer(said.new) is None
    assert read(json.loads(json.dumps(said.document()))) == said


def test_an_open_desk_writes_under_the_new_id_at_once(team: Team):
    """The shell syncs beside an open screen, whose store was opened before."""
    from callback_desk.store import open_store
    from tests.stores import KEY

    copy = team.copy("maria", "copy")
    screen = open_store(copy.desk.store.path, KEY)
    team.add("maria")
    team.sync("maria")
    team.sync("copy")
    beside = replace(copy.desk, store=screen)
    one = team.add("copy", patient="Beside")
    claiming.claim(beside, one)
    assert screen.replica_id == copy.replica_id
    assert {entry.replica_id for entry in team.at("copy", one).history} == {copy.replica_id}
    screen.close()
