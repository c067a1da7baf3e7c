"""8x8 Work's call detail records as CSV: a row for each leg; a transfer is a call of its own with a parent.

The status says "Completed" of every leg. Only an answer time at a telephone tells of a person.
"""

from callback_desk.domain.text import clean_line
from callback_desk.intake.calls import CallReading, NotACall, Told
from callback_desk.intake.leg_rows import Row, gather, header_of, rows_of
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source
from callback_desk.intake.table_cells import seconds_in
from callback_desk.intake.units import FileReading, Outcome, Unit

NAME = "8x8-work"
_NEEDED = frozenset(("call id", "start time", "direction", "caller", "callee"))
_OF_LEGS = frozenset(("leg id", "parent call id", "transfer to call id"))
_MACHINES = ("auto attendant", "autoattendant", "attendant", "ivr", "menu", "announcement")
_DEVICES = ("callee", "callee name", "callee device", "callee device id", "callee device name", "device", "device name")


def read_8x8(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a file, or None where its header is not 8x8's."""
    found = header_of(source, _NEEDED)
    if found is None or _OF_LEGS.isdisjoint(found[2]):
        return None
    delimiter, header_line, columns = found
    reading = FileReading("", NAME)
    width = max(columns[name] for name in _NEEDED) + 1
    rows = list(options.watched(rows_of(source, reading, columns, delimiter, header_line, width)))
    calls = _Calls(options, rows)
    gather(reading, options.watched(rows), calls.leg)
    reading.notes = [*source.text.notes, *calls.notes()]
    return reading


class _Calls(CallReading):
    """One file being read."""

    def __init__(self, options: ReadOptions, rows: list[Row]) -> None:
        super().__init__(NAME, options)
        self._parents = {row("call id"): row("parent call id") for row in rows if row("parent call id")}
        for row in rows:  # a transfer that only the first leg tells of
            to = row("transfer to call id")
            if to and to != row("call id"):
                self._parents.setdefault(to, row("call id"))

    def leg(self, row: Row) -> Unit:
        """Return the unit of one leg; all legs of a call have its key."""
        if row("call id").casefold() in ("total", "totals"):
            raise NotACall("a total")
        at, doubts = self.moment(row("start time"))
        caller, called = self.number(row("caller")), self.number(row("callee"))
        direction = self.direction(row("direction"), caller, called)
        return self.unit(
            row.line,
            Told(
                at=at,
                direction=direction,
                outcome=self._outcome(row),
                number=called if direction == "outbound" else caller,
                vendor_id=self._first_call(row("call id")),
                shown=row("callee name" if direction == "outbound" else "caller name"),
                talk=seconds_in(row("talk time")),
                doubts=doubts,
                legs=(_said(row),),
            ),
        )

    def _first_call(self, call: str) -> str:
        """Return the call that came in, of one that it was handed on to."""
        seen = [call]
        while (parent := self._parents.get(call)) is not None:
            if parent in seen:
                return min(seen)
            call = parent
            seen.append(call)
        return call

    def _outcome(self, row: Row) -> Outcome:
        rang = " ".join(row(name) for name in _DEVICES).casefold()
        if "voicemail" in rang or "voice mail" in rang:
            return "voicemail"
        if self.moment_or_none(row("answer time")) is None:
            talked = seconds_in(row("talk time")) if not row("answer time") else None
            return "answered" if talked else "missed"
        return "unattended" if any(machine in rang for machine in _MACHINES) else "answered"


def _said(row: Row) -> str:
    facts = (row("start time"), row("callee"), row("callee name"), row("cause"), row("talk time"))
    return clean_line(" ".join(filter(None, facts)))[:300]
