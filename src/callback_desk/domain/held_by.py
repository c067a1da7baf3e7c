"""Since when a callback has been whose turn it is: what a colleague is told before it is taken from somebody."""

from datetime import datetime

from callback_desk.domain.callback import Callback
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.undoing import line_of


def since(callback: Callback) -> datetime | None:
    """Return when the owner as last written came to have it without a break; None where nothing in the history gave
    it to them."""
    begun: datetime | None = None
    for entry in reversed(callback.standing):
        turn = (entry.payload or {}).get("turn")
        if not turn or line_of(entry) in callback.overruled:
            continue
        until = turn.get("owner_until")
        lapsed = begun is not None and until is not None and from_utc_text(until) < begun
        if turn["owner"] != callback.owner or lapsed:
            break
        begun = entry.wall_at
    return begun
