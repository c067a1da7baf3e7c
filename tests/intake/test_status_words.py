"""What people write into a list's cells for "cancelled", "booked" and "nothing missing", and what only begins so."""

from datetime import date

import pytest

from callback_desk.intake.referral_rows import is_ready, referral_of
from callback_desk.intake.status_words import ended_as, is_finished, is_refused, is_withdrawn

RECEIVED = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("status", "what"),
    [
        ("Cancelled by patient", "cancelled"),
        ("Canceled - per pt 3/9", "cancelled"),
        ("Patient cancelled.", "cancelled"),
        ("Withdrawn by PCP", "cancelled"),
        ("Cancelada por la paciente", "cancelled"),
        ("Scheduled 3/12", "booked"),
        ("Scheduled for Mar 12 w/ Dr. Lee", "booked"),
        ("Appt scheduled 3/12 9:30am", "booked"),
        ("Booked (3/12)", "booked"),
        ("Agendado para el 12/3", "booked"),
        ("Completed 3/9 JM", "done"),
        ("Seen by Dr. Lee", "done"),
        ("CLOSED.", "done"),
    ],
)
def test_who_when_and_why_behind_a_status_leave_it_what_it_is(status: str, what: str):
    assert (is_finished(status), ended_as(status)) == (True, what)
    assert is_withdrawn(status) == (what == "cancelled")


@pytest.mark.parametrize(
    "status",
    [
        "Cancelled by patient, wants to reschedule", "Cancelled 3/9, rescheduled", "Cancelled by clinic",
        "Cancelled by insurance", "Cancelled - patient moved", "Scheduled call 3/12", "Scheduled for callback",
        "Scheduled 3/12?", "Scheduled 3/12 pending auth", "Scheduled 3/12 (pt cancelled)", "Scheduled, not confirmed",
        "Not scheduled", "To be scheduled", "Completed 3/9 but needs EKG", "Closed 3/9, reopened", "Done 3/9, left VM",
        "Rejected by payer: resubmit", "Denied by payer", "Patient declined", "Ready", "In progress", "", "3/12",
    ],
)  # fmt: skip
def test_what_may_leave_something_to_do_is_not_finished(status: str):
    assert not is_finished(status)
    assert not is_withdrawn(status)


def test_a_referral_refused_by_whomever_is_refused():
    assert all(map(is_refused, ("Denied by payer", "Rejected by Dr. Lee 3/9", "expired 3/1", "Declined.")))
    assert not any(map(is_refused, ("Patient declined", "Rejected by payer: resubmit", "Cancelled by patient")))


@pytest.mark.parametrize(
    "cell",
    ["None.", "--", "\u2014", "- -", "N/A.", "n/a", "Nothing missing", "nothing is missing", "None at this time",
     "None needed", "No documents missing", "No missing docs", "All received", "All docs are in", "0", "Nada",
     "Ninguno.", "No falta nada", "none; --", "None, all received"],
)  # fmt: skip
def test_a_referral_of_which_nothing_is_missing_is_ready_however_that_is_written(cell: str):
    assert is_ready(referral_of({"missing": cell, "status": "Ready"}, RECEIVED))


@pytest.mark.parametrize(
    ("cell", "papers"),
    [
        ("EKG, labs; consent", ["EKG, labs", "consent"]),
        ("None received", ["None received"]),
        ("No records", ["No records"]),
        ("?", ["?"]),
        ("everything", ["everything"]),
        ("none; EKG", ["EKG"]),
        ("All labs", ["All labs"]),
    ],
)
def test_what_is_missing_or_may_be_keeps_a_referral_from_being_ready(cell: str, papers: list[str]):
    referral = referral_of({"missing": cell, "status": "Ready"}, RECEIVED)
    assert (referral["missing"], is_ready(referral)) == (papers, False)
