"""A desk that was revoked stays so: its keys are never trusted again, and all who revoked it end with the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.actions import pairing
from callback_desk.domain.errors import DeskError
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
