"""An invented callback, and a note about it that lacks nothing, as the tests of the note begin with them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Disposition
from callback_desk.domain.note import NoteDraft
from tests.unit.strategies import clinic_policy

POLICY = clinic_policy()
NOW = datetime(2026, 11, 23, 19, 12, tzinfo=UTC)  # a Monday, 14:12 at the clinic
TRANSCRIPT = (
    "I'm calling to set up a first visit, my primary doctor said he'd send something over. Afternoons are best."
)
UNREACHED = [disposition for disposition in Disposition if disposition is not Disposition.REACHED]

WHOLE: dict[str, Any] = {
    "disposition": "reached",
    "result": "settled",
    "identified_by": ["name", "birth-date"],
    "spoke_with": "patient",
    "request": "first visit, cardiology; afternoons only",
    "confirmed": ["number"],
    "open": False,
    "close_result": "answered",
    "understood": True,
}
STILL_OPEN: dict[str, Any] = {
    **{key: value for key, value in WHOLE.items() if key != "close_result"},
    "open": True,
    "next_action": "ask the doctor's office for the EKG",
    "owner": "role:referral-coordinator",
    "due_at": "2026-11-24T12:00:00-05:00",
}


def callback(**facts: Any) -> Callback:
    """An invented patient's request for a new appointment, in the hands of Maria."""
    known = {
        "lane": "new-appointment",
        "patient": "Thomas Okafor",
        "language": "en",
        "request": TRANSCRIPT,
        **facts,
    }
    return Callback("c", "person:maria", "call", NOW, NOW, NOW - timedelta(hours=2), **known)


def written(document: dict[str, Any], **changed: Any) -> NoteDraft:
    """The draft that the JSON makes; a key set to None is left out."""
    return NoteDraft.from_json({**document, **changed}, POLICY)
