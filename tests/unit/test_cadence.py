"""What follows an attempt that did not reach the patient: another one at a better time, and never silence."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callback_desk.domain.cadence import after_attempt, after_result, ordinal, patient_zone
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Disposition, Result
from tests.unit.strategies import callbacks, clinic_policy, moments
from tests.unit.test_turns import at, faults_of, waiting_callback

POLICY = clinic_policy()
EASTERN, PACIFIC = "+12125550101", "+14155550133"
UNREACHED = [disposition for disposition in Disposition if disposition is not Disposition.REACHED]


def tried(attempts: int = 0, **facts: object) -> Callback:
    standing = {"attempts": attempts, "lane": "existing-patient", "owner": "person:maria", "phone": EASTERN}
    return waiting_callback(**{**standing, **facts})


@pytest.mark.parametrize("disposition", [Disposition.NO_ANSWER, Disposition.VOICEMAIL, Disposition.SOMEBODY_ELSE])
def test_the_next_attempt_is_at_another_time_of_day(disposition) -> None:
    after = after_attempt(POLICY, tried(), disposition, at(23, 9))
    assert after.turn.due_at == at(23, 13)  # two hours later is still morning
    assert after.turn.next_action == "call · 2nd try"
    assert after.turn.owner == "person:maria"
    assert (after.waiting, after.review, after.ended) == (True, None, False)
    afternoon = after_attempt(POLICY, tried(), disposition, at(23, 14))
    assert afternoon.turn.due_at == at(24, 8)


def test_over_the_weekend_it_is_the_next_clinic_morning() -> None:
    after = after_attempt(POLICY, tried(), Disposition.NO_ANSWER, at(20, 16, 30))  # a Friday
    assert after.turn.due_at == at(23, 9, 30)  # half an hour was left on Friday


def test_the_last_attempt_is_called_the_last() -> None:
    after = after_attempt(POLICY, tried(1), Disposition.VOICEMAIL, at(23, 9))
    assert after.turn.next_action == "call · 3rd try · last"
    assert after.turn.due_at == at(24, 13)  # a day's open minutes later, after lunch


def test_after_the_last_attempt_the_policy_says_who_does_what() -> None:
    after = after_attempt(POLICY, tried(2), Disposition.NO_ANSWER, at(23, 9))
    assert after.turn.owner == "role:front-desk"
    assert after.turn.next_action == "send a portal message or letter, then decide"
    assert after.turn.due_at == at(24, 9)
    assert (after.waiting, after.ended) == (False, True)
    assert after_attempt(POLICY, tried(7), Disposition.BUSY, at(23, 9)).ended


def test_a_busy_line_is_tried_again_soon_at_the_same_time_of_day() -> None:
    after = after_attempt(POLICY, tried(), Disposition.BUSY, at(23, 9))
    assert after.turn.due_at == at(23, 9, 15)
    assert after.waiting


def test_nobody_is_called_before_their_own_morning() -> None:
    after = after_attempt(POLICY, tried(phone=PACIFIC), Disposition.NO_ANSWER, at(23, 14))
    assert after.turn.due_at == at(24, 11)  # eight o'clock on the Pacific coast, and before noon here


def test_where_no_hour_suits_both_clinic_and_patient_it_is_the_patients() -> None:
    manila = ZoneInfo("Asia/Manila")
    after = after_attempt(POLICY, tried(phone="+639175550123"), Disposition.NO_ANSWER, at(23, 14))
    assert 8 <= after.turn.due_at.astimezone(manila).hour < 20
    assert after.turn.due_at <= at(25, 14)


def test_a_number_that_tells_no_place_counts_as_the_clinics() -> None:
    assert patient_zone(POLICY, tried(phone=PACIFIC)) == ZoneInfo("America/Los_Angeles")
    assert patient_zone(POLICY, tried(phone="+18005550199")) == POLICY.zone_info
    assert patient_zone(POLICY, tried(phone=None)) == POLICY.zone_info


@pytest.mark.parametrize(
    ("disposition", "review", "action"),
    [
        (Disposition.WRONG_PERSON, "the number reaches somebody else", "find the right number"),
        (Disposition.NOT_IN_SERVICE, "the number is not in service", "find another number"),
    ],
)
def test_a_number_that_is_not_the_patients_goes_to_the_front_desk_for_review(disposition, review, action) -> None:
    after = after_attempt(POLICY, tried(), disposition, at(23, 9))
    assert (after.review, after.turn.next_action, after.turn.owner) == (review, action, "role:front-desk")
    assert after.turn.due_at == at(23, 11)
    assert not after.waiting


@pytest.mark.parametrize("disposition", UNREACHED)
@pytest.mark.parametrize(
    "facts",
    [
        {"attention_pending": True},
        {"escalated_to": "role:nurse-line", "acknowledged": False},
        {},
    ],
    ids=["attention words", "escalated", "moved there by hand"],
)
def test_what_a_licensed_role_must_see_is_not_put_off_by_an_attempt(disposition, facts) -> None:
    alarming = tried(2, lane="symptom", next_action="escalate to nurse line", due_at=at(23, 9, 5), **facts)
    after = after_attempt(POLICY, alarming, disposition, at(23, 9))
    assert after.turn.next_action == "escalate to nurse line"
    assert after.turn.due_at == at(23, 9, 5)
    assert not after.waiting
    assert not after.ended


def test_a_symptom_that_was_acknowledged_is_tried_again_by_the_wall_clock() -> None:
    told = tried(lane="symptom", next_action="nurse line answers the patient", escalated_to="role:nurse-line")
    told.acknowledged = True
    after = after_attempt(POLICY, told, Disposition.NO_ANSWER, at(20, 16, 55))
    assert after.turn.due_at == at(20, 17, 5)
    told.attempts = 2
    last = after_attempt(POLICY, told, Disposition.NO_ANSWER, at(20, 17, 30))
    assert (last.turn.owner, last.turn.due_at) == ("role:nurse-line", at(20, 17, 40))


def test_reached_is_not_the_cadences_business_but_for_another_call() -> None:
    with pytest.raises(ValueError, match="did not reach"):
        after_attempt(POLICY, tried(), Disposition.REACHED, at(23, 9))
    assert after_result(POLICY, tried(), Result.SETTLED, at(23, 9)) is None
    later = after_result(POLICY, tried(), Result.CALL_LATER, at(23, 9))
    assert later is not None
    assert (later.turn.next_action, later.turn.due_at, later.waiting) == ("call back as agreed", at(23, 11), True)
    interpreter = after_result(POLICY, tried(), Result.INTERPRETER, at(23, 9))
    assert interpreter is not None
    assert (interpreter.turn.next_action, interpreter.turn.due_at) == ("call with an interpreter", at(23, 11))
    alarming = tried(attention_pending=True, next_action="escalate to nurse line")
    kept = after_result(POLICY, alarming, Result.CALL_LATER, at(23, 9))
    assert kept is not None
    assert kept.turn.next_action == "escalate to nurse line"


def test_numbers_are_read_as_people_say_them() -> None:
    said = [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 102, 113)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "113th"]


@given(callbacks(), st.sampled_from(UNREACHED), moments)
def test_whatever_happened_somebody_does_something_in_time(callback, disposition, now) -> None:
    after = after_attempt(POLICY, callback, disposition, now.astimezone(POLICY.zone_info))
    assert faults_of(after.turn, now) == []
    assert not (after.waiting and after.ended)
    if callback.attention_pending or callback.acknowledged is False:
        assert after.turn.due_at <= max(callback.due_at, now)
        assert not after.waiting
    elif after.waiting:
        assert after.turn.due_at > now
        if POLICY.lane(callback.lane).clock == "open":
            there = after.turn.due_at.astimezone(patient_zone(POLICY, callback))
            assert POLICY.call_hours.start <= there.time() < POLICY.call_hours.end
    assert after.turn.due_at <= now.astimezone(UTC) + timedelta(days=14)


@given(moments, st.sampled_from([EASTERN, PACIFIC]))
def test_the_next_attempt_falls_into_open_hours_and_the_other_half_of_the_day(now, phone) -> None:
    hours = POLICY.open_hours(None)
    tried_at = hours.next_open(now)
    due = after_attempt(POLICY, tried(phone=phone), Disposition.NO_ANSWER, tried_at).turn.due_at
    assert hours.is_open(due)
    assert hours.half_of_day(due) != hours.half_of_day(tried_at)
    assert datetime.min.replace(tzinfo=UTC) < tried_at < due
