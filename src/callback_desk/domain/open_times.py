"""Days and half hours at which the clinic is open: what an appointment may be picked from. No calendar is known."""

from datetime import UTC, date, datetime, time, timedelta

from callback_desk.domain.hours import OpenHours

_STEP = timedelta(minutes=30)


def open_days(hours: OpenHours, now: datetime, count: int) -> list[date]:
    """Return the next days on which the clinic is open, today among them while a half hour of it is still ahead."""
    days: list[date] = []
    at = now
    while len(days) < count:
        day = at.astimezone(hours.zone).date()
        if half_hours(hours, day, now):
            days.append(day)
        at = hours.next_day_opening(at)
    return days


def closed_then(hours: OpenHours, at: datetime) -> str | None:
    """Return in words that the clinic is closed at a moment: `closed that day`, `closed at that hour`; else None."""
    if hours.is_open(at):
        return None
    day = at.astimezone(hours.zone).date()
    opens = hours.next_open(datetime.combine(day, time(), hours.zone)).astimezone(hours.zone)
    return "closed at that hour" if opens.date() == day else "closed that day"


def half_hours(hours: OpenHours, day: date, now: datetime) -> list[datetime]:
    """Return the half hours of a day that are open and still ahead, aware and in the clinic's zone."""
    begins = datetime.combine(day, time(), hours.zone)
    clock = (begins + number * _STEP for number in range(48))
    return [at for at in clock if at > now and hours.is_open(at) and _exists(at)]


def _exists(at: datetime) -> bool:
    """Whether the clinic's clocks show this time: on the day they go forward some are left out."""
    return at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)
