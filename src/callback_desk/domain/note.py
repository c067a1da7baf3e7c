"""The outcome note of one attempt, in two stages: how it ended, and what came of it.

An attempt that did not reach the patient needs nothing more: what follows is the cadence's. A talk needs what
the next person needs: whom it was with, what the patient wants, what was confirmed, whether it was
understood, and whether anything is still open: if so whose turn it is, if not with what result it closes.

What each result needs:

* settled, booked, handed over, declined: two identifiers, the need, the check of understanding.
* settled, booked, handed over: also what was confirmed, one point at least, or a remark that nothing was
  (`NOTHING_TO_CONFIRM`).
* booked: also when the appointment is.
* call later: the need; nothing private was said, so nobody had to be identified. It stays open.
* interpreter: the language. It stays open.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from callback_desk.domain import authority, cadence, card_rules, vagueness
from callback_desk.domain.appointment_time import Typed
from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.codes import CloseResult, Disposition, ExceptionCode, Identifier, Result, SpokeWith
from callback_desk.domain.entries import Appointment, Noted, Turn
from callback_desk.domain.note_json import note_values
from callback_desk.domain.text import folded

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

ENOUGH_IDENTIFIERS = 2
"""So many identifiers before anything private is said."""
CALL_BACK_NUMBER = "number"
"""The point that reaching the patient confirms by itself: the number works and is theirs."""
NOTHING_TO_CONFIRM = ("nothing to confirm", "nada que confirmar")
"""What a remark says where there was nothing to confirm."""

NEVER_CLOSES_AS: Mapping[str, str] = {
    CloseResult.UNREACHABLE: "another result than unreachable, since the patient was reached"
}
"""With which results no note closes, each with what it needs instead. Only a note that says that somebody was reached
closes anything: after the cadence's last attempt a person closes the callback as unreachable, without a note."""

NO_PRIVATE_TALK = frozenset((Result.CALL_LATER, Result.INTERPRETER))
"""Results for which nothing private was said, so that nobody had to be identified."""
_OF_NEXT_STEP = ("next_action", "owner", "due_at")
_TALK_FIELDS = ("disposition", "result", "identified_by", "spoke_with", "request", "confirmed", "told")


class NoteDraft(BaseModel):
    """An outcome note as it is being written: the fields of `note --json`, as many as there are so far.

    `owner` is written as in JSON, a person's name or `role:ID`. Moments are aware.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    disposition: Disposition | None = None
    result: Result | None = None
    identified_by: tuple[Identifier, ...] = ()
    spoke_with: SpokeWith | None = None
    representative: str | None = None
    request: str | None = None
    confirmed: tuple[str, ...] = ()
    told: str | None = None
    open: bool | None = None
    next_action: str | None = None
    owner: str | None = None
    due_at: AwareDatetime | None = None
    close_result: CloseResult | None = None
    appointment: Typed | None = None
    language: str | None = None
    understood: bool | None = None
    steps: tuple[str, ...] = ()
    exceptions: tuple[ExceptionCode, ...] = ()
    remark: str | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any], policy: "Policy") -> Self:
        """Read the JSON of `note`.

        Raises:
            DeskError: it does not fit; the sentence names the key, the value and what is allowed.
        """
        return cls.model_validate(note_values(data, policy))


class Meter(NamedTuple):
    """Which of the four things that make a note useful are there."""

    request: bool
    confirmed: bool
    open: bool
    owner: bool


GIVES_NAME = "(amend gives it)"
"""Ends what is said of a missing name; a screen says there which of its keys gives it."""


def fields_for(policy: "Policy", callback: Callback, draft: NoteDraft, card: Card | None = None) -> tuple[str, ...]:
    """Return the fields that this disposition and result ask for, in the order in which they are asked.

    Which representative is only asked where the patient's `card` names several.
    """
    if draft.disposition is Disposition.SOMEBODY_ELSE:
        return "disposition", "told"
    if draft.disposition is not Disposition.REACHED:
        return ("disposition",)
    if draft.result is None:
        return "disposition", "result"
    unasked = {"identified_by", "confirmed"} if draft.result in NO_PRIVATE_TALK else set()
    asked = [field for field in _TALK_FIELDS if field not in unasked]
    if draft.result not in NO_PRIVATE_TALK and authority.ticked_in_notes(policy, callback.lane):
        asked.append("steps")
    if draft.spoke_with is SpokeWith.REPRESENTATIVE and len(card_rules.speakers(card)) > 1:
        asked.append("representative")
    if draft.result is Result.BOOKED:
        asked.append("appointment")
    if draft.result is Result.INTERPRETER:
        asked.append("language")
    asked.append("open")
    if draft.open is False:
        asked.append("close_result")
    elif not cadence.waits_for_licensed(policy, callback):
        asked += _OF_NEXT_STEP
    asked.append("exceptions")
    if draft.result not in NO_PRIVATE_TALK:
        asked.append("understood")
    return (*asked, "remark")


def missing(policy: "Policy", callback: Callback, draft: NoteDraft) -> list[str]:
    """Return what the note still needs, each in plain words with its field's name; empty where nothing is."""
    return [f"{words}: {field}" for field, words in _lacking(policy, callback, draft)]


