"""What the readers of telephone services share: a call's facts made one unit, and the notes about what was
assumed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.phone import Number, normalised, offered_numbers
from callback_desk.domain.text import clean_line
from callback_desk.intake.call_words import direction_of, outcome_of
from callback_desk.intake.json_records import Fields, Placed, text
from callback_desk.intake.moments import LocalClock, Order, read_moment, told_to_utc
from callback_desk.intake.names import caller_id_name
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.table_cells import EARLIEST, LATEST, NotRead, phone_note
from callback_desk.intake.units import NO_DETAILS, Direction, Fault, FileReading, Outcome, Unit

_LONGEST_WORD = 20
_SHOWN_WORDS = 3
_LONGEST_MOMENT = 80
_LONGEST_TALK = 7 * 86_400
_DISAGREES = timedelta(minutes=2)


class NotACall(ValueError):
    """A record that is understood and is nothing to call back; the words say what it is."""


class NotOver(NotACall):
    """A call that was still going on when it was exported."""

    def __init__(self) -> None:
        super().__init__("the call was still going on when it was exported: the next export has it")


class Told(NamedTuple):
    """One call, or one leg of it, as its record tells it. `number` is the other party's.

    `vendor_id` is empty where the source numbers nothing. `shown` is the name that caller id showed, `said` the
    words of a message, `doubt` what is wrong with the time or the call.
    """

    at: datetime
    direction: Direction
    outcome: Outcome
    number: Number
    vendor_id: str = ""
    shown: str = ""
    talk: int | None = None
    said: str = ""
    doubts: tuple[str, ...] = ()
    details: Mapping[str, str] = NO_DETAILS
    legs: tuple[str, ...] = ()


class CallReading:
    """One file of one service being read; counts what has to be said about it afterwards.

    `asks_zone` is False where the format itself says of which zone its local times are.
    """

    def __init__(self, family: str, options: ReadOptions) -> None:
        self._family, self._options = family, options
        self._clock = LocalClock(options.local_zone)
        self._order: Order = options.date_order
        self.asks_zone = True
        self._unknown: Counter[str] = Counter()
        self._local = self._guessed = self._disagreeing = 0

    @property
    def own(self) -> frozenset[str]:
        """The clinic's own numbers."""
        return self._options.own

    # Values

    def moment(self, written: str, of: str = "its start") -> tuple[datetime, tuple[str, ...]]:
        """Return a moment in UTC, and what is doubtful about it.

        Raises:
            NotRead: it is missing or in no form that is understood.
        """
        found = self.moment_or_none(written)
        if found is None:
            raise NotRead(f"{of} is not a date and time that is understood" if written else f"{of} is not there")
        return found

    def moment_or_none(self, written: str) -> tuple[datetime, tuple[str, ...]] | None:
        """Return a moment in UTC with its doubts, or None where there is none that is understood."""
        moment = read_moment(written, self._order) if written and len(written) < _LONGEST_MOMENT else None
        if moment is None or not EARLIEST < moment.at.year < LATEST:
            return None
        if moment.at.tzinfo is not None:
            at, doubt = told_to_utc(moment.at)
        else:
            self._local += 1
            at, doubt = self._clock.to_utc(moment.at)
        return at, () if doubt is None else (doubt,)

    def compare(self, at: datetime, shown: str) -> None:
        """Count a moment whose local time, as the source shows it beside the moment itself, is not of the zone."""
        moment = read_moment(shown, self._order) if len(shown) < _LONGEST_MOMENT else None
        if moment is None or not moment.clock or moment.at.tzinfo or not EARLIEST < moment.at.year < LATEST:
            return
        self._disagreeing += abs(self._clock.to_utc(moment.at)[0] - at) > _DISAGREES

    def number(self, raw: object) -> Number:
        """Return a field as a number; what is neither text nor a number counts as withheld."""
        return normalised(text(raw), self._options.region)

    def outcome(self, word: str) -> Outcome | None:
        """Return how the call ended by its result word; a word that is not known is told in a note."""
        outcome = outcome_of(word)
        if outcome is None and word:
            self._unknown[clean_line(word)[:_LONGEST_WORD]] += 1
        return outcome

    def direction(self, word: str, caller: Number, called: Number) -> Direction:
        """Return the direction: by its word, else by whose numbers they are; what nothing tells is inbound."""
        told = direction_of(word)
        return told if told is not None else self.direction_by_numbers(caller, called)

    def direction_by_numbers(self, caller: Number, called: Number) -> Direction:
        """Return the direction as the numbers tell it; what they do not tell counts as inbound."""
        own = self._options.own
        caller_is_ours = caller.e164 in own or (caller.e164 is None and caller.extension is not None)
        called_is_ours = called.e164 in own or (called.e164 is None and called.extension is not None)
        if caller_is_ours:
            return "internal" if called.e164 is None or called.e164 in own else "outbound"
        self._guessed += not called_is_ours
        return "inbound"

    # The unit and the notes

    def unit(self, line: str, told: Told) -> Unit:
        """Return the unit of one call or leg."""
        number, outcome = told.number, told.outcome
        name = caller_id_name(told.shown, number.e164) if told.shown else None
        details = dict(told.details)
        if told.shown and name is None and any(mark.isalpha() for mark in told.shown):
            details["caller id"] = told.shown
        talk = told.talk if outcome != "missed" and told.talk and 0 < told.talk < _LONGEST_TALK else None
        if told.vendor_id:
            key = source_key(self._family, told.vendor_id)
        else:
            key = derived_source_key(self._family, told.at, number.e164, "call", talk)
        request = told.said or None
        offered = () if request is None else offered_numbers(request, self._options.region)
        return Unit(
            source_key=key,
            kind="call",
            line=line,
            at=told.at,
            direction=told.direction,
            outcome=outcome,
            channel=Channel.VOICEMAIL if outcome == "voicemail" else Channel.MISSED_CALL,
            number=number.e164,
            phone_note=phone_note(number),
            patient=name if told.direction == "inbound" else None,
            request=request,
            talk_seconds=talk,
            details=details or NO_DETAILS,
            legs=told.legs,
            offered_phones=tuple(said for said in offered if said != number.e164),
            review=told.doubts,
        )

    def notes(self) -> Iterator[str]:
        """Yield what was assumed, for the person who takes the file in."""
        if self._disagreeing:
            zone = self._options.local_zone.key
            yield f"the local times of {self._disagreeing} calls are not of {zone}: the moment beside each was taken"
        if self._local and self.asks_zone:
            whose = "" if self._options.zone else ", the clinic's; --zone gives another"
            yield f"local times are read as {self._options.local_zone.key}{whose}"
        if self._guessed:
            yield f"calls without a direction: {self._guessed}, counted as inbound; --own-number tells them apart"
        if self._unknown:
            shown = ", ".join(f'"{word}" ({count})' for word, count in self._unknown.most_common(_SHOWN_WORDS))
            yield f"result words that are not known: {shown}"


def read_records(
    preset: str, placed: Iterable[Placed], make: Callable[[str, Fields], Unit], gathered: Gathered | None = None
) -> FileReading:
    """Return the units that `make` makes of the records, each call once, and what became of the others; those that are
    `gathered` already are among them."""
    reading = FileReading("", preset)
    gathered = Gathered() if gathered is None else gathered
    for one in placed:
        reading.rows += 1
        if not isinstance(one.value, dict):
            reading.rejected.append(Fault(one.place, "it is no record, but a bare value"))
            continue
        try:
            gathered.take(make(one.place, one.value))
        except NotACall as found:
            reading.skipped.append(Fault(one.place, str(found)))
        except NotRead as fault:
            reading.rejected.append(Fault(one.place, str(fault)))
    reading.units = gathered.units
    reading.skipped += gathered.repeated
    return reading


def seconds(value: object, *, milliseconds: bool = False) -> int | None:
    """Return a number of seconds, or of milliseconds, as whole seconds; None where it is none or negative."""
    written = text(value)
    try:
        length = float(written) / (1000 if milliseconds else 1)
    except ValueError:
        return None
    return int(length) if 0 <= length < _LONGEST_TALK else None
