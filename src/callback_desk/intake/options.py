"""What a person says about the files before they are read."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from callback_desk.domain.errors import DeskError
from callback_desk.domain.phone import normalised
from callback_desk.domain.text import clean_line
from callback_desk.intake.moments import Order, region_order

RECEIVED, BORN = "received", "birth_date"
"""The fields for which it is remembered which of day and month comes first."""
ASTERISK = "asterisk"
VOICEMAIL_SPOOL = "asterisk-voicemail"
TABLE = "table"
HL7 = "hl7"
FHIR = "fhir"

WATCHED_EVERY = 1000
"""After so many rows or records of a file the watcher is told."""
MOST_RECORDS = 500_000
"""Rows or records that are read of one file: each takes over a kilobyte of memory until all are planned."""
Thing = TypeVar("Thing")

HOW_TO_CHANGE = "--map, --zone, --dates and --own-number change it, --forget-mapping forgets it"

INBOUND_CONTEXTS = ("from-trunk", "from-pstn", "from-did", "from-did-direct", "ext-did")
INTERNAL_CONTEXTS = ("from-internal", "from-internal-xfer")


class Remembered(NamedTuple):
    """What a person once chose for files of one layout: the zone of its times, more own numbers, a mapping.

    `dates` is by field, `received` and `birth_date`, which of day and month comes first: chosen, or shown by a file.
    """

    mapping: Mapping[str, str] = {}
    zone: str | None = None
    own_numbers: tuple[str, ...] = ()
    dates: Mapping[str, Order] = {}


class Unreadable(DeskError):
    """A file that cannot be read at all; the sentence says why and what to do."""


@dataclass(frozen=True)
class ReadOptions:
    """How to read: which preset, which zone, which numbers are the clinic's, which column is which field.

    Without a `preset` the content decides. Local times are of `zone`, or of `clinic_zone` where none was
    given. `dates` says which of day and month comes first; where it is None, `known_dates` tells what is remembered of
    it. `remembered` holds earlier choices by layout: a preset's name, or the fingerprint of a table's header.
    `watch` hears how many rows or records of a long file are read so far; what it raises ends the reading.
    """

    clinic_zone: ZoneInfo
    preset: str | None = None
    zone: ZoneInfo | None = None
    region: str = "US"
    own_numbers: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    dates: Order | None = None
    known_dates: Mapping[str, Order] = field(default_factory=dict)
    inbound_contexts: tuple[str, ...] = INBOUND_CONTEXTS
    internal_contexts: tuple[str, ...] = INTERNAL_CONTEXTS
    remembered: Mapping[str, Remembered] = field(default_factory=dict)
    watch: Callable[[int], None] = lambda count: None

    @cached_property
    def local_zone(self) -> ZoneInfo:
        """The zone of local times in the file."""
        return self.zone or self.clinic_zone

    @property
    def date_order(self) -> Order:
        """Which of day and month comes first in a file that cannot show it."""
        return self.dates or self.known_dates.get(RECEIVED) or region_order(self.region)

    @cached_property
    def own(self) -> frozenset[str]:
        """The clinic's own numbers in E.164; what is no number is left out."""
        numbers = (normalised(raw, self.region).e164 for raw in self.own_numbers)
        return frozenset(number for number in numbers if number is not None)

    def watched(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """Yield what a file holds; whoever waits for it hears of every thousandth thing.

        Raises:
            Unreadable: it holds more than one file may.
        """
        for count, thing in enumerate(things, 1):
            if count % WATCHED_EVERY == 0:
                _require_few(count)
                self.watch(count)
            yield thing

    def portions(self, things: Iterable[Thing]) -> Iterator[list[Thing]]:
        """Yield what a file holds a thousand at a time; whoever waits for it hears of every whole thousand.

        Raises:
            Unreadable: it holds more than one file may.
        """
        source, count = iter(things), 0
        while portion := list(islice(source, WATCHED_EVERY)):
            count += len(portion)
            _require_few(count)
            if len(portion) == WATCHED_EVERY:
                self.watch(count)
            yield portion

    def recalling(self, layout: str) -> "ReadOptions":
        """Return the options with what was chosen earlier for this layout, where nothing else is said now."""
        earlier = self.remembered.get(layout)
        if earlier is None:
            return self
        return replace(
            self,
            mapping=self.mapping or earlier.mapping,
            zone=self.zone or (ZoneInfo(earlier.zone) if earlier.zone else None),
            own_numbers=tuple(dict.fromkeys((*self.own_numbers, *earlier.own_numbers))),
            known_dates=earlier.dates,
        )

    def recalled(self, layout: str, *, dates: bool = True) -> str | None:
        """Return a note that says what of this layout was remembered and is used now, or None; without `dates`, which
        of day and month comes first is told by another.
        """
        earlier = self.remembered.get(layout)
        if earlier is None:
            return None
        chosen = earlier.mapping.items() if not self.mapping else ()
        parts = [f"{name}={clean_line(column)}" if column else f"no {name}" for name, column in chosen]
        if earlier.zone and self.zone is None:
            parts.append(f"zone {earlier.zone}")
        if dates and RECEIVED in earlier.dates and self.dates is None:
            parts.append(f"dates {in_words(earlier.dates[RECEIVED])}")
        if earlier.own_numbers:
            parts.append("own numbers")
        if not parts:
            return None
        return f"as chosen before for files like this one: {', '.join(parts)}; {HOW_TO_CHANGE}"


def in_words(order: Order) -> str:
    """Return which of day and month comes first, as a note says it."""
    return order.replace("-", " ")


def _require_few(count: int) -> None:
    if count > MOST_RECORDS:
        raise Unreadable(f"it holds more than {MOST_RECORDS:,} records: export a shorter period, or divide it")
