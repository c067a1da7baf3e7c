"""The kinds of entry and what each carries.

An entry is written once and never changed. Payload models validate at the door (when something is written or
merged in); the fold reads the plain data that they let through, so that rebuilding a large store stays quick.

Every kind that changes whose turn it is carries a `Turn`, resolved by policy, hours and clock when it was written:
the fold picks, it never computes.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import Field

from callback_desk.domain.alarm_payloads import Flagged as Flagged
from callback_desk.domain.alarm_payloads import Judged as Judged
from callback_desk.domain.attempt_payloads import Messaged as Messaged
from callback_desk.domain.card_entries import CARD_PAYLOADS
from callback_desk.domain.codes import (
    Channel,
    CloseResult,
    Disposition,
    ExceptionCode,
    HoldReason,
    Identifier,
    Result,
    SpokeWith,
    Stream,
)
from callback_desk.domain.entry import VERSION as VERSION
from callback_desk.domain.entry import Entry as Entry
from callback_desk.domain.entry import EntryDraft as EntryDraft
from callback_desk.domain.entry import understood as understood
from callback_desk.domain.evidence_entries import KeptOpen as KeptOpen
from callback_desk.domain.evidence_entries import Merged as Merged
from callback_desk.domain.evidence_entries import Reported as Reported
from callback_desk.domain.evidence_entries import ToldApart as ToldApart
from callback_desk.domain.payload import Moment, Words
from callback_desk.domain.payload import Passed as Passed
from callback_desk.domain.payload import Payload as Payload
from callback_desk.domain.payload import Turn as Turn
from callback_desk.domain.policy_entries import PolicyAdopted as PolicyAdopted
from callback_desk.domain.policy_entries import PolicyPublished as PolicyPublished
from callback_desk.domain.preparing_entries import Errand, ErrandAnswered, PapersMarked, Prepared, Reminded
from callback_desk.domain.referral_payload import Referral as Referral
from callback_desk.domain.review_entries import ForReview
from callback_desk.domain.review_entries import Reviewed as Reviewed
from callback_desk.domain.side_entries import ExceptionSeen, SplitOff, Undone


class Source(Payload):
    """Where an imported contact was read: the preset, the file's own name and the record's place in it.

    `digest` is the SHA-1 of the file's bytes in base64. Where `file` names a folder, `inside` is the place in it of the
    single file that the digest is of.
    """

    preset: str
    file: Words
    line: str
    digest: str | None = Field(default=None, pattern=r"^[A-Za-z0-9+/]{27}=$")
    inside: Words | None = None


class Received(Payload):
    """The patient reached out: opens the callback, or joins it.

    `lane` is set when this contact decides the lane. `attention` holds the clinic's words that matched. `stated`
    tells that the name was given by the patient or the clinic, not by caller id. `split_from` is the
    callback whose message had this as its second request. `follows` is the closed callback
    that this one comes after. `review` says why a person must look at it. `earlier_keys` are those of a
    thread's earlier messages, by which an older export of it is known.
    """

    channel: Channel
    at: Moment
    turn: Turn
    source_key: str | None = None
    version_key: str | None = None
    earlier_keys: tuple[str, ...] = ()
    source: Source | None = None
    thread: str | None = None
    lane: str | None = None
    attention: tuple[Words, ...] = ()
    patient: Words | None = None
    stated: bool = False
    birth_date: date | None = None
    record_number: Words | None = None
    phone: str | None = None
    phone_note: Words | None = None
    offered_phones: tuple[str, ...] = ()
    language: str | None = None
    request: Words | None = None
    details: Mapping[str, Words] = Field(default_factory=dict)  # a `{}` would be copied for every contact
    seconds: int | None = None
    legs: tuple[Words, ...] = ()
    referral: Referral | None = None
    follows: str | None = None
    split_from: str | None = None
    review: Words | None = None


class TalkSeen(Payload):
    """A talk with the same number after a miss: evidence for "resolved since?", never an answer to it."""

    source_key: str
    at: Moment
    seconds: int
    outbound: bool


class Claimed(Payload):
    """A person took the callback."""

    turn: Turn


class Released(Payload):
    """A claim was given back to its role; `reason` where nobody did so by a key."""

    turn: Turn
    reason: Words | None = None


class Appointment(Payload):
    """What was booked."""

    at: Moment
    with_whom: Words | None = None
    kind: Words | None = None


class Noted(Payload):
    """The outcome note of one attempt. `started_at` and `seconds` are the call's; `waiting` tells that the cadence
    set the next due time. `steps` are the lane's steps that were ticked; `for_review` tells that the note is final only
    once somebody looked at it."""

    disposition: Disposition
    turn: Turn | None = None
    result: Result | None = None
    identified_by: tuple[Identifier, ...] = ()
    spoke_with: SpokeWith | None = None
    representative: Words | None = None
    request: Words | None = None
    confirmed: tuple[str, ...] = ()
    told: Words | None = None
    open: bool = True
    close_result: CloseResult | None = None
    appointment: Appointment | None = None
    language: str | None = None
    understood: bool | None = None
    exceptions: tuple[ExceptionCode, ...] = ()
    remark: Words | None = None
    started_at: Moment | None = None
    seconds: int | None = None
    draft_id: str | None = None
    waiting: bool = False
    review: Words | None = None
    steps: tuple[str, ...] = ()
    for_review: ForReview | None = None


class Escalated(Payload):
    """Handed to a role with a clock: to whom, why, and the patient's own words."""

    to: str
    reason: Words
    turn: Turn
    words: Words | None = None


