"""What each step of each lane lets an assistant do: alone, with review, or not at all; and who is not bound by it."""

from datetime import UTC, datetime

import pytest

from callback_desk.domain import authority
from callback_desk.domain.appointment_time import Typed
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Authority, CloseResult, Disposition, Identifier, Result
from callback_desk.domain.entries import Closed, Noted, Payload, Received, Reviewed, Turn
from callback_desk.domain.fold import fold
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.policy import Policy, check
from callback_desk.domain.review_entries import ForReview
from callback_desk.policy import default_policy_text
from tests.unit.strategies import clinic_policy
from tests.unit.test_fold import HERE, NOON, THERE, entry, turn

POLICY = clinic_policy()
ASSISTANT = ("assistant",)
TABLE = [(lane, step, limit) for lane, rules in POLICY.lanes.items() for step, limit in rules.authority.items()]
WEDNESDAY = datetime(2026, 12, 2, 20, 40, tzinfo=UTC)
NIGHT = datetime(2026, 12, 3, 4, tzinfo=UTC)


def callback_in(lane: str) -> Callback:
    return Callback("c", "role:front-desk", "call", NOON, NOON, NOON, lane=lane)


def note_that_takes(policy: Policy, step: str) -> NoteDraft:
    """A note that shows the step by whatever the policy says shows it, else by its box."""
    facts: dict[str, object] = {}
    for what in policy.steps.get(step, ())[:1]:
        if what == authority.OUTSIDE_HOURS:
            facts = {"result": Result.BOOKED, "appointment": Typed(NIGHT, None, None)}
        elif what in list(Result):
            facts = {"result": Result(what)}
        else:
            facts = {"result": Result.SETTLED, "confirmed": (what,)}
    return NoteDraft(disposition=Disposition.REACHED, **(facts or {"result": Result.SETTLED, "steps": (step,)}))


@pytest.mark.parametrize(("lane", "step", "limit"), TABLE, ids=[f"{lane}: {step}" for lane, step, _ in TABLE])
def test_each_step_of_each_lane_is_as_the_policy_says(lane: str, step: str, limit: Authority) -> None:
    callback, note = callback_in(lane), note_that_takes(POLICY, step)
    assert step in authority.steps_taken(POLICY, lane, note)
    refusal = authority.refusal(POLICY, callback, note, ASSISTANT)
    assert (refusal is not None) == (limit is Authority.ESCALATE)
    assert (step in authority.to_review(POLICY, callback, note, ASSISTANT)) == (limit is Authority.REVIEW)
    if refusal is not None:
        assert POLICY.code_title(step) in refusal
        assert POLICY.role_title(f"role:{POLICY.lanes[lane].role}") in refusal
    assert authority.to_review(POLICY, callback, note, ("manager",)) == ()
    assert authority.refusal(POLICY, callback, note, ("manager",)) is None


def test_what_a_lane_does_not_list_is_the_assistants_alone() -> None:
    note = note_that_takes(POLICY, "book")
    assert authority.to_review(POLICY, callback_in("refill"), note, ASSISTANT) == ()
    assert authority.refusal(POLICY, callback_in("refill"), note, ASSISTANT) is None


def test_nobody_reached_takes_no_step() -> None:
    note = NoteDraft(disposition=Disposition.NO_ANSWER, steps=("book",))
    assert list(authority.steps_taken(POLICY, "referral", note)) == []


def test_booking_outside_the_open_hours_is_a_step_of_its_own() -> None:
    about = callback_in("new-appointment")
    day, night = (
        NoteDraft(disposition=Disposition.REACHED, result=Result.BOOKED, appointment=Typed(at, None, None))
        for at in (WEDNESDAY, NIGHT)
    )
    assert authority.to_review(POLICY, about, day, ASSISTANT) == ()
    assert authority.to_review(POLICY, about, night, ASSISTANT) == ("book-outside-rules",)


def test_a_lanes_own_role_may_do_what_is_handed_to_it() -> None:
    note = note_that_takes(POLICY, "choose-specialist")
    assert authority.refusal(POLICY, callback_in("referral"), note, ("referral-coordinator",)) is None


def test_the_note_has_boxes_for_steps_that_nothing_else_shows() -> None:
    assert authority.ticked_in_notes(POLICY, "records") == ("send-record", "fill-in-form", "symptoms")
    assert authority.ticked_in_notes(POLICY, "refill") == ("promise-refill", "change-dose", "symptoms")


@pytest.mark.parametrize("lane", POLICY.lanes)
def test_no_step_that_is_not_the_assistants_is_left_unsaid_in_any_lane(lane: str) -> None:
    ticked = authority.ticked_in_notes(POLICY, lane)
    for step, limit in POLICY.lanes[lane].authority.items():
        if limit is Authority.ESCALATE:
            assert step in ticked or POLICY.steps.get(step)
            assert step in authority.refused(POLICY, callback_in(lane), ASSISTANT)


