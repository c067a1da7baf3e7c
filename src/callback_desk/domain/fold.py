"""The fold: a pure function from the entries of one callback to the state that the queue shows.

It reads no clock, no policy and no hours. Entries may come in any order and from several desks; they are put into
ledger order first. Having an owner, a next action and a due time is a property of the fold: where no entry carries
a turn, the front desk is asked to look.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from callback_desk.domain import joined, preparing
from callback_desk.domain.callback import ASKED_NOT, FRONT_DESK, HAS_DIED, LOOK_AT_THIS, Callback, InReview, later_of
from callback_desk.domain.claims import SETTLES, Claims
from callback_desk.domain.codes import CardFlag, Channel, CloseResult, HoldReason, Verdict
from callback_desk.domain.copies import Copies
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.seen import apart, covers
from callback_desk.domain.undoing import line_of, undone_lines


def fold(callback_id: str, entries: Iterable[Entry]) -> Callback:
    """Return the state of one callback from its entries, in whatever order and number they come.

    Raises:
        ValueError: there is no entry at all.
    """
    ordered = sorted(set_of(entries), key=_order)
    if not ordered:
        raise ValueError("a callback without entries does not exist")
    earliest = min(entry.wall_at for entry in ordered)
    state = _Folding(Callback(callback_id, FRONT_DESK, LOOK_AT_THIS, earliest, earliest, earliest))
    state.callback.undone = undone = undone_lines(ordered)
    for entry in ordered:
        if not undone or line_of(entry) not in undone:
            state.take(entry)
    state.settle()
    state.callback.history = tuple(ordered)
    return state.callback


def set_of(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries with each `(replica_id, seq)` once: a repeated line of the ledger is the same line.

    Where one of its copies was redacted, the line is.
    """
    every = list(entries)
    kept = {(entry.replica_id, entry.seq): entry for entry in every}
    if len(kept) < len(every):
        kept |= {(entry.replica_id, entry.seq): entry for entry in every if entry.payload is None}
    return list(kept.values())


def _order(entry: Entry) -> tuple[str, str, int]:
    return entry.hlc, entry.replica_id, entry.seq


_ATTENTION = frozenset({"received", "lane_changed", "flagged"})


