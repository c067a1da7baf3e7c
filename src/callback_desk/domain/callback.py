"""A callback as the desk knows it, and what of it passes with time: whose turn it is, and its status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from callback_desk.domain.codes import CardFlag, Channel, CloseResult, HoldReason, Status, Verdict
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.preparing import Preparation
from callback_desk.domain.same_names import may_be_same

if TYPE_CHECKING:
    from callback_desk.domain.entry import Entry

FRONT_DESK = "role:front-desk"
LOOK_AT_THIS = "look at this"
ASKED_NOT = "the patient asked not to be contacted"
HAS_DIED = "the patient has died"
ATTENTION_FIRST, ROUTINE = 0, 1
AGAIN_FIRST, FIRST_CONTACT = 0, 1


class InReview(NamedTuple):
    """A note that waits for a role (its id): for which steps, by whom it was written, and what follows if approved.

    `closes_as` is the result that it then closes with, `then` the turn that it then gives on, as the entry has it.
    `order` is the note's place in the ledger. `again` tells that the patient reached out and the note does not know it.
    """

    role: str
    steps: tuple[str, ...]
    author: str
    closes_as: CloseResult | None
    then: Mapping[str, Any] | None
    order: tuple[str, str, int]
    again: bool = False


class Later(NamedTuple):
    """Whose turn it is from a moment on, where nobody before answered; the owner as entries write one."""

    since: datetime
    owner: str


def later_of(turn: Mapping[str, Any]) -> tuple[Later, ...]:
    """Return whose turn it is after `fallback_owner`'s, as an entry has its turn; what names nobody is left out."""
    further = turn.get("further")
    if not further:
        return ()
    return tuple(Later(from_utc_text(passed["since"]), passed["owner"]) for passed in further if passed["owner"])


