"""Moments as the ledger writes them: aware, in UTC, to the millisecond, in a text that sorts by time."""

from datetime import UTC, datetime

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between these every moment has a local time in any zone; the ledger holds no other, whoever wrote it."""


def utc_text(at: datetime) -> str:
    """Return an aware moment as `2026-11-23T19:12:00.000Z`.

    Raises:
        ValueError: the moment is naive.
    """
    if at.tzinfo is None:
        raise ValueError("a moment without a zone cannot be written")
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    # Three times as quick as isoformat; a large intake writes half a million moments.
    day = at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond // 1000
    return "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ" % day  # noqa: UP031


def from_utc_text(text: str) -> datetime:
    """Return the aware moment that `utc_text` wrote; any other offset is brought to UTC."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a moment without a zone cannot be read")
    return at if at.tzinfo is UTC else at.astimezone(UTC)
