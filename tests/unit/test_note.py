"""The outcome note: only what the case needs, what is known filled in, nothing vague, nothing left aside."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain import cadence, note
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult, Disposition, Identifier, Result, SpokeWith
from callback_desk.domain.entries import Turn, payload_data
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.prefilling import prefilled
from tests.unit.notes import NOW, POLICY, STILL_OPEN, UNREACHED, WHOLE, callback, written
from tests.unit.strategies import callbacks

PERSON_FIELDS = ("identified_by", "request", "understood")


def test_nobody_is_booked_without_a_name():
    booked = {**WHOLE, "result": "booked", "appointment": {"at": "2026-12-01T09:30:00-05:00"}, "close_result": "booked"}
    (said,) = note.missing(POLICY, callback(patient=None), written(booked))
    assert said == "the name of the patient for whom it is booked (amend gives it): result"
    assert note.missing(POLICY, callback(), written(booked)) == []


def fields_missing(draft: NoteDraft, about: Callback | None = None) -> list[str]:
    return note.missing_fields(POLICY, about or callback(), draft)


def test_whoever_was_reached_is_not_closed_as_unreachable():
    said = note.missing(POLICY, callback(), written(WHOLE, close_result="unreachable"))
    assert said == ["another result than unreachable, since the patient was reached: close_result"]
    for result in set(CloseResult) - {CloseResult.UNREACHABLE}:
        assert note.missing(POLICY, callback(), written(WHOLE, close_result=result.value)) == []


@pytest.mark.parametrize("disposition", UNREACHED)
def test_an_attempt_that_did_not_reach_the_patient_needs_nothing_more(disposition):
    draft = written({"disposition": disposition.value})
    assert note.ready(POLICY, callback(), draft)
    assert note.meter(POLICY, draft, callback()) == (True, True, True, True)
    told = {"told"} if disposition is Disposition.SOMEBODY_ELSE else set()
    assert set(note.fields_for(POLICY, callback(), draft)) == {"disposition"} | told
    assert prefilled(POLICY, callback(), draft, NOW) == draft


def test_how_it_ended_is_asked_first_and_then_what_came_of_it():
    assert note.fields_for(POLICY, callback(), NoteDraft()) == ("disposition",)
    assert note.missing(POLICY, callback(), NoteDraft()) == ["how the attempt ended: disposition"]
    reached = NoteDraft(disposition=Disposition.REACHED)
    assert note.fields_for(POLICY, callback(), reached) == ("disposition", "result")
    assert fields_missing(reached)[0] == "result"
    assert note.meter(POLICY, NoteDraft(), callback()) == (False, False, False, False)


def test_a_whole_note_lacks_nothing():
    for document in (WHOLE, STILL_OPEN):
        draft = written(document)
        assert note.missing(POLICY, callback(), draft) == []
        assert note.vague(draft, callback()) == []
        assert note.ready(POLICY, callback(), draft)
        assert note.meter(POLICY, draft, callback()) == (True, True, True, True)


@pytest.mark.parametrize(
    "field", ["result", "identified_by", "request", "confirmed", "open", "close_result", "understood"]
)
def test_each_part_of_a_settled_note_is_named_when_it_is_missing(field):
    left_out = written({key: value for key, value in WHOLE.items() if key not in (field, "close_result")})
    if field != "close_result":
        left_out = written({key: value for key, value in WHOLE.items() if key != field})
    assert field in fields_missing(left_out)
    assert any(words.endswith(f": {field}") for words in note.missing(POLICY, callback(), left_out))


@pytest.mark.parametrize("field", ["next_action", "owner", "due_at"])
def test_what_is_still_open_needs_a_next_step_an_owner_and_a_due_time(field):
    draft = written({key: value for key, value in STILL_OPEN.items() if key != field})
    assert fields_missing(draft) == [field]
    assert not note.meter(POLICY, draft, callback()).owner


def test_two_different_identifiers_are_needed():
    assert "two identifiers: identified_by" in note.missing(POLICY, callback(), written(WHOLE, identified_by=[]))
    once = written(WHOLE, identified_by=["name", "name"])
    assert note.missing(POLICY, callback(), once) == ["one more identifier: identified_by"]


def test_nothing_to_confirm_may_be_said_instead():
    draft = written(WHOLE, confirmed=[])
    assert fields_missing(draft) == ["confirmed"]
    assert fields_missing(draft.model_copy(update={"remark": "Nothing to confirm on this call"})) == []
    assert fields_missing(draft.model_copy(update={"remark": "No había nada que confirmar"})) == []
    assert fields_missing(draft.model_copy(update={"remark": "busy day"})) == ["confirmed"]


def test_somebody_who_is_neither_patient_nor_representative_was_not_the_patient_reached():
    assert fields_missing(written(WHOLE, spoke_with="other")) == ["spoke_with"]
    assert fields_missing(written(WHOLE, spoke_with="representative")) == []


def test_a_booking_needs_its_time():
    booked = written(WHOLE, result="booked", close_result="booked")
    assert fields_missing(booked) == ["appointment"]
    assert note.missing(POLICY, callback(), booked) == ["when the appointment is: appointment.at"]
    timed = written(WHOLE, result="booked", close_result="booked", appointment={"at": "2026-12-02T15:40-05:00"})
    assert fields_missing(timed) == []
    assert "appointment" in note.fields_for(POLICY, callback(), timed)


@pytest.mark.parametrize("result", ["call-later", "interpreter"])
def test_where_nothing_private_was_said_nobody_had_to_be_identified_and_it_stays_open(result):
    asked = {"disposition": "reached", "result": result, "request": "at work, asks for a call after four"}
    draft = prefilled(POLICY, callback(), written(asked), NOW)
    assert draft.open is True
    assert draft.next_action
    assert draft.owner == "María Santos"
    assert draft.due_at is not None
    assert draft.due_at > NOW
    assert note.ready(POLICY, callback(), draft)
    closed = draft.model_copy(update={"open": False, "close_result": CloseResult.ANSWERED})
    assert fields_missing(closed) == ["open"]


def test_an_interpreter_needs_a_language():
    draft = written({**STILL_OPEN, "result": "interpreter", "request": None})
    assert fields_missing(draft, callback(language=None)) == ["language"]
    assert fields_missing(draft, callback(language="vi")) == []


@pytest.mark.parametrize(
    ("result", "closes_as"), [("settled", "answered"), ("booked", "booked"), ("declined", "declined")]
)
def test_what_is_known_is_filled_in(result, closes_as):
    draft = prefilled(POLICY, callback(), written({"disposition": "reached", "result": result}), NOW)
    assert (draft.open, draft.close_result) == (False, closes_as)
    assert draft.spoke_with is SpokeWith.PATIENT
    assert draft.language == "en"
    assert draft.confirmed == ("number",)
    assert [getattr(draft, field) for field in PERSON_FIELDS] == [(), None, None]


def test_missing_papers_leave_a_booking_open_with_the_referral_coordinator():
    about = callback(referral={"missing": ["Office note", "EKG"]})
    draft = prefilled(POLICY, about, written({"disposition": "reached", "result": "booked"}), NOW)
    assert draft.open is True
    assert draft.next_action == "ask for office note and EKG"
    assert draft.owner == "role:referral-coordinator"
    assert draft.due_at == POLICY.open_hours(None).add(NOW, POLICY.lanes["referral"].target_minutes)
    assert draft.close_result is None


def test_a_handover_names_the_lanes_role_and_leaves_the_next_step_to_the_person():
    draft = prefilled(POLICY, callback(), written({"disposition": "reached", "result": "handed-over"}), NOW)
    assert (draft.open, draft.owner, draft.next_action) == (True, "role:scheduling", None)


def test_what_a_person_wrote_is_never_written_over():
    given_by_hand = written({**STILL_OPEN, "language": "es"})
    assert prefilled(POLICY, callback(), given_by_hand, NOW) == given_by_hand
    says_open = written({"disposition": "reached", "result": "settled", "next_action": "mail the form"})
    assert prefilled(POLICY, callback(), says_open, NOW).open is True
    says_closed = written({"disposition": "reached", "result": "handed-over", "close_result": "transferred"})
    assert prefilled(POLICY, callback(), says_closed, NOW).open is False


@given(callbacks(), st.sampled_from(Result), st.none() | st.booleans())
def test_filling_in_never_answers_for_the_call_and_always_knows_the_owner(about, result, still_open):
    before = NoteDraft(disposition=Disposition.REACHED, result=result, open=still_open)
    draft = prefilled(POLICY, about, before, NOW)
    assert [getattr(draft, field) for field in PERSON_FIELDS] == [(), None, None]
    assert draft.open is not None
    if draft.open and not cadence.waits_for_licensed(POLICY, about):
        assert draft.owner is not None
        POLICY.parse_owner(draft.owner)
        assert draft.due_at is not None
        assert draft.due_at <= NOW + timedelta(days=POLICY.limits.longest_deferral_days)
    assert set(note.missing_fields(POLICY, about, draft)) <= {
        *note.fields_for(POLICY, about, draft),
        "close_result",
    }


@pytest.mark.parametrize(
    "waits", [{"attention_pending": True}, {"escalated_to": "role:nurse-line", "acknowledged": False}]
)
def test_while_a_licensed_role_has_the_turn_the_note_does_not_ask_for_another_owner(waits):
    about = callback(**waits)
    draft = prefilled(POLICY, about, written(WHOLE, open=None, close_result=None), NOW)
    assert (draft.open, draft.owner) == (True, None)
    assert note.ready(POLICY, about, draft)
    assert "owner" not in note.fields_for(POLICY, about, draft)
    assert note.meter(POLICY, draft, about).owner


def test_a_note_becomes_an_entry():
    draft = written(STILL_OPEN, result="booked", appointment={"at": "2026-12-02T15:40-05:00", "with": "Dr. Hale"})
    turn = Turn(owner="role:referral-coordinator", next_action="ask", due_at=NOW, target_at=NOW)
    noted = note.to_noted(draft, turn, waiting=True, draft_id="d1", started_at=NOW, seconds=207)
    data = payload_data(noted)
    assert data["result"] == "booked"
    assert data["identified_by"] == ["name", "birth-date"]
    assert data["appointment"] == {"at": "2026-12-02T20:40:00.000Z", "with_whom": "Dr. Hale"}
    assert (data["draft_id"], data["seconds"], data["waiting"]) == ("d1", 207, True)
    closed = note.to_noted(written(WHOLE), None)
    assert (closed.open, closed.close_result) == (False, CloseResult.ANSWERED)


def test_a_no_answer_is_never_a_refusal():
    changed_mind = NoteDraft(
        disposition=Disposition.NO_ANSWER,
        result=Result.DECLINED,
        identified_by=(Identifier.NAME,),
        open=False,
        close_result=CloseResult.DECLINED,
        understood=True,
        remark="rang for long",
    )
    noted = note.to_noted(changed_mind, None)
    assert payload_data(noted) == {"disposition": "no-answer", "remark": "rang for long"}
    with pytest.raises(ValueError, match="disposition"):
        note.to_noted(NoteDraft(), None)
