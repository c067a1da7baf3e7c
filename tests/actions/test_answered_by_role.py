"""A request that a role answers, as a refill: a talk with the patient settles nothing until that role has had it."""

import pytest

from callback_desk.actions import noting
from callback_desk.actions.context import Desk, require
from callback_desk.domain.codes import CloseResult, Disposition, Result
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.prefilling import prefilled
from tests.tui.driver import Patients

TALK = NoteDraft.model_validate(
    {
        "disposition": Disposition.REACHED,
        "result": Result.SETTLED,
        "identified_by": ("name", "birth-date"),
        "request": "lisinopril runs out on Friday, her usual pharmacy",
        "understood": True,
    }
)


def settle(desk: Desk, callback_id: str, talk: NoteDraft = TALK) -> None:
    written = prefilled(desk.policy, require(desk, callback_id), talk, desk.clock(), roles=desk.roles)
    noting.save_note(desk, callback_id, written)


@pytest.fixture
def refill(patients: Patients) -> str:
    return patients.wrote("Priya Raman", lane="refill")


def test_a_talk_about_a_refill_leaves_it_open_with_the_role_that_answers_it(desk: Desk, refill: str) -> None:
    settle(desk, refill)
    callback = require(desk, refill)
    assert callback.is_open
    assert (callback.owner, callback.next_action) == ("role:refill-desk", "refill desk answers the patient")
    settle(desk, refill)  # they answered, and the assistant tells the patient
    assert require(desk, refill).close_result is CloseResult.ANSWERED


def test_whoever_says_that_it_is_answered_closes_it(desk: Desk, refill: str) -> None:
    settle(desk, refill, TALK.model_copy(update={"open": False, "close_result": CloseResult.ANSWERED}))
    assert require(desk, refill).close_result is CloseResult.ANSWERED


def test_what_was_given_to_them_by_telephone_is_closed_as_transferred(desk: Desk, refill: str) -> None:
    settle(desk, refill, TALK.model_copy(update={"open": False, "close_result": CloseResult.TRANSFERRED}))
    assert require(desk, refill).close_result is CloseResult.TRANSFERRED