def test_a_lane_whose_every_step_is_the_assistants_has_no_boxes_for_them() -> None:
    alone = POLICY.lanes["refill"]._replace(authority={"take-request": Authority.ALONE})
    policy = POLICY._replace(lanes={**POLICY.lanes, "refill": alone})
    assert authority.ticked_in_notes(policy, "refill") == ()


def test_a_lane_may_name_its_reviewer_else_the_manager_reviews() -> None:
    assert authority.reviewer_of(POLICY, "referral") == "manager"
    own = POLICY.lanes["referral"]._replace(reviewer="referral-coordinator")
    policy = POLICY._replace(lanes={**POLICY.lanes, "referral": own})
    assert authority.reviewer_of(policy, "referral") == "referral-coordinator"
    without = {name: role for name, role in POLICY.roles.items() if name != "manager"}
    assert authority.reviewer_of(POLICY._replace(roles=without), "referral") == "referral-coordinator"


@pytest.mark.parametrize(
    ("was", "now", "key", "problem"),
    [
        ('book = ["booked"]', 'bok = ["booked"]', "steps.bok", "is a step of no lane"),
        ('book = ["booked"]', 'book = ["bookd"]', "steps.book", "neither a result nor confirmed"),
        ('title = "Referral"', 'title = "Referral"\nreviewer = "managr"', "lanes.referral.reviewer", "not a role"),
        ('papers = ["insurance"', 'papers = ["insurence"', "preparation.papers", "on no lane's checklist"),
        ('pass-on-message = "alone"', 'pass-on-message = "escalate"', "pass-on-message", "no way to end a call"),
    ],
)
def test_a_policy_that_makes_no_sense_of_steps_is_told(was: str, now: str, key: str, problem: str) -> None:
    text = default_policy_text()
    assert was in text
    findings = [finding for finding in check(text.replace(was, now, 1)) if key in finding.key]
    assert [problem in finding.problem for finding in findings][:1] == [True]


# What the fold makes of notes for review

LATER = Turn(owner="role:scheduling", next_action="ask for the EKG", due_at=WEDNESDAY, target_at=NOON)
REVIEW = Turn(owner="role:manager", next_action="review: book", due_at=WEDNESDAY, target_at=NOON)


def for_review(**facts: object) -> Noted:
    return Noted(
        disposition=Disposition.REACHED,
        result=Result.BOOKED,
        identified_by=(Identifier.NAME, Identifier.PHONE),
        turn=REVIEW,
        review="book: the manager looks at it",
        for_review=ForReview(steps=("book",), reviewer="role:manager", then=LATER, **facts),  # type: ignore[arg-type]
    )


def after(*payloads: Payload) -> Callback:
    first = Received(channel="voicemail", at=NOON, turn=turn(), lane="referral")
    return fold("c", [entry(number, payload) for number, payload in enumerate((first, *payloads), 1)])


def test_a_note_for_review_waits_with_its_reviewer_whatever_else_happens() -> None:
    callback = after(for_review(), Noted(disposition=Disposition.NO_ANSWER, turn=REVIEW))
    assert callback.in_review is not None
    assert (callback.reviewer, callback.in_review.author, callback.review) == (
        "role:manager",
        "maria",
        "book: the manager looks at it",
    )
    assert (callback.owner, callback.attempts, callback.is_open) == ("role:manager", 2, True)


def test_a_review_ends_the_waiting_and_gives_the_turn_on() -> None:
    callback = after(for_review(), Reviewed(approved=True, turn=LATER, waiting=True))
    assert (callback.in_review, callback.review, callback.next_action) == (None, None, "ask for the EKG")
    assert not after(for_review(), Reviewed(approved=True), Closed(result=CloseResult.BOOKED)).is_open


@pytest.mark.parametrize(
    ("then", "unapproved"),
    [
        ((), [2]),
        ((Reviewed(approved=True),), []),
        ((Reviewed(approved=False, change="which day?"),), [2]),
        ((Reviewed(approved=False), for_review()), [2, 4]),
        ((Reviewed(approved=False), for_review(), Reviewed(approved=True), Closed(result=CloseResult.BOOKED)), [2]),
        ((Closed(result=CloseResult.BOOKED),), []),
        ((Closed(result=CloseResult.DECLINED),), [2]),
    ],
)
def test_a_note_is_final_once_its_first_review_approved_it(then: tuple[Payload, ...], unapproved: list[int]) -> None:
    assert sorted(seq for _, _, seq in after(for_review(), *then).unapproved) == unapproved


def test_a_review_of_an_earlier_note_does_not_cover_a_later_one_on_another_desk() -> None:
    first = entry(1, Received(channel="voicemail", at=NOON, turn=turn(), lane="referral"))
    here = entry(2, for_review())
    there = entry(1, for_review(), THERE, {HERE: 1})._replace(hlc="0003")
    approved = entry(3, Reviewed(approved=True))._replace(hlc="0004")
    closed = entry(4, Closed(result=CloseResult.BOOKED))._replace(hlc="0005")
    callback = fold("c", [first, here, there, approved, closed])
    assert callback.is_open
    assert callback.in_review is not None
    assert callback.in_review.order == there.order
