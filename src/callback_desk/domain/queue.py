"""What one line of the queue holds, and the key that orders it."""

from datetime import datetime
from typing import NamedTuple

from callback_desk.domain.callback import Later, owners_until, status_at
from callback_desk.domain.codes import Channel, CloseResult, HoldReason, Status

UNKNOWN = "unknown caller"
"""What stands in the queue for whoever left neither a name nor a number; a find finds it."""


class QueueKey(NamedTuple):
    """The place of a row in the queue: everything ascending, pinned rows before all others. Of those that are due at
    one moment, as all are that were put off to the morning, whoever has waited longest comes first.
    """

    unpinned: int
    attention_rank: int
    due_at: datetime
    contacts_rank: int
    received_at: datetime
    callback_id: str


class QueueRow(NamedTuple):
    """One callback as the queue shows it; moments are aware, in UTC.

    `referral_status` is None where there is no referral; `missing` holds its missing papers.
    `lacking` holds the checklist codes that preparing found missing.
    `claimed_at_once` names the persons who took it without knowing of each other. `language` is the patient card's
    where it has one. `further` says whose turn it is after `fallback_owner`'s.
    `needs` is what whoever handed it over said that is needed, until that is done.
    """

    callback_id: str
    patient: str | None
    phone: str | None
    lane: str
    channel: Channel
    language: str | None
    attention: tuple[str, ...]
    is_open: bool
    received_at: datetime
    target_at: datetime
    due_at: datetime
    contacts: int
    attempts: int
    next_action: str
    owner: str
    owner_until: datetime | None
    fallback_owner: str | None
    escalated_to: str | None
    acknowledged: bool | None
    attention_pending: bool
    maybe_resolved: bool
    has_referral: bool
    referral_status: str | None
    missing: tuple[str, ...]
    lacking: tuple[str, ...]
    review: str | None
    reviewer: str | None
    hold_reason: HoldReason | None
    waiting: bool
    closed_at: datetime | None
    close_result: CloseResult | None
    attention_rank: int
    contacts_rank: int
    claimed_at_once: tuple[str, ...] = ()
    further: tuple[Later, ...] = ()
    needs: str | None = None

    @property
    def pinned(self) -> bool:
        """Whether it stands on top of every view: escalated, and nobody recorded who was told."""
        return self.is_open and self.acknowledged is False

    @property
    def key(self) -> QueueKey:
        """The row's place in the queue; among what is closed the time of closing stands for when it was due."""
        unpinned = 0 if self.pinned else 1
        when = self.due_at if self.is_open or self.closed_at is None else self.closed_at
        return QueueKey(unpinned, self.attention_rank, when, self.contacts_rank, self.received_at, self.callback_id)

    def owner_at(self, as_of: datetime) -> str:
        """Return whose turn it is at `as_of`."""
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


class QueueCounts(NamedTuple):
    """The figures in the header at one moment."""

    attention: int
    late: int
    due_this_hour: int
    open: int
