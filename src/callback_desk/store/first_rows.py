"""The row of a callback that has only its first contact, read off the entry without a fold.

Nearly all rows of a large intake are such. What stands here follows from the fold's rules for one `received`
entry; a test holds the two together.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from callback_desk.domain.callback import ATTENTION_FIRST, FIRST_CONTACT, FRONT_DESK, LOOK_AT_THIS, ROUTINE, later_of
from callback_desk.domain.card_identity import NO_KEYS, CardKeys, card_keys
from callback_desk.domain.codes import Status
from callback_desk.domain.entry import VERSION, Entry
from callback_desk.domain.fold import fold
from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.domain.plain_contact import PlainDraft
from callback_desk.store.projection import further_json, row_of, search_text, words_json

_KNOWN_MOMENTS = 1 << 14


PLAIN_COLUMNS = (
    "callback_id",
    "due_at",
    "patient",
    "phone",
    "lane",
    "channel",
    "received_at",
    "target_at",
    "next_action",
    "owner",
    "stated",
    "last_contact_at",
    "search",
)
"""The columns in which the rows of plain first contacts differ, in the order of `plain_row`."""

PLAIN_CONSTANTS: Mapping[str, int | str] = {
    "unpinned": 1,
    "attention_rank": ROUTINE,
    "contacts_rank": FIRST_CONTACT,
    "is_open": 1,
    "standing": str(Status.OPEN),
    "contacts": 1,
    "attempts": 0,
    "attention_pending": 0,
    "maybe_resolved": 0,
    "waiting": 0,
    "excepted": 0,
    "only_referral": 0,
}
"""What all of them have in common; the other columns are empty."""

# What a plain contact may say: nothing here leads to another column than those above.
_PLAIN_FACTS = frozenset(
    (
        "channel", "at", "turn", "source_key", "version_key", "earlier_keys", "lane", "patient", "stated", "phone",
        "phone_note", "request", "offered_phones", "details", "seconds", "legs", "source",
    )
)  # fmt: skip
_PLAIN_TURN = frozenset(("owner", "next_action", "due_at", "target_at"))


def plain_row(callback_id: str, payload: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return what differs in the row of a first contact that only says who, when and what; None for any other."""
    turn = _plain_turn(payload["turn"]) if payload.keys() <= _PLAIN_FACTS else None
    if turn is None:
        return None
    due_at, target_at, action, owner = turn
    get = payload.get
    patient, phone, at = get("patient") or None, get("phone"), _moment(payload["at"])
    return (
        callback_id,
        due_at,
        patient,
        phone,
        get("lane") or "",
        payload["channel"],
        at,
        target_at,
        action,
        owner,
        1 if patient and get("stated") else 0,
        at,
        search_text(patient, phone, get("request")),
    )


def plain_values(draft: PlainDraft) -> tuple[Any, ...] | None:
    """Return what `plain_row` does of the draft's payload, without making that."""
    _, callback_id, _, alike, _, patient, stated, phone, request, _ = draft
    if not hasattr(alike, "row"):
        alike.row = _plain_turn(alike.turn)
    if alike.row is None:
        return None
    due_at, target_at, action, owner = alike.row
    lane, channel, at = alike.lane, alike.channel, alike.at
    told = 1 if patient and stated else 0
    found_by = search_text(patient, phone, request)
    return callback_id, due_at, patient, phone, lane, channel, at, target_at, action, owner, told, at, found_by


def _plain_turn(turn: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return when a turn is due and its target, what is to be done and whose it is, as the table has these four; None
    where it says more.
    """
    if not turn.keys() <= _PLAIN_TURN:
        return None
    action, owner = turn["next_action"], turn["owner"]
    due_at, target_at = _moment(turn["due_at"]), _moment(turn["target_at"])
    return due_at, target_at, action if action.strip() else LOOK_AT_THIS, owner or FRONT_DESK


def row_of_entries(callback_id: str, entries: Sequence[Entry]) -> tuple[Any, ...]:
    """Return what `row_of` makes of the fold of a callback's entries, in the order of the table's columns."""
    first = entries[0]
    if len(entries) == 1 and first.kind == "received" and first.v == VERSION and first.payload is not None:
        return first_row(callback_id, first.payload)
    return row_of(fold(callback_id, entries))


def first_row(callback_id: str, payload: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the row of a callback whose only entry is a `received` one with this payload."""
    turn = payload["turn"]
    action = turn["next_action"]
    return (
        callback_id,
        *_place_and_patient(payload),
        _moment(payload["at"]),
        _moment(turn["target_at"]),
        1,
        0,
        action if action.strip() else LOOK_AT_THIS,
        *_whose_turn(payload),
        *_standing_of(payload),
        *_how_it_is_found(payload),
    )


def _place_and_patient(payload: Mapping[str, Any]) -> tuple[Any, ...]:
    get = payload.get
    words = get("attention")
    return (
        1,
        ATTENTION_FIRST if words else ROUTINE,
        _moment(payload["turn"]["due_at"]),
        FIRST_CONTACT,
        1,
        _REVIEW if get("review") else _OPEN,
        get("patient") or None,
        get("phone"),
        get("lane") or "",
        payload["channel"],
        get("language"),
        words_json(dict.fromkeys(words)) if words else None,
    )


def _whose_turn(payload: Mapping[str, Any]) -> tuple[Any, ...]:
    turn = payload["turn"]
    until, further = turn.get("owner_until"), later_of(turn)
    return (
        turn["owner"] or FRONT_DESK,
        None if until is None else _moment(until),
        turn.get("fallback_owner") or None,
        further_json(further) if further else None,
        None,
        None,
        1 if payload.get("attention") else 0,
    )


def _standing_of(payload: Mapping[str, Any]) -> tuple[Any, ...]:
    referral = payload.get("referral") or None
    return (
        0,
        None if referral is None else referral.get("status"),
        None if referral is None else words_json(referral.get("missing") or ()),
        None,
        payload.get("review") or None,
        *(None, None, 0, None, None),
    )


def _how_it_is_found(payload: Mapping[str, Any]) -> tuple[Any, ...]:
    get = payload.get
    patient = get("patient") or None
    return (
        1 if patient and get("stated") else 0,
        get("thread"),
        get("follows"),
        None,
        0,
        _moment(payload["at"]),
        *_keys(payload, patient),
        get("birth_date") or None,
        1 if get("referral") else 0,
        None,
        search_text(patient, get("phone"), get("request")),
    )


def _keys(payload: Mapping[str, Any], patient: str | None) -> CardKeys:
    number, born = payload.get("record_number") or None, payload.get("birth_date") or None
    if number is None and born is None:
        return NO_KEYS
    return card_keys(number, patient if payload.get("stated") else None, born)


_OPEN, _REVIEW = str(Status.OPEN), str(Status.REVIEW)


@lru_cache(maxsize=_KNOWN_MOMENTS)
def _moment(text: str) -> str:
    """Return a moment of a payload as the table has it: whatever its offset was, in UTC and to the millisecond."""
    return utc_text(from_utc_text(text))