class _Folding:
    """The fold under way: the callback so far, and the entries whose meaning depends on who had seen them."""

    __slots__ = (
        *("acknowledgements", "alarms", "callback", "claims", "closings", "copies", "for_review", "message_left"),
        *("openings", "reviews", "talk_at", "turn"),
    )

    def __init__(self, callback: Callback) -> None:
        self.callback = callback
        self.closings: list[Entry] = []
        self.openings: list[Entry] = []
        self.claims = Claims()
        self.copies = Copies()
        self.alarms: list[Entry] = []
        self.acknowledgements: list[Entry] = []
        self.for_review: list[Entry] = []
        self.reviews: list[Entry] = []
        self.talk_at: datetime | None = None
        self.message_left = False
        self.turn: Mapping[str, Any] | None = None

    def take(self, entry: Entry) -> None:
        """Fold one entry in. What is not understood or was redacted keeps its place in the history only."""
        if not understood(entry.kind, entry.v):
            self.callback.newer += 1
            return
        if entry.payload is None:
            return
        if entry.kind == "claimed" and not self.claims.take(entry):
            return
        if self.copies.take(entry):
            return
        if entry.kind in SETTLES:
            self.claims.end(entry)
        self.turn = entry.payload.get("turn") or self.turn
        rule = _RULES.get(entry.kind)
        if rule is not None:
            rule(self, entry, entry.payload)

    def _turn(self, turn: Mapping[str, Any]) -> None:
        callback, action = self.callback, turn["next_action"]
        callback.owner = turn["owner"] or FRONT_DESK
        callback.next_action = action if action.strip() else LOOK_AT_THIS
        callback.due_at = from_utc_text(turn["due_at"])
        callback.target_at = from_utc_text(turn["target_at"])
        until = turn.get("owner_until")
        callback.owner_until = None if until is None else from_utc_text(until)
        callback.fallback_owner = turn.get("fallback_owner") or None
        callback.further = later_of(turn)

    def received(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        at = from_utc_text(payload["at"])
        if callback.contacts == 0:
            callback.channel = Channel(payload["channel"])
            callback.follows = payload.get("follows")
            callback.split_from = payload.get("split_from")
        if callback.contacts == 0 or at < callback.received_at:
            callback.received_at = at
        if callback.last_contact_at is None or at > callback.last_contact_at:
            callback.last_contact_at = at
        if payload.get("version_key") is None or callback.contacts == 0:
            callback.contacts += 1
        self.openings.append(entry)
        if payload["channel"] != Channel.MISSED_CALL:
            self.message_left = True
        callback.waiting = False
        callback.hold_reason = None
        words = payload.get("attention")
        if words:
            self._alarmed(entry, words)
        self._facts(payload)

    def _facts(self, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        get = payload.get
        name = get("patient")
        if name and (callback.patient is None or (get("stated") and not callback.stated)):
            callback.patient, callback.stated = name, bool(get("stated"))
        callback.lane = get("lane") or callback.lane
        reachable_now = callback.phone is None and get("phone") is not None
        callback.phone = callback.phone or get("phone")
        callback.phone_note = callback.phone_note or get("phone_note")
        callback.birth_date = callback.birth_date or get("birth_date")
        callback.record_number = callback.record_number or get("record_number")
        callback.language = callback.language or get("language")
        callback.thread = callback.thread or get("thread")
        callback.request = joined.both_said(callback.request, get("request"))
        callback.referral = get("referral") or callback.referral
        if get("details"):
            callback.details = {**callback.details, **payload["details"]}
        if get("offered_phones"):
            callback.offered_phones = tuple(dict.fromkeys((*callback.offered_phones, *payload["offered_phones"])))
        if get("review"):
            callback.review = payload["review"]
        elif reachable_now:
            callback.review = None

    def talk_seen(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        at = from_utc_text(payload["at"])
        self.talk_at = at if self.talk_at is None else max(at, self.talk_at)

    def reported(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.reported = payload

    def kept_open(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.talk_at = None
        self.callback.reported = None

    def merged(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        """The patient of the other callback reached out as often as they did there, and no longer waits."""
        callback = self.callback
        joined.take_over(callback, payload)
        self.message_left = self.message_left or bool(payload.get("message_left"))
        callback.waiting = False
        callback.hold_reason = None
        self.openings.append(entry)

    def told_apart(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.told_apart = (*self.callback.told_apart, payload["other"])

    def noted(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        callback.attempts += 1
        callback.last_attempt_at = entry.wall_at
        callback.waiting = bool(payload.get("waiting"))
        callback.hold_reason = None
        callback.review = payload.get("review")
        callback.excepted = callback.excepted or bool(payload.get("exceptions"))
        if payload.get("for_review"):
            self.for_review.append(entry)
            self.openings.append(entry)
        callback.language = payload.get("language") or callback.language
        callback.reported = None
        self.talk_at = None

    def messaged(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        callback.attempts += 1
        callback.last_attempt_at = entry.wall_at
        callback.waiting = bool(payload.get("waiting"))
        callback.hold_reason = None

    def flagged(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self._alarmed(entry, payload["words"])

    def _alarmed(self, entry: Entry, words: Iterable[str]) -> None:
        self.callback.attention = tuple(dict.fromkeys((*self.callback.attention, *words)))
        self.callback.waiting = False
        self.callback.hold_reason = None
        self.alarms.append(entry)

    def judged(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.verdict = Verdict(payload["verdict"])

    def reviewed(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.reviews.append(entry)
        self.callback.waiting = bool(payload.get("waiting"))
        self.callback.review = None

    def escalated(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        callback.escalated_to = payload["to"]
        callback.waiting = False
        callback.hold_reason = None
        self.alarms.append(entry)

    def acknowledged(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.acknowledgements.append(entry)

    def handed_over(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        callback.waiting = False
        callback.hold_reason = None
        callback.review = None
        if not self._alarming():
            callback.escalated_to = None

    def snoozed(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.waiting = True
        self.callback.hold_reason = None

    def held(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.hold_reason = HoldReason(payload["reason"])
        self.callback.waiting = False

    def lane_changed(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        callback.lane = payload["lane"]
        words = payload.get("attention")
        if words:
            self._alarmed(entry, words)

    def closed(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.closings.append(entry)

    def reopened(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.openings.append(entry)
        self.callback.waiting = False
        self.callback.hold_reason = None

    def split(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.split_into = (*self.callback.split_into, payload["into"])

    def exception(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.excepted = True

    def amended(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        if payload.get("patient"):
            callback.patient, callback.stated = payload["patient"], True
        callback.birth_date = payload.get("birth_date") or callback.birth_date
        callback.language = payload.get("language") or callback.language
        callback.request = payload.get("request") or callback.request
        if payload.get("phone"):
            callback.phone = payload["phone"]
            callback.review = None

    def card_linked(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        self.callback.card_id = payload["card_id"]
        self.callback.record_number = payload.get("record_number") or self.callback.record_number

    def card_flagged(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        callback.card_flag, callback.may_call = CardFlag(payload["flag"]), False
        callback.review = payload.get("review")
        callback.waiting = False
        callback.hold_reason = None

    def contact_decided(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        callback.may_call = bool(payload["call"])
        if payload.get("lifted"):
            callback.card_flag, callback.may_call = None, False
        if payload["call"]:
            callback.review = None

    def prepared(self, entry: Entry, payload: Mapping[str, Any]) -> None:
        """Any kind of entry about preparing: it changes nothing else, and counts as no attempt."""
        callback = self.callback
        callback.preparation = preparing.RULES[entry.kind](callback.preparation, entry, payload)

    def settle(self) -> None:
        """Decide what depends on the whole: pending alarms, whether a close stands, and "resolved since?"."""
        callback = self.callback
        if self.turn is not None:
            self._turn(self.turn)
        callback.referral = preparing.as_marked(callback.referral, callback.preparation)
        pending = self._alarming()
        callback.attention_pending = any(alarm.kind in _ATTENTION for alarm in pending)
        if callback.escalated_to is not None:
            callback.acknowledged = not any(alarm.kind == "escalated" for alarm in pending)
        if callback.card_flag is CardFlag.DECEASED:
            callback.review = callback.review or HAS_DIED
        if callback.card_flag is CardFlag.DO_NOT_CONTACT and not callback.may_call:
            callback.review = callback.review or ASKED_NOT
        self._close(pending)
        callback.overruled = frozenset(self.claims.overruled)
        if callback.is_open:
            callback.claimed_at_once = self.claims.owners
        self._wait_for_review()
        last = callback.last_contact_at
        if callback.reported is not None and last is not None and from_utc_text(callback.reported["at"]) < last:
            callback.reported = None
        callback.maybe_resolved = (
            callback.is_open
            and not self.message_left
            and self.talk_at is not None
            and last is not None
            and self.talk_at > last
        )

    def _alarming(self) -> list[Entry]:
        return [
            alarm
            for alarm in self.alarms
            if not any(self.copies.seen(acknowledgement, alarm) for acknowledgement in self.acknowledgements)
        ]

    def _wait_for_review(self) -> None:
        """The last note for review that no review has covered still waits; whatever came since, that is shown."""
        callback = self.callback
        waiting = [note for note in self.for_review if not any(covers(review, note) for review in self.reviews)]
        if not waiting or not callback.is_open:
            return
        note = waiting[-1]
        payload: Mapping[str, Any] = note.payload or {}
        asked = payload["for_review"]
        closes_as = asked.get("closes_as")
        callback.in_review = InReview(
            role=asked["reviewer"].removeprefix("role:"),
            steps=tuple(asked["steps"]),
            author=note.person_id,
            closes_as=None if closes_as is None else CloseResult(closes_as),
            then=asked.get("then"),
            order=note.order,
            again=any(opening.kind == "received" and not self.copies.seen(note, opening) for opening in self.openings),
        )
        callback.review = callback.review or payload.get("review")

    def _close(self, pending: list[Entry]) -> None:
        callback = self.callback
        if not self.closings:
            return
        # An alarm that the closing one had not seen keeps it open also once somebody was told of it.
        openings = [*self.openings, *self.alarms]
        seen = self.copies.seen
        standing = [closing for closing in self.closings if all(seen(closing, opening) for opening in openings)]
        if standing and not pending:
            last = standing[-1]
            payload = last.payload or {}
            callback.is_open = False
            callback.closed_at = last.wall_at
            callback.close_result = CloseResult(payload["result"])
        elif any(apart(opening, self.closings[-1]) and not seen(self.closings[-1], opening) for opening in openings):
            callback.review = "closed on one desk while it changed on another"


_Rule = Callable[[_Folding, Entry, Mapping[str, Any]], None]
_RULES: Mapping[str, _Rule] = {
    "received": _Folding.received,
    "talk_seen": _Folding.talk_seen,
    "reported": _Folding.reported,
    "kept_open": _Folding.kept_open,
    "merged": _Folding.merged,
    "told_apart": _Folding.told_apart,
    "noted": _Folding.noted,
    "reviewed": _Folding.reviewed,
    "escalated": _Folding.escalated,
    "acknowledged": _Folding.acknowledged,
    "handed_over": _Folding.handed_over,
    "snoozed": _Folding.snoozed,
    "held": _Folding.held,
    "lane_changed": _Folding.lane_changed,
    "closed": _Folding.closed,
    "reopened": _Folding.reopened,
    "split": _Folding.split,
    "exception": _Folding.exception,
    "amended": _Folding.amended,
    "messaged": _Folding.messaged,
    "flagged": _Folding.flagged,
    "judged": _Folding.judged,
    "card_linked": _Folding.card_linked,
    "card_flagged": _Folding.card_flagged,
    "contact_decided": _Folding.contact_decided,
    **dict.fromkeys(preparing.RULES, _Folding.prepared),
}
