"""What others wrote is handed on as they signed it: to a new machine, and to a desk that has only one neighbour."""

import gzip
import json
from pathlib import Path

import pytest

from callback_desk.actions import escalating, pairing, relaying, sync_forgetting, sync_sending, sync_taking_in, syncing
from callback_desk.actions.sync_context import SEALED, SUCCESSION, TAKEN
from callback_desk.sync.folder import BUNDLES
from tests.sync.team import NAMES, Team

MARIA, BEN, JOAN = NAMES


@pytest.fixture
def team(team: Team) -> Team:
    """Maria and Ben are paired; Joan is new."""
    team.stranger(JOAN)
    return team


def pair(team: Team, one: str, other: str, *, introduces: bool = False) -> None:
    pairing.pair(
        team.desks[one], team.invitation(other), lambda _: team.desks[other].fingerprint, introduces=introduces
    )


def join_by(team: Team, inviting: str) -> None:
    """Joan joins by one desk's invitation, which is paired with her back."""
    pair(team, JOAN, inviting, introduces=True)
    pair(team, inviting, JOAN)


def mail(team: Team, name: str, **how: bool) -> Path:
    path = team.folder / f"mail-{len(list(team.folder.glob('mail-*')))}.cbd"
    syncing.export(team.desks[name], path, **how)
    return path


def bundles(team: Team, name: str) -> list[Path]:
    return sorted((team.shared / BUNDLES / team.desks[name].replica_id).glob("*.cbb"))


def test_a_new_machine_gets_all_from_the_folder_while_a_writer_is_away(team: Team):
    one = team.add(BEN, patient="Of Ben")
    team.settle()
    escalating.escalate(team.desks[BEN].desk, one, "role:nurse-line", "pain", None)
    team.sync(BEN)
    join_by(team, MARIA)  # Ben is on holiday from now on
    team.sync(MARIA)
    done = team.sync(JOAN)
    assert team.ledger(JOAN) == team.ledger(MARIA)
    assert team.queue(JOAN) == team.queue(MARIA)
    assert team.at(JOAN, one).escalated_to == "role:nurse-line"
    assert [outcome.why for outcome in done.outcomes if outcome.why] == []
    (known,) = (peer for peer in team.desks[JOAN].peers() if peer.introduced_by is not None)
    assert known.introduced_by == team.desks[MARIA].replica_id
    assert known.person == team.desks[BEN].desk.person_id, "whose desk it is is told with its keys"
    words = {each["label"]: each["by_word_of"] for each in syncing.status(team.desks[JOAN])["desks"]}
    assert words == {"Maria's laptop": None, "Ben's laptop": "Maria's laptop"}
    assert known.keys == team.desks[BEN].keys.public
    assert team.desks[JOAN].desk.store.verify() == []


def test_what_is_handed_on_goes_when_its_writer_has_closed_it_to_all(team: Team):
    team.add(BEN)
    team.settle()
    join_by(team, MARIA)
    team.sync(MARIA)
    handed_on = bundles(team, MARIA)
    assert len(handed_on) == 1
    team.sync(MARIA)
    assert bundles(team, MARIA) == handed_on, "nothing is new, so nothing is written"
    pair(team, BEN, JOAN)
    team.settle()
    assert bundles(team, MARIA) != handed_on
    (left,) = bundles(team, MARIA)
    assert left.stat().st_size < handed_on[0].stat().st_size if handed_on[0].exists() else True
    assert team.ledger(JOAN) == team.ledger(BEN)


def test_two_desks_that_read_each_other_hand_nothing_on(team: Team):
    team.desks.pop(JOAN)
    for name in (MARIA, BEN):
        team.add(name)
    team.settle()
    assert not bundles(team, MARIA)
    assert not bundles(team, BEN)


def test_a_desk_with_one_neighbour_gets_all_by_mail(team: Team):
    """Joan and Ben never meet; Maria is between them."""
    join_by(team, MARIA)
    team.add(BEN, patient="Of Ben")
    sync_taking_in.take_in(team.desks[MARIA], [mail(team, BEN)])
    (outcome,) = sync_taking_in.take_in(team.desks[JOAN], [mail(team, MARIA, whole=True)])
    assert (outcome.why, outcome.new, outcome.desk) == (None, 1, "Maria's laptop")
    assert team.queue(JOAN) == team.queue(BEN)
    again = mail(team, MARIA, whole=True)
    assert sync_taking_in.take_in(team.desks[JOAN], [again])[0].new == 0
    team.add(BEN, patient="Of Ben, Too")
    sync_taking_in.take_in(team.desks[MARIA], [mail(team, BEN)])
    sync_taking_in.take_in(team.desks[JOAN], [mail(team, MARIA, whole=True)])
    assert team.queue(JOAN) == team.queue(BEN)


def test_a_desk_whose_word_is_not_good_introduces_nobody(team: Team):
    pair(team, JOAN, MARIA)
    pair(team, MARIA, JOAN)
    team.add(BEN)
    sync_taking_in.take_in(team.desks[MARIA], [mail(team, BEN)])
    (outcome,) = sync_taking_in.take_in(team.desks[JOAN], [mail(team, MARIA, whole=True)])
    assert outcome.why == "unknown-writer"
    assert team.queue(JOAN) == []
    assert len(team.desks[JOAN].peers()) == 1
    pair(team, JOAN, BEN)
    sync_taking_in.take_in_waiting(team.desks[JOAN])
    assert team.queue(JOAN) == team.queue(BEN)


