"""Nobody carries on under another desk's name: the new desk says, too, that it does."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.actions import pairing, renewing
from callback_desk.actions.sync_context import SUCCESSION, Syncing
from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Moved
from callback_desk.sync.faults import Refused
from callback_desk.sync.succession import HASH, Succession
from tests.sync.team import Team


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """Maria, whose desk lies, Ben, who has nothing of Joan's yet, and Joan."""
    made = Team(tmp_path, ("maria", "ben", "joan"))
    made.add("maria", patient="Forged In Joan's Name")
    made.sync("maria")
    made.sync("ben")
    yield made
    made.close()


def in_the_name_of(joan: Syncing, maria: Syncing) -> Succession:
    """What Maria's desk can make of Joan's public keys: that Joan's desk carries on with a line of Maria's."""
    public, head = joan.keys.public, maria.desk.store.feed_head(maria.replica_id)
    hashes = maria.desk.store.line_hashes(maria.replica_id, head, head)
    return Succession(
        maria.clinic,
        maria.replica_id,
        joan.replica_id,
        "Joan's laptop",
        public.sign,
        public.age,
        head - 1,
        (Moved(joan.replica_id, head, head),),
        (hashes[head][:HASH],),
    ).signed(maria.keys, maria.keys)


def test_a_desk_cannot_put_its_lines_into_the_feed_of_another_one(team: Team):
    maria, ben, joan = (team.desks[name] for name in ("maria", "ben", "joan"))
    maria.remember(SUCCESSION + joan.replica_id, json.dumps(in_the_name_of(joan, maria).document()))
    team.add("joan", patient="Joan's Own")
    team.sync("maria")
    team.sync("ben")
    assert ben.desk.store.feed_head(joan.replica_id) == 0
    assert ben.successions() == []
    team.settle()
    assert {row["patient"] for row in team.queue("ben")} == {"Forged In Joan's Name", "Joan's Own"}
    assert not any(outcome.is_fault for outcome in team.sync("ben").outcomes)


def test_whoever_revokes_the_desk_that_lied_revokes_nobody_else(team: Team):
    maria, ben, joan = (team.desks[name] for name in ("maria", "ben", "joan"))
    with pytest.raises(DeskError, match="not signed by the desk that carries on"):
        renewing.accept(ben, in_the_name_of(joan, maria))
    assert pairing.carrying_on(ben, pairing.revoke(ben, maria.replica_id, None)) == []


def test_two_desks_that_lie_together_hold_up_nobody(team: Team):
    """Joan's desk agrees to carry on with what Maria's wrote, and wrote something else there."""
    maria, ben, joan = (team.desks[name] for name in ("maria", "ben", "joan"))
    agreed = in_the_name_of(joan, maria).signed(maria.keys, joan.keys)
    team.add("joan", patient="Joan's Own")
    team.sync("joan")
    team.sync("ben")
    before = team.ledger("ben")
    maria.remember(SUCCESSION + joan.replica_id, json.dumps(agreed.document()))
    team.sync("maria")
    team.sync("ben")
    assert ben.successions() == []
    assert team.ledger("ben") == before
    with pytest.raises(Refused, match="carries on with other entries than it wrote"):
        renewing.accept(ben, agreed)
