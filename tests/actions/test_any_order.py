"""Whatever people do, in any order: nothing is without an owner, nothing is lost, no alarm is put aside."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from callback_desk import actions
from callback_desk.actions import adding, amending, answering, claiming, escalating, exceptions, joining, splitting
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.amending import Facts
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult, ExceptionCode, HoldReason
from tests.actions.machine import ALARM, CALM, minutes, or_the_manager, persons, said, which
from tests.actions.machine_rules import Calls

OWNERS = ("role:scheduling", "role:billing", "role:front-desk", "person:maria", "person:ben", "role:gone")
ASKS_ONLY = {
    "cards": {"as_card_says", "card_of", "changes_in_words", "document", "found_for", "no_call", "shown"},
    "closing_day": {"claims", "handoff_text", "left_to_others", "report", "undecided"},
    "context": {"require"},
    "escalating": {"back_to"},
    "evidence": {"names_not_parted", "numbers_of_same", "perhaps_same"},
    "exceptions": {"document", "log"},
    "folder_watching": {"applies_alone", "folders_of", "taken"},
    "flagging": {"matched", "new_words"},
    "joining": {"matching"},
    "judging": {"may_judge"},
    "next_item": {"next_item"},
    "next_steps": {"in_words", "needed", "possible_now"},
    "patient_note": {"patient_note"},
    "protecting": {
        *("addressees", "default_recipients", "missing_passphrases", "require_audience", "require_passphrase_name"),
        "require_recipient",
    },
    "publishing": {"standing_at"},
    "reaching": {
        "answering",
        "count_unanswered",
        "default_role",
        "language_gap",
        "licensed_here",
        "reach",
        "unanswered",
    },
    "reading": {
        *(
            "counts",
            "first_view",
            "line_of",
            "page",
            "preparation",
            "queue_document",
            "reviewed_elsewhere",
            "row_document",
            "rows",
        ),
        *("script_of", "show_document"),
    },
    "recent_talks": {"remembered"},
    "reviewing": {
        *("after_approval", "left_to_others", "may_review", "require_allowed", "require_reviewer", "reviewer", "told"),
    },
    "taking_in": {"plan_files", "read_options"},
    "two_requests": {"seems_two"},
}
"""What only reads or refuses."""
NO_ENTRY = {
    "disclosing": {"recorded"},
    "exporting": {"export"},
    "intake_choices": {"forget", "remember", "remembered"},
    "looking_at_files": {"last_folder", "look", "remember_folder", "remembered_mapping", "remembered_zone"},
    "patient_note": {"record_copied"},
    "protecting": {"keep_passphrase"},
    "recent_talks": {"remember"},
    "rejecting": {"write_rejected"},
}
"""What writes files, the access log or what this machine remembers, and no entry."""
PARTS = {
    "card_changing": {"settle", "settle_all"},
    "context": {"change"},
    "ending": {"of_referral"},
    "flagging": {"flag"},
    "publishing": {"publish"},
    "reviewing": {"settled"},
    "sync_joining": {"join_all"},
    "sample_day": {"fill"},
}
"""What writes as a part of another action only, about no callback but the rules, and the invented day."""


class AnyOrder(Calls):
    """All that people do."""

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
        due = self.at(one).due_at
        joined = self.act(person, lambda desk: joining.join(desk, one, NewCallback(words, phone="415-555-0199")))
        assert not joined or self.at(one).due_at <= due
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

    @rule(place=which, person=or_the_manager, owner=st.sampled_from(OWNERS), needs=said)
    def hand_over(self, place: int, person: str, owner: str, needs: str | None) -> None:
        one = self.pick(place)
        done = self.say(person, one, needs, lambda desk: claiming.hand_over(desk, one, owner, needs))
        assert not (done and one in self.alarms)

    @rule(place=which, person=or_the_manager, lane=st.sampled_from(["referral", "records", "symptom", "no-such-lane"]))
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

    @rule(place=which, person=persons, language=st.sampled_from([None, "vi", "es"]), again=st.booleans(), words=said)
    def put_right(self, place: int, person: str, language: str | None, again: bool, words: str | None) -> None:
        one = self.pick(place)
        phone = "415-555-0199" if again else None
        facts = Facts(language=language, phone=phone, reason=words)
        self.say(person, one, words, lambda desk: amending.amend(desk, one, facts))

    @rule(place=which, person=persons, result=st.sampled_from([None, CloseResult.NOT_NEEDED]))
    def settle(self, place: int, person: str, result: CloseResult | None) -> None:
        one = self.pick(place)
        done = self.act(person, lambda desk: answering.settle(desk, one, result))
        assert not (done and one in self.alarms)

    @rule(place=which, person=persons)
    def keep_open(self, place: int, person: str) -> None:
        self.act(person, lambda desk: answering.keep_open(desk, self.pick(place)))

    @rule(place=which, other=which, person=persons)
    def merge(self, place: int, other: int, person: str) -> None:
        kept, joined = self.pick(place), self.pick(other)
        due = min(self.at(kept).due_at, self.at(joined).due_at)
        if self.act(person, lambda desk: answering.merge(desk, kept, joined)):
            assert joined not in self.alarms
            assert self.at(kept).due_at <= due

    @rule(place=which, other=which, person=persons)
    def tell_apart(self, place: int, other: int, person: str) -> None:
        self.act(person, lambda desk: answering.tell_apart(desk, self.pick(place), self.pick(other)))

    @rule(place=which, person=persons, code=st.sampled_from(ExceptionCode), words=said)
    def exception(self, place: int, person: str, code: ExceptionCode, words: str | None) -> None:
        one = self.pick(place)
        self.say(person, one, words, lambda desk: exceptions.record(desk, one, code, words))


AnyOrder.TestCase.settings = settings(
    settings.default,
    max_examples=max(6, settings.default.max_examples // 3),
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestAnyOrder = pytest.mark.usefixtures("own_home")(AnyOrder.TestCase)


def test_every_action_is_a_rule():
    here = Path(__file__).parent
    done = {
        (used.value.id, used.attr)
        for name in ("machine_rules.py", "test_any_order.py")
        for used in ast.walk(ast.parse((here / name).read_text(encoding="utf-8")))
        if isinstance(used, ast.Attribute) and isinstance(used.value, ast.Name)
    }
    aside = {
        (room, name) for listed in (ASKS_ONLY, NO_ENTRY, PARTS) for room, names in listed.items() for name in names
    }
    every = set(public_functions())
    assert aside <= every
    assert every - aside - done == set()


def public_functions() -> Iterator[tuple[str, str]]:
    """Every function of the actions that works at a desk, as module and name."""
    for found in pkgutil.iter_modules(actions.__path__):
        module = import_module(f"{actions.__name__}.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            public = function.__module__ == module.__name__ and not name.startswith("_")
            if public and next(iter(inspect.signature(function).parameters), None) == "desk":
                yield found.name, name
