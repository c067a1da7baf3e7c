"""What follows an attempt that did not reach the patient: never silence.

The policy's cadence says how often, how far apart and at what time of day; the clinic's open hours and the
patient's own local time say when. After the last attempt the policy names who does what.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from callback_desk.domain import turn_rules, turns
from callback_desk.domain.callback import FRONT_DESK, Callback
from callback_desk.domain.codes import Disposition, Result
from callback_desk.domain.hours import OpenHours

if TYPE_CHECKING:
    from callback_desk.domain.payload import Turn
    from callback_desk.domain.policy import Policy
    from callback_desk.domain.policy_parts import Cadence

_REVIEW = {
    Disposition.WRONG_PERSON: ("the number reaches somebody else", "find the right number"),
    Disposition.NOT_IN_SERVICE: ("the number is not in service", "find another number"),
}
PORTAL = "portal message"
ANOTHER_WAY = "front desk tries another way"
_MORNING = 0
_STEPS = 120
"""How many moments are looked at for a next attempt: several for each day of a long deferral."""


class Next(NamedTuple):
    """What follows: the turn, whether it waits on purpose, why a person must look at it (None: no reason),
    and whether the attempts are used up."""

    turn: "Turn"
    waiting: bool
    review: str | None
    ended: bool


def after_attempt(policy: "Policy", callback: Callback, disposition: Disposition, now: datetime) -> Next:
    """Return what follows an attempt that ended at `now` without the patient; it counts as the next one made.

    An item that a licensed role must still see, or whose note waits for review, keeps its turn: an attempt puts
    nothing off there, and takes nothing from whoever reviews.

    Raises:
        ValueError: the patient was reached; what follows then is the note's to say.
    """
    if disposition is Disposition.REACHED:
        raise ValueError("the cadence follows only an attempt that did not reach the patient")
    now = now.astimezone(UTC)
    review, look = _REVIEW.get(disposition, (None, None))
    if _stays_theirs(policy, callback):
        return Next(turn_rules.kept(policy, callback, now), False, review, False)
    if look is not None:
        due = turn_rules.target_for(policy, callback.lane, now)
        return Next(turns.noted(policy, callback, FRONT_DESK, look, due, now), False, review, False)
    return _next(policy, callback, now, busy=disposition is Disposition.BUSY)


def after_message(policy: "Policy", callback: Callback, now: datetime) -> Next:
    """Return what follows a portal message sent at `now`: it counts as an attempt like a call that reached nobody."""
    now = now.astimezone(UTC)
    if _stays_theirs(policy, callback):
        return Next(turn_rules.kept(policy, callback, now), False, None, False)
    return _next(policy, callback, now, busy=False)


def _next(policy: "Policy", callback: Callback, now: datetime, *, busy: bool) -> Next:
    cadence = policy.cadence_of(callback.lane)
    made = callback.attempts + 1
    if made >= cadence.attempts:
        return Next(_after_last(policy, callback, cadence, now), False, None, True)
    due = _next_time(policy, callback, cadence, now, busy=busy)
    owner = FRONT_DESK if made + 1 in cadence.front_desk_on else callback.owner_at(now)
    turn = turns.noted(policy, callback, owner, action_of(cadence, made + 1), due, now)
    return Next(turn, True, None, False)


def action_of(cadence: "Cadence", number: int) -> str:
    """Return the next action for the attempt of this number: a call, a portal message, or the front desk's."""
    if number in cadence.portal_on:
        return try_action(number, cadence.attempts, PORTAL)
    if number in cadence.front_desk_on:
        return try_action(number, cadence.attempts, ANOTHER_WAY)
    return try_action(number, cadence.attempts)


def no_message(policy: "Policy", callback: Callback) -> str | None:
    """Return why nothing is left on a machine on the attempt that is made next, in a sentence; None where a message is
    left, and after the last planned attempt, where a person decides."""
    cadence = policy.cadence_of(callback.lane)
    number = callback.attempts + 1
    if number > cadence.attempts or number in cadence.voicemail_on:
        return None
    planned = " and ".join(ordinal(listed) for listed in sorted(cadence.voicemail_on))
    plan = f"the plan leaves one on the {planned}" if planned else "the plan leaves none"
    return f"leave no message on this try, the {ordinal(number)}: {plan}"


def after_result(policy: "Policy", callback: Callback, result: Result, now: datetime) -> Next | None:
    """Return what follows when the patient was reached and needs another call, due within the lane's target; None for
    other results. A time that the patient named is the note's to say.
    """
    action = {Result.CALL_LATER: "call back as agreed", Result.INTERPRETER: "call with an interpreter"}.get(result)
    if action is None:
        return None
    if waits_for_licensed(policy, callback):
        return Next(turn_rules.kept(policy, callback, now), False, None, False)
    due = turn_rules.target_for(policy, callback.lane, now)
    turn = turns.noted(policy, callback, callback.owner_at(now), action, due, now)
    return Next(turn, turn.due_at > now, None, False)


