"""Desks trust each other only after two people compared six words; a lost one is trusted no further."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions import pairing
from callback_desk.actions.adopting import adopt
from callback_desk.actions.publishing import publish, standing_at
from callback_desk.actions.syncing import status
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import read_policy
from tests.sync.team import Team, keyring


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = Team(tmp_path, paired=False)
    yield made
    made.close()


def test_an_invitation_holds_public_keys_only(team: Team):
    text = team.invitation("maria").read_text("utf-8")
    keys = team.desks["maria"].keys
    assert keys.age not in text
    assert keys.sign.hex() not in text
    assert keys.public.age in text


def test_the_words_are_the_same_on_both_sides_and_others_pair_nothing(team: Team):
    file = team.invitation("maria")
    invitation = pairing.read_invitation(file)
    assert invitation.fingerprint == team.desks["maria"].fingerprint
    with pytest.raises(DeskError, match="not that of the invitation: nothing was paired"):
        pairing.pair(team.desks["ben"], file, lambda _: "acorn acorn acorn acorn acorn acorn")
    assert team.desks["ben"].peers() == []
    peer = pairing.pair(team.desks["ben"], file, lambda one: one.fingerprint.upper())
    assert peer.label == "Maria's laptop"
    assert team.desks["ben"].peers() == [peer]


def test_whose_desk_it_is_stands_before_the_yes_and_the_words_cover_it(team: Team):
    maria, ben = team.desks["maria"], team.desks["ben"]
    ben.desk.person_id = "maria"  # whoever sets a desk up says who they are
    words = ben.fingerprint
    honest = replace(ben.invitation(), person="ben", label="Ben's laptop")
    assert honest.fingerprint != words
    file = team.invitation("ben")
    asked = pairing.read_invitation(file)
    assert pairing.whose(maria, asked) == "Ben's laptop says it is Maria's, who may change the clinic's rules."
    assert pairing.pair(maria, file, lambda _: words).person == "maria"
    nurse = read_policy(maria.desk.policy.text.replace('"assistant", "manager"', '"assistant", "nurse-line"'))
    desk = replace(maria.desk, policy=nurse)
    assert pairing.whose(replace(maria, desk=desk), asked) == "Ben's laptop says it is Maria's, in the role Nurse line."
    assert pairing.whose(maria, honest) == "Ben's laptop says it is Ben's, who may change the clinic's rules."
    unknown = replace(honest, person="tom")
    assert pairing.whose(maria, unknown) == "Ben's laptop says it is tom's, whom this desk's rules do not name yet."


def test_every_changed_letter_of_an_invitation_is_seen(team: Team):
    adopt(team.desks["maria"].desk)
    file = team.invitation("maria")
    held = json.loads(file.read_text("utf-8"))
    for name in held:
        for other in (held[name][:-1] + ("a" if held[name][-1] != "a" else "b"), "", None):
            file.write_text(json.dumps({**held, name: other}), "utf-8")
            with pytest.raises(DeskError, match="invitation"):
                pairing.read_invitation(file)
    for text in ("", "[]", "{", "[" * 100_000, '{"format": 1}'):
        file.write_text(text, "utf-8")
        with pytest.raises(DeskError, match="no invitation of callback-desk"):
            pairing.read_invitation(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(DeskError, match="no invitation of callback-desk"):
        pairing.read_invitation(file)
    file.write_text(json.dumps({**held, "format": "callback-desk/2 invitation"}), "utf-8")
    with pytest.raises(DeskError, match="update this program"):
        pairing.read_invitation(file)
    with pytest.raises(DeskError, match="cannot be read"):
        pairing.read_invitation(file.with_name("nowhere"))


def test_a_desk_does_not_pair_itself_nor_another_clinic(team: Team):
    with pytest.raises(DeskError, match="this desk's own invitation"):
        pairing.pair(team.desks["maria"], team.invitation("maria"), lambda one: one.fingerprint)
    team.stranger("eve", clinic="Elm Street Dental")
    with pytest.raises(DeskError, match="from another clinic"):
        pairing.pair(team.desks["maria"], team.invitation("eve"), lambda one: one.fingerprint)


def test_an_invitation_is_never_written_over_a_file(team: Team):
    file = team.invitation("maria")
    with pytest.raises(DeskError, match="is there already"):
        pairing.invite(team.desks["maria"], file)
    with pytest.raises(DeskError, match="between 1 and 60 characters"):
        pairing.invite(team.desks["maria"], file.with_name("other"), " \n ")


def test_desks_that_were_set_up_apart_agree_on_their_clinic(team: Team):
    assert team.desks["maria"].clinic == team.desks["ben"].clinic


def test_a_lost_desk_is_trusted_up_to_an_entry_and_nothing_is_written_for_it(team: Team):
    team.pair("maria", "ben")
    team.pair("ben", "maria")
    first = team.add("ben")
    team.settle()
    pairing.revoke(team.desks["maria"], "ben's LAPTOP", None)
    assert team.desks["maria"].peers()[0].revoked_after == 1
    second = team.add("ben")
    team.sync("ben")
    (refused,) = team.sync("maria").outcomes
    assert "Ben's laptop was revoked after entry 1: nothing of it was taken in" in refused.said
    assert team.at("maria", first).is_open
    assert team.desks["maria"].desk.store.callback(second) is None
    team.add("maria")
    sent = team.sync("maria")
    assert sent.sent is None, "nobody is left who could read it"
    with pytest.raises(DeskError, match="no desk is called so"):
        pairing.revoke(team.desks["maria"], "nobody", None)
    with pytest.raises(DeskError, match="the last entry that is still trusted"):
        pairing.revoke(team.desks["maria"], "ben's laptop", -1)


def test_a_desk_with_new_keys_is_paired_again(team: Team):
    team.pair("maria", "ben")
    team.desks["ben"] = replace(team.desks["ben"], keyring=keyring())
    team.pair("ben", "maria")
    team.add("ben")
    team.sync("ben")
    assert not team.sync("maria").new
    team.pair("maria", "ben")
    team.sync("maria")
    assert team.sync("maria").outcomes or team.desks["maria"].desk.store.feed_head(team.desks["ben"].replica_id)


def test_of_two_desks_that_were_founded_apart_one_joins_the_other_and_both_go_by_the_same_rules(team: Team):
    maria, ben = team.desks["maria"], team.desks["ben"]
    for each in (maria, ben):
        each.desk.work_by(read_policy(each.desk.policy.text.replace('["assistant", "manager"]', '["assistant"]')))
        adopt(each.desk)
    for one, other in (("maria", "ben"), ("ben", "maria")):
        with pytest.raises(DeskError, match=r"founded apart .*: nothing was paired.*sync pair FILE --joins"):
            team.pair(one, other)
    first = team.invitation("maria")
    assert "with yes this desk goes by the rules of its clinic" in pairing.as_asked(ben, pairing.read_invitation(first))
    pairing.pair(ben, first, lambda one: one.fingerprint, joins=True)
    assert ben.founder() == maria.founder() == maria.replica_id
    team.pair("maria", "ben")
    for each in (ben, maria):
        publish(each.desk, each.desk.policy, "0.1.0")
        team.settle()
    (one, other) = (standing_at(each.desk) for each in (maria, ben))
    assert team.ledger("maria") == team.ledger("ben")
    assert one.sent == other.sent
    assert one.sent is not None
    assert one.sent.entry.person_id == "maria"
    assert [each.entry.person_id for each in one.refused] == [each.entry.person_id for each in other.refused] == ["ben"]


def test_only_the_desk_where_a_clinic_was_founded_joins_another_one(team: Team):
    ben, joan = team.desks["ben"], team.stranger("joan")
    for each in (team.desks["maria"], ben):
        adopt(each.desk)
    adopt(joan.desk, ben.replica_id)
    team.pair("joan", "ben")
    with pytest.raises(DeskError, match="pair it at the desk where the clinic was founded, Ben's laptop"):
        pairing.pair(joan, team.invitation("maria"), lambda one: one.fingerprint, joins=True)


def test_two_desks_of_one_name_are_told_apart_by_their_ids(team: Team):
    maria, ben = team.desks["maria"], team.desks["ben"]
    for name, label in (("ben", "Front desk"), ("joan", "front desk"), ("ana", "This Desk")):
        other = ben if name == "ben" else team.stranger(name)
        file = team.folder / f"{name}.invitation"
        pairing.invite(other, file, label)
        pairing.pair(maria, file, lambda one: one.fingerprint)
    shown = {desk["label"] for desk in status(maria)["desks"]}
    ids = {name: team.desks[name].replica_id for name in ("ben", "joan", "ana")}
    assert shown == {f"Front desk ({ids['ben']})", f"front desk ({ids['joan']})", f"This Desk ({ids['ana']})"}
