"""Clocks of other desks: a little ahead is told, far ahead is refused until a person says that it is well.

What orders the ledger never goes back, and whoever reads an entry writes later ones than it. So a clock that was wrong
once is ahead in the entries of every desk from then on. It is asked about where it would put the order of this ledger
further into the future than it is already: once.
"""

from datetime import UTC, datetime, timedelta

from callback_desk.domain.moments import from_utc_text
from callback_desk.sync.faults import Refused, Why
from callback_desk.sync.segment import Segment

NOTICED, TOO_FAR = timedelta(minutes=10), timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check(segment: Segment, now: datetime, reached: str, label: str) -> str | None:
    """Return a sentence about a clock that runs ahead, or None where it runs well.

    `reached` is the latest place in the ledger's order that any entry here has; empty where there is none.

    Raises:
        Refused: the order would reach more than a day beyond now, and beyond what is here.
    """
    early = max(from_utc_text(line.wall_at) for line in segment.run.lines) - now
    place = _millis(segment.run.lines[-1].hlc)  # within a feed it never goes back
    beyond = place - (now - _EPOCH)
    if min(beyond, place - _millis(reached)) > TOO_FAR:
        days = min(beyond.days, 9999)
        whose = f"the clock of {label} is more than {days} days ahead"
        if early <= TOO_FAR:
            whose = f"{label} has read entries of a desk whose clock was more than {days} days ahead; its own runs well"
        raise Refused(Why.CLOCK_AHEAD, f"{whose}: check the clocks; if this is well, take it in with --trust-clock")
    latest = from_utc_text(segment.run.lines[-1].wall_at) - now
    return f"the clock of {label} runs {_told(latest)} ahead" if latest > NOTICED else None


def _millis(hlc: str) -> timedelta:
    return timedelta(milliseconds=int(hlc[:12] or "0", 16))


def _told(early: timedelta) -> str:
    return f"{early.days} days" if early > 2 * TOO_FAR else f"{early // timedelta(minutes=1)} minutes"
