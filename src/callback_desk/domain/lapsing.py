"""Turns that lay idle past their time and fell to somebody else: worked out from the history, never written."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from callback_desk.domain.callback import Callback, later_of
from callback_desk.domain.entry import understood
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.undoing import line_of


class Lapse(NamedTuple):
    """A turn that lapsed: whose it was until `at`, and whose it became, as entries write an owner.

    `place` is the index in the history of the entry that gave the turn.
    """

    place: int
    owner: str
    to: str
    at: datetime


def lapses(callback: Callback, now: datetime) -> list[Lapse]:
    """Return every turn of an open or closed callback that lapsed until `now`, the first one first."""
    found: list[Lapse] = []
    standing: list[Lapse] = []
    for place, entry in enumerate(callback.history):
        payload = entry.payload or {}
        if line_of(entry) in callback.undone or not understood(entry.kind, entry.v):
            continue
        turn = payload.get("turn")
        if line_of(entry) in callback.overruled:
            continue  # it never was this person's turn
        if not turn and entry.kind != "closed":
            continue
        found += [lapse for lapse in standing if lapse.at < entry.wall_at]
        standing = list(_of_turn(place, turn or {}))
    if callback.is_open:
        found += [lapse for lapse in standing if lapse.at < now]
    return found


def _of_turn(place: int, turn: Mapping[str, Any]) -> Iterator[Lapse]:
    until, to = turn.get("owner_until"), turn.get("fallback_owner")
    if not until or not to:
        return
    yield Lapse(place, turn["owner"], to, from_utc_text(until))
    for since, later in later_of(turn):
        yield Lapse(place, to, later, since)
        to = later


def lapsed_now(callback: Callback, now: datetime) -> Lapse | None:
    """Return the lapse that makes the turn somebody else's at `now`, or None."""
    if not callback.is_open or callback.owner_at(now) == callback.owner:
        return None
    found = lapses(callback, now)
    return found[-1] if found else None
