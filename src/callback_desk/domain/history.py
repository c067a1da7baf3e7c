"""What happened to a callback, told: its entries as sentences, and its outcome notes as documents.

What a patient or a file said stays as it is in a document.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from callback_desk.domain.callback import Callback
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.entry_words import clock_words, in_words
from callback_desk.domain.lapsing import Lapse, lapses
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.text import clean_line
from callback_desk.domain.undoing import line_of

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

UNDONE = " · undone"
"""Stands behind what was taken back."""

ATTEMPTS = frozenset({"noted", "messaged"})
"""The kinds of entry that count as an attempt to reach the patient."""
_NOTE_TEXTS = ("representative", "request", "told", "language", "remark")
_NOTE_CODES = ("disposition", "result", "spoke_with", "close_result")
_NOTE_LISTS = ("identified_by", "confirmed", "steps", "exceptions")


def lines(callback: Callback, policy: "Policy", zone: ZoneInfo, *, today: date | None = None) -> list[str]:
    """Return the whole history in words, oldest first, with its attempts numbered."""
    numbers = {entry.order: number for number, entry in _attempts(callback)}
    told = [
        in_words(entry, policy, zone, attempt=numbers.get(entry.order), today=today, patient=callback.patient)
        for entry in callback.history
    ]
    return [
        f"{words}{UNDONE if line_of(entry) in callback.undone else ''}"
        for entry, words in zip(callback.history, told, strict=True)
    ]


def told(
    callback: Callback, policy: "Policy", zone: ZoneInfo, now: datetime, *, today: date | None = None
) -> list[tuple[str, str]]:
    """Return the history until `now` in words, each with its kind: as `lines`, and where a turn lay idle and fell
    to somebody else, which no entry says, a line of the kind `lapsed`.
    """
    kinds = [entry.kind for entry in callback.history]
    said = list(zip(kinds, lines(callback, policy, zone, today=today), strict=True))
    for lapse in reversed(lapses(callback, now)):
        after = next(
            (place for place, entry in enumerate(callback.history) if place > lapse.place and entry.wall_at > lapse.at),
            len(callback.history),
        )
        said.insert(after, ("lapsed", _lapsed(lapse, policy, zone, today)))
    return said


def _lapsed(lapse: Lapse, policy: "Policy", zone: ZoneInfo, today: date | None) -> str:
    was, to = policy.role_title(lapse.owner), policy.role_title(lapse.to)
    words = f"{was}'s turn lay idle, it is {to}'s" if lapse.owner.startswith("person:") else f"{to} instead of {was}"
    return clean_line(f"{clock_words(lapse.at, zone, today)} {words}")


def notes(callback: Callback, policy: "Policy") -> list[dict[str, Any]]:
    """Return the outcome notes, oldest first, with the keys of `note --json` and who noted what when.

    Owners are written as in JSON, moments with the clinic's offset. A note whose content was removed, or that
    a newer version of the program wrote, stays in the list and says so in `redacted` or `newer`; one that was
    taken back says so in `undone` and is no attempt.
    """
    numbers = {entry.order: number for number, entry in _attempts(callback)}
    return [
        {**_note(entry, policy, numbers.get(entry.order)), "undone": line_of(entry) in callback.undone}
        for entry in callback.history
        if entry.kind == "noted"
    ]


def _attempts(callback: Callback) -> Iterator[tuple[int, Entry]]:
    """The attempts in order, numbered from 1, as the fold counts them."""
    made = (entry for entry in callback.standing if entry.kind in ATTEMPTS and understood(entry.kind, entry.v))
    return enumerate((entry for entry in made if entry.payload is not None), 1)


def _note(entry: Entry, policy: "Policy", attempt: int | None) -> dict[str, Any]:
    newer = not understood(entry.kind, entry.v)
    payload: Mapping[str, Any] = {} if newer or entry.payload is None else entry.payload
    turn = payload.get("turn") or {}
    appointment = payload.get("appointment")
    zone = policy.zone_info
    return {
        "noted_at": _local(entry.wall_at, zone),
        "by": policy.owner_name(f"person:{entry.person_id}"),
        "attempt": attempt,
        **{key: payload.get(key) for key in (*_NOTE_CODES, *_NOTE_TEXTS)},
        **{key: list(payload.get(key, ())) for key in _NOTE_LISTS},
        "understood": payload.get("understood"),
        "open": payload.get("open", True) if payload else None,
        "next_action": turn.get("next_action"),
        "owner": policy.owner_name(turn["owner"]) if turn else None,
        "due_at": _local(from_utc_text(turn["due_at"]), zone) if turn else None,
        "appointment": appointment
        and {
            "at": _local(from_utc_text(appointment["at"]), zone),
            "with": appointment.get("with_whom"),
            "kind": appointment.get("kind"),
        },
        "seconds": payload.get("seconds"),
        "redacted": entry.payload is None,
        "newer": newer,
    }


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds")
