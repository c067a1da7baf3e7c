"""Days as workbooks count them: a bare number in a column of dates, with the time of day as its fraction."""

import re
from datetime import datetime, timedelta

_NUMBER = re.compile(r"\d{1,5}(?:\.\d+)?", re.ASCII)
_FIRST, _LAST = 10_000, 80_000
"""From 1927 to 2119 in the usual counting; smaller numbers are years, or the row's own number."""
_DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001  a local date; day 60 of 1900 never was, and no patient's date is that old
_DAY_0_FROM_1904 = datetime(1904, 1, 1)  # noqa: DTZ001


def from_serial(text: str, *, from_1904: bool) -> datetime | None:
    """Return the naive moment of a cell such as `46090`, `46090.375` or `46090 0.375`, or None."""
    parts = text.split()
    if not 1 <= len(parts) <= 2 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    days = sum(float(part) for part in parts)
    if not _FIRST <= float(parts[0]) < _LAST or (len(parts) == 2 and float(parts[1]) >= 1):
        return None
    seconds = round((days % 1) * 86_400)
    return (_DAY_0_FROM_1904 if from_1904 else _DAY_0) + timedelta(days=int(days), seconds=seconds)


def has_clock(text: str) -> bool:
    """Tell whether a serial has a time of day."""
    return "." in text