def try_action(number: int, attempts: int, what: str = turn_rules.CALL) -> str:
    """Return the next action for the attempt of this number: `call · 2nd try`, `call · 3rd try · last`."""
    return f"{what} · {ordinal(number)} try" + (" · last" if number >= attempts else "")


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th..."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return str(number) + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _stays_theirs(policy: "Policy", callback: Callback) -> bool:
    """Tell whether an attempt leaves the turn as it is: a licensed role's, or a reviewer's."""
    return callback.in_review is not None or waits_for_licensed(policy, callback)


def waits_for_licensed(policy: "Policy", callback: Callback) -> bool:
    """Tell whether a licensed role has yet to see it: its words or its escalation are not acknowledged, or it
    stands in the attention lane with nobody told so far."""
    alarmed = callback.attention_pending or callback.acknowledged is False
    return alarmed or turn_rules.nobody_told(policy, callback.lane, callback.next_action)


def _after_last(policy: "Policy", callback: Callback, cadence: "Cadence", now: datetime) -> "Turn":
    if policy.lane(callback.lane).clock == "wall":
        due = now + timedelta(minutes=cadence.then.due_minutes)
    else:
        due = policy.open_hours(None).add(now, cadence.then.due_minutes)
    return turns.noted(policy, callback, f"role:{cadence.then.owner}", cadence.then.action, due, now)


def _next_time(policy: "Policy", callback: Callback, cadence: "Cadence", now: datetime, *, busy: bool) -> datetime:
    """Return when the next attempt is made; a lane that counts by the wall clock waits for no opening."""
    spacing = cadence.busy_minutes if busy else cadence.spacing_minutes[callback.attempts]
    if policy.lane(callback.lane).clock == "wall":
        return now + timedelta(minutes=spacing)
    hours = policy.open_hours(None)
    earliest = hours.next_open(hours.add(now, spacing))
    last = turn_rules.furthest(policy, now)
    there = _CallTimes(policy, patient_zone(policy, callback))
    half = 1 - hours.half_of_day(now) if cadence.other_time_of_day and not busy else None
    return (
        there.first(hours, earliest, last, half)
        or there.first(hours, earliest, last, None)
        or there.from_then_on(earliest)
    )


def patient_zone(policy: "Policy", callback: Callback) -> ZoneInfo:
    """Return the zone that the patient's number belongs to, or the clinic's where it tells none."""
    from callback_desk.domain.phone import zone_of

    known = None if callback.phone is None else zone_of(callback.phone)
    try:
        return policy.zone_info if known is None else ZoneInfo(known)
    except ZoneInfoNotFoundError:
        # The numbering plan may name a zone that is younger than this system's zone database.
        return policy.zone_info


def too_early_or_late(policy: "Policy", callback: Callback, now: datetime) -> datetime | None:
    """Return the patient's local time where the policy plans no call at that hour, else None.

    A lane that counts by the wall clock, and what a licensed role must hear of, is called at any hour.
    """
    if policy.lane(callback.lane).clock == "wall" or waits_for_licensed(policy, callback):
        return None
    zone = patient_zone(policy, callback)
    return None if _CallTimes(policy, zone).from_then_on(now) == now else now.astimezone(zone)


class _CallTimes:
    """When a patient may be called, by the clock where they are."""

    def __init__(self, policy: "Policy", zone: ZoneInfo) -> None:
        self._start, self._end = policy.call_hours.start, policy.call_hours.end
        self._zone = zone

    def from_then_on(self, at: datetime) -> datetime:
        """Return the first moment from `at` on at which the patient may be called."""
        local = at.astimezone(self._zone)
        if self._start <= local.time() < self._end:
            return at
        day = local.date() if local.time() < self._start else local.date() + timedelta(days=1)
        return datetime.combine(day, self._start, tzinfo=self._zone).astimezone(UTC)

    def first(self, hours: OpenHours, at: datetime, last: datetime, half: int | None) -> datetime | None:
        """Return the first moment up to `last` that is open, callable and in the wanted half of the day, or
        None."""
        for _ in range(_STEPS):
            if at > last:
                return None
            moved = self.from_then_on(hours.next_open(at))
            if moved == at:
                if half is None or hours.half_of_day(at) == half:
                    return at
                moved = hours.next_day_opening(at) if half == _MORNING else hours.after_lunch(at)
            at = moved
        return None
