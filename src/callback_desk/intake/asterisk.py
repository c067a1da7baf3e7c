"""Asterisk's call records: `Master.csv` of cdr_csv without a header, or the same columns under one (FreePBX).

One call is several rows, a leg for each telephone that rang. "ANSWERED" alone says nothing: a voicemail box,
a menu and a queue's greeting answer too. Only a leg that ended at a telephone was answered by a person.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.phone import Number, normalised
from callback_desk.domain.text import clean_line
from callback_desk.intake.asterisk_columns import UNIQUE_ID, fits
from callback_desk.intake.moments import LocalClock, read_moment
from callback_desk.intake.names import caller_id_name
from callback_desk.intake.options import ASTERISK, ReadOptions
from callback_desk.intake.records import Record, records
from callback_desk.intake.table import QUOTE_LEFT_OPEN
from callback_desk.intake.table_cells import phone_note
from callback_desk.intake.text_file import TextFile
from callback_desk.intake.units import NO_DETAILS, Direction, Fault, FileReading, Outcome, Unit

_CALLER_ID = re.compile(r"(.*)<([^<>]*)>\s*\Z", re.DOTALL)
_MAILBOX = re.compile(r"vm[a-z]\d+\Z")
_RINGS_TELEPHONES = frozenset(("dial", "appdial", "pickup", "followme", "page", "bridge"))
_HOLDS_CALLERS = frozenset(("queue", "appqueue"))
_OUTSIDE_LINE = re.compile(r"9(1?[2-9]\d{9})\Z")
_SAMPLE = 50
_DISAGREES = timedelta(minutes=2)
_ROUNDED = re.compile(r"\d{9,10}|\d(?:\.\d+)?E\+\d+", re.IGNORECASE | re.ASCII)


class _Leg(NamedTuple):
    line: int
    src: str
    dst: str
    context: str
    caller_id: str
    app: str
    to_channel: str
    start: str
    seconds: int
    disposition: str
    did: str
    shown_number: str
    shown_name: str


def sample(file: TextFile, delimiter: str) -> list[Record]:
    """Return the first records of a file: cdr_csv writes commas, a spreadsheet that saved it anew perhaps others."""
    return list(islice(records(file.lines(), delimiter), _SAMPLE))


def read_asterisk(
    file: TextFile, options: ReadOptions, header_line: int, columns: Mapping[str, int], delimiter: str
) -> FileReading:
    """Return the calls of a file whose columns are known."""
    return _Reading(options, columns).read(file, header_line, delimiter)


class _Reading:
    """One file being read: legs gathered by call, then each call judged."""

    def __init__(self, options: ReadOptions, columns: Mapping[str, int]) -> None:
        self._options, self._columns = options, columns
        self._clock = LocalClock(options.local_zone)
        self._calls: dict[str, list[_Leg]] = {}
        self._inbound = frozenset(context.casefold() for context in options.inbound_contexts)
        self._internal = frozenset(context.casefold() for context in options.internal_contexts)
        self._guessed = self._disagreeing = self._local = self._rounded = 0

    def read(self, file: TextFile, header_line: int, delimiter: str) -> FileReading:
        reading = FileReading("", ASTERISK)
        width = max(self._columns.values()) + 1
        for line, cells in self._options.watched(records(file.lines(), delimiter)):
            if line <= header_line:
                continue
            reading.rows += 1
            reason = self._take(line, cells, width, bool(header_line))
            if reason is not None:
                reading.rejected.append(Fault(str(line), reason))
        for key, legs in self._options.watched(self._calls.items()):
            unit = self._unit(key, legs)
            if unit is None:
                reading.rejected += [
                    Fault(str(leg.line), "its start is not a date and time that is understood") for leg in legs
                ]
            else:
                reading.units.append(unit)
        reading.notes = [*file.notes, *self._notes()]
        return reading

    def _take(self, line: int, cells: list[str] | None, width: int, has_header: bool) -> str | None:
        """Put one row to its call; return why it cannot be, or None."""
        if cells is None:
            return QUOTE_LEFT_OPEN
        if len(cells) < width or (not has_header and not fits(self._columns, cells)):
            return f"it is not an Asterisk call record: {len(cells)} columns or a start that is no date"
        get = self._getter(cells)
        start = get("start")
        leg = _Leg(
            line,
            get("src"),
            get("dst"),
            get("dcontext").casefold(),
            get("clid"),
            get("lastapp").casefold(),
            get("dstchannel"),
            start,
            _whole(get("billsec")),
            get("disposition").upper(),
            get("did"),
            get("cnum"),
            get("cnam"),
        )
        self._calls.setdefault(self._key(get("linkedid") or get("uniqueid"), leg), []).append(leg)
        return None

    def _key(self, call_id: str, leg: _Leg) -> str:
        """Return what the legs of a call share; an id that a spreadsheet has rounded is many calls'."""
        if call_id and not _ROUNDED.fullmatch(call_id):
            return call_id
        self._rounded += bool(call_id)
        shared = call_id if call_id.isdecimal() else leg.start
        return f"#{shared}|{leg.src}|{leg.caller_id}"

    def _getter(self, cells: list[str]) -> "_Cells":
        return _Cells(self._columns, cells)

    def _unit(self, key: str, legs: list[_Leg]) -> Unit | None:
        placed = self._placed(key, legs[0].start)
        if placed is None:
            return None
        at, doubt = placed
        first = legs[0]
        caller, name, details = self._caller(first)
        called = self._called(first.dst)
        direction = self._direction(legs, caller, called)
        number = called if direction == "outbound" else caller
        outcome = _outcome(legs)
        talk = max((leg.seconds for leg in legs if _is_answered_by_person(leg)), default=0)
        if outcome == "voicemail":
            talk = max(leg.seconds for leg in legs if _is_voicemail(leg))
        vendor_id = None if key.startswith("#") else key
        return Unit(
            source_key=source_key(ASTERISK, vendor_id)
            if vendor_id
            else derived_source_key(ASTERISK, at, number.e164, "call", talk),
            kind="call",
            line=str(first.line),
            at=at,
            direction=direction,
            outcome=outcome,
            channel=Channel.VOICEMAIL if outcome == "voicemail" else Channel.MISSED_CALL,
            number=number.e164,
            phone_note=phone_note(number),
            patient=name if direction == "inbound" else None,
            talk_seconds=talk or None,
            details=details,
            legs=tuple(_said(leg) for leg in legs),
            review=() if doubt is None else (doubt,),
        )

    def _placed(self, key: str, start: str) -> tuple[datetime, str | None] | None:
        """Return when a call began. The epoch in its unique id settles the moment; else the server's local
        clock.
        """
        moment = read_moment(start, self._options.date_order)
        unique = UNIQUE_ID.match(key)
        local = None
        if moment is not None:
            local = self._clock.to_utc(moment.at) if moment.at.tzinfo is None else (moment.at, None)
        if unique is not None:
            settled = read_moment(unique[1].rjust(10, "0"), "month-first")
            if settled is not None:
                if local is not None and abs(settled.at - local[0]) > _DISAGREES:
                    self._disagreeing += 1
                return settled.at, None
        self._local += 1
        return local

    def _caller(self, leg: _Leg) -> tuple[Number, str | None, Mapping[str, str]]:
        """Return who called: the number the trunk sent, else the one in the caller id, and the name shown."""
        found = _CALLER_ID.match(leg.caller_id)
        shown = (found[1] if found else leg.caller_id).strip(' "')
        number = normalised(leg.src, self._options.region)
        for written in (found[2] if found else "", leg.shown_number):
            if number.e164 is None and number.extension is None and written:
                number = normalised(written, self._options.region)
        name = caller_id_name(shown, number.e164) if found or not number.e164 else None
        name = name or (caller_id_name(leg.shown_name, number.e164) if leg.shown_name else None)
        return number, name, {"caller id": shown} if shown and name is None and found else NO_DETAILS

    def _called(self, dst: str) -> Number:
        """Return the number that was called, without the digit that asks for an outside line."""
        number = normalised(dst, self._options.region)
        outside = _OUTSIDE_LINE.match(dst)
        return normalised(outside[1], self._options.region) if number.e164 is None and outside else number

    def _direction(self, legs: list[_Leg], caller: Number, called: Number) -> Direction:
        """Return the direction by context, then by the clinic's own numbers; what nothing tells counts as
        inbound.
        """
        contexts = {leg.context for leg in legs}
        if any(leg.did for leg in legs) or not contexts.isdisjoint(self._inbound):
            return "inbound"
        if not contexts.isdisjoint(self._internal):
            return "outbound" if called.e164 is not None and called.e164 not in self._options.own else "internal"
        if caller.e164 in self._options.own or (caller.e164 is None and caller.extension is not None):
            return "internal" if called.e164 is None or called.e164 in self._options.own else "outbound"
        if called.e164 is None or called.e164 not in self._options.own:
            self._guessed += 1
        return "inbound"

    def _notes(self) -> Iterator[str]:
        zone = self._options.local_zone.key
        if self._disagreeing:
            yield (
                f"the local times of {self._disagreeing} calls are not of {zone}: "
                "the moment in each call's unique id was taken"
            )
        if self._local:
            whose = "" if self._options.zone else ", the clinic's; --zone gives another"
            yield f"local times are read as {zone}{whose}"
        if self._rounded:
            yield (
                f"the ids of {self._rounded} rows were rounded by a spreadsheet: legs are put together by caller "
                "and start; the server's own file tells more"
            )
        if self._guessed:
            yield f"calls without a direction: {self._guessed}, counted as inbound; --own-number tells them apart"


