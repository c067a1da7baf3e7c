"""Rows of 3CX that share no id: those of one number that follow one another without a gap are parts of one call."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from operator import attrgetter

from callback_desk.intake.same_records import joined_legs
from callback_desk.intake.units import Unit

_NO_GAP = timedelta(seconds=2)
"""Nobody hangs up and rings again so quickly; a server that hands a call on does."""


def put_together(units: Iterable[Unit], ends: Mapping[str, datetime]) -> list[Unit]:
    """Return the calls in order of time. `ends` tells when the row of a line ended, where it says so."""
    calls: list[Unit] = []
    latest: dict[tuple[str, str], tuple[int, datetime]] = {}
    for unit in sorted(units, key=attrgetter("at")):
        end = ends.get(unit.line)
        whose = (unit.number or "", unit.direction)
        before = latest.get(whose)
        if unit.number is not None and before is not None and unit.at <= before[1] + _NO_GAP:
            at, earlier_end = before
            calls[at] = joined_legs(calls[at], unit)
            latest[whose] = at, max(earlier_end, end or unit.at)
            continue
        if end is not None:
            latest[whose] = len(calls), end
        calls.append(unit)
    return calls
