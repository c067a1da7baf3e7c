"""3CX's call detail records: a file or a saved socket, without a header, one row a call or a part of one.

Which of the 27 fields are written is the server's choice, their order is not. So the columns are found by what
they hold: dates, types, numbers, in the order in which the server writes them.
"""

from collections.abc import Mapping
from datetime import datetime

from callback_desk.domain.phone import Number
from callback_desk.domain.text import clean_line
from callback_desk.intake.calls import CallReading, Told
from callback_desk.intake.leg_rows import DELIMITERS, Row, gather, rows_of
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source
from callback_desk.intake.table_cells import NotRead, seconds_in
from callback_desk.intake.three_cx_columns import columns_of
from callback_desk.intake.three_cx_parts import put_together
from callback_desk.intake.units import Direction, FileReading, Outcome, Unit

NAME = "3cx"
_MACHINES = frozenset(("queue", "ivr", "ringgroup", "ring group", "digitalreceptionist", "script", "conference"))
_INSIDE = frozenset(("extension", "voicemail", *_MACHINES))
_OUTSIDE = frozenset(("line", "provider", "externalline", "external line", "trunk", "gateway", "outside"))


def read_3cx(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a file, or None where its rows are not 3CX's."""
    found = next(((each, *known) for each in DELIMITERS if (known := columns_of(source, each)) is not None), None)
    if found is None:
        return None
    delimiter, header_line, columns = found
    reading = FileReading("", NAME)
    calls = _Calls(options, columns)
    rows = rows_of(source, reading, columns, delimiter, header_line, columns["time-start"] + 1)
    gather(reading, options.watched(rows), calls.leg)
    if "historyid" not in columns:
        reading.units = put_together(reading.units, calls.ends)
    reading.notes = [*source.text.notes, *calls.notes()]
    return reading


class _Calls(CallReading):
    """One file being read."""

    def __init__(self, options: ReadOptions, columns: Mapping[str, int]) -> None:
        super().__init__(NAME, options)
        self._columns = columns
        self.ends: dict[str, datetime] = {}

    def leg(self, row: Row) -> Unit:
        """Return the unit of one row; rows of one history id on one day are legs of one call."""
        if not row("time-start"):
            raise NotRead("its start is not there")
        at, doubts = self.moment(row("time-start"))
        ended = self.moment_or_none(row("time-end"))
        if ended is not None:
            self.ends[row.line] = ended[0]
        caller, called = self.number(row("from-no")), self.number(row("to-no"))
        direction = self._direction(row, caller, called)
        outcome = self._outcome(row)
        number = self._called(row, called) if direction == "outbound" else caller
        side = "to-dispname" if direction == "outbound" else "from-dispname"
        return self.unit(
            row.line,
            Told(
                at=at,
                direction=direction,
                outcome=outcome,
                number=number,
                vendor_id=_vendor_id(row),
                shown=row(side),
                talk=seconds_in(row("duration")),
                doubts=doubts,
                legs=(_said(row),),
            ),
        )

    def _called(self, row: Row, called: Number) -> Number:
        return called if called.e164 is not None else self.number(row("dial-no") or row("final-number"))

    def _direction(self, row: Row, caller: Number, called: Number) -> Direction:
        """Return the direction by the types of both ends; without them, by the numbers."""
        from_type, to_type = row("from-type").casefold(), row("to-type").casefold()
        if from_type in _OUTSIDE:
            return "inbound"
        if from_type in _INSIDE:
            reached_outside = to_type in _OUTSIDE or (not to_type and called.e164 is not None)
            return "outbound" if reached_outside else "internal"
        return self.direction_by_numbers(caller, called)

    def _outcome(self, row: Row) -> Outcome:
        final = row("final-type").casefold() or row("to-type").casefold()
        numbers = (row("final-number") + " " + row("to-no")).casefold()
        if "voicemail" in (final, row("to-type").casefold()) or "vmail" in numbers:
            return "voicemail"
        answered: datetime | None = None
        found = self.moment_or_none(row("time-answered"))
        if found is not None:
            answered = found[0]
        if answered is None and ("time-answered" in self._columns or not seconds_in(row("duration"))):
            return "missed"
        return "unattended" if final in _MACHINES else "answered"


def _vendor_id(row: Row) -> str:
    """Return the history id with its day: the counter of a server begins anew when it is set up again."""
    call = row("historyid").removeprefix("Call ").strip() or row("callid")
    return f"{call}@{row('time-start')[:10].replace('/', '-')}" if call else ""


def _said(row: Row) -> str:
    facts = (row("time-start"), row("to-dispname") or row("to-no"), row("final-number"), row("reason-terminated"))
    return clean_line(" ".join(filter(None, facts)))[:300]