class _Cells:
    """A row's cells by column name, empty where the file has no such column."""

    __slots__ = ("_cells", "_columns")

    def __init__(self, columns: Mapping[str, int], cells: list[str]) -> None:
        self._columns, self._cells = columns, cells

    def __call__(self, name: str) -> str:
        at = self._columns.get(name)
        return "" if at is None else self._cells[at].strip()


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _is_voicemail(leg: _Leg) -> bool:
    return leg.app == "voicemail" or (leg.app != "voicemailmain" and _MAILBOX.match(leg.dst) is not None)


def _is_answered_by_person(leg: _Leg) -> bool:
    """Tell whether a telephone of the clinic was picked up; a queue answers by itself, until it has an
    agent's channel.
    """
    if leg.disposition != "ANSWERED" or _is_voicemail(leg):
        return False
    return leg.app in _RINGS_TELEPHONES or (leg.app in _HOLDS_CALLERS and bool(leg.to_channel))


def _outcome(legs: list[_Leg]) -> Outcome:
    if any(map(_is_voicemail, legs)):
        return "voicemail"
    if any(map(_is_answered_by_person, legs)):
        return "answered"
    return "unattended" if any(leg.disposition == "ANSWERED" for leg in legs) else "missed"


def _said(leg: _Leg) -> str:
    return clean_line(f"{leg.start} {leg.app} {leg.to_channel or leg.dst} {leg.disposition} {leg.seconds} s")
