"""A portal message is an attempt: planned by the cadence or not, counted, told, and taken back like a note."""

import pytest

from callback_desk.actions import adding, escalating, messaging, noting, undoing
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk
from callback_desk.domain import history
from callback_desk.domain.codes import Disposition
from callback_desk.domain.errors import DeskError
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.policy import check, read_policy
from callback_desk.exports.events import attempts
from callback_desk.policy import default_policy_text
from tests.tui.driver import Patients, at_desk


@pytest.fixture
def reminder(desk: Desk) -> str:
    new = NewCallback("annual visit", patient="Ana Ruiz", phone="415-555-0133", lane="reminder")
    return adding.add(desk, new)


def no_answer(desk: Desk, callback_id: str) -> str:
    return noting.save_note(desk, callback_id, NoteDraft(disposition=Disposition.NO_ANSWER)).callback.next_action


def test_the_cadence_plans_a_portal_message_where_the_policy_says_so(desk: Desk, reminder: str):
    assert no_answer(desk, reminder) == "call · 2nd try"
    assert no_answer(desk, reminder) == "portal message · 3rd try · last"
    after = messaging.send(desk, reminder, "please call us about your yearly visit")
    assert after.attempts == 3
    assert after.next_action == "send the reminder by letter, then close"
    assert after.owner == "role:front-desk"
    assert not after.waiting


def test_a_message_that_was_not_planned_counts_too_and_the_cadence_goes_on(desk: Desk, reminder: str):
    after = messaging.send(desk, reminder, None)
    assert (after.attempts, after.next_action, after.waiting) == (1, "call · 2nd try", True)
    assert after.due_at > desk.clock()
    assert "portal message sent (try 1)" in history.lines(after, desk.policy, desk.zone)[-1]


def test_the_files_tell_it_among_the_attempts_as_what_it_was(desk: Desk, reminder: str):
    no_answer(desk, reminder)
    made = attempts(messaging.send(desk, reminder, "please call us"))
    assert [(attempt.number, attempt.ended, attempt.reached) for attempt in made] == [
        (1, "no answer", False),
        (2, "portal message sent", False),
    ]
    assert made[1].payload["remark"] == "portal message sent: please call us"


def test_the_front_desk_makes_the_attempts_that_the_policy_gives_it(desk: Desk, reminder: str):
    gentle = desk.policy.cadences["gentle"]._replace(portal_on=(), front_desk_on=(2,))
    desk.policy = desk.policy._replace(cadences={**desk.policy.cadences, "gentle": gentle})
    assert no_answer(desk, reminder) == "front desk tries another way · 2nd try"
    callback = desk.store.callback(reminder)
    assert callback is not None
    assert callback.owner == "role:front-desk"


def test_before_a_visit_by_video_the_front_desk_tries_another_way_after_two_calls(desk: Desk):
    new = NewCallback("the link for my video visit", patient="Ana Ruiz", phone="415-555-0133", lane="telehealth")
    visit = adding.add(desk, new)
    assert no_answer(desk, visit) == "call · 2nd try"
    assert no_answer(desk, visit) == "front desk tries another way · 3rd try · last"
    assert no_answer(desk, visit) == "send the visit instructions by portal, tell the front desk"


@pytest.mark.parametrize("plan", ["voicemail_on", "portal_on", "front_desk_on", "other_time_of_day"])
def test_the_clinic_s_first_rules_show_every_way_to_try_again(plan: str):
    assert any(getattr(cadence, plan) for cadence in read_policy(default_policy_text()).cadences.values())


def test_it_puts_nothing_off_that_a_licensed_role_must_see(desk: Desk, reminder: str):
    before = escalating.escalate(desk, reminder, "role:nurse-line", "urgent", None)
    after = messaging.send(desk, reminder, "we called about the chest pain you spoke of")
    assert (after.owner, after.due_at, after.acknowledged) == (before.owner, before.due_at, False)
    assert after.attention == ("chest pain*",)


def test_it_can_be_taken_back(desk: Desk, reminder: str):
    messaging.send(desk, reminder, None)
    assert undoing.undo(desk, reminder).attempts == 0


def test_a_closed_callback_gets_none(desk: Desk, reminder: str):
    noting.close(desk, reminder, "not-needed")
    with pytest.raises(DeskError, match="closed"):
        messaging.send(desk, reminder, None)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("portal_on = [3]", "portal_on = [4]", "cadences.gentle.portal_on"),
        ("portal_on = [3]", "portal_on = [2]", "cadences.gentle.portal_on"),
        ("portal_on = [3]", "portal_on = [3]\nfront_desk_on = [9]", "cadences.gentle.front_desk_on"),
    ],
)
def test_attempts_that_cannot_be_are_told(old: str, new: str, key: str):
    assert [finding.key for finding in check(default_policy_text().replace(old, new))] == [key]


async def test_one_key_records_it_on_the_screen(desk: Desk):
    Patients(desk).wrote("Ana Ruiz", lane="reminder")
    async with at_desk(desk) as driver:
        await driver.press("M")
        await driver.write("please call us")
        await driver.press("enter")
        driver.expect("portal message recorded", "call · 2nd try")
        driver.expect("portal message sent: please call us")
        assert [row.attempts for row in driver.screen.queue_list.window.rows] == [1]
