"""Time zones as people name them: what the zone database calls them. Pure."""

import difflib
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from callback_desk.domain.text import folded

EXAMPLE = "America/New_York"
_SPOKEN = {
    "eastern": EXAMPLE,
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "arizona": "America/Phoenix",
    "pacific": "America/Los_Angeles",
    "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu",
    "atlantic": "America/Puerto_Rico",
}
"""What the zones of the United States are called there."""


def is_zone(name: str) -> bool:
    """Tell whether the zone database has this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A folder of the zone database, such as "America", is an OSError; a path out of it is a ValueError.
        return False
    return True


def remedy_for(name: str) -> str:
    """Return what to write instead of a name that is no zone."""
    spoken = _SPOKEN.get(folded(name).partition(" ")[0])
    if spoken is not None:
        return f'did you mean "{spoken}"?'
    close = difflib.get_close_matches(name, available_timezones(), n=1, cutoff=0.5)
    return f'did you mean "{close[0]}"?' if close else f'use a name such as "{EXAMPLE}"'