def missing_fields(policy: "Policy", callback: Callback, draft: NoteDraft) -> list[str]:
    """Return the names of the fields that `missing` speaks of."""
    return [field.partition(".")[0] for field, _ in _lacking(policy, callback, draft)]


def _lacking(policy: "Policy", callback: Callback, draft: NoteDraft) -> Iterator[tuple[str, str]]:
    if draft.disposition is None:
        yield "disposition", "how the attempt ended"
    if draft.disposition is not Disposition.REACHED:
        return
    if draft.result is None:
        yield "result", "what came of it"
    if draft.result is Result.BOOKED and callback.patient is None and callback.card_id is None:
        yield "result", f"the name of the patient for whom it is booked {GIVES_NAME}"
    yield from _lacking_of_talk(callback, draft)
    yield from _lacking_of_end(policy, callback, draft)


def _lacking_of_talk(callback: Callback, draft: NoteDraft) -> Iterator[tuple[str, str]]:
    private = draft.result not in NO_PRIVATE_TALK
    identifiers = len(set(draft.identified_by))
    if draft.spoke_with is SpokeWith.OTHER:
        yield (
            "spoke_with",
            "the patient or a representative, anybody else is another disposition: somebody-else",
        )
    elif private and identifiers < ENOUGH_IDENTIFIERS:
        yield "identified_by", "one more identifier" if identifiers else "two identifiers"
    if draft.result is not Result.INTERPRETER and not _given(draft.request):
        yield "request", "what the patient needs, in your words"
    if draft.result is Result.INTERPRETER and not _given(draft.language or callback.language):
        yield "language", "which language the interpreter speaks"
    if not _confirmed(draft):
        yield "confirmed", f'what was confirmed, or the remark "{NOTHING_TO_CONFIRM[0]}"'
    if draft.result is Result.BOOKED and draft.appointment is None:
        yield "appointment.at", "when the appointment is"
    if private and draft.understood is None:
        yield "understood", "whether the patient said it back, true or false"


def _lacking_of_end(policy: "Policy", callback: Callback, draft: NoteDraft) -> Iterator[tuple[str, str]]:
    if draft.open is None:
        yield "open", "whether anything is still open, true or false"
    elif draft.open is False:
        if draft.result in NO_PRIVATE_TALK:
            yield "open", "what happens next, since nothing was settled yet and it stays open"
        elif draft.close_result is None:
            yield "close_result", "with what result it is closed"
        elif (instead := NEVER_CLOSES_AS.get(draft.close_result)) is not None:
            yield "close_result", instead
    elif not cadence.waits_for_licensed(policy, callback):
        if not _given(draft.next_action):
            yield "next_action", "what happens next"
        if not _given(draft.owner):
            yield "owner", "whose turn it is next"
        if draft.due_at is None:
            yield "due_at", "until when it is done"


