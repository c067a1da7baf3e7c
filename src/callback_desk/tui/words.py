"""How the screens say what a row holds: short words for columns, times as people read them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from callback_desk.domain import code_words, languages
from callback_desk.domain.codes import Channel, CloseResult, Status
from callback_desk.domain.identity import came_from_file
from callback_desk.domain.lateness import is_late, late_days
from callback_desk.domain.phone import display
from callback_desk.domain.queue import UNKNOWN, QueueRow

CHANNEL_SHORT: Mapping[Channel, str] = {
    Channel.MISSED_CALL: "missed",
    Channel.VOICEMAIL: "voicemail",
    Channel.TEXT_MESSAGE: "text",
    Channel.PORTAL: "portal",
    Channel.WEB_FORM: "web form",
    Channel.FAX: "fax",
    Channel.WALK_IN: "walk-in",
    Channel.CAMPAIGN: "campaign",
    Channel.BY_HAND: "by hand",
}

CHANNEL_CONTACT: Mapping[Channel, str] = {
    Channel.MISSED_CALL: "missed call",
    Channel.VOICEMAIL: "voicemail",
    Channel.TEXT_MESSAGE: "text message",
    Channel.PORTAL: "portal message",
    Channel.WEB_FORM: "web form",
    Channel.FAX: "fax",
    Channel.WALK_IN: "came by",
    Channel.CAMPAIGN: "answered a campaign",
    Channel.BY_HAND: "added by hand",
}


def contact(channel: Channel, source_key: str | None) -> str:
    """Return how one contact came in."""
    said = code_words.came_on(channel, source_key)
    return CHANNEL_CONTACT[channel] if said == code_words.CHANNELS[channel] else said


CLOSE_RESULTS: Mapping[CloseResult, str] = {
    CloseResult.BOOKED: "booked",
    CloseResult.ANSWERED: "answered",
    CloseResult.TRANSFERRED: "transferred and acknowledged",
    CloseResult.DECLINED: "declined",
    CloseResult.UNREACHABLE: "unreachable",
    CloseResult.DUPLICATE: "duplicate",
    CloseResult.NOT_NEEDED: "not needed any more",
}

EXCEPTIONS = code_words.EXCEPTIONS

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def language_name(code: str | None) -> str:
    """Return a language's name in English, or its code where it is a rare one."""
    if code is None:
        return "language not known"
    return languages.language_name(code)


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th..."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def span(minutes: int) -> str:
    """Return a number of minutes as `42m`, `1h05` or `12h`, from two days on `3d`."""
    if minutes < 60:
        return f"{minutes}m"
    hours, rest = divmod(minutes, 60)
    if hours < 10:
        return f"{hours}h{rest:02}"
    return f"{hours}h" if hours < 48 else f"{hours // 24}d"


def late_by(minutes: int, due_at: datetime, now: datetime) -> str:
    """Return how late something is: in open time as the queue counts it; from two days on in calendar days, and from
    a hundred weeks on in years. Never longer than nine cells.
    """
    days = late_days(minutes, due_at, now)
    if days is None:
        return f"late {span(minutes)}" if minutes else "late"
    return f"late {days}d" if days < 700 else f"late {min(days // 365, 99)}y"


def clock_time(at: datetime, zone: ZoneInfo) -> str:
    """Return the time of day in a zone, as `14:12`."""
    return f"{at.astimezone(zone):%H:%M}"


def day(of: date) -> str:
    """Return a day as `23 Nov`."""
    return f"{of.day} {MONTHS[of.month - 1]}"


def weekday(of: date) -> str:
    """Return a weekday as `Mon`."""
    return WEEKDAYS[of.weekday()]


def moment(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return when something was or will be: the time if it is today's, else the day before it; the year if
    another.
    """
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    time = f"{local:%H:%M}"
    if local.date() == today:
        return time
    if (local.date() - today).days == 1:
        return f"tomorrow {time}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{weekday(local.date())} {day(local.date())}{year} {time}"


def who(row: QueueRow) -> str:
    """Return the patient's name, else the number, else that neither is known."""
    return row.patient or display(row.phone or "") or UNKNOWN


def came(row: QueueRow) -> str:
    """Return the column that tells how it came in; a list that says no channel is called what it is."""
    if row.channel is not Channel.BY_HAND or not came_from_file(row.callback_id):
        return CHANNEL_SHORT[row.channel]
    return "referrals" if row.has_referral else "worklist"


def due(row: QueueRow, late: int, now: datetime, zone: ZoneInfo) -> str:
    """Return the due column: how late (`late` in minutes), how long it still has, or which day."""
    if row.closed_at is not None and not row.is_open:
        return clock_time(row.closed_at, zone)
    if row.attention_rank == 0 and row.escalated_to is None and late < 1:
        return "now"
    if is_late(row, now):
        return late_by(late, row.due_at, now)
    local, today = row.due_at.astimezone(zone).date(), now.astimezone(zone).date()
    days = (local - today).days
    if days == 0:
        return span(-int((now - row.due_at).total_seconds() // 60))
    if days == 1:
        return "tomorrow"
    return weekday(local) if days < 7 else day(local)


def mark(row: QueueRow, now: datetime, drafted: bool) -> str:
    """Return the three cells before the due column: attention, a begun note, late, waiting or for review; what is
    late and for review has both.
    """
    if row.is_open and row.attention_rank == 0:
        return "!!*" if drafted else "!!"
    status = row.status_at(now)
    sign = " "
    if row.claimed_at_once and row.is_open:
        sign = "="
    elif is_late(row, now):
        sign = ">"
    elif status in (Status.WAITING, Status.ON_HOLD):
        sign = "~"
    elif status is Status.REVIEW:
        sign = "?"
    look = "?" if status is Status.REVIEW and sign != "?" else " "
    return f"{look}{sign}*" if drafted else f"{look}{sign}"