def test_whom_an_introducing_desk_revokes_is_revoked_where_only_its_word_stood(team: Team):
    team.add(BEN)
    team.settle()
    join_by(team, MARIA)
    team.sync(MARIA)
    team.sync(JOAN)
    ben = team.desks[BEN].replica_id
    pairing.revoke(team.desks[MARIA], ben, None)
    team.sync(MARIA)
    team.sync(JOAN)
    peer = team.desks[JOAN].peer(ben)
    assert peer is not None
    assert peer.revoked_after == 1


def test_a_segment_that_was_changed_on_the_way_is_refused(team: Team, monkeypatch: pytest.MonkeyPatch):
    """Maria's program is somebody else's: it hands on what Ben never wrote."""
    join_by(team, MARIA)
    team.add(BEN, patient="Of Ben")
    sync_taking_in.take_in(team.desks[MARIA], [mail(team, BEN)])
    true = relaying.written_again
    monkeypatch.setattr(relaying, "written_again", lambda *held: (true(*held) or b"").replace(b"Of Ben", b"Of Eve"))
    (outcome,) = sync_taking_in.take_in(team.desks[JOAN], [mail(team, MARIA, whole=True)])
    assert outcome.why == "bad"
    assert team.queue(JOAN) == []


def test_a_large_store_goes_out_in_several_bundles_which_become_fewer(team: Team, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(relaying, "MOST_BUNDLED", 2)
    monkeypatch.setattr(relaying, "MOST_BUNDLES", 3)
    for _ in range(5):
        team.add(BEN)
        team.sync(BEN)
        team.sync(MARIA)
    join_by(team, MARIA)
    team.sync(MARIA)
    assert len(bundles(team, MARIA)) == 3
    team.sync(JOAN)
    assert team.ledger(JOAN) == team.ledger(BEN)
    monkeypatch.setattr(relaying, "MOST_BUNDLED", 100)
    team.add(BEN)
    team.sync(BEN)
    team.sync(MARIA)
    assert len(bundles(team, MARIA)) == 1
    team.sync(JOAN)
    assert team.ledger(JOAN) == team.ledger(BEN)


def test_a_new_machine_learns_of_a_desk_that_carries_on_under_another_id(team: Team):
    copy = team.copy(MARIA, "copy")
    team.add(MARIA, patient="First")
    team.sync(MARIA)
    team.clocks["copy"].advance(minutes=1)
    team.add("copy", patient="Second")
    for name in ("copy", BEN, BEN):
        team.sync(name)
    join_by(team, BEN)
    team.desks.pop(MARIA)
    for name in (BEN, JOAN):
        team.sync(name)
    assert team.ledger(JOAN) == team.ledger(BEN)
    assert team.desks[JOAN].desk.store.setting(SUCCESSION + copy.replica_id) is not None


def test_of_many_small_files_that_became_one_nothing_is_remembered(team: Team, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sync_sending, "MOST_SMALL_FILES", 3)
    monkeypatch.setattr(sync_forgetting, "MOST_LOOSE", 1)
    for number in range(7):
        team.add(BEN, patient=f"Invented {number}")
        for name in (BEN, MARIA):
            team.sync(name)
    ben, maria = team.desks[BEN], team.desks[MARIA]
    lying = {path.name.split("-")[2].partition(".")[0] for path in team.shared.rglob("*.cbd")}
    assert {name.removeprefix(SEALED) for name in ben.desk.store.settings(SEALED)} <= lying
    remembered = {name.removeprefix(TAKEN)[:16] for name in maria.desk.store.settings(TAKEN)}
    assert len(remembered - lying) <= 1
    for path in team.shared.rglob("*.cbd"):
        path.unlink()
    join_by(team, MARIA)
    for name in (MARIA, JOAN):
        team.sync(name)
    assert team.queue(JOAN) == team.queue(BEN), "and what is remembered is enough to hand all of it on"


def test_any_byte_that_differs_and_any_cut_makes_a_bundle_nothing(team: Team):
    from callback_desk.sync import bundle
    from callback_desk.sync.faults import Refused
    from callback_desk.sync.sealing import decrypted
    from callback_desk.sync.segment import compressed

    join_by(team, MARIA)
    team.add(BEN)
    sync_taking_in.take_in(team.desks[MARIA], [mail(team, BEN)])
    joan = team.desks[JOAN]
    content = decrypted(mail(team, MARIA, whole=True).read_bytes(), joan.keyring.ages())
    plain = gzip.decompress(content)
    assert bundle.is_bundle(content)
    keys = team.desks[MARIA].keys.public
    with pytest.raises(Refused, match="holds more than"):
        bundle.read(compressed(plain + b"0\n" * 4096), lambda *_: keys)
    for place in range(0, len(plain), 41):
        for wrong in (plain[:place], plain[:place] + bytes([plain[place] ^ 1]) + plain[place + 1 :]):
            with pytest.raises(Refused):
                bundle.read(compressed(wrong), lambda *_: keys)
    assert json.loads(plain.partition(b"\n")[0])["format"] == bundle.FORMAT
