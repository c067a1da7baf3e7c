"""A policy that lost an owner leaves no open callback without one that it knows."""

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest

from callback_desk.actions import claiming, closing_day, escalating, noting, reading, reviewing
from callback_desk.actions.adopting import LOST_OWNER, adopt
from callback_desk.actions.context import Desk, require
from callback_desk.domain import history, turn_rules
from callback_desk.domain.codes import CloseResult, HoldReason, View
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.store import Unit
from tests.actions import policies
from tests.actions.test_reviewing import booked
from tests.tui.driver import Patients


def without(desk: Desk, *taken: tuple[str, str]) -> Desk:
    """The same desk under rules without Ben and without some roles, each with who stands in its place."""
    return replace(desk, policy=policies.without(desk.policy, *taken))


def closed_meanwhile(monkeypatch: pytest.MonkeyPatch, item: str) -> None:
    """Let another desk close the item right before the next write."""
    begin = Desk.unit

    def unit(self: Desk) -> AbstractContextManager[Unit]:
        monkeypatch.setattr(Desk, "unit", begin)
        noting.close(self, item, CloseResult.ANSWERED)
        return begin(self)

    monkeypatch.setattr(Desk, "unit", unit)


def test_what_another_desk_has_just_closed_is_not_given_back(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    patients = Patients(desk)
    bens, mine = patients.wrote("Ada Invented"), patients.wrote("Cy Invented")
    claiming.hand_over(desk, bens, "person:ben", "asks for Ben")
    claiming.claim(desk, mine)
    closed_meanwhile(monkeypatch, bens)
    assert adopt(without(desk)) == 0
    closed_meanwhile(monkeypatch, mine)
    assert closing_day.give_back_claims(desk) == 0
    assert [require(desk, item).history[-1].kind for item in (bens, mine)] == ["closed", "closed"]


def test_what_a_lost_person_and_a_lost_role_had_goes_to_the_lane_s_role(desk: Desk):
    patients = Patients(desk)
    bens, bills, mine = (
        patients.wrote("Ada Invented"),
        patients.wrote("Bo Invented", lane="insurance"),
        patients.wrote("Cy Invented"),
    )
    claiming.hand_over(desk, bens, "person:ben", "asks for Ben")
    claiming.claim(desk, mine)
    changed = without(desk, ("billing", "front-desk"))
    assert adopt(changed) == 2
    now = changed.clock()
    assert require(changed, bens).owner_at(now) == "role:scheduling"
    assert require(changed, bills).owner_at(now) == "role:front-desk"
    assert require(changed, mine).owner_at(now) == "person:maria"
    assert any(LOST_OWNER in line for line in history.lines(require(changed, bens), changed.policy, changed.zone))
    for row in reading.rows(changed, View.ALL):
        assert turn_rules.is_known(changed.policy, row.owner_at(now))
    assert adopt(changed) == 0


def test_what_was_put_off_for_longer_than_the_new_rules_allow_is_due_sooner_and_all_else_stands(desk: Desk):
    patients, until = Patients(desk), desk.clock() + timedelta(days=9)
    held, put_off, soon = (patients.wrote(f"Invented {n}") for n in range(3))
    claiming.claim(desk, held)
    before = claiming.hold(desk, held, HoldReason.OFFICE, until)
    claiming.snooze(desk, put_off, until)
    changed = replace(desk, policy=policies.putting_off(desk.policy, days=2))
    assert adopt(changed) == 2
    latest = desk.clock() + timedelta(days=2)
    after = require(changed, held)
    assert (after.due_at, after.hold_reason, after.owner) == (latest, HoldReason.OFFICE, before.owner)
    assert (after.next_action, after.target_at) == (before.next_action, before.target_at)
    assert after.owner_until == latest + timedelta(minutes=120)
    assert (require(changed, put_off).due_at, require(changed, put_off).waiting) == (latest, True)
    assert "put nothing off for longer" in history.lines(after, changed.policy, changed.zone)[-1]
    assert [entry.kind for entry in require(changed, soon).history] == ["received"]
    assert adopt(changed) == 0


def test_an_escalation_whose_role_is_lost_stays_on_top_and_is_somebody_licensed_s(desk: Desk):
    item = Patients(desk).wrote("Ada Invented", attention=("chest pain",))
    escalating.escalate(desk, item, "role:clinician", "chest pain", None)
    changed = without(desk, ("clinician", "nurse-line"))
    assert adopt(changed) == 1
    callback = require(changed, item)
    assert callback.pinned
    assert callback.owner_at(changed.clock()) == "role:nurse-line"


def test_a_note_that_waits_for_a_lost_role_is_decided_by_the_lane_s_reviewer(desk: Desk):
    text = desk.policy.text.replace("[lanes.referral]\n", '[lanes.referral]\nreviewer = "billing"\n')
    strict = replace(desk, policy=read_policy(text))
    item = Patients(strict).wrote("Ada Invented", lane="referral")
    assert noting.save_note(strict, item, booked(strict)).callback.reviewer == "role:billing"
    text = with_person(desk.policy.text, "joan", "Joan", ("referral-coordinator",))
    changed = without(replace(strict, policy=read_policy(text)), ("billing", "referral-coordinator"))
    text = changed.policy.text.replace("[lanes.referral]\n", '[lanes.referral]\nreviewer = "referral-coordinator"\n')
    changed = replace(changed, policy=read_policy(text))
    assert adopt(changed) == 1
    assert require(changed, item).owner_at(changed.clock()) == "role:referral-coordinator"
    row = next(iter(reading.rows(changed, View.ALL)))
    assert reading.reviewed_elsewhere(changed, row) == "Referral coordinator"
    claiming.hand_over(changed, item, "role:referral-coordinator", None)
    assert not reviewing.approve(replace(changed, person_id="joan"), item).is_open
