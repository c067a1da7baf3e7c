"""What the files tell of a callback's history: its attempts, its escalations, its closing."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.code_words import DISPOSITIONS
from callback_desk.domain.codes import Disposition
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.history import ATTEMPTS
from callback_desk.domain.moments import from_utc_text

PORTAL_MESSAGE = "portal message sent"
NOBODY_TOLD, TOLD, NOT_ESCALATED = "nobody told yet", "told", "not escalated yet"


class Attempt(NamedTuple):
    """One attempt to reach the patient: which one of its callback it is, counted from 1, and what was written.

    A portal message has no disposition: its remark says that it was one, and what it said.
    """

    callback: Callback
    number: int
    entry: Entry
    payload: Mapping[str, Any]

    @property
    def reached(self) -> bool:
        """Whether the patient was reached."""
        return bool(self.payload.get("disposition") == Disposition.REACHED)

    @property
    def ended(self) -> str:
        """How it ended, in words."""
        disposition = self.payload.get("disposition")
        return PORTAL_MESSAGE if disposition is None else DISPOSITIONS[disposition]


class Escalation(NamedTuple):
    """One escalation, or an attention item that nobody escalated yet (then `at`, `by` and `to` are None).

    `told`, `how` and `told_at` are None until it was recorded who was told. `by` is a person's id.
    """

    callback: Callback
    at: datetime | None
    by: str | None
    to: str | None
    reason: str | None
    words: str | None
    told: str | None
    how: str | None
    told_at: datetime | None

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if self.told_at is not None:
            return TOLD
        return NOT_ESCALATED if self.at is None else NOBODY_TOLD


def of_kind(callback: Callback, *kinds: str) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    """Yield the entries of these kinds with their payloads, oldest first; what was redacted or taken back is
    left out.
    """
    for entry in callback.standing:
        if entry.kind in kinds and entry.payload is not None and understood(entry.kind, entry.v):
            yield entry, entry.payload


def attempts(callback: Callback) -> list[Attempt]:
    """Return every attempt of a callback, the first one first."""
    return [
        Attempt(callback, number, entry, _as_noted(entry, payload))
        for number, (entry, payload) in enumerate(of_kind(callback, *ATTEMPTS), start=1)
    ]


def _as_noted(entry: Entry, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if entry.kind != "messaged":
        return payload
    said = payload.get("said")
    return {**payload, "remark": f"{PORTAL_MESSAGE}: {said}" if said else PORTAL_MESSAGE}


def closing(callback: Callback) -> tuple[Entry, Mapping[str, Any]] | None:
    """Return the entry that closed the callback and its payload, or None while it is open."""
    found = None if callback.is_open else list(of_kind(callback, "closed"))
    return found[-1] if found else None


def escalations(callback: Callback) -> list[Escalation]:
    """Return the callback's escalations, the first one first, each with who was told of it.

    An attention item without any gives one line too, so that none is missing where people look for them.
    """
    found: list[Escalation] = []
    told: Mapping[str, Any] | None = None
    for entry, payload in of_kind(callback, "escalated", "acknowledged"):
        if entry.kind == "acknowledged":
            told = payload
            found = [_with_told(escalation, payload) for escalation in found]
        else:
            found.append(_escalation(callback, entry, payload))
    if found and callback.acknowledged is False:
        # Somebody was told on another desk, which did not know of this one yet: it still stands.
        found[-1] = found[-1]._replace(told=None, how=None, told_at=None)
    plain = Escalation(callback, None, None, None, None, None, None, None, None)
    if not found and callback.attention:
        return [plain if told is None or callback.attention_pending else _with_told(plain, told)]
    if callback.attention_pending and callback.acknowledged is not False:
        found.append(plain)  # words that came after somebody was told
    return found


def _escalation(callback: Callback, entry: Entry, payload: Mapping[str, Any]) -> Escalation:
    return Escalation(
        callback,
        at=entry.wall_at,
        by=entry.person_id,
        to=payload["to"],
        reason=payload["reason"],
        words=payload.get("words"),
        told=None,
        how=None,
        told_at=None,
    )


def _with_told(escalation: Escalation, payload: Mapping[str, Any]) -> Escalation:
    if escalation.told_at is not None:
        return escalation
    return escalation._replace(told=payload["told"], how=payload["how"], told_at=from_utc_text(payload["at"]))
