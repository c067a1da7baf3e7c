"""One entry told as a sentence.

What a patient or a file said is folded onto one line, fit to be shown.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from callback_desk.domain import appointment_time, card_history
from callback_desk.domain.code_words import (
    CLOSINGS,
    DISPOSITIONS,
    EXCEPTIONS,
    HOLDS,
    REPORTED,
    RESULTS,
    VERDICTS,
    came_on,
)
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
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.same_names import may_be_same
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_NOON = time(12)


def in_words(
    entry: Entry,
    policy: "Policy",
    zone: ZoneInfo,
    *,
    attempt: int | None = None,
    today: date | None = None,
    patient: str | None = None,
) -> str:
    """Return one entry as a sentence without its full stop: `12:10 Maria Reyes: no answer (try 1)`.

    `attempt` is the number of the attempt that a note is about, `patient` whose callback it is: a contact that gives
    quite another name says so. What happened `today` (a date in `zone`) has
    the time alone, anything else the day too.
    """
    return _Told(entry, policy, zone, attempt, today, patient).sentence()


def clock_words(at: datetime, zone: ZoneInfo, today: date | None) -> str:
    """Return when something happened: the time alone where it was today, else the day too."""
    local = at.astimezone(zone)
    if local.date() == today:
        return f"{local:%H:%M}"
    return appointment_time.in_words(at, zone, datetime.combine(today or local.date(), _NOON, zone))


class _Told:
    """One entry being told."""

    def __init__(
        self,
        entry: Entry,
        policy: "Policy",
        zone: ZoneInfo,
        attempt: int | None,
        today: date | None,
        patient: str | None,
    ) -> None:
        self.entry, self.policy, self.zone = entry, policy, zone
        self.attempt, self.today, self.patient = attempt, today, patient
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
        words = [came_on(Channel(self.payload["channel"]), self.payload.get("source_key")) + self._under_another_name()]
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

    def _under_another_name(self) -> str:
        name = self.payload.get("patient")
        if not name or self.patient is None or may_be_same(name, self.patient):
            return ""
        return f" as {name}"

    def talk_seen(self) -> str:
        minutes, seconds = divmod(int(self.payload["seconds"]), 60)
        who = "we called" if self.payload["outbound"] else "they called"
        words = f"a talk of {minutes}:{seconds:02} with the same number ({who}): resolved since?"
        return self._said(words, from_utc_text(self.payload["at"]), by_person=False)

    def reported(self) -> str:
        payload = self.payload
        starts = payload.get("starts_at")
        at = appointment_time.in_words(from_utc_text(starts), self.zone, self.entry.wall_at) if starts else ""
        said = " · ".join(part for part in (payload.get("about"), at, payload.get("with_whom")) if part)
        words = f"another system reports: {REPORTED[payload['what']]}{f' ({said})' if said else ''}"
        return self._said(self._with(words, "remark"), from_utc_text(payload["at"]), by_person=False)

    def kept_open(self) -> str:
        return self._said(self._with("looked at it: still to be called", "remark"))

    def merged(self) -> str:
        return self._said(f"joined {self.payload['other'][:8]} with it: the same request of the same patient")

    def told_apart(self) -> str:
        return self._said(f"told it apart from {self.payload['other'][:8]}")

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
        if self.payload.get("superseded"):
            words = "set the note aside: they talked with the patient themselves"
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

    def policy_published(self) -> str:
        return self._said(f"put the rules {self.payload['fingerprint'][:8]} in force for every desk")

    def brought_forward(self) -> str:
        due = appointment_time.in_words(from_utc_text(self.payload["turn"]["due_at"]), self.zone, self.entry.wall_at)
        return self._said(f"due {due} already: the clinic's rules put nothing off for longer")


_RULES: Mapping[str, Callable[[_Told], str]] = {
    "received": _Told.received,
    "talk_seen": _Told.talk_seen,
    "reported": _Told.reported,
    "kept_open": _Told.kept_open,
    "merged": _Told.merged,
    "told_apart": _Told.told_apart,
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
    "policy_published": _Told.policy_published,
    "brought_forward": _Told.brought_forward,
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
