"""The tables as SQLModel models, for everything that writes. Loaded at the first write, not at start.

Table models do not validate; what goes in has passed the payload models of `domain.entries`. `schema.py`
has the same tables as text, and a test holds the two together.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Dialect, Table, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.domain.text import storable


class AwareMoment(TypeDecorator[datetime]):
    """An aware moment, stored as the text of `domain.moments`: it sorts by time and reads back aware."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write; a naive moment is refused with ValueError."""
        return None if value is None else utc_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read."""
        return None if value is None else from_utc_text(value)


class StorableText(TypeDecorator[str]):
    """Text that any database takes: NUL and lone surrogates are refused with ValueError."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Write."""
        if value is not None and storable(value) != value:
            raise ValueError("the text holds NUL or a lone surrogate, which cannot be stored")
        return value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Read."""
        return value


def _text(**more: Any) -> Any:  # noqa: ANN401 - a field of whatever type the column is annotated with
    return Field(sa_type=StorableText, **more)


def _moment(**more: Any) -> Any:  # noqa: ANN401 - as above
    return Field(sa_type=AwareMoment, **more)


class _Table(SQLModel):
    model_config = {"defer_build": True}  # nothing is validated by them
    __table__: ClassVar[Table]


class Meta(_Table, table=True):
    """The store's own facts: format, replica id, last clock value, projection version; and local settings."""

    __tablename__ = "meta"
    key: str = _text(primary_key=True)
    value: str = _text()


class EntryLine(_Table, table=True):
    """One line of the ledger; never changed."""

    __tablename__ = "entry"
    replica_id: str = _text(primary_key=True)
    seq: int = Field(primary_key=True)
    stream: str = _text()
    subject_id: str = _text()
    kind: str = _text()
    v: int
    hlc: str = _text()
    wall_at: datetime = _moment()
    tz_min: int
    person_id: str = _text()
    role: str = _text()
    policy: str = _text()
    seen: str = _text()
    salt: str | None = _text(default=None)
    payload: str | None = _text(default=None)
    payload_hash: str = _text()
    prev_hash: str = _text()
    entry_hash: str = _text()
    received_at: datetime = _moment()


class CallbackRow(_Table, table=True):
    """One folded callback, as the queue needs it; disposable."""

    __tablename__ = "callback"
    callback_id: str = _text(primary_key=True)
    unpinned: int
    attention_rank: int
    due_at: datetime = _moment()
    contacts_rank: int
    is_open: int
    standing: str = _text()
    patient: str | None = _text(default=None)
    phone: str | None = _text(default=None)
    lane: str = _text()
    channel: str = _text()
    language: str | None = _text(default=None)
    attention: str | None = _text(default=None)
    received_at: datetime = _moment()
    target_at: datetime = _moment()
    contacts: int
    attempts: int
    next_action: str = _text()
    owner: str = _text()
    owner_until: datetime | None = _moment(default=None)
    fallback_owner: str | None = _text(default=None)
    further: str | None = _text(default=None)
    escalated_to: str | None = _text(default=None)
    acknowledged: int | None = None
    attention_pending: int
    maybe_resolved: int
    referral_status: str | None = _text(default=None)
    missing: str | None = _text(default=None)
    lacking: str | None = _text(default=None)
    review: str | None = _text(default=None)
    reviewer: str | None = _text(default=None)
    hold_reason: str | None = _text(default=None)
    waiting: int
    closed_at: datetime | None = _moment(default=None)
    close_result: str | None = _text(default=None)
    stated: int
    thread: str | None = _text(default=None)
    follows: str | None = _text(default=None)
    claimed_at_once: str | None = _text(default=None)
    excepted: int
    last_contact_at: datetime | None = _moment(default=None)
    card_id: str | None = _text(default=None)
    person_key: str | None = _text(default=None)
    birth_date: str | None = _text(default=None)
    only_referral: int
    needs: str | None = _text(default=None)
    search: str = _text()


class ContactKey(_Table, table=True):
    """By which key a contact is known when its file comes again; disposable."""

    __tablename__ = "contact_key"
    contact_key: str = _text(primary_key=True)
    callback_id: str = _text()


class CardRow(_Table, table=True):
    """By what a patient card is found, whether it stops calls, and the patient's language; disposable."""

    __tablename__ = "card"
    card_id: str = _text(primary_key=True)
    person_key: str | None = _text(default=None)
    has_record: int
    flag: str | None = _text(default=None)
    language: str | None = _text(default=None)


class DraftRow(_Table, table=True):
    """A note that is being typed; local, never synced."""

    __tablename__ = "draft"
    draft_id: str = _text(primary_key=True)
    callback_id: str = _text()
    person_id: str = _text()
    form: str = _text()
    updated_at: datetime = _moment()


class SavedDraft(_Table, table=True):
    """A draft that became a note: the same draft is never saved twice."""

    __tablename__ = "saved_draft"
    draft_id: str = _text(primary_key=True)
    callback_id: str = _text()
    saved_at: datetime = _moment()


class AccessLine(_Table, table=True):
    """Who viewed, called, took in or exported what; local, hash-chained, never changed."""

    __tablename__ = "access_log"
    n: int = Field(primary_key=True)
    at: datetime = _moment()
    person_id: str = _text()
    action: str = _text()
    callback_id: str | None = _text(default=None)
    detail: str = _text()
    prev_hash: str = _text()
    hash: str = _text()
