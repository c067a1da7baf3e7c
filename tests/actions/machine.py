"""What the state machine over all actions stands on: two people and their manager at one store, and what always holds.

The rules stand in `machine_rules.py` and `test_any_order.py`.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from callback_desk.actions import flagging, reading, reviewing
from callback_desk.actions.context import Desk
from callback_desk.domain import turn_rules
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Status
from callback_desk.domain.entry import Entry
from callback_desk.domain.errors import DeskError
from callback_desk.domain.fold import fold
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.policy import Policy, read_policy
from callback_desk.domain.policy_text import with_person
from tests.actions.policies import putting_off, without
from tests.tui.driver import Clock, Patients, close_desk, make_desk

CALM = ("please call me about a first visit", "where is my referral to cardiology", "my card was declined, twice")
ALARM = ("I have chest pain since last night", "me duele el pecho")
CHANGES_NO_TURN = frozenset(
    {"talk_seen", "reported", "kept_open", "told_apart", "exception", "amended", "judged", "card_linked", "split"}
    | {"made_ready", "papers_marked", "reminded", "errand", "errand_answered"}
)
HANDS_ON = frozenset(
    {"claimed", "released", "handed_over", "escalated", "acknowledged", "flagged", "card_flagged", "contact_decided"}
)
"""What takes a note that waits for review from its reviewer, or leaves that to a person."""

which = st.integers(0, 99)
persons = st.sampled_from(["maria", "ben"])
or_the_manager = st.sampled_from(["maria", "joan"])
minutes = st.sampled_from([1, 9, 45, 125, 60 * 15, 60 * 24 * 3])
said = st.sampled_from([None, "please call us in the morning", *ALARM])


class Machine(RuleBasedStateMachine):
    """Two people and the manager at one store. `alarms` is what the test itself knows to be unacknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.desk = make_desk(Path(self.folder.name), self.clock)
        self.desk.policy = read_policy(with_person(self.desk.policy.text, "joan", "Joan", ("manager",)))
        whole = self.desk.policy
        self.policies: tuple[Policy, ...] = (
            whole,
            putting_off(whole, days=2),
            without(whole, ("billing", "front-desk"), ("referral-coordinator", "scheduling")),
        )
        self.patients = Patients(self.desk)
        self.ids: list[str] = []
        self.alarms: set[str] = set()
        self.ledger: dict[tuple[str, int], str] = {}
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

    def follow(self, policy: Policy) -> None:
        """The desk opens under these rules."""
        self.desk = replace(self.desk, policy=policy)

    def act(self, person: str, deed: Callable[[Desk], object]) -> object | None:
        """Do it as a person; a refusal is an answer too, and changes nothing but what was flagged for its words."""
        self.desk.person_id = person if person in self.desk.policy.people else "maria"
        before = {one: self.at(one) for one in self.ids}
        try:
            return deed(self.desk)
        except DeskError:
            for one, earlier in before.items():
                after = self.at(one)
                new = after.history[len(earlier.history) :]
                assert {entry.kind for entry in new} <= {"flagged"}
                assert new or after == earlier
            return None

    def say(self, person: str, one: str, words: str | None, deed: Callable[[Desk], object]) -> object | None:
        """Do something with typed words; attention words raise what is open, even where the deed is then refused."""
        before = self.at(one)
        raises = before.is_open and set(flagging.matched(self.desk, [words])) - set(before.attention)
        done = self.act(person, deed)
        if raises:
            self.alarms.add(one)
        return done

    # What always holds

    @invariant()
    def every_open_callback_has_an_owner_a_next_action_and_a_due_time(self) -> None:
        policy = self.desk.policy
        self.latest = max(self.latest, self.clock.now)
        for callback in map(self.at, self.ids):
            if not callback.is_open:
                continue
            for owner in (callback.owner, callback.owner_at(self.clock.now)):
                assert turn_rules.is_known(policy, owner)
            assert callback.next_action.strip()
            assert callback.due_at <= turn_rules.furthest(policy, self.latest)

    @invariant()
    def who_only_reached_out_is_called_within_the_lane_s_target(self) -> None:
        for callback in map(self.at, self.ids):
            last = callback.last_contact_at
            if last is None or not {entry.kind for entry in callback.standing} <= {"received"} | CHANGES_NO_TURN:
                continue
            assert callback.due_at <= turn_rules.target_for(self.desk.policy, callback.lane, last)

    @invariant()
    def no_alarm_is_put_aside(self) -> None:
        for one in self.alarms:
            callback = self.at(one)
            assert callback.is_open
            assert callback.attention_pending or callback.acknowledged is False
            assert callback.attention_rank == 0
            assert callback.hold_reason is None
            assert callback.status_at(self.clock.now) not in (Status.ON_HOLD, Status.WAITING, Status.CLOSED)

    @invariant()
    def what_waits_for_review_is_open_says_so_and_is_its_reviewer_s(self) -> None:
        for callback in map(self.at, self.ids):
            waiting = callback.in_review
            if waiting is None:
                continue
            assert callback.is_open
            assert callback.review
            assert callback.status_at(self.clock.now) in (Status.REVIEW, Status.ESCALATED)
            since = {entry.kind for entry in callback.standing if entry.order > waiting.order}
            if not since & HANDS_ON and not callback.attention and callback.escalated_to is None:
                assert callback.owner_at(self.clock.now) == reviewing.reviewer(self.desk, callback)

    @invariant()
    def no_entry_is_lost_or_changed(self) -> None:
        with self.desk.unit() as unit:
            rows = unit.rows("SELECT replica_id, seq, entry_hash FROM entry", ())
        written = {(replica_id, seq): entry_hash for replica_id, seq, entry_hash in rows}
        assert self.ledger.items() <= written.items()
        fresh = written.keys() - self.ledger.keys()
        for callback in map(self.at, self.ids):
            for entry in callback.history:
                if (entry.replica_id, entry.seq) in fresh:
                    put_off_until_later(entry)
        self.ledger = written

    @invariant()
    def the_queue_shows_what_the_entries_say(self) -> None:
        for one in self.ids:
            callback = self.at(one)
            assert self.desk.store.queue_row(one) == reading.line_of(self.desk, callback)
            assert fold(one, reversed(callback.history)) == callback


def put_off_until_later(entry: Entry) -> None:
    """Nothing is put off, held, or left waiting until a moment that is past when it is written."""
    payload = entry.payload or {}
    if entry.kind in ("snoozed", "held") or payload.get("waiting"):
        assert from_utc_text(payload["turn"]["due_at"]) > entry.wall_at
