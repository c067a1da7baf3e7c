"""What cannot have come in when it says: more than a day after now, by a slip of day and month, zone or clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from callback_desk.intake.units import FileReading

_LIES_AHEAD = "its time lies ahead: look at its day and month, its zone, or the clock that it was taken by"
_CLOCKS_DIFFER = timedelta(days=1)


def put_to_review(readings: Iterable[FileReading], now: datetime) -> None:
    """Put to review what lies ahead of now."""
    latest = now + _CLOCKS_DIFFER
    for reading in readings:
        for n, unit in enumerate(reading.units):
            if unit.at > latest:
                reading.units[n] = unit._replace(review=(*unit.review, _LIES_AHEAD))
