"""FreeSWITCH's `Master.csv` (FusionPBX keeps it too), of the template that the server brings along."""

import re

from callback_desk.domain.phone import Number
from callback_desk.domain.text import clean_line
from callback_desk.intake.calls import CallReading, Told
from callback_desk.intake.leg_rows import DELIMITERS, Row, gather, header_of, rows_of, sample_of
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source
from callback_desk.intake.table_cells import seconds_in
from callback_desk.intake.units import Direction, FileReading, Outcome, Unit
from callback_desk.intake.vocabulary import is_yes

NAME = "freeswitch"
_ORDER = (
    "caller id name", "caller id number", "destination number", "context", "start stamp", "answer stamp", "end stamp",
    "duration", "billsec", "hangup cause", "uuid", "bleg uuid", "accountcode", "read codec", "write codec",
)  # fmt: skip
_NEEDED = frozenset(("caller id number", "destination number", "start stamp", "answer stamp", "hangup cause"))
_FEWEST = 11
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_CAUSE = re.compile(r"[A-Z][A-Z_0-9]{3,}")
_MAILBOX = re.compile(r"\*99\d*|(?:vm|voicemail)\w*", re.ASCII)
_MAILBOX_MENU = re.compile(r"\*9[78]\d*|4000", re.ASCII)
_INBOUND = frozenset(("public",))


def read_freeswitch(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a file, or None where its rows are not of this template."""
    found = header_of(source, _NEEDED)
    if found is None:
        fitting = next((delimiter for delimiter in DELIMITERS if _has_fitting_rows(source, delimiter)), None)
        if fitting is None:
            return None
        found = fitting, 0, {name: at for at, name in enumerate(_ORDER)}
        width = _FEWEST
    else:
        width = max(found[2][name] for name in _NEEDED) + 1
    delimiter, header_line, columns = found
    reading = FileReading("", NAME)
    rows = list(options.watched(rows_of(source, reading, columns, delimiter, header_line, width)))
    calls = _Calls(options, rows, tells_bridges="bleg uuid" in columns)
    gather(reading, options.watched(rows), calls.leg)
    reading.notes = [*source.text.notes, *calls.notes()]
    return reading


def _has_fitting_rows(source: Source, delimiter: str) -> bool:
    rows = [cells for _, cells in sample_of(source, delimiter) if cells is not None]
    return 2 * sum(map(_fits, rows)) > len(rows)


def _fits(cells: list[str]) -> bool:
    return (
        len(cells) >= _FEWEST
        and all(_STAMP.match(cells[at].strip()) for at in (4, 6))
        and (not cells[5].strip() or _STAMP.match(cells[5].strip()) is not None)
        and _CAUSE.fullmatch(cells[9].strip()) is not None
    )


class _Calls(CallReading):
    """One file being read. `tells_bridges`: the file has the column that says which telephone was reached."""

    def __init__(self, options: ReadOptions, rows: list[Row], *, tells_bridges: bool) -> None:
        super().__init__(NAME, options)
        self._tells_bridges = tells_bridges
        self._contexts = _INBOUND | {context.casefold() for context in options.inbound_contexts}
        # Where the server writes both legs, the telephone's has a row of its own: it belongs to the caller's.
        legs = {row("bleg uuid"): row("uuid") for row in rows if row("bleg uuid") and row("uuid")}
        self._caller_leg = {leg: call for leg, call in legs.items() if legs.get(call) != leg or call < leg}

    def leg(self, row: Row) -> Unit:
        """Return the unit of one row."""
        at, doubts = self.moment(row("start stamp"))
        caller, called = self.number(row("caller id number")), self.number(row("destination number"))
        direction = self._direction(row, caller, called)
        uuid = row("uuid")
        return self.unit(
            row.line,
            Told(
                at=at,
                direction=direction,
                outcome=self._outcome(row, direction),
                number=called if direction == "outbound" else caller,
                vendor_id=self._caller_leg.get(uuid, uuid),
                shown=row("caller id name") if direction == "inbound" else "",
                talk=seconds_in(row("billsec")),
                doubts=doubts,
                legs=(_said(row),),
            ),
        )

    def _direction(self, row: Row, caller: Number, called: Number) -> Direction:
        """Return the direction by context; else by who called: a short number is one of the clinic's telephones."""
        if row("direction"):
            return self.direction(row("direction"), caller, called)
        if row("context").casefold() in self._contexts:
            return "inbound"
        if caller.e164 is not None and caller.e164 not in self.own and called.e164 is None:
            return "inbound"
        return self.direction_by_numbers(caller, called)

    def _outcome(self, row: Row, direction: Direction) -> Outcome:
        to = row("destination number").casefold()
        if _MAILBOX.match(to) and not _MAILBOX_MENU.fullmatch(to):
            return "voicemail" if row("answer stamp") else "missed"
        if is_yes(row("voicemail message")):
            return "voicemail"
        if not row("answer stamp"):
            return "missed"
        if is_yes(row("missed call")):
            return "unattended"
        reached = bool(row("bleg uuid")) or not self._tells_bridges or row("uuid") in self._caller_leg
        return "answered" if reached or direction != "inbound" else "unattended"


def _said(row: Row) -> str:
    facts = (row("start stamp"), row("destination number"), row("hangup cause"), f"{row('billsec') or 0} s")
    return clean_line(" ".join(filter(None, facts)))[:300]
