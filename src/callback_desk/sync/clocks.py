"""Clocks of other desks: a little ahead is told, far ahead is refused until a person says that it is well."""

from datetime import UTC, datetime, timedelta

from callback_desk.sync.faults import Refused, Why
from callback_desk.sync.segment import Segment

NOTICED, TOO_FAR = timedelta(minutes=10), timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def ahead(segment: Segment, now: datetime) -> timedelta:
    """Return how far the latest clock in a segment is ahead of `now`; less than nothing where it is behind."""
    latest = int(segment.run.lines[-1].hlc[:12], 16)  # a feed's clock never goes back
    return timedelta(milliseconds=latest) - (now - _EPOCH)


def check(segment: Segment, now: datetime, label: str) -> str | None:
    """Return a sentence about a clock that runs ahead, or None where it runs well.

    Raises:
        Refused: it is more than a day ahead.
    """
    try:
        early = ahead(segment, now)
    except OverflowError:
        early = timedelta.max
    if early > TOO_FAR:
        raise Refused(
            Why.CLOCK_AHEAD,
            f"the clock of {label} is more than {min(early.days, 9999)} days ahead: check both clocks; if this is well,"
            " take it in with --trust-clock",
        )
    return f"the clock of {label} runs {early // timedelta(minutes=1)} minutes ahead" if early > NOTICED else None
