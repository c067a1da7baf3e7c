"""Whatever people do, in any order: nothing is without an owner, nothing is lost, no alarm is put aside."""

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from callback_desk.actions import (
    adding,
    amending,
    card_changing,
    claiming,
    escalating,
    exceptions,
    joining,
    messaging,
    noting,
    preparing,
    reading,
    reviewing,
    splitting,
    undoing,
)
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.amending import Facts
from callback_desk.actions.context import Desk
from callback_desk.actions.preparing import Got
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult, Disposition, ExceptionCode, HoldReason, Result, Status
from callback_desk.domain.errors import DeskError
from callback_desk.domain.fold import fold
from callback_desk.domain.note import NoteDraft, prefilled
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from tests.tui.driver import Clock, Patients, close_desk, make_desk

CALM = ("please call me about a first visit", "where is my referral to cardiology", "my card was declined, twice")
ALARM = ("I have chest pain since last night", "me duele el pecho")
TALK: dict[str, Any] = {
    "disposition": "reached",
    "identified_by": ["name", "birth-date"],
    "request": "first visit, a heart murmur, afternoons only",
    "confirmed": ["number"],
    "understood": True,
    "remark": "nothing to confirm beyond the number",
}
OWNERS = ("role:scheduling", "role:billing", "role:front-desk", "person:maria", "person:ben", "role:gone")
CARDS: tuple[dict[str, object], ...] = (
    {"voicemail": "none", "language": "es"},
    {"do_not_contact": True},
    {"do_not_contact": False},
    {"do_not_contact": True, "call_anyway": "asked for this call himself"},
    {"deceased_on": "2026-01-02"},
    {"deceased_on": None},
)
which = st.integers(0, 99)
persons = st.sampled_from(["maria", "ben"])
or_the_manager = st.sampled_from(["maria", "joan"])
minutes = st.sampled_from([1, 9, 45, 125, 60 * 15, 60 * 24 * 3])


