"""What other desks wrote about a callback since it was last looked at."""

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callback_desk.domain.callback import Callback
from callback_desk.domain.entry import Entry
from callback_desk.domain.entry_words import in_words

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_SAYS_ENOUGH = frozenset({"claimed", "noted", "closed", "escalated", "acknowledged", "handed_over", "messaged"})


_TOO_LONG = frozenset({"request", "told", "remark", "turn"})
"""What a note says besides: it stands in the context, and would not fit into a line."""


def by_others(before: Callback, after: Callback, replica_id: str) -> list[Entry]:
    """Return the entries that `after` has and `before` had not, and that this desk (`replica_id`) did not write."""
    known = {entry.order for entry in before.history}
    return [entry for entry in after.history if entry.order not in known and entry.replica_id != replica_id]


def told(news: list[Entry], policy: "Policy", zone: ZoneInfo, today: date) -> str:
    """Return in one sentence who did what and when; of several entries the last one that says most, and how many
    there are besides. Empty where there is no news.
    """
    if not news:
        return ""
    telling = ([entry for entry in news if entry.kind in _SAYS_ENOUGH] or news)[-1]
    if telling.kind == "noted" and telling.payload is not None:
        told = {name: said for name, said in telling.payload.items() if name not in _TOO_LONG}
        telling = telling._replace(payload=told)
    besides = f" · and {len(news) - 1} more" if len(news) > 1 else ""
    return f"{in_words(telling, policy, zone, today=today)}{besides}"
