"""What going once through a report's callbacks finds: how many of everything, and which callbacks each sheet is about.

Only figures and ids are kept, so that it stays small however long the report is.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.history import ATTEMPTS
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.preparing import REFERRAL_PAPERS, lacking
from callback_desk.exports.contacts import contact_key, with_later
from callback_desk.exports.events import attempts, escalations, of_kind
from callback_desk.exports.item import Item, View

WAITS = (("up to 15 min", 15), ("up to 1 h", 60), ("up to 2 h", 120), ("up to 4 h", 240), ("up to 8 h", 480))
"""Steps of the plot of first attempts, in open minutes."""
AGES = (("up to 1 h", 1), ("up to 4 h", 4), ("up to 1 day", 24), ("up to 2 days", 48), ("up to 7 days", 168))
"""Steps of the plot of ages, in hours by the wall clock."""
LONGER = "longer"
_HOUR = timedelta(hours=1)
_ESCALATING = frozenset(("escalated", "acknowledged"))


class Place(NamedTuple):
    """Where something is told of: in which callback, and as which of its attempts or escalations, counted from 0."""

    callback_id: str
    number: int


class Count:
    """How many callbacks, how many of them late, and since when the oldest is open."""

    __slots__ = ("late", "number", "oldest")

    def __init__(self) -> None:
        self.number = self.late = 0
        self.oldest: datetime | None = None

    def add(self, item: Item) -> None:
        """Count one more."""
        self.number += 1
        self.late += item.late
        came = item.callback.received_at
        if self.oldest is None or came < self.oldest:
            self.oldest = came


class Tally:
    """Figures and ids. Callbacks are taken in the order of the queue, in which the ids then are.

    `open`, `sections` (by their names), `gaps` and `findings` hold ids of what is open, `excepted` of what an exception
    was recorded about. `completed` is in the order of closing, `unreached` has what is open first, `attempts` are in
    the order of time, `booked` are those of them that brought an appointment, and `escalations` have those first that
    nobody was told of. `hours` are the clinic's, by lane.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        self.now, self.nobody_told = Count(), Count()
        self.owners: defaultdict[str, Count] = defaultdict(Count)
        self.lanes: defaultdict[str, Count] = defaultdict(Count)
        self.statuses: defaultdict[str, Count] = defaultdict(Count)
        self.contacts: Counter[str] = Counter()
        self.hours: defaultdict[str, Counter[int]] = defaultdict(Counter)
        self.ended: Counter[str | None] = Counter()
        self.results: Counter[CloseResult | None] = Counter()
        self.escalated = 0
        self.waits: Counter[str] = Counter()
        self.ages: Counter[str] = Counter()
        self.open: list[str] = []
        self.sections: defaultdict[str, list[str]] = defaultdict(list)
        self.gaps: list[str] = []
        self.findings: list[str] = []
        self.excepted: list[str] = []
        self.completed: list[str] = []
        self.unreached: list[str] = []
        self.attempts: list[Place] = []
        self.escalations: list[Place] = []
        self.booked: list[Place] = []
        self._closed: list[tuple[datetime, str]] = []
        self._tried: list[str] = []
        self._given_up: list[tuple[datetime, str]] = []
        self._attempts: list[tuple[datetime, tuple[str, str, int], Place]] = []
        self._booked: list[tuple[datetime, tuple[str, str, int], Place]] = []
        self._escalations: list[tuple[bool, Place]] = []

    def settle(self) -> Self:
        """Bring what has an order of its own into it, once everything was taken in."""
        given_up = [callback_id for _, callback_id in sorted(self._given_up)]
        self.completed = [callback_id for _, callback_id in sorted(self._closed)]
        self.unreached = self._tried + given_up
        self.attempts = [place for _, _, place in sorted(self._attempts)]
        self.booked = [place for _, _, place in sorted(self._booked)]
        self.escalations = [place for _, place in sorted(self._escalations, key=lambda found: found[0])]
        for keys in (self._closed, self._given_up, self._attempts, self._booked, self._escalations):
            keys.clear()
        return self

    def take(self, item: Item) -> None:
        """Take in the next callback."""
        kinds = {entry.kind for entry in item.callback.history}
        self._contacts_of(item)
        reached = self._attempts_of(item) if kinds & ATTEMPTS else False
        if item.callback.is_open:
            self._open_one(item, reached)
        else:
            self._closed_one(item, reached)
        if item.callback.attention or kinds & _ESCALATING:
            self._escalations_of(item)
        if item.callback.excepted:
            self.excepted.append(item.callback.callback_id)

    def _contacts_of(self, item: Item) -> None:
        came: dict[tuple[str, str], Mapping[str, Any]] = {}
        for entry, payload in of_kind(item.callback, "received"):
            key = contact_key(item.callback, entry, payload), payload["at"]
            came[key] = with_later(came[key], payload) if key in came else payload
        for payload in came.values():
            at = from_utc_text(payload["at"])
            if self._view.is_today(at):
                self.contacts[payload["channel"]] += 1
                self.hours[item.lane][at.astimezone(self._view.policy.zone_info).hour] += 1

    def _attempts_of(self, item: Item) -> bool:
        """Count the attempts of the days; tell whether any attempt ever reached the patient."""
        callback, view = item.callback, self._view
        tries = attempts(callback)
        for number, attempt in enumerate(tries):
            if view.is_today(attempt.entry.wall_at):
                self.ended[attempt.payload.get("disposition")] += 1
                place = Place(callback.callback_id, number)
                self._attempts.append((attempt.entry.wall_at, attempt.entry.order, place))
                if attempt.payload.get("appointment"):
                    self._booked.append(self._attempts[-1])
        if tries and view.is_today(tries[0].entry.wall_at):
            waited = view.hours.minutes_between(callback.received_at, tries[0].entry.wall_at)
            self.waits[step_of(waited, WAITS)] += 1
        return any(attempt.reached for attempt in tries)

    def _open_one(self, item: Item, reached: bool) -> None:
        callback = item.callback
        for count in (self.now, self.owners[item.owner], self.lanes[item.lane], self.statuses[item.status]):
            count.add(item)
        if item.attention:
            self.nobody_told.add(item)
        self.ages[step_of((self._view.as_of - callback.received_at) / _HOUR, AGES)] += 1
        self.open.append(callback.callback_id)
        self.sections[item.section].append(callback.callback_id)
        if callback.attempts and not reached:
            self._tried.append(callback.callback_id)
        if self._is_gap(callback):
            self.gaps.append(callback.callback_id)
        if callback.review is not None or callback.maybe_resolved or callback.newer:
            self.findings.append(callback.callback_id)

    def _is_gap(self, callback: Callback) -> bool:
        """Tell whether its referral lacks papers, by its list or as a person marked what the policy calls a paper."""
        if callback.referral and callback.referral.get("missing"):
            return True
        if not callback.lacking:
            return False
        policy = self._view.policy
        lacks = set(lacking(policy, callback)).intersection(policy.preparation.papers)
        return REFERRAL_PAPERS in lacks or (callback.referral is not None and bool(lacks))

    def _closed_one(self, item: Item, reached: bool) -> None:
        callback = item.callback
        if callback.closed_at is None or not self._view.is_today(callback.closed_at):
            return
        self.results[callback.close_result] += 1
        self._closed.append((callback.closed_at, callback.callback_id))
        if callback.close_result is CloseResult.UNREACHABLE and not reached:
            self._given_up.append((callback.closed_at, callback.callback_id))

    def _escalations_of(self, item: Item) -> None:
        callback, is_today = item.callback, self._view.is_today
        for number, escalation in enumerate(escalations(callback)):
            if callback.is_open or is_today(escalation.at or callback.received_at):
                self._escalations.append((escalation.told_at is not None, Place(callback.callback_id, number)))
                self.escalated += escalation.at is not None and is_today(escalation.at)


def step_of(value: float, steps: tuple[tuple[str, int], ...]) -> str:
    """Return the name of the first step that a value is within."""
    return next((name for name, most in steps if value <= most), LONGER)