class AnyOrder(RuleBasedStateMachine):
    """Two people at one store. `alarms` is what the test itself knows to be unacknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.desk = make_desk(Path(self.folder.name), self.clock)
        self.desk.policy = read_policy(with_person(self.desk.policy.text, "joan", "Joan", ("manager",)))
        self.patients = Patients(self.desk)
        self.ids: list[str] = []
        self.alarms: set[str] = set()
        self.known: dict[str, set[tuple[str, int]]] = {}
        self.latest = self.clock.now

    def teardown(self) -> None:
        assert self.desk.store.verify() == []
        close_desk(self.desk)
        self.folder.cleanup()

    def pick(self, place: int) -> str:
        return self.ids[place % len(self.ids)]

    def at(self, callback_id: str) -> Callback:
        callback = self.desk.store.callback(callback_id)
        assert callback is not None
        return callback

    def act(self, person: str, deed: Callable[[Desk], object]) -> object | None:
        """Do it as a person; a refusal is an answer too, and changes nothing."""
        self.desk.person_id = person
        before = {one: self.at(one) for one in self.ids}
        try:
            return deed(self.desk)
        except DeskError:
            assert {one: self.at(one) for one in before} == before
            return None

    # What happens

    @initialize(words=st.sampled_from(CALM))
    def somebody_called(self, words: str) -> None:
        self.ids.append(self.patients.wrote("Thomas Okafor", request=words))

    @rule(words=st.sampled_from([*CALM, *ALARM]), has_number=st.booleans(), person=persons)
    def add(self, words: str, has_number: bool, person: str) -> None:
        phone = f"415-555-{len(self.ids):04}" if has_number else None
        added = self.act(person, lambda desk: adding.add(desk, NewCallback(words, patient="Ana Ruiz", phone=phone)))
        self.ids.append(str(added))
        if words in ALARM:
            self.alarms.add(str(added))

    @rule(place=which, words=st.sampled_from([*CALM, *ALARM]), person=persons)
    def the_patient_calls_again(self, place: int, words: str, person: str) -> None:
        one = self.pick(place)
        joined = self.act(person, lambda desk: joining.join(desk, one, NewCallback(words, phone="415-555-0199")))
        if joined and words in ALARM:
            self.alarms.add(one)

    @rule(by=minutes)
    def time_passes(self, by: int) -> None:
        self.clock.advance(minutes=by)

    @rule(by=st.integers(1, 12))
    def seconds_pass(self, by: int) -> None:
        self.clock.advance(seconds=by)

    @rule(place=which, person=persons)
    def take(self, place: int, person: str) -> None:
        self.act(person, lambda desk: claiming.claim(desk, self.pick(place)))

    @rule(place=which, person=persons)
    def give_back(self, place: int, person: str) -> None:
        self.act(person, lambda desk: claiming.release(desk, self.pick(place)))

    @rule(place=which, person=persons, owner=st.sampled_from(OWNERS))
    def hand_over(self, place: int, person: str, owner: str) -> None:
        self.act(person, lambda desk: claiming.hand_over(desk, self.pick(place), owner, "the EKG"))

    @rule(place=which, person=persons, lane=st.sampled_from(["referral", "records", "symptom", "no-such-lane"]))
    def change_lane(self, place: int, person: str, lane: str) -> None:
        one = self.pick(place)
        before = self.at(one).lane
        moved = self.act(person, lambda desk: claiming.change_lane(desk, one, lane))
        if moved and lane == "symptom" != before:
            self.alarms.add(one)

    @rule(place=which, person=persons, by=minutes)
    def snooze(self, place: int, person: str, by: int) -> None:
        one, until = self.pick(place), self.clock.now + timedelta(minutes=by * 7)
        done = self.act(person, lambda desk: claiming.snooze(desk, one, until))
        assert not (done and one in self.alarms)

    @rule(place=which, person=persons, by=minutes, reason=st.sampled_from(HoldReason))
    def hold(self, place: int, person: str, by: int, reason: HoldReason) -> None:
        one, until = self.pick(place), self.clock.now + timedelta(minutes=by * 7)
        done = self.act(person, lambda desk: claiming.hold(desk, one, reason, until))
        assert not (done and one in self.alarms)

    @rule(
        place=which,
        person=persons,
        disposition=st.sampled_from([one for one in Disposition if one is not Disposition.REACHED]),
    )
    def not_reached(self, place: int, person: str, disposition: Disposition) -> None:
        self.note(place, person, {"disposition": disposition.value})

    @rule(place=which, person=persons, result=st.sampled_from(Result), still_open=st.booleans())
    def reached(self, place: int, person: str, result: Result, still_open: bool) -> None:
        data = {**TALK, "result": result.value, "open": still_open, "language": "vi"}
        if result is Result.BOOKED:
            data["appointment"] = {"at": (self.clock.now + timedelta(days=9)).isoformat()}
        if still_open:
            data["next_action"] = "ask the doctor's office for the EKG"
        self.note(place, person, data)

    def note(self, place: int, person: str, data: dict[str, Any]) -> None:
        one = self.pick(place)

        def save(desk: Desk) -> object:
            written = NoteDraft.from_json(data, desk.policy)
            return noting.save_note(desk, one, prefilled(desk.policy, self.at(one), written, desk.clock()))

        self.act(person, save)

    @rule(place=which, person=persons, role=st.sampled_from(["nurse-line", "front-desk"]))
    def escalate(self, place: int, person: str, role: str) -> None:
        one = self.pick(place)
        if self.act(person, lambda desk: escalating.escalate(desk, one, f"role:{role}", "chest pain", None)):
            self.alarms.add(one)

    @rule(place=which, person=persons)
    def acknowledge(self, place: int, person: str) -> None:
        one = self.pick(place)
        if self.act(person, lambda desk: escalating.acknowledge(desk, one, "Nurse Kim", "telephone", None)):
            self.alarms.discard(one)

    @precondition(lambda self: self.alarms)
    @rule(person=persons)
    def tell_somebody_of_the_first_alarm(self, person: str) -> None:
        one = min(self.alarms)
        self.act(person, lambda desk: escalating.escalate(desk, one, "role:nurse-line", "chest pain", None))
        if self.act(person, lambda desk: escalating.acknowledge(desk, one, "Nurse Kim", "telephone", None)):
            self.alarms.discard(one)

    @rule(place=which, person=persons)
    def close(self, place: int, person: str) -> None:
        one = self.pick(place)
        done = self.act(person, lambda desk: noting.close(desk, one, CloseResult.ANSWERED))
        assert not (done and one in self.alarms)

    @rule(place=which, person=persons)
    def undo(self, place: int, person: str) -> None:
        self.act(person, lambda desk: undoing.undo(desk, self.pick(place)))

    @rule(
        place=which,
        person=persons,
        words=st.sampled_from([*CALM, *ALARM]),
        lane=st.sampled_from(["records", "symptom"]),
    )
    def split(self, place: int, person: str, words: str, lane: str) -> None:
        one = self.pick(place)
        second = self.act(person, lambda desk: splitting.split(desk, one, lane, words))
        if isinstance(second, Callback) and second.callback_id not in self.ids:
            self.ids.append(second.callback_id)
            if lane == "symptom" or words in ALARM:
                self.alarms.add(second.callback_id)

    @rule(place=which, person=persons, language=st.sampled_from(["vi", "es"]))
    def put_right(self, place: int, person: str, language: str) -> None:
        self.act(person, lambda desk: amending.amend(desk, self.pick(place), Facts(language=language)))

    @rule(place=which, person=persons, done=st.booleans())
    def prepare(self, place: int, person: str, done: bool) -> None:
        got = Got(done=("number",)) if done else Got(missing=("number",), remark="the line is bad")
        self.act(person, lambda desk: preparing.prepare(desk, self.pick(place), got))

    @rule(place=which, person=persons, data=st.sampled_from(CARDS))
    def change_card(self, place: int, person: str, data: dict[str, object]) -> None:
        self.act(person, lambda desk: card_changing.change(desk, self.pick(place), data))

    @rule(place=which, person=persons, words=st.sampled_from([None, "please call us"]))
    def portal_message(self, place: int, person: str, words: str | None) -> None:
        self.act(person, lambda desk: messaging.send(desk, self.pick(place), words))

    @rule(place=which, person=persons)
    def attention_words_are_typed(self, place: int, person: str) -> None:
        one = self.pick(place)
        raises = self.at(one).is_open and not self.at(one).attention
        self.act(person, lambda desk: exceptions.record(desk, one, ExceptionCode.CLINICAL_REVIEW, ALARM[0]))
        if raises:
            self.alarms.add(one)

    @rule(place=which, person=persons, code=st.sampled_from(ExceptionCode))
    def exception(self, place: int, person: str, code: ExceptionCode) -> None:
        self.act(person, lambda desk: exceptions.record(desk, self.pick(place), code, "the script was about a visit"))

    @rule(place=which, person=or_the_manager, approved=st.booleans())
    def review(self, place: int, person: str, approved: bool) -> None:
        one = self.pick(place)
        waited = self.at(one).in_review is not None

        def decide(desk: Desk) -> object:
            return reviewing.approve(desk, one) if approved else reviewing.give_back(desk, one, "say which papers")

        done = self.act(person, decide)
        assert not done or (waited and person == "joan" and self.at(one).in_review is None)

    # What always holds

    @invariant()
    def every_open_callback_has_an_owner_a_next_action_and_a_due_time(self) -> None:
        policy = self.desk.policy
        self.latest = max(self.latest, self.clock.now)
        for one in self.ids:
            callback = self.at(one)
            if not callback.is_open:
                continue
            for owner in (callback.owner, callback.owner_at(self.clock.now)):
                kind, _, known_by = owner.partition(":")
                assert known_by in (policy.roles if kind == "role" else policy.people)
            assert callback.next_action.strip()
            assert callback.due_at <= self.latest + timedelta(days=policy.limits.longest_deferral_days)

    @invariant()
    def no_alarm_is_put_aside(self) -> None:
        for one in self.alarms:
            callback = self.at(one)
            assert callback.is_open
            assert callback.attention_pending or callback.acknowledged is False
            assert callback.attention_rank == 0
            assert callback.hold_reason is None
            assert callback.status_at(self.clock.now) not in (Status.ON_HOLD, Status.CLOSED)

    @invariant()
    def what_waits_for_review_is_open_and_says_so(self) -> None:
        for one in self.ids:
            callback = self.at(one)
            if callback.in_review is not None:
                assert callback.is_open
                assert callback.review
                assert callback.status_at(self.clock.now) in (Status.REVIEW, Status.ESCALATED)

    @invariant()
    def no_entry_is_lost(self) -> None:
        for one in self.ids:
            lines = {(entry.replica_id, entry.seq) for entry in self.at(one).history}
            assert lines >= self.known.get(one, set())
            self.known[one] = lines

    @invariant()
    def the_queue_shows_what_the_entries_say(self) -> None:
        for one in self.ids:
            callback = self.at(one)
            assert self.desk.store.queue_row(one) == reading.row_of(callback, self.desk.policy.default_lane)
            assert fold(one, reversed(callback.history)) == callback


AnyOrder.TestCase.settings = settings(
    settings.default,
    max_examples=max(6, settings.default.max_examples // 4),
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyOrder = pytest.mark.usefixtures("own_home")(AnyOrder.TestCase)