@dataclass(slots=True)
class Callback:
    """One request of one patient, folded from its entries. Moments are aware, in UTC.

    `claimed_at_once` names the persons who took it without knowing of each other, the one who owns it first.
    `owner` is as last written; whose turn it is at one moment is `owner_at`. `history` holds the entries in
    order, `undone` names those lines of it that were taken back, and `overruled` the claims that came second. `verdict`
    is the last one on its escalation, or on none having been made. `excepted` tells that an exception was recorded,
    `handed` that it was handed over. `further` says whose turn it is after `fallback_owner`'s, in order.
    `reported` is what another system last said became of it, `told_apart` the callbacks that a person said are not the
    same. `asks_more` tells that a referral was joined with what else the patient asked. `newer` counts entries that a
    later version of the program wrote. `named` are all names that the contacts gave. `card_id` is the patient card that
    a person named; `card_flag` what by the card stops calling, and `may_call` that a person decided to call all the
    same. `unapproved` names the notes for review that nobody approved, by their places in the ledger.
    """

    callback_id: str
    owner: str
    next_action: str
    due_at: datetime
    target_at: datetime
    received_at: datetime
    owner_until: datetime | None = None
    fallback_owner: str | None = None
    further: "tuple[Later, ...]" = ()
    claimed_at_once: tuple[str, ...] = ()
    is_open: bool = True
    closed_at: datetime | None = None
    close_result: CloseResult | None = None
    lane: str | None = None
    channel: Channel = Channel.BY_HAND
    patient: str | None = None
    stated: bool = False
    birth_date: str | None = None
    record_number: str | None = None
    named: tuple[str, ...] = ()
    phone: str | None = None
    phone_note: str | None = None
    offered_phones: tuple[str, ...] = ()
    language: str | None = None
    request: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    referral: Mapping[str, Any] | None = None
    thread: str | None = None
    follows: str | None = None
    split_from: str | None = None
    split_into: tuple[str, ...] = ()
    attention: tuple[str, ...] = ()
    attention_pending: bool = False
    escalated_to: str | None = None
    acknowledged: bool | None = None
    verdict: Verdict | None = None
    contacts: int = 0
    last_contact_at: datetime | None = None
    attempts: int = 0
    last_attempt_at: datetime | None = None
    waiting: bool = False
    hold_reason: HoldReason | None = None
    review: str | None = None
    in_review: InReview | None = None
    unapproved: frozenset[tuple[str, str, int]] = frozenset()
    card_id: str | None = None
    card_flag: CardFlag | None = None
    may_call: bool = False
    maybe_resolved: bool = False
    reported: Mapping[str, Any] | None = None
    told_apart: tuple[str, ...] = ()
    asks_more: bool = False
    preparation: Preparation = field(default_factory=Preparation)
    excepted: bool = False
    handed: bool = False
    newer: int = 0
    history: "tuple[Entry, ...]" = ()
    undone: frozenset[tuple[str, int]] = frozenset()
    overruled: frozenset[tuple[str, int]] = frozenset()

    @property
    def standing(self) -> "tuple[Entry, ...]":
        """The history without what was taken back within its ten seconds."""
        if not self.undone:
            return self.history
        return tuple(entry for entry in self.history if (entry.replica_id, entry.seq) not in self.undone)

    @property
    def attention_rank(self) -> int:
        """0 while an attention item or an escalation is not acknowledged, else 1."""
        return ATTENTION_FIRST if self.attention_pending or self.acknowledged is False else ROUTINE

    @property
    def contacts_rank(self) -> int:
        """0 where the patient reached out more than once, else 1."""
        return AGAIN_FIRST if self.contacts > 1 else FIRST_CONTACT

    @property
    def other_names(self) -> tuple[str, ...]:
        """The names that contacts gave and that are hardly the patient's: perhaps another person's of that number."""
        others: list[str] = []
        for name in self.named:
            if not any(may_be_same(name, known) for known in (self.patient or name, *others)):
                others.append(name)
        return tuple(others)

    @property
    def birth_as_written(self) -> str | None:
        """What a list has for a birth date where no day can be made of it, and none is known."""
        return None if self.birth_date else self.details.get("birth date as written")

    @property
    def reviewer(self) -> str | None:
        """The owner (`role:ID`) whom a note waits for, or None."""
        return None if self.in_review is None else f"role:{self.in_review.role}"

    @property
    def lacking(self) -> tuple[str, ...]:
        """The checklist codes that preparing found missing."""
        return self.preparation.lacking

    @property
    def pinned(self) -> bool:
        """Whether it stands on top of every view: escalated, and nobody recorded who was told."""
        return self.is_open and self.acknowledged is False

    def owner_at(self, as_of: datetime) -> str:
        """Return whose turn it is at `as_of`: a lapsed claim or escalation falls to its fallback."""
        return self.owners_until(as_of)[-1]

    def owners_until(self, as_of: datetime) -> tuple[str, ...]:
        """Return whose turn it has been since the last turn was written, the owner at `as_of` last."""
        return owners_until(self.owner, self.owner_until, self.fallback_owner, self.further, as_of)

    def status_at(self, as_of: datetime) -> Status:
        """Return the first status that holds at `as_of`."""
        return status_at(
            as_of,
            is_open=self.is_open,
            escalated=self.escalated_to is not None,
            review=self.review is not None,
            on_hold=self.hold_reason is not None,
            waiting=self.waiting,
            due_at=self.due_at,
        )


def owners_until(
    owner: str, owner_until: datetime | None, fallback_owner: str | None, further: "tuple[Later, ...]", as_of: datetime
) -> tuple[str, ...]:
    """Return whose turn it has been until `as_of`, from what the last turn said; the owner at that moment is last."""
    if owner_until is None or fallback_owner is None or owner_until >= as_of:
        return (owner,)
    return owner, fallback_owner, *(later.owner for later in further if later.since < as_of)


def status_at(
    as_of: datetime,
    *,
    is_open: bool,
    escalated: bool,
    review: bool,
    on_hold: bool,
    waiting: bool,
    due_at: datetime,
) -> Status:
    """Return the first status that holds at `as_of`, in the order of `Status`."""
    if not is_open:
        return Status.CLOSED
    if escalated:
        return Status.ESCALATED
    if review:
        return Status.REVIEW
    if on_hold:
        return Status.ON_HOLD
    return Status.WAITING if waiting and due_at > as_of else Status.OPEN
