"""What a reader makes of a file: one unit for each call, message, referral or appointment request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.domain.codes import Channel
from callback_desk.intake.moments import Order

Kind = Literal["call", "message", "referral", "appointment"]
Direction = Literal["inbound", "outbound", "internal"]
Outcome = Literal["missed", "voicemail", "answered", "unattended"]

BIRTH_AS_WRITTEN: Final = "birth date as written"
"""The detail of a record whose birth date is none that can be understood."""
OWN_EXPORT: Final = "callback-desk"
"""The family of source keys of callbacks that a desk like this one exported, by their ids."""
NO_DETAILS: Final[Mapping[str, str]] = MappingProxyType({})


class Unit(NamedTuple):
    """One call after its legs are grouped, or one record of a list.

    `line` is the physical line (1-based) or the record's path. `at` is aware, in UTC. `outcome` is None for
    what is not a call. `stated` tells that the name was given by the patient or the clinic, not by caller id.
    `talk_seconds` is how long the longest leg that a person answered lasted, or how long the voicemail is.
    `version_key` is there where a later state of the same record may come. `finished` tells that the list
    itself calls the record done (booked, cancelled, closed). `referral` fits `entries.Referral`, `reported`
    `entries.Reported` as far as the record says. `review` says why a person must look at it.
    `earlier_keys` are those under which a part of the same thread is known, one for each earlier message. `goes_on`
    tells that the record is all of its thread that the file has: what else comes of it is no contact of its own.
    `other_key` is that which the record has in an export whose ids count its rows, or count them no more: a part of one
    file tells it otherwise than the whole.
    """

    source_key: str
    kind: Kind
    line: str
    at: datetime
    direction: Direction = "inbound"
    outcome: Outcome | None = None
    channel: Channel | None = None
    number: str | None = None
    phone_note: str | None = None
    patient: str | None = None
    stated: bool = False
    birth_date: date | None = None
    record_number: str | None = None
    language: str | None = None
    request: str | None = None
    lane_hint: str | None = None
    talk_seconds: int | None = None
    thread: str | None = None
    referral: Mapping[str, Any] | None = None
    details: Mapping[str, str] = NO_DETAILS
    legs: tuple[str, ...] = ()
    offered_phones: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    version_key: str | None = None
    finished: bool = False
    reported: Mapping[str, Any] | None = None
    earlier_keys: tuple[str, ...] = ()
    goes_on: bool = False
    other_key: str | None = None


def units_of(**columns: Iterable[Any]) -> list[Unit]:
    """Return a unit for each row of its fields' columns, of which one at least is bounded; what has none is by default.

    A large log's units are made in half the time that it takes to name each one's fields.
    """
    defaults = Unit._field_defaults
    fields = [columns[name] if name in columns else repeat(defaults[name]) for name in Unit._fields]
    return list(map(Unit._make, zip(*fields, strict=False)))


class DatesRead(NamedTuple):
    """By field, which of day and month comes first: what a table's own dates show, and how the others were taken."""

    shown: Mapping[str, Order]
    taken: Mapping[str, Order]


class Fault(NamedTuple):
    """A record that made no unit, with its place and the reason in words."""

    line: str
    reason: str


@dataclass(slots=True)
class FileReading:
    """What one argument of `intake` held. `rows` counts data records. `error` is set where it could not be
    read at all.

    Each record is in a unit, in `skipped` (nothing to call back, such as a total) or in `rejected` (not
    understood).
    """

    file: str
    preset: str
    rows: int = 0
    units: list[Unit] = field(default_factory=list)
    skipped: list[Fault] = field(default_factory=list)
    rejected: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: str | None = None
    layouts: list[str] = field(default_factory=list)
    """By what choices for such files are remembered: its preset's name, or its headers' fingerprints."""
    dates: list[tuple[str, DatesRead]] = field(default_factory=list)
    """Of each table whose dates need it, by its layout: which of day and month comes first."""
    stood: tuple[int, int] | None = None
    """The size in bytes and the time of change (ns) that the file had before it was read."""
    digest: str | None = None
    """The digest of the file's bytes; None for a folder, and for a file that changed while it was read."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """Of a folder the digests of the files that units came from, by their places in it."""
    zone: ZoneInfo | None = None
    """The zone that its local times were read in, whose calendar day is the source's; None where none was said."""


def is_talk(unit: Unit, talk_seconds: int) -> bool:
    """Tell whether somebody talked with an outside number for at least so many seconds."""
    return (
        unit.kind == "call"
        and unit.outcome == "answered"
        and unit.direction != "internal"
        and unit.number is not None
        and (unit.talk_seconds or 0) >= talk_seconds
    )
