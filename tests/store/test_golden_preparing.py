"""A ledger with a prepared call and a note that was returned and waits again, as every version must read it."""

from callback_desk.domain import preparing
from callback_desk.domain.codes import Mark, ReminderWay
from callback_desk.store import Store
from tests.store.golden import faults_in, golden, lay_in

LINES = golden("preparing")


def test_the_lines_still_verify():
    assert faults_in(LINES) == []


def test_they_still_say_the_same(store: Store):
    lay_in(store, LINES)
    assert store.verify() == []
    (callback,) = store.all_callbacks()
    prepared = callback.preparation
    assert (prepared.visit_type, callback.lacking, prepared.open_errands) == ("new, 40 min", ("authorization",), ())
    assert preparing.number_verified_at(callback) is not None
    assert preparing.papers_of(callback) == [
        ("EKG", Mark.DONE),
        ("insurance card", Mark.MISSING),
        ("office note", Mark.MISSING),
    ]
    assert [(sent.what, sent.how) for sent in prepared.reminders] == [("bring the card", ReminderWay.LETTER)]
    assert callback.in_review is not None
    assert (callback.in_review.role, callback.in_review.steps, callback.in_review.author) == (
        "manager",
        ("book",),
        "maria",
    )
    assert (callback.attempts, callback.owner, callback.next_action) == (2, "role:manager", "review: book")