def vague(draft: NoteDraft, callback: Callback) -> list[str]:
    """Return a sentence for each part that says nothing or is the patient's message pasted back.

    A vague note is not saved: the sentence says what to write instead. It quotes nothing.
    """
    return [sentence for _, sentence in _vague(draft, callback)]


def vague_fields(draft: NoteDraft, callback: Callback) -> list[str]:
    """Return the names of the fields that `vague` speaks of."""
    return [field for field, _ in _vague(draft, callback)]


def _vague(draft: NoteDraft, callback: Callback) -> Iterator[tuple[str, str]]:
    if draft.disposition is not Disposition.REACHED:
        return
    request = draft.request or ""
    if _given(request) and draft.result is not Result.INTERPRETER:
        if vagueness.is_pasted(request, _patients_messages(callback)):
            yield (
                "request",
                "what the patient needs, in your own words: their message pasted back tells nobody anything",
            )
        elif vagueness.says_too_little(request):
            yield (
                "request",
                "what the patient asked for and what matters next, for instance"
                ' "first visit, cardiology; afternoons only": this says too little',
            )
    if draft.open and _given(draft.next_action) and vagueness.names_no_step(draft.next_action or ""):
        yield "next_action", 'what exactly happens next, for instance "ask the doctor\'s office for the EKG"'


def _patients_messages(callback: Callback) -> list[str]:
    contacts = [entry.payload for entry in callback.history if entry.kind == "received"]
    told = [payload.get("request") for payload in contacts if payload is not None]
    return [message for message in dict.fromkeys((callback.request, *told)) if message]


def meter(policy: "Policy", draft: NoteDraft, callback: Callback) -> Meter:
    """Return which of the four parts of a useful note are there: those for which a save would not be refused.

    An attempt that did not reach the patient has them all: the cadence knows.
    """
    if draft.disposition is not Disposition.REACHED:
        ended = draft.disposition is not None
        return Meter(ended, ended, ended, ended)
    wanting = {*missing_fields(policy, callback, draft), *vague_fields(draft, callback)}
    known = draft.result is not None
    return Meter(
        request=not wanting & {"request", "language"},
        confirmed=known and "confirmed" not in wanting,
        open="open" not in wanting,
        owner=not wanting & {"open", "close_result", *_OF_NEXT_STEP},
    )


def ready(policy: "Policy", callback: Callback, draft: NoteDraft) -> bool:
    """Tell whether the note may be saved: nothing missing, nothing vague."""
    return not missing(policy, callback, draft) and not vague(draft, callback)


def to_noted(
    draft: NoteDraft,
    turn: Turn | None,
    *,
    waiting: bool = False,
    review: str | None = None,
    draft_id: str | None = None,
    started_at: datetime | None = None,
    seconds: int | None = None,
) -> Noted:
    """Return the entry of a note that lacks nothing. An attempt that did not reach the patient keeps nothing
    that only a talk can have.

    Raises:
        ValueError: the draft has no disposition.
    """
    if draft.disposition is None:
        raise ValueError("a note without a disposition is no note")
    facts = _copied(draft, "disposition", "told", "language", "exceptions", "remark")
    facts |= {"turn": turn, "waiting": waiting, "review": review, "draft_id": draft_id}
    facts |= {"started_at": started_at, "seconds": seconds}
    if draft.disposition is Disposition.REACHED:
        facts |= _copied(draft, "result", "identified_by", "spoke_with", "representative", "request")
        facts |= _copied(draft, "confirmed", "understood", "steps")
        facts["open"] = draft.open is not False
        facts["close_result"] = None if facts["open"] else draft.close_result
        if draft.appointment is not None:
            facts["appointment"] = Appointment(**draft.appointment._asdict())
    return Noted(**facts)


def _copied(draft: NoteDraft, *fields: str) -> dict[str, Any]:
    return {field: getattr(draft, field) for field in fields}


def _confirmed(draft: NoteDraft) -> bool:
    if draft.confirmed or draft.result in NO_PRIVATE_TALK or draft.result is Result.DECLINED:
        return True
    return any(words in folded(draft.remark or "") for words in NOTHING_TO_CONFIRM)


def _given(text: str | None) -> bool:
    return bool(text and text.strip())
