"""Authority on the screen: what is not offered says why; what needs review is decided by whoever may."""

from datetime import timedelta

import pytest

from callback_desk.actions import claiming, noting, reviewing
from callback_desk.actions.context import Desk
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from tests.actions.test_reviewing import booked
from tests.tui.driver import SMALL, WIDE, Patients, at_desk


@pytest.fixture
def desk(desk: Desk) -> Desk:
    desk.policy = read_policy(with_person(desk.policy.text, "joan", "Joan", ("manager",)))
    return desk


@pytest.fixture
def anh_thu(desk: Desk) -> str:
    return Patients(desk).wrote("Anh-Thu Nguyen", lane="referral")


def in_review(desk: Desk, callback_id: str) -> None:
    noting.save_note(desk, callback_id, booked(desk))


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_manager_approves_with_two_keys(desk: Desk, anh_thu: str, size: tuple[int, int]):
    in_review(desk, anh_thu)
    desk.person_id = "joan"
    async with at_desk(desk, size) as person:
        await person.press("6")
        assert person.patients == ["Anh-Thu Nguyen"]
        person.expect("review: ")
        await person.press("r")
        person.expect("Review · Anh-Thu Nguyen", "reached, booked", "1 approve it: closed, booked")
        await person.press("1")
        person.expect("approved")
        assert not desk.store.callback(anh_thu).is_open  # type: ignore[union-attr]


async def test_u_takes_back_the_approval_and_not_what_was_saved_before_it(desk: Desk, anh_thu: str):
    in_review(desk, anh_thu)
    other = Patients(desk).wrote("Thomas Okafor", ago=300)
    desk.person_id = "joan"
    async with at_desk(desk) as person:
        await person.press("slash")
        await person.write("okafor")
        await person.press("enter", "s", "1")
        waiting = desk.store.callback(other).due_at  # type: ignore[union-attr]
        await person.press("escape", "6", "r", "1")
        person.expect("u undoes it")
        await person.press("u")
        person.expect("is as it was before")
    approved = desk.store.callback(anh_thu)
    assert approved is not None
    assert approved.is_open
    assert approved.in_review is not None
    assert desk.store.callback(other).due_at == waiting  # type: ignore[union-attr]


async def test_the_manager_returns_it_with_a_line(desk: Desk, anh_thu: str):
    in_review(desk, anh_thu)
    desk.person_id = "joan"
    async with at_desk(desk) as person:
        await person.press("r", "2", "enter")
        person.expect("say in a line what to change")
        await person.write("Dr. Hale is away")
        await person.press("enter")
        person.expect("returned")
        await person.press("1")
        person.expect("change the note: Dr. Hale is away")


async def test_whose_it_is_is_said_to_anybody_else(desk: Desk, anh_thu: str):
    async with at_desk(desk) as person:
        await person.press("r")
        person.expect("no note of this item waits for an approval")
        in_review(desk, anh_thu)
        person.screen._poll()
        await person.press("r")
        person.expect("waits for Practice manager")


async def test_the_note_says_before_saving_that_somebody_looks_at_it(desk: Desk, anh_thu: str):
    async with at_desk(desk) as person:
        await person.press("enter", "r", "2", "space", "space")
        await person.write("a visit for the knee, mornings only")
        await person.press("enter")
        await person.write("wed 3:40p")
        await person.press("enter", "space")
        person.expect("ready to save · then Practice manager looks at it")
        await person.press("f9")
        person.expect("review: book")
        assert reviewing.may_review(desk, desk.store.callback(anh_thu)) is False  # type: ignore[arg-type]


def not_to_book(desk: Desk) -> None:
    """The clinic's rules, with booking in referrals kept from the assistant."""
    desk.policy = read_policy(desk.policy.text.replace('book = "review"', 'book = "escalate"', 1))


async def test_a_result_that_is_not_the_assistants_is_dimmed_and_its_key_says_why(desk: Desk, anh_thu: str):
    not_to_book(desk)
    async with at_desk(desk) as person:
        await person.press("enter", "r")
        person.expect("(2 booked)")
        await person.press("2")
        person.expect("book: not for the assistant in Referral; hand it over to Referral coordinator")
        assert person.screen.note._form.draft().result is None  # type: ignore[union-attr]
        await person.press("right", "right")
        assert person.screen.note._form.draft().result == "call-later"  # type: ignore[union-attr]


async def test_a_step_without_a_result_has_a_box_and_what_is_not_allowed_has_none(desk: Desk):
    callback_id = Patients(desk).wrote("Priya Raman", lane="records")
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "space", "space")
        person.expect("Also did", "☐ send a record", "– anything about symptoms")
        await person.write("wants her vaccine record for school")
        await person.press("down", "down", "space", "right", "right", "space")
        person.expect("anything about symptoms: not for the assistant")
        await person.press("f9")
        await person.press("space", "f9")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.next_action == "review: send a record"


@pytest.mark.parametrize("key", ["g", "s", "z", "k"])
async def test_what_waits_for_a_reviewer_says_so_before_anything_is_asked(desk: Desk, anh_thu: str, key: str):
    in_review(desk, anh_thu)
    async with at_desk(desk) as person:
        await person.press(key)
        person.expect("a note of it waits for Practice manager, who has it: they decide")
        assert len(person.screen.app.screen_stack) == 1


async def test_what_waits_for_somebody_else_s_review_is_counted_at_the_end_of_the_day_and_not_asked(
    desk: Desk, anh_thu: str
):
    in_review(desk, anh_thu)
    claiming.hand_over(desk, anh_thu, "role:manager", None, desk.clock() + timedelta(minutes=30))
    async with at_desk(desk) as person:
        await person.press("e")
        person.expect("Nothing is undecided.", "1 more waits for somebody else's review.")


@pytest.mark.parametrize(("key", "title"), [("s", "Snooze"), ("z", "Hold"), ("k", "Close")])
async def test_the_reviewer_may_do_with_it_what_they_like(desk: Desk, anh_thu: str, key: str, title: str):
    in_review(desk, anh_thu)
    desk.person_id = "joan"
    async with at_desk(desk) as person:
        await person.press(key)
        person.expect(f"{title} · Anh-Thu Nguyen")


@pytest.mark.parametrize(("key", "title"), [("h", "Hand over"), ("x", "Lane")])
async def test_anybody_may_still_hand_it_to_its_reviewer_or_raise_it(desk: Desk, anh_thu: str, key: str, title: str):
    in_review(desk, anh_thu)
    async with at_desk(desk) as person:
        await person.press(key)
        person.expect(f"{title} · Anh-Thu Nguyen")


async def test_a_lane_without_a_step_for_review_shows_what_is_not_the_assistants_too(desk: Desk):
    Patients(desk).wrote("Priya Raman", lane="refill")
    async with at_desk(desk) as person:
        await person.press("enter", "r", "1", "space", "space")
        person.expect("Also did", "– promise a refill")
        await person.write("her usual tablets run out on Friday")
        await person.press("down", "down", "space")
        person.expect("promise a refill: not for the assistant")