class Acknowledged(Payload):
    """Who of the role was told, how and when."""

    told: Words
    how: Words
    at: Moment
    turn: Turn | None = None


class HandedOver(Payload):
    """Given to another owner, with what they need."""

    to: str
    turn: Turn
    needs: Words | None = None


class Snoozed(Payload):
    """Put off by a person."""

    until: Moment
    turn: Turn


class Held(Payload):
    """The clock stands still until `until`, for a reason."""

    reason: HoldReason
    until: Moment
    turn: Turn


class LaneChanged(Payload):
    """Moved to another lane; the turn carries the target recomputed from the first contact.

    `earlier_target` is the target that it had in the earlier lane.
    A move into the attention lane says so in `attention`: a licensed role must acknowledge it like any other.
    """

    lane: str
    earlier: str
    turn: Turn
    earlier_target: Moment | None = None
    attention: tuple[Words, ...] = ()


class Closed(Payload):
    """Nothing is open any more."""

    result: CloseResult
    remark: Words | None = None
    draft_id: str | None = None


class Reopened(Payload):
    """Open again after closing."""

    reason: Words
    turn: Turn


class Amended(Payload):
    """Facts put right; the earlier ones stay in the ledger."""

    patient: Words | None = None
    birth_date: date | None = None
    phone: str | None = None
    language: str | None = None
    request: Words | None = None
    reason: Words | None = None


class BroughtForward(Payload):
    """Due sooner than it was planned, because the clinic's rules put nothing off for so long any more."""

    turn: Turn


PAYLOADS: Mapping[str, type[Payload]] = {
    "received": Received,
    "talk_seen": TalkSeen,
    "claimed": Claimed,
    "released": Released,
    "noted": Noted,
    "reviewed": Reviewed,
    "escalated": Escalated,
    "acknowledged": Acknowledged,
    "handed_over": HandedOver,
    "snoozed": Snoozed,
    "held": Held,
    "lane_changed": LaneChanged,
    "closed": Closed,
    "reopened": Reopened,
    "amended": Amended,
    "undone": Undone,
    "split": SplitOff,
    "exception": ExceptionSeen,
    "policy_adopted": PolicyAdopted,
    "policy_published": PolicyPublished,
    "brought_forward": BroughtForward,
    "flagged": Flagged,
    "judged": Judged,
    "messaged": Messaged,
    **CARD_PAYLOADS,
    "made_ready": Prepared,
    "papers_marked": PapersMarked,
    "reminded": Reminded,
    "errand": Errand,
    "errand_answered": ErrandAnswered,
    "reported": Reported,
    "kept_open": KeptOpen,
    "merged": Merged,
    "told_apart": ToldApart,
}
"""Every kind this version writes and understands, by its name in the ledger: those of `entry.KINDS`."""

_KIND_OF: Mapping[type[Payload], str] = {model: kind for kind, model in PAYLOADS.items()}


def payload_data(payload: Payload) -> dict[str, Any]:
    """Return the plain data that goes into the ledger: JSON types only, what is at its default left out."""
    return payload.model_dump(mode="json", exclude_defaults=True)


def draft(subject_id: str, payload: Payload, stream: Stream = Stream.CALLBACK) -> EntryDraft:
    """Return the draft of an entry about `subject_id` that carries `payload`."""
    return EntryDraft(stream, subject_id, _KIND_OF[type(payload)], payload_data(payload))


def checked(kind: str, v: int, data: Mapping[str, Any]) -> Payload | None:
    """Return the validated payload of an entry that came from outside, or None where it is not understood.

    Raises:
        pydantic.ValidationError: the data does not fit the kind.
    """
    return PAYLOADS[kind].model_validate(data) if understood(kind, v) else None
