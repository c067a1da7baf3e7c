"""Two desks took the same contact in before they met: it is one contact, and one callback."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from callback_desk.actions import claiming, escalating, noting
from callback_desk.actions.answering import merge
from callback_desk.domain import turns
from callback_desk.domain.codes import Channel, CloseResult
from callback_desk.domain.entries import Received, draft
from callback_desk.domain.identity import callback_id_for
from tests.sync.team import Team
from tests.tui.driver import MONDAY


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = Team(tmp_path, ("maria", "ben", "joan"))
    yield made
    made.close()


def took_in(team: Team, name: str, *keys: str, minutes: int = 60, **facts: Any) -> str:
    """A desk took in contacts of one patient, whose callback is named by the first of them."""
    desk, callback_id = team.desks[name].desk, callback_id_for(keys[0])
    at = MONDAY - timedelta(minutes=minutes)
    turn = turns.for_contact(desk.policy, "new-appointment", at, desk.clock())
    told = {"channel": Channel.VOICEMAIL, "lane": "new-appointment", "patient": "Ana Ruiz", "phone": "+14155550133"}
    contacts = [Received(at=at, turn=turn, source_key=key, **{**told, **facts}) for key in keys]
    with desk.unit() as unit:
        unit.append([draft(callback_id, contact) for contact in contacts])
        unit.commit()
    return callback_id


def all_agree(team: Team) -> None:
    team.settle()
    assert team.queue("maria") == team.queue("ben") == team.queue("joan")
    assert team.ledger("maria") == team.ledger("ben") == team.ledger("joan")
    for each in team.desks.values():
        assert each.desk.store.verify() == []


def test_the_same_export_at_two_desks_is_one_contact(team: Team):
    one = took_in(team, "maria", "log:1")
    team.clocks["ben"].advance(minutes=5)
    assert took_in(team, "ben", "log:1") == one
    all_agree(team)
    assert team.at("joan", one).contacts == 1


def test_what_was_done_is_not_undone_by_the_other_desk_s_copy(team: Team):
    one = took_in(team, "maria", "log:1")
    claiming.claim(team.desks["maria"].desk, one)
    team.clocks["ben"].advance(minutes=5)
    took_in(team, "ben", "log:1")
    all_agree(team)
    assert team.at("ben", one).owner == "person:maria"


@pytest.mark.parametrize("first", ["maria", "ben"])
def test_a_close_covers_the_same_contact_of_both_desks(team: Team, first: str):
    second = "ben" if first == "maria" else "maria"
    one = took_in(team, first, "log:1")
    team.clocks[second].advance(minutes=5)
    took_in(team, second, "log:1")
    team.clocks["maria"].advance(minutes=9)
    noting.close(team.desks["maria"].desk, one, CloseResult.ANSWERED)
    all_agree(team)
    assert not team.at("joan", one).is_open


def test_attention_words_that_only_one_desk_s_rules_have_raise_the_alarm(team: Team):
    one = took_in(team, "maria", "log:1")
    team.clocks["ben"].advance(minutes=5)
    took_in(team, "ben", "log:1", attention=("chest pain",))
    all_agree(team)
    assert team.at("maria", one).attention_pending


def test_one_contact_in_two_callbacks_joins_them_the_same_way_everywhere(team: Team):
    one = took_in(team, "maria", "log:1", "log:2")
    other = took_in(team, "ben", "log:2", "log:3", request="about the bill")
    kept, joined = sorted((one, other))
    all_agree(team)
    for name in team.desks:
        assert team.at(name, kept).is_open
        assert team.at(name, kept).contacts == 3
        assert "about the bill" in (team.at(name, kept).request or "")
        assert not team.at(name, joined).is_open
        assert team.at(name, joined).close_result is CloseResult.DUPLICATE
    wrote = sum(len(team.at("joan", each).history) for each in (kept, joined))
    team.settle()
    assert sum(len(team.at("joan", each).history) for each in (kept, joined)) == wrote, "joined once and for all"


def test_an_escalation_in_either_of_two_is_not_closed_by_the_join(team: Team):
    one = took_in(team, "maria", "log:1", "log:2")
    other = took_in(team, "ben", "log:2", "log:3")
    kept, joined = sorted((one, other))
    where = "maria" if joined == one else "ben"
    escalating.escalate(team.desks[where].desk, joined, "role:nurse-line", "chest pain", None)
    all_agree(team)
    assert team.at("joan", joined).is_open
    assert team.at("joan", joined).escalated_to is not None
    assert team.at("joan", kept).is_open


def test_an_escalation_that_comes_after_the_join_opens_it_again(team: Team):
    one = took_in(team, "maria", "log:1", "log:2")
    other = took_in(team, "ben", "log:2", "log:3")
    kept, joined = sorted((one, other))
    where, there = ("maria", "ben") if joined == one else ("ben", "maria")
    team.sync(where)
    team.sync(there)  # joins
    escalating.escalate(team.desks[where].desk, joined, "role:nurse-line", "chest pain", None)
    all_agree(team)
    for each in (kept, joined):
        assert team.at("joan", each).is_open
    assert team.at("joan", joined).review == "closed on one desk while it changed on another"


def test_two_persons_who_join_two_the_other_way_round_lose_neither(team: Team):
    one, other = team.add("maria"), team.add("maria")
    team.settle()
    merge(team.desks["maria"].desk, one, other)
    merge(team.desks["ben"].desk, other, one)
    all_agree(team)
    assert team.at("joan", one).is_open
    assert team.at("joan", other).is_open


def test_two_persons_who_join_two_the_same_way_join_them_once(team: Team):
    one, other = team.add("maria"), team.add("maria")
    team.settle()
    merge(team.desks["maria"].desk, one, other)
    merge(team.desks["ben"].desk, one, other)
    all_agree(team)
    assert team.at("joan", one).contacts == 2
    assert not team.at("joan", other).is_open
