"""What was found out before a call is written together, or not at all."""

from datetime import timedelta

import pytest

from callback_desk.actions import card_changing, preparing, reading
from callback_desk.actions.context import Desk, require
from callback_desk.actions.preparing import Got
from callback_desk.cli.lines import callback_lines
from callback_desk.domain.codes import ReminderWay, View
from callback_desk.domain.errors import DeskError
from callback_desk.domain.preparing_lines import TypedErrand, TypedReminder
from tests.tui.driver import Patients

LIST = {"papers": ("insurance card",), "missing": ("EKG",)}


@pytest.fixture
def thomas(desk: Desk) -> str:
    return Patients(desk).wrote("Thomas Okafor", referral=LIST)


def test_all_of_it_is_written_in_one_action(desk: Desk, thomas: str):
    got = Got(
        done=("number",),
        missing=("forms",),
        papers_here=("ekg",),
        visit_type="new, 40 min",
        reminder=TypedReminder("bring the card", ReminderWay.PORTAL),
        errand=TypedErrand("Dr. Hale's office", "the EKG", desk.clock() + timedelta(hours=2)),
    )
    callback = preparing.prepare(desk, thomas, got)
    kinds = [entry.kind for entry in callback.history]
    assert kinds == ["received", "made_ready", "papers_marked", "reminded", "errand"]
    assert callback.attempts == 0
    shown = {line["code"]: line["done"] for line in reading.show_document(desk, callback)["preparation"]}
    assert shown == {
        "number": True,
        "visit-type": True,
        "insurance": None,
        "forms": False,
        "referral-papers": True,
        "language": None,
    }
    (row,) = reading.page(desk, View.ALL)
    assert (row.lacking, row.missing) == (("forms",), ())
    (errand,) = callback.preparation.open_errands
    again = preparing.prepare(desk, thomas, Got(answered=(errand.errand_id,)))
    assert again.preparation.open_errands == ()
    assert desk.store.verify() == []


@pytest.mark.parametrize(
    ("got", "why"),
    [
        (Got(), "nothing was marked"),
        (Got(done=("shoe-size",)), "not on this lane's checklist"),
        (Got(done=("forms",), missing=("forms",)), "marked twice"),
        (Got(papers_here=("EKG",), papers_missing=("EKG",)), "cannot be here and missing"),
        (Got(answered=("desk:1",)), "not open any more"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(desk: Desk, thomas: str, got: Got, why: str):
    with pytest.raises(DeskError, match=why):
        preparing.prepare(desk, thomas, got)
    assert len(desk.store.callback(thomas).history) == 1  # type: ignore[union-attr]


def test_an_errand_lies_within_the_longest_deferral(desk: Desk, thomas: str):
    for days in (-1, 15):
        far = TypedErrand("records", "the chart", desk.clock() + timedelta(days=days))
        with pytest.raises(DeskError, match="within 14 days"):
            preparing.prepare(desk, thomas, Got(errand=far))


def test_without_a_number_there_is_nothing_to_verify(desk: Desk):
    nobody = Patients(desk).wrote("Jorge Ibáñez", phone=None)
    with pytest.raises(DeskError, match="no number to verify"):
        preparing.prepare(desk, nobody, Got(done=("number",)))


def test_the_number_of_the_card_counts_as_verified(desk: Desk, thomas: str):
    card_changing.change(desk, thomas, {"phone": "415-555-0199"})
    callback = preparing.prepare(desk, thomas, Got(done=("number",)))
    assert reading.preparation(desk, callback)[0] == {
        **{"code": "number", "title": "call-back number"},
        **{"done": True, "mark": "done"},
    }
    callback = card_changing.change(desk, thomas, {"phone": "415-555-0177"})
    assert reading.preparation(desk, callback)[0]["done"] is None


def test_what_is_not_needed_is_not_told_as_done(desk: Desk):
    item = Patients(desk).wrote("Cy Invented")
    preparing.prepare(desk, item, Got(done=("visit-type",), missing=("forms",), not_needed=("language",)))
    shown = reading.show_document(desk, require(desk, item))
    marks = {line["code"]: line["mark"] for line in shown["preparation"]}
    assert marks == {
        **{"number": None, "visit-type": "done", "insurance": None, "forms": "missing", "referral-papers": None},
        "language": "not-needed",
    }
    told = [line for line in callback_lines(shown) if line.startswith("prepared, ")]
    assert [line.rpartition(": ")[2] for line in told] == [
        *("not looked at", "done", "not looked at", "missing", "not looked at", "not needed"),
    ]
