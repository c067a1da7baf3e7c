"""What happened to a callback, told: each entry as one sentence, and its outcome notes as documents.

What a patient or a file said stays as it is in a document; in a sentence it is
folded onto one line, fit to be shown.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from callback_desk.domain import appointment_time, card_history
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import (
    Channel,
    CloseResult,
    Disposition,
    ExceptionCode,
    HoldReason,
    Result,
    Verdict,
)
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.lapsing import Lapse, lapses
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.text import clean_line
from callback_desk.domain.undoing import line_of

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

CHANNELS: Mapping[Channel, str] = {
    Channel.MISSED_CALL: "missed call",
    Channel.VOICEMAIL: "voicemail",
    Channel.TEXT_MESSAGE: "text message",
    Channel.PORTAL: "portal message",
    Channel.WEB_FORM: "web form",
    Channel.FAX: "fax",
    Channel.WALK_IN: "walk-in",
    Channel.CAMPAIGN: "campaign",
    Channel.BY_HAND: "added by hand",
}
DISPOSITIONS: Mapping[Disposition, str] = {
    Disposition.REACHED: "reached",
    Disposition.SOMEBODY_ELSE: "somebody else answered",
    Disposition.WRONG_PERSON: "wrong person",
    Disposition.VOICEMAIL: "voicemail left",
    Disposition.NO_ANSWER: "no answer",
    Disposition.BUSY: "busy",
    Disposition.NOT_IN_SERVICE: "not in service",
}
RESULTS: Mapping[Result, str] = {
    Result.SETTLED: "settled",
    Result.BOOKED: "booked",
    Result.CALL_LATER: "call later",
    Result.DECLINED: "declined",
    Result.INTERPRETER: "interpreter needed",
    Result.HANDED_OVER: "handed over",
}
CLOSINGS: Mapping[CloseResult, str] = {
    CloseResult.BOOKED: "booked",
    CloseResult.ANSWERED: "answered",
    CloseResult.TRANSFERRED: "transferred",
    CloseResult.DECLINED: "declined",
    CloseResult.UNREACHABLE: "unreachable",
    CloseResult.DUPLICATE: "duplicate",
    CloseResult.NOT_NEEDED: "not needed",
}
VERDICTS: Mapping[Verdict, str] = {
    Verdict.RIGHT: "the escalation was right",
    Verdict.UNNECESSARY: "the escalation was unnecessary",
    Verdict.MISSED: "an escalation was missed",
}
HOLDS: Mapping[HoldReason, str] = {
    HoldReason.PATIENT: "the patient",
    HoldReason.DOCUMENT: "a document",
    HoldReason.OFFICE: "another office",
}

EXCEPTIONS: Mapping[ExceptionCode, str] = {
    ExceptionCode.SCRIPT_DID_NOT_FIT: "script did not fit",
    ExceptionCode.NO_ACCESS: "no access",
    ExceptionCode.CLINICAL_REVIEW: "clinical review needed",
    ExceptionCode.HANDOFF_UNCLEAR: "handoff unclear",
    ExceptionCode.LANGUAGE: "language",
}
UNDONE = " · undone"
"""Stands behind what was taken back."""

ATTEMPTS = frozenset({"noted", "messaged"})
"""The kinds of entry that count as an attempt to reach the patient."""
_NOON = time(12)

_NOTE_TEXTS = ("representative", "request", "told", "language", "remark")
_NOTE_CODES = ("disposition", "result", "spoke_with", "close_result")
_NOTE_LISTS = ("identified_by", "confirmed", "steps", "exceptions")


def in_words(
    entry: Entry, policy: "Policy", zone: ZoneInfo, *, attempt: int | None = None, today: date | None = None
) -> str:
    """Return one entry as a sentence without its full stop: `12:10 Maria Reyes: no answer (try 1)`.

    `attempt` is the number of the attempt that a note is about. What happened `today` (a date in `zone`) has
    the time alone, anything else the day too.
    """
    return _Told(entry, policy, zone, attempt, today).sentence()


def lines(callback: Callback, policy: "Policy", zone: ZoneInfo, *, today: date | None = None) -> list[str]:
    """Return the whole history in words, oldest first, with its attempts numbered."""
    numbers = {entry.order: number for number, entry in _attempts(callback)}
    told = [in_words(entry, policy, zone, attempt=numbers.get(entry.order), today=today) for entry in callback.history]
    return [
        f"{words}{UNDONE if line_of(entry) in callback.undone else ''}"
        for entry, words in zip(callback.history, told, strict=True)
    ]


def told(
    callback: Callback, policy: "Policy", zone: ZoneInfo, now: datetime, *, today: date | None = None
) -> list[tuple[str, str]]:
    """Return the history until `now` in words, each with its kind: as `lines`, and where a turn lay idle and fell
    to somebody else, which no entry says, a line of the kind `lapsed`.
    """
    kinds = [entry.kind for entry in callback.history]
    said = list(zip(kinds, lines(callback, policy, zone, today=today), strict=True))
    for lapse in reversed(lapses(callback, now)):
        after = next(
            (place for place, entry in enumerate(callback.history) if place > lapse.place and entry.wall_at > lapse.at),
            len(said),
        )
        said.insert(after, ("lapsed", _lapsed(lapse, policy, zone, today)))
    return said


def _lapsed(lapse: Lapse, policy: "Policy", zone: ZoneInfo, today: date | None) -> str:
    was, to = policy.role_title(lapse.owner), policy.role_title(lapse.to)
    words = f"{was}'s turn lay idle, it is {to}'s" if lapse.owner.startswith("person:") else f"{to} instead of {was}"
    return clean_line(f"{clock_words(lapse.at, zone, today)} {words}")


def notes(callback: Callback, policy: "Policy") -> list[dict[str, Any]]:
    """Return the outcome notes, oldest first, with the keys of `note --json` and who noted what when.

    Owners are written as in JSON, moments with the clinic's offset. A note whose content was removed, or that
    a newer version of the program wrote, stays in the list and says so in `redacted` or `newer`; one that was
    taken back says so in `undone` and is no attempt.
    """
    numbers = {entry.order: number for number, entry in _attempts(callback)}
    return [
        {**_note(entry, policy, numbers.get(entry.order)), "undone": line_of(entry) in callback.undone}
        for entry in callback.history
        if entry.kind == "noted"
    ]


def _attempts(callback: Callback) -> Iterator[tuple[int, Entry]]:
    """The attempts in order, numbered from 1, as the fold counts them."""
    made = (entry for entry in callback.standing if entry.kind in ATTEMPTS and understood(entry.kind, entry.v))
    return enumerate((entry for entry in made if entry.payload is not None), 1)


def _note(entry: Entry, policy: "Policy", attempt: int | None) -> dict[str, Any]:
    newer = not understood(entry.kind, entry.v)
    payload: Mapping[str, Any] = {} if newer or entry.payload is None else entry.payload
    turn = payload.get("turn") or {}
    appointment = payload.get("appointment")
    zone = policy.zone_info
    return {
        "noted_at": _local(entry.wall_at, zone),
        "by": policy.owner_name(f"person:{entry.person_id}"),
        "attempt": attempt,
        **{key: payload.get(key) for key in (*_NOTE_CODES, *_NOTE_TEXTS)},
        **{key: list(payload.get(key, ())) for key in _NOTE_LISTS},
        "understood": payload.get("understood"),
        "open": payload.get("open", True) if payload else None,
        "next_action": turn.get("next_action"),
        "owner": policy.owner_name(turn["owner"]) if turn else None,
        "due_at": _local(from_utc_text(turn["due_at"]), zone) if turn else None,
        "appointment": appointment
        and {
            "at": _local(from_utc_text(appointment["at"]), zone),
            "with": appointment.get("with_whom"),
            "kind": appointment.get("kind"),
        },
        "seconds": payload.get("seconds"),
        "redacted": entry.payload is None,
        "newer": newer,
    }


def clock_words(at: datetime, zone: ZoneInfo, today: date | None) -> str:
    """Return when something happened: the time alone where it was today, else the day too."""
    local = at.astimezone(zone)
    if local.date() == today:
        return f"{local:%H:%M}"
    return appointment_time.in_words(at, zone, datetime.combine(today or local.date(), _NOON, zone))


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")


class _Told:
    """One entry being told."""

    def __init__(self, entry: Entry, policy: "Policy", zone: ZoneInfo, attempt: int | None, today: date | None) -> None:
        self.entry, self.policy, self.zone = entry, policy, zone
        self.attempt, self.today = attempt, today
        self.payload: Mapping[str, Any] = entry.payload or {}

    def sentence(self) -> str:
        entry = self.entry
        rule = _RULES.get(entry.kind)
        if rule is None or not understood(entry.kind, entry.v):
            return self._said("a newer version of the desk wrote this, it is kept as it is")
        if entry.payload is None:
            return self._said(f"what this {entry.kind.replace('_', ' ')} entry held was removed")
        return rule(self)

    def _when(self, at: datetime) -> str:
        return clock_words(at, self.zone, self.today)

    def _ahead(self, key: str) -> str:
        return appointment_time.in_words(from_utc_text(self.payload[key]), self.zone, self.entry.wall_at)

    def _said(self, words: str, at: datetime | None = None, *, by_person: bool = True) -> str:
        who = ""
        if by_person:
            who = f"{self.policy.role_title(f'person:{self.entry.person_id}') or 'the desk'}: "
        return clean_line(f"{self._when(at or self.entry.wall_at)} {who}{words}")

    def _with(self, words: str, *keys: str) -> str:
        """The words, and behind a colon what the payload has under the keys."""
        said = [told for key in keys if (told := (self.payload.get(key) or "").strip())]
        return f"{words}: {'; '.join(said)}" if said else words

    def _title(self, owner: str) -> str:
        return self.policy.role_title(owner)

    def _lane(self, lane: str) -> str:
        return self.policy.lanes[lane].title if lane in self.policy.lanes else lane

    def received(self) -> str:
        words = [CHANNELS[Channel(self.payload["channel"])]]
        if self.payload.get("lane"):
            words.append(f"to {self._lane(self.payload['lane'])}")
        if self.payload.get("attention"):
            words.append(f"attention, matched {', '.join(self.payload['attention'])}")
        if self.payload.get("follows"):
            words.append(f"after the closed callback {self.payload['follows'][:8]}")
        if self.payload.get("split_from"):
            words.append(f"the second request of {self.payload['split_from'][:8]}")
        if self.payload.get("review"):
            words.append(self._with("needs review", "review"))
        by_hand = self.payload.get("source") is None and self.payload.get("source_key") is None
        return self._said(" · ".join(words), from_utc_text(self.payload["at"]), by_person=by_hand)

    def talk_seen(self) -> str:
        minutes, seconds = divmod(int(self.payload["seconds"]), 60)
        who = "we called" if self.payload["outbound"] else "they called"
        words = f"a talk of {minutes}:{seconds:02} with the same number ({who}): resolved since?"
        return self._said(words, from_utc_text(self.payload["at"]), by_person=False)

    def claimed(self) -> str:
        return self._said("took it")

    def released(self) -> str:
        return self._said(self._with(f"gave it back to {self._title(self.payload['turn']['owner'])}", "reason"))

    def noted(self) -> str:
        payload = self.payload
        words = DISPOSITIONS[Disposition(payload["disposition"])]
        if payload.get("result"):
            words += f", {RESULTS[Result(payload['result'])]}"
        if payload.get("appointment"):
            words += f" {self._appointment(payload['appointment'])}"
        words = self._with(words, "request", "told", "remark")
        if self.attempt is not None:
            words += f" (try {self.attempt})"
        if payload.get("for_review"):
            steps = ", ".join(self.policy.code_title(step) for step in payload["for_review"]["steps"])
            words += f" · for review: {steps}" if steps else " · for review"
        turn = payload.get("turn")
        if turn:
            words += f" · next: {turn['next_action']}, {self._title(turn['owner'])}"
        return self._said(words)

    def _appointment(self, booked: Mapping[str, Any]) -> str:
        at = appointment_time.in_words(from_utc_text(booked["at"]), self.zone, self.entry.wall_at)
        return " · ".join(part for part in (at, booked.get("with_whom"), booked.get("kind")) if part)

    def reviewed(self) -> str:
        words = "approved the note" if self.payload["approved"] else "returned the note"
        return self._said(self._with(words, "change"))

    def escalated(self) -> str:
        return self._said(self._with(f"escalated it to {self._title(self.payload['to'])}", "reason"))

    def acknowledged(self) -> str:
        payload = self.payload
        return self._said(f"told {payload['told']}, {payload['how']}, {self._ahead('at')}")

    def messaged(self) -> str:
        words = self._with("portal message sent", "said")
        if self.attempt is not None:
            words += f" (try {self.attempt})"
        turn = self.payload["turn"]
        return self._said(f"{words} · next: {turn['next_action']}, {self._title(turn['owner'])}")

    def flagged(self) -> str:
        return self._said(f"attention in the {self.payload['where']}, matched {', '.join(self.payload['words'])}")

    def judged(self) -> str:
        return self._said(self._with(VERDICTS[Verdict(self.payload["verdict"])], "remark"))

    def handed_over(self) -> str:
        return self._said(self._with(f"handed it over to {self._title(self.payload['to'])}", "needs"))

    def snoozed(self) -> str:
        return self._said(f"put it off until {self._ahead('until')}")

    def held(self) -> str:
        waits_for = HOLDS[HoldReason(self.payload["reason"])]
        return self._said(f"on hold until {self._ahead('until')}, waiting for {waits_for}")

    def lane_changed(self) -> str:
        earlier, lane = self._lane(self.payload["earlier"]), self._lane(self.payload["lane"])
        words = f"moved it from {earlier} to {lane}"
        if self.payload.get("earlier_target"):
            target = appointment_time.in_words(
                from_utc_text(self.payload["turn"]["target_at"]), self.zone, self.entry.wall_at
            )
            words += f" · first try by {target} instead of {self._ahead('earlier_target')}"
        return self._said(words)

    def closed(self) -> str:
        return self._said(self._with(f"closed, {CLOSINGS[CloseResult(self.payload['result'])]}", "remark"))

    def reopened(self) -> str:
        return self._said(self._with("opened it again", "reason"))

    def amended(self) -> str:
        fields = [key.replace("_", " ") for key in self.payload if key != "reason"]
        return self._said(self._with(f"put right {', '.join(fields) or 'nothing'}", "reason"))

    def split(self) -> str:
        words = f"split it: the second request is {self.payload['into'][:8]}, {self._lane(self.payload['lane'])}"
        return self._said(self._with(words, "words"))

    def exception(self) -> str:
        return self._said(self._with(f"exception, {EXCEPTIONS[ExceptionCode(self.payload['code'])]}", "text"))

    def undone(self) -> str:
        return self._said("took the last save back")

    def of_card(self) -> str:
        return self._said(card_history.words(self.entry.kind, self.payload))

    def prepared(self) -> str:
        parts = [self._codes(key, sign) for key, sign in (("done", "✓"), ("missing", "✗"), ("not_needed", "–"))]
        parts += [self._codes("unmarked", "taken back:"), self.payload.get("visit_type") or ""]
        return self._said(self._with(f"prepared {'  '.join(filter(None, parts))}".rstrip(), "remark"))

    def _codes(self, key: str, sign: str) -> str:
        return "  ".join(f"{sign} {self.policy.code_title(code)}" for code in self.payload.get(key, ()))

    def papers_marked(self) -> str:
        signs = (("present", "✓"), ("missing", "✗"))
        papers = [f"{sign} {paper}" for key, sign in signs for paper in self.payload.get(key, ())]
        return self._said(f"looked at the papers {'  '.join(papers)}")

    def reminded(self) -> str:
        return self._said(self._with(f"sent the patient a reminder by {self.payload['how']}", "what"))

    def errand(self) -> str:
        return self._said(f"asked {self.payload['whom']} for {self.payload['what']}, until {self._ahead('until')}")

    def errand_answered(self) -> str:
        return self._said(self._with("what was asked for came in", "remark"))

    def policy_adopted(self) -> str:
        words = f"the clinic's rules are now {self.payload['fingerprint'][:8]}"
        return self._said(self._with(words, "reason"))


_RULES: Mapping[str, Callable[[_Told], str]] = {
    "received": _Told.received,
    "talk_seen": _Told.talk_seen,
    "claimed": _Told.claimed,
    "released": _Told.released,
    "noted": _Told.noted,
    "reviewed": _Told.reviewed,
    "escalated": _Told.escalated,
    "acknowledged": _Told.acknowledged,
    "handed_over": _Told.handed_over,
    "snoozed": _Told.snoozed,
    "held": _Told.held,
    "lane_changed": _Told.lane_changed,
    "closed": _Told.closed,
    "reopened": _Told.reopened,
    "amended": _Told.amended,
    "undone": _Told.undone,
    "split": _Told.split,
    "exception": _Told.exception,
    "policy_adopted": _Told.policy_adopted,
    "messaged": _Told.messaged,
    "flagged": _Told.flagged,
    "judged": _Told.judged,
    **dict.fromkeys(card_history.KINDS, _Told.of_card),
    "made_ready": _Told.prepared,
    "papers_marked": _Told.papers_marked,
    "reminded": _Told.reminded,
    "errand": _Told.errand,
    "errand_answered": _Told.errand_answered,
}
