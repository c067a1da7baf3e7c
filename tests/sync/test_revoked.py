"""A desk that was revoked stays so: its keys are never trusted again, and all who revoked it end with the same."""

from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from callback_desk.actions import pairing, sync_taking_in, syncing
from callback_desk.domain.errors import DeskError
from callback_desk.sync.folder import INSIDE
from tests.sync.team import Team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Maria, whose laptop is lost, and Ben and Joan, who revoke it."""
    made = Team(tmp_path, ("maria", "ben", "joan"))
    made.settle()
    yield made
    made.close()


def revoke(team: Team, name: str, after: int | None = None) -> None:
    pairing.revoke(team.desks[name], team.desks["maria"].replica_id, after)


def requests(team: Team, name: str) -> set[str]:
    return {row["patient"] for row in team.queue(name)}


def test_the_invitation_that_it_had_pairs_nothing(team: Team):
    invitation = team.invitation("maria")
    revoke(team, "ben")
    with pytest.raises(DeskError, match=r"Maria's laptop was revoked .* the same keys.* nothing was paired"):
        pairing.pair(team.desks["ben"], invitation, lambda one: one.fingerprint)
    known = team.desks["ben"].peer(team.desks["maria"].replica_id)
    assert known is not None
    assert known.revoked_after is not None


def test_where_it_is_in_good_hands_it_gets_new_keys_and_is_paired(team: Team):
    maria, ben, file = team.desks["maria"], team.desks["ben"], team.folder / "new.invitation"
    revoke(team, "ben")
    revoke(team, "joan")
    old = maria.replica_id
    team.add("maria", patient="Unsent")
    invitation, said = pairing.invite(maria, file, new_keys=True)
    assert "on every other desk, pair it" in said
    assert (invitation.replica_id == old, invitation.label) == (False, "Maria's laptop 2")
    for name in ("ben", "joan"):
        pairing.pair(team.desks[name], file, lambda one: one.fingerprint)
    team.add("maria", patient="After It")
    team.settle(rounds=4)
    assert requests(team, "ben") == {"Unsent", "After It"}
    assert team.ledger("ben") == team.ledger("maria") == team.ledger("joan")
    for desk in (ben, maria):
        assert [peer.label for peer in desk.peers() if peer.revoked_after is not None] == ["Maria's laptop"]


def test_an_invitation_with_new_keys_is_never_written_over_a_file(team: Team):
    maria, file = team.desks["maria"], team.invitation("ben")
    own = maria.replica_id
    with pytest.raises(DeskError, match="is there already"):
        pairing.invite(maria, file, new_keys=True)
    assert maria.replica_id == own


@pytest.mark.parametrize("by", ["the folder", "mail", "whoever has it"])
def test_whoever_revokes_it_ends_with_the_same_ledger(team: Team, by: str):
    """Ben had more of it than Joan when they revoked it."""
    team.add("maria", patient="Both Know")
    team.settle()
    team.add("maria", patient="Only Ben Knows")
    team.sync("maria")
    team.sync("ben")
    team.add("maria", patient="Nobody Knows")
    team.sync("maria")
    for name in ("ben", "joan"):
        revoke(team, name)
    if by == "mail":
        mailed = team.folder / "mailed.cbd"
        syncing.export(team.desks["ben"], mailed, whole=True)
        sync_taking_in.take_in(team.desks["joan"], [mailed])
        assert requests(team, "joan") == {"Both Know", "Only Ben Knows"}
    if by == "whoever has it":
        rmtree(team.shared / INSIDE / team.desks["maria"].replica_id)
    team.desks.pop("maria")
    team.settle()
    assert requests(team, "joan") == requests(team, "ben") == {"Both Know", "Only Ben Knows"}
    assert team.ledger("joan") == team.ledger("ben")


def test_of_two_limits_the_greater_one_holds(team: Team):
    for patient in ("One", "Two", "Three"):
        team.add("maria", patient=patient)
        team.sync("maria")
    head = team.desks["maria"].desk.store.feed_head(team.desks["maria"].replica_id)
    revoke(team, "ben", head - 1)
    revoke(team, "joan", head - 2)
    team.desks.pop("maria")
    team.settle()
    assert requests(team, "joan") == requests(team, "ben") == {"One", "Two"}


def test_nobody_revokes_a_desk_for_somebody_else(team: Team):
    revoke(team, "ben")
    team.add("maria", patient="Joan Trusts Her")
    team.settle()
    assert requests(team, "joan") == {"Joan Trusts Her"}
    assert requests(team, "ben") == set()


def test_the_word_of_a_desk_counts_while_it_stands(team: Team):
    ben, joan, lost = team.desks["ben"], team.desks["joan"], team.desks["maria"].replica_id
    revoke(team, "joan", 1000)
    revoke(team, "ben")
    head = ben.desk.store.feed_head(lost)
    team.sync("joan")
    team.sync("ben")
    known = ben.peer(lost)
    assert known is not None
    assert (known.revoked_after, ben.limit(known)) == (head, 1000)
    pairing.revoke(ben, joan.replica_id, None)
    assert ben.limit(known) == head
