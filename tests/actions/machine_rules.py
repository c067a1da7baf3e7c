"""The rules of the state machine about calls and their notes, files, cards, the day and the clinic's rules."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from callback_desk.actions import (
    adopting,
    card_changing,
    closing_day,
    judging,
    messaging,
    noting,
    preparing,
    reading,
    reviewing,
    taking_in,
    undoing,
)
from callback_desk.actions.context import Desk
from callback_desk.actions.preparing import Got
from callback_desk.actions.protecting import Protection
from callback_desk.actions.taking_in import IntakeChoices
from callback_desk.domain.codes import CloseResult, Disposition, Result, Verdict, View
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.prefilling import prefilled
from tests.actions.machine import ALARM, CALM, Machine, or_the_manager, persons, said, which

TALK: dict[str, Any] = {
    "disposition": "reached",
    "identified_by": ["name", "birth-date"],
    "request": "first visit, a heart murmur, afternoons only",
    "confirmed": ["number"],
    "understood": True,
}
CARDS: tuple[dict[str, object], ...] = (
    {"voicemail": "none", "language": "es", "phone": "415-555-0177"},
    {"record_number": "R-1"},
    {"name": "Ana Ruiz", "birth_date": "1981-04-02"},
    {"do_not_contact": True},
    {"do_not_contact": False},
    {"do_not_contact": True, "call_anyway": "asked for this call himself"},
    {"deceased_on": "2026-01-02"},
    {"deceased_on": None},
)
_HEADER = "id,received,patient,phone,message"


class Calls(Machine):
    """What happens on calls, and around the day."""

    # The call and its note

    @rule(place=which, person=persons)
    def begin(self, place: int, person: str) -> None:
        one = self.pick(place)
        kept = self.desk.store.draft(one)
        typed = None if kept is None else json.loads(kept.form).get("request")
        before = set(self.alarms)
        begun = self.say(person, one, typed, lambda desk: noting.begin(desk, one))
        if begun is None:
            self.alarms = before
        else:
            assert self.desk.store.draft(one) == begun

    @rule(place=which, person=persons, words=said, typing=st.booleans())
    def keep_draft(self, place: int, person: str, words: str | None, typing: bool) -> None:
        one = self.pick(place)
        kept = self.desk.store.draft(one)
        if kept is None:
            return
        whole = None if typing and words is not None and words.endswith("pecho") else words
        form = json.dumps({"request": words} if words else {})
        self.say(person, one, whole, lambda desk: noting.keep_draft(desk, kept, form, typing=typing))
        stored = self.desk.store.draft(one)
        assert stored is not None
        assert stored.form == form

    @rule(place=which, person=persons, words=said)
    def keep_typed(self, place: int, person: str, words: str | None) -> None:
        one, form = self.pick(place), json.dumps({"request": words} if words else {})
        self.say(person, one, words, lambda desk: noting.keep_typed(desk, one, form))

    @rule(place=which, person=persons)
    def drop_draft(self, place: int, person: str) -> None:
        one = self.pick(place)
        kept = self.desk.store.draft(one)
        if kept is not None:
            self.act(person, lambda desk: noting.drop_draft(desk, kept))
            assert kept.is_empty or self.desk.store.draft(one) == kept

    @rule(
        place=which,
        person=persons,
        disposition=st.sampled_from([one for one in Disposition if one is not Disposition.REACHED]),
        remark=said,
    )
    def not_reached(self, place: int, person: str, disposition: Disposition, remark: str | None) -> None:
        self.note(place, person, {"disposition": disposition.value, "remark": remark})

    @rule(place=which, person=or_the_manager, result=st.sampled_from(Result), still_open=st.booleans(), remark=said)
    def reached(self, place: int, person: str, result: Result, still_open: bool, remark: str | None) -> None:
        data = {**TALK, "result": result.value, "open": still_open, "language": "vi", "remark": remark or "no more"}
        if result is Result.BOOKED:
            data["appointment"] = {"at": (self.clock.now + timedelta(days=9)).isoformat()}
        if still_open:
            data["next_action"] = "ask the doctor's office for the EKG"
        self.note(place, person, data)

    def note(self, place: int, person: str, data: dict[str, Any]) -> None:
        """Save a note, as the one that was begun where there is one; saved again it is the same note."""
        one = self.pick(place)
        kept = self.desk.store.draft(one)
        draft_id = None if kept is None else kept.draft_id

        def save(desk: Desk) -> object:
            written = NoteDraft.from_json(data, desk.policy)
            whole = prefilled(desk.policy, self.at(one), written, desk.clock())
            saved = noting.save_note(desk, one, whole, draft_id=draft_id)
            if draft_id is not None:
                again = noting.save_note(desk, one, whole, draft_id=draft_id)
                assert again.repeated
                assert len(again.callback.history) == len(saved.callback.history)
            return saved

        self.say(person, one, data.get("remark"), save)

    @rule(place=which, person=persons, remark=said)
    def close(self, place: int, person: str, remark: str | None) -> None:
        one = self.pick(place)
        done = self.say(person, one, remark, lambda desk: noting.close(desk, one, CloseResult.ANSWERED, remark))
        assert not (done and one in self.alarms)

    @rule(place=which, person=or_the_manager)
    def undo(self, place: int, person: str) -> None:
        self.act(person, lambda desk: undoing.undo(desk, self.pick(place)))

    @rule(place=which, person=persons, words=said)
    def portal_message(self, place: int, person: str, words: str | None) -> None:
        one = self.pick(place)
        self.say(person, one, words, lambda desk: messaging.send(desk, one, words))

    @rule(place=which, person=or_the_manager, approved=st.booleans(), more=said)
    def review(self, place: int, person: str, approved: bool, more: str | None) -> None:
        one, line = self.pick(place), more or "say which papers"
        waited = self.at(one).in_review is not None
        if approved:
            done = self.act(person, lambda desk: reviewing.approve(desk, one))
        else:
            done = self.say(person, one, line, lambda desk: reviewing.give_back(desk, one, line))
        assert not done or (waited and person == "joan" and self.at(one).in_review is None)

    @rule(place=which, person=or_the_manager, verdict=st.sampled_from(Verdict), remark=said)
    def judge(self, place: int, person: str, verdict: Verdict, remark: str | None) -> None:
        one = self.pick(place)

        def pass_judgement(desk: Desk) -> object:
            return judging.judge(desk, one, verdict, remark)

        if person == "joan":
            self.say(person, one, remark, pass_judgement)
        else:
            assert self.act(person, pass_judgement) is None

    # Getting ready

    @rule(place=which, person=persons, done=st.booleans(), remark=said)
    def prepare(self, place: int, person: str, done: bool, remark: str | None) -> None:
        one = self.pick(place)
        got = Got(done=("number",), remark=remark) if done else Got(missing=("number",), remark=remark)
        self.say(person, one, remark, lambda desk: preparing.prepare(desk, one, got))

    @rule(place=which, person=persons, data=st.sampled_from(CARDS), line=said)
    def change_card(self, place: int, person: str, data: dict[str, object], line: str | None) -> None:
        one = self.pick(place)
        whole = data if line is None else {**data, "reach_note": line}
        card = reading.show_document(self.desk, self.at(one))["card"]
        new = None if card["reach_note"] == line else line
        self.say(person, one, new, lambda desk: card_changing.change(desk, one, whole))

    # Files, the day, the clinic's rules

    @rule(calls=st.lists(st.tuples(which, which, st.sampled_from([*CALM, *ALARM])), min_size=1, max_size=3))
    def take_in(self, calls: list[tuple[int, int, str]]) -> None:
        """A worklist comes in: of numbers that are known already, of new ones, or the very same lines again."""
        lines = [_HEADER]
        for place, n, words in calls:
            phone = self.at(self.pick(place)).phone or "415-555-0188"
            at = self.clock.now - timedelta(minutes=n)
            lines.append(f'W{place}-{n},{at:%Y-%m-%d %H:%M},Ana Ruiz,{phone},"{words}"')
        path = Path(self.folder.name, "list.csv")
        path.write_text("\n".join(lines), encoding="utf-8")
        choices = IntakeChoices(zone="UTC")
        planned = taking_in.plan_files(self.desk, [path], choices)
        due = {one: self.at(one).due_at for one in self.ids}
        taking_in.apply(self.desk, planned)
        for contact in planned.contacts:
            if contact.callback_id not in self.ids:
                self.ids.append(contact.callback_id)
            if contact.unit.request in ALARM:
                self.alarms.add(contact.callback_id)
        assert all(self.at(one).due_at <= earlier for one, earlier in due.items())
        assert taking_in.plan_files(self.desk, [path], choices).contacts == []

    @rule(person=persons)
    def give_back_claims(self, person: str) -> None:
        self.act(person, closing_day.give_back_claims)
        self.nothing_is_left_of(self.desk)

    @rule(person=persons, as_is=st.booleans(), keep_claims=st.booleans())
    def close_day(self, person: str, as_is: bool, keep_claims: bool) -> None:
        left: list[str] = []

        def end(desk: Desk) -> object:
            left.extend(row.callback_id for row in closing_day.undecided(desk))
            plain = Protection(plain_files=True)
            return closing_day.close_day(desk, folder=None, as_is=as_is, protection=plain, keep_claims=keep_claims)

        ended = self.act(person, end)
        assert isinstance(ended, closing_day.DayClosed)
        assert self.alarms <= set(ended.undecided) == set(left)
        assert ended.closed is (not left and not as_is)
        assert bool(ended.files) is (as_is or not left)
        if ended.files and not keep_claims:
            self.nothing_is_left_of(self.desk)

    def nothing_is_left_of(self, desk: Desk) -> None:
        """Nothing is this person's any more but what nobody licensed has been told of."""
        now = desk.clock()
        for row in reading.rows(desk, View.ALL):
            assert row.owner_at(now) != desk.owner or row.acknowledged is False

    @rule(person=persons)
    def write_handoff(self, person: str) -> None:
        assert self.act(person, closing_day.write_handoff)

    @rule(which_rules=st.sampled_from([0, 1, 2]))
    def adopt(self, which_rules: int) -> None:
        self.follow(self.policies[which_rules])
        adopting.adopt(self.desk)
        assert adopting.adopt(self.desk) == 0
