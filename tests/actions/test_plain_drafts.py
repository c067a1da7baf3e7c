"""What is written of a record in short is what would be written of it at length."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callback_desk.actions import contact_drafts
from callback_desk.actions.contact_drafts import ContactDrafts
from callback_desk.actions.context import Desk
from callback_desk.domain.codes import Channel
from callback_desk.intake.planned import PlannedContact
from callback_desk.intake.units import FileReading, Unit
from tests.unit.strategies import moments, numbers, some_texts, texts

MORE: dict[str, Any] = {
    "phone_note": "x",
    "birth_date": date(1980, 2, 3),
    "record_number": "7",
    "language": "es",
    "talk_seconds": 3,
    "thread": "t",
    "referral": {"status": "new"},
    "details": {"a": "b"},
    "legs": ("l",),
    "offered_phones": ("+15855550102",),
    "version_key": "k@1",
    "earlier_keys": ("e",),
}
UNITS = st.builds(
    lambda more, **said: Unit(**said, **more),
    st.just({}) | st.sampled_from(sorted(MORE)).map(lambda name: {name: MORE[name]}),
    source_key=texts,
    kind=st.just("message"),
    line=st.just("7"),
    at=moments,
    channel=st.none() | st.sampled_from(Channel),
    number=st.none() | numbers,
    patient=some_texts,
    stated=st.booleans(),
    request=some_texts | st.sampled_from(["chest pain since noon", "a refill please"]),
    lane_hint=st.none() | st.sampled_from(["refill", "no such lane"]),
    finished=st.booleans(),
)
READING = FileReading("calls.csv", "table", digest="IGHbFVaJs2kj36D9tFFOlY9mOBY=")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(UNITS, st.none() | st.just("closed"), st.none() | st.just("look"), st.booleans())
def test_a_record_in_short_says_what_it_says_at_length(
    desk: Desk, unit: Unit, follows: str | None, review: str | None, joined: bool
):
    writing = ContactDrafts(desk, {"c"} if joined else (), [READING])
    contact = PlannedContact(unit, "c", True, follows, "calls.csv", "table", review)
    short = writing.plain(contact)
    if short is None:
        assert says_more(writing, contact) or joined
    else:
        assert short.whole() == writing.contact(contact)


def test_more_moments_than_are_remembered_change_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(contact_drafts, "_MOST_KEPT", 2)
    writing = ContactDrafts(desk, (), [READING])
    for minute in (0, 1, 2, 3, 0, 3):
        unit = Unit("k", "message", "7", datetime(2026, 3, 2, 15, minute, tzinfo=UTC), request="a refill please")
        contact = PlannedContact(unit, "c", True, None, "calls.csv", "table", None)
        assert (short := writing.plain(contact))
        assert short.whole() == writing.contact(contact)


def says_more(writing: ContactDrafts, contact: PlannedContact) -> bool:
    """Whether a record's entry has what few have."""
    said = writing.contact(contact).payload.keys()
    return bool(said & {*MORE, "follows", "review", "attention", "seconds"})
