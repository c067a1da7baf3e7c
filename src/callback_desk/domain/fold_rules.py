"""What each kind of entry does to the callback that is being folded, one after the other in ledger order. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from callback_desk.domain import joined, preparing, put_right
from callback_desk.domain.callback import FRONT_DESK, LOOK_AT_THIS, Callback, later_of
from callback_desk.domain.claims import SETTLES, Claims
from callback_desk.domain.codes import CardFlag, Channel, HoldReason, Verdict
from callback_desk.domain.copies import Copies
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.moments import from_utc_text


class Folding:
    """The fold under way: the callback so far, and the entries whose meaning depends on who had seen them."""

    __slots__ = (
        *("acknowledgements", "alarms", "callback", "claims", "closings", "copies", "for_review", "message_left"),
        *("amendments", "openings", "reviews", "talk_at", "turn"),
    )

    def __init__(self, callback: Callback) -> None:
        self.callback = callback
        self.closings: list[Entry] = []
        self.openings: list[Entry] = []
        self.claims = Claims()
        self.copies = Copies()
        self.alarms: list[Entry] = []
        self.amendments: list[Entry] = []
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

    def give_turn(self, turn: Mapping[str, Any]) -> None:
        """Take over whose turn it is, what they do and by when."""
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
        if callback.contacts == 0 or self._is_no_mere_call(payload):
            callback.channel = Channel(payload["channel"])
        if callback.contacts == 0:
            callback.follows = payload.get("follows")
            callback.split_from = payload.get("split_from")
        if callback.contacts == 0 or at < callback.received_at:
            callback.received_at = at
        if callback.last_contact_at is None or at > callback.last_contact_at:
            callback.last_contact_at = at
        is_later = payload.get("version_key") is not None or self.copies.is_again(entry)
        if callback.contacts == 0 or not is_later:
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

    def _is_no_mere_call(self, payload: Mapping[str, Any]) -> bool:
        """Tell whether a later state of the first contact's record says that it was more than a missed call."""
        key = payload.get("source_key")
        if key is None or self.callback.channel is not Channel.MISSED_CALL:
            return False
        first = self.openings[0].payload if self.openings else None
        return first is not None and first.get("source_key") == key

    def _facts(self, payload: Mapping[str, Any]) -> None:
        callback = self.callback
        get = payload.get
        name = get("patient")
        if name and name not in callback.named:
            callback.named = (*callback.named, name)
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
        callback.handed = True
        callback.waiting = False
        callback.hold_reason = None
        callback.review = None
        if not self.alarming():
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
        self.amendments.append(entry)
        put_right.take_over(self.callback, payload)

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

    def alarming(self) -> list[Entry]:
        """Return the alarms that nobody acknowledged who had seen them."""
        return [
            alarm
            for alarm in self.alarms
            if not any(self.copies.seen(acknowledgement, alarm) for acknowledgement in self.acknowledgements)
        ]


_Rule = Callable[[Folding, Entry, Mapping[str, Any]], None]
_RULES: Mapping[str, _Rule] = {
    "received": Folding.received,
    "talk_seen": Folding.talk_seen,
    "reported": Folding.reported,
    "kept_open": Folding.kept_open,
    "merged": Folding.merged,
    "told_apart": Folding.told_apart,
    "noted": Folding.noted,
    "reviewed": Folding.reviewed,
    "escalated": Folding.escalated,
    "acknowledged": Folding.acknowledged,
    "handed_over": Folding.handed_over,
    "snoozed": Folding.snoozed,
    "held": Folding.held,
    "lane_changed": Folding.lane_changed,
    "closed": Folding.closed,
    "reopened": Folding.reopened,
    "split": Folding.split,
    "exception": Folding.exception,
    "amended": Folding.amended,
    "messaged": Folding.messaged,
    "flagged": Folding.flagged,
    "judged": Folding.judged,
    "card_linked": Folding.card_linked,
    "card_flagged": Folding.card_flagged,
    "contact_decided": Folding.contact_decided,
    **dict.fromkeys(preparing.RULES, Folding.prepared),
}
