"""The words for a zone behind a time of day: ET, Eastern Time, America/New_York, or what repeats an offset in words."""

import re
import zoneinfo
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

_AFTER_OFFSET = re.compile(
    r"(.*(?:[+-]\d{2}:?\d{2}|\d ?z)) ?(?:\([^()\d]*\)|\[[\w/+:-]+\]|[a-z]{3,5})", re.ASCII | re.DOTALL
)
_AFTER_CLOCK = re.compile(
    r"(.*?\d(?: ?[ap]\.? ?(?:m\.?)?)?)(?: |(?=[(\[]))[(\[]?([a-z]+(?:[/_ ][a-z_]+){0,3})(?: \(us & canada\))?[)\]]?",
    re.ASCII,
)
_KEYS = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "atlantic": "America/Halifax",
}
_SHORT = {"et": "eastern", "ct": "central", "mt": "mountain", "pt": "pacific", "akt": "alaska"}
_HOURS_WEST = {"akst": 9, "akdt": 8, "hst": 10, "hast": 10, "hadt": 9, "hdt": 9, "ast": 4, "adt": 3}
_IN_WORDS = re.compile(r"([a-z]+)(?: (standard|daylight))?(?: time)?")


def parted(text: str) -> tuple[str, str | None]:
    """Return a time of day, and the words for its zone behind it, None where it has none or an offset tells it.

    `text` is folded. Whether the words are of a zone is told by `in_zone`.
    """
    after = _AFTER_OFFSET.fullmatch(text)
    if after is not None:
        return after[1], None
    words = _AFTER_CLOCK.fullmatch(text)
    return (words[1], words[2]) if words is not None else (text, None)


def in_zone(local: datetime, words: str) -> datetime | None:
    """Return a local time as one of the zone that words name; None where they name none that has that time then."""
    if words in _HOURS_WEST:
        return local.replace(tzinfo=timezone(-timedelta(hours=_HOURS_WEST[words])))
    if "/" in words:
        key = _keys().get(words)
        return None if key is None else local.replace(tzinfo=ZoneInfo(key))
    named = _IN_WORDS.fullmatch(_SHORT.get(words, words))
    if named is None or named[1] not in _KEYS:
        return None
    zone = ZoneInfo(_KEYS[named[1]])
    return local.replace(tzinfo=zone) if named[2] is None else _told_apart(local, zone, daylight=named[2] == "daylight")


def _told_apart(local: datetime, zone: ZoneInfo, *, daylight: bool) -> datetime | None:
    """Return a local time by standard or daylight time, where the zone has that then; some say one and mean both."""
    for fold in (0, 1):
        moment = local.replace(tzinfo=zone, fold=fold)
        offset = moment.utcoffset()
        if offset is not None and bool(moment.dst()) == daylight:
            return local.replace(tzinfo=timezone(offset))
    return None


@lru_cache(maxsize=1)
def _keys() -> dict[str, str]:
    """Return the names of all zones by how they are compared."""
    return {key.casefold(): key for key in zoneinfo.available_timezones()}
