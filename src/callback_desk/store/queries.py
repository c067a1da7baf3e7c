"""The queue in SQL: its views, filters, pages and figures, all at one passed moment.

Order is everything ascending: pinned, attention, due, contacts, when the patient first reached out, id; what is
closed goes by when it was closed. Pages go by that key and compare it as one row value; an offset would walk over all
that lies before it. What passes with time (late, waiting, a lapsed claim, an escalation that was told and not
answered) is worked out here from the moment, so that two desks agree on it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from callback_desk.domain.callback import Later
from callback_desk.domain.codes import Channel, CloseResult, HoldReason, View
from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.domain.queue import UNKNOWN, QueueCounts, QueueKey, QueueRow
from callback_desk.domain.text import folded
from callback_desk.store.projection import search_text
from callback_desk.store.reading import Reader

_COLUMNS = (
    "callback_id, patient, phone, lane, channel, language, attention, is_open, received_at, target_at,"
    " due_at, contacts, attempts, next_action, owner, owner_until, fallback_owner, further, escalated_to,"
    " acknowledged, attention_pending, maybe_resolved, referral_status, missing, lacking, review,"
    " reviewer, hold_reason, waiting, closed_at, close_result, attention_rank, contacts_rank, claimed_at_once,"
    " needs, unpinned, card_id, person_key"
)
_ON_TOP = _COLUMNS.replace("attention_rank", "0 AS attention_rank")
_FORWARD = ", ".join(QueueKey._fields)
_BACKWARD = ", ".join(f"{name} DESC" for name in QueueKey._fields)
_KEY = f"({_FORWARD})"
_KEY_ON_TOP = _KEY.replace("attention_rank", "0")
_WHEN = "CASE WHEN is_open = 1 THEN due_at ELSE closed_at END"
"""What stands in the place of the due time where closed items are shown: these are in the order of their closing."""
_KEY_MARKS = f"({', '.join(f':{name}' for name in QueueKey._fields)})"

_LAPSED = "(fallback_owner IS NOT NULL AND coalesce(owner_until < :as_of, 0))"
_FURTHER = (
    "(SELECT json_extract(value, '$[1]') FROM json_each(further) WHERE json_extract(value, '$[0]') < :as_of"
    " ORDER BY key DESC LIMIT 1)"
)
_TURN = f"CASE WHEN {_LAPSED} THEN coalesce({_FURTHER}, fallback_owner) ELSE owner END"
"""Whose turn it is at the moment; the same rule as `domain.callback.owners_until`."""

_CARDS = """SELECT card_id, person_key FROM card WHERE card_id IN (SELECT value FROM json_each(:asked))
UNION SELECT card_id, person_key FROM card WHERE person_key IN (SELECT value FROM json_each(:asked))"""
"""Which of these keys a card has."""

WITH_EXCEPTIONS = "SELECT callback_id FROM callback INDEXED BY callback_excepted WHERE excepted = 1"
"""The callbacks about which an exception was recorded; what exactly is read from their histories."""

_QUEUE = "callback WHERE is_open = 1"
_PINNED = "callback INDEXED BY callback_queue WHERE is_open = 1 AND unpinned = 0"
_ALARMS = "callback WHERE is_open = 1 AND unpinned IN (0, 1) AND attention_rank = 0"
_STANDING = "callback INDEXED BY callback_standing WHERE is_open = 1 AND unpinned = 1 AND standing <> 'open'"
_UNANSWERED = f"{_STANDING} AND standing = 'escalated' AND due_at < :as_of"
"""Somebody was told, and their time has run out again: with the attention items on top of every view."""
IN_ORDER = (
    "is_open DESC, unpinned, CASE WHEN is_open = 1 AND standing = 'escalated' AND due_at < :as_of THEN 0"
    " ELSE attention_rank END, due_at, contacts_rank, received_at, callback_id"
)
"""The order of the queue at the moment over everything, what is closed behind it."""
_OTHERS = f" AND callback_id NOT IN (SELECT callback_id FROM {_UNANSWERED})"
_OF_ROLES = f"{_QUEUE} AND unpinned = 1 AND {_TURN} IN (SELECT value FROM json_each(:roles))"
_VIEWS: Mapping[View, tuple[str, ...]] = {
    View.ALL: (_QUEUE,),
    View.MINE: (
        _PINNED,
        "callback INDEXED BY callback_claimed WHERE is_open = 1 AND unpinned = 1"
        f" AND owner LIKE 'person:%' AND owner = :person AND NOT {_LAPSED}",
        "callback INDEXED BY callback_stand_in WHERE is_open = 1 AND unpinned = 1"
        f" AND fallback_owner LIKE 'person:%' AND fallback_owner = :person AND {_LAPSED}",
    ),
    View.UNCLAIMED: (f"{_QUEUE} AND (unpinned = 0 OR {_TURN} LIKE 'role:%')",),
    View.WAITING: (
        _PINNED,
        f"{_STANDING} AND standing = 'on-hold'",
        f"{_STANDING} AND standing = 'waiting' AND due_at > :as_of",
    ),
    View.ESCALATED: (_PINNED, f"{_STANDING} AND standing = 'escalated'"),
    View.REVIEW: (_PINNED, f"{_STANDING} AND standing = 'review'"),
    View.CLOSED: (
        _PINNED,
        "callback INDEXED BY callback_closed WHERE is_open = 0 AND closed_at >= :begins AND closed_at < :ends",
    ),
}
"""From which rows each view is made up. Pinned ones are in every view, once; so are `_UNANSWERED`, which come in
beside these. The small views name their index: the planner, which keeps no figures here, would walk the queue for three
rows of it."""


class Wanted(NamedTuple):
    """Which rows of the queue: a view at a moment, for a person, of a day, and what narrows it.

    `person` and `owner` are written as entries write an owner. `day` bounds what counts as closed today.
    `words` must all be found in the name, the number or the request. What is the turn of one of the `roles` is the
    person's, too.
    """

    view: View
    person: str
    as_of: datetime
    day: tuple[datetime, datetime]
    words: str | None = None
    lane: str | None = None
    owner: str | None = None
    roles: tuple[str, ...] = ()


def page(
    reader: Reader, wanted: Wanted, *, after: QueueKey | None, before: QueueKey | None, limit: int
) -> list[QueueRow]:
    """Return up to `limit` rows in queue order: the first ones, those after a key, or right before one."""
    parameters = _parameters(wanted)
    beyond, backward = "", before is not None
    key = before if backward else after
    if key is not None:
        parameters.update(key._asdict(), due_at=utc_text(key.due_at), received_at=utc_text(key.received_at))
        beyond = f"{'<' if backward else '>'} {_KEY_MARKS}"
    sql = _select(wanted, parameters, beyond)
    order = _BACKWARD if backward else _FORWARD
    if wanted.view is View.CLOSED:
        sql, order = f"SELECT * FROM ({sql})", order.replace("due_at", _WHEN)
    found = reader.rows(f"{sql} ORDER BY {order} LIMIT :limit", {**parameters, "limit": limit})
    if backward:
        found.reverse()
    return _spoken(reader, found)


def row_of(reader: Reader, callback_id: str) -> QueueRow | None:
    """Return one callback's row, whatever view it is in."""
    row = reader.one(f"SELECT {_COLUMNS} FROM callback WHERE callback_id = ?", (callback_id,))
    return None if row is None else _spoken(reader, [row])[0]


def undecided(reader: Reader, as_of: datetime, until: datetime) -> list[QueueRow]:
    """Return what is open and due before `until`, and every unacknowledged alarm, in queue order at `as_of`."""
    moments = {"as_of": utc_text(as_of), "until": utc_text(until)}
    return _spoken(reader, reader.rows(undecided_rows(_COLUMNS), moments))


def undecided_rows(columns: str) -> str:
    """Return the statement that gives these columns of what is undecided, those of the queue's order among them."""
    due = " AND (due_at < :until OR attention_rank = 0)"
    on_top = columns.replace("attention_rank", "0 AS attention_rank")
    return (
        f"SELECT {columns} FROM {_QUEUE}{_OTHERS}{due}"
        f" UNION ALL SELECT {on_top} FROM {_UNANSWERED}{due} ORDER BY {_FORWARD}"
    )


def counts(reader: Reader, as_of: datetime, hour_until: datetime) -> QueueCounts:
    """Return the header's figures: alarms and escalations that were not answered, late, due from now until
    `hour_until`, and all that is open."""
    moments = {"as_of": utc_text(as_of), "until": utc_text(hour_until)}
    row = reader.one(
        f"SELECT (SELECT count(*) FROM {_ALARMS})"
        f" + (SELECT count(*) FROM {_UNANSWERED} AND attention_rank = 1),"
        " (SELECT count(*) FROM callback WHERE is_open = 1 AND due_at < :as_of),"
        " (SELECT count(*) FROM callback WHERE is_open = 1 AND due_at >= :as_of AND due_at < :until),"
        " (SELECT count(*) FROM callback WHERE is_open = 1 AND due_at >= :until)",
        moments,
    )
    attention, late, soon, later = row or (0, 0, 0, 0)
    return QueueCounts(attention, late, soon, late + soon + later)


def alarms_found(reader: Reader, as_of: datetime, words: str) -> int:
    """Return how many of the header's alarms have these words in what a find looks in."""
    moments: dict[str, Any] = {"as_of": utc_text(as_of)}
    found = "".join(_finds(n, word, moments) for n, word in enumerate(folded(words).split()))
    row = reader.one(
        f"SELECT (SELECT count(*) FROM {_ALARMS}{found}) + (SELECT count(*) FROM {_UNANSWERED} AND attention_rank = 1"
        f"{found})",
        moments,
    )
    return 0 if row is None else int(row[0])


def unanswered(reader: Reader, as_of: datetime, stand_ins: Sequence[str]) -> int:
    """Return how many escalations fell to one of these stand-ins, because nobody acknowledged them in time."""
    asked = {"as_of": utc_text(as_of), "stand_ins": json.dumps(list(stand_ins))}
    fell = f"{_LAPSED} AND fallback_owner IN (SELECT value FROM json_each(:stand_ins))"
    return _count(reader, f"SELECT count(*) FROM {_PINNED} AND {fell}", asked)


def _spoken(reader: Reader, found: Sequence[Sequence[Any]]) -> list[QueueRow]:
    """Return the rows in the language that each patient's card has, where it has one; most patients have no card."""
    rows = [queue_row(row) for row in found]
    asked = json.dumps(sorted({key for row in found for key in row[-2:] if key is not None}))
    known = {
        key
        for row in (reader.rows(_CARDS, {"asked": asked}) if asked != "[]" else [])
        for key in row
        if key is not None
    }
    if not known:
        return rows

    from callback_desk.domain.card_identity import CardKeys, own_card_id
    from callback_desk.store import cards

    for n, (*_, card_id, person_key) in enumerate(found):
        if card_id in known or person_key in known:
            card = cards.find(reader, CardKeys(card_id, person_key), own_card_id(rows[n].callback_id)).card
            rows[n] = rows[n]._replace(language=card.language or rows[n].language)
    return rows


def queue_row(row: Sequence[Any]) -> QueueRow:
    """Return the queue row of a row of `_COLUMNS`."""
    (
        callback_id, patient, phone, lane, channel, language, attention, is_open, received_at, target_at,
        due_at, contacts, attempts, next_action, owner, owner_until, fallback_owner, further, escalated_to,
        acknowledged, attention_pending, maybe_resolved, referral_status, missing, lacking, review,
        reviewer, hold_reason, waiting, closed_at, close_result, attention_rank, contacts_rank, at_once, needs, *_,
    ) = row  # fmt: skip
    return QueueRow(
        callback_id=callback_id, patient=patient, phone=phone, lane=lane, channel=Channel(channel),
        language=language, attention=_words(attention), is_open=bool(is_open),
        received_at=from_utc_text(received_at), target_at=from_utc_text(target_at),
        due_at=from_utc_text(due_at), contacts=contacts, attempts=attempts, next_action=next_action,
        owner=owner, owner_until=None if owner_until is None else from_utc_text(owner_until),
        fallback_owner=fallback_owner, escalated_to=escalated_to,
        acknowledged=None if acknowledged is None else bool(acknowledged),
        attention_pending=bool(attention_pending), maybe_resolved=bool(maybe_resolved),
        has_referral=missing is not None, referral_status=referral_status, missing=_words(missing),
        lacking=_words(lacking), review=review, reviewer=reviewer,
        hold_reason=None if hold_reason is None else HoldReason(hold_reason), waiting=bool(waiting),
        closed_at=None if closed_at is None else from_utc_text(closed_at),
        close_result=None if close_result is None else CloseResult(close_result),
        attention_rank=attention_rank, contacts_rank=contacts_rank, claimed_at_once=_words(at_once),
        further=tuple(Later(from_utc_text(since), later) for since, later in json.loads(further or "[]")),
        needs=needs,
    )  # fmt: skip


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()


def _select(wanted: Wanted, parameters: dict[str, Any], beyond: str) -> str:
    """Return the rows of a view; where `beyond` compares with a key, only those on that side of it."""
    filters = _filters(wanted, parameters)
    behind, behind_on_top = (f" AND {key} {beyond}" if beyond else "" for key in (_KEY, _KEY_ON_TOP))
    if wanted.view is View.CLOSED:
        behind = behind.replace("due_at", _WHEN, 1)
    rows = _VIEWS[wanted.view]
    if wanted.view is View.MINE and wanted.roles:
        parameters["roles"] = json.dumps(wanted.roles)
        rows = (*rows, _OF_ROLES)
    parts = [f"SELECT {_COLUMNS} FROM {part}{behind}{filters}{_OTHERS}" for part in rows]
    return " UNION ALL ".join([*parts, f"SELECT {_ON_TOP} FROM {_UNANSWERED}{behind_on_top}{filters}"])


def _filters(wanted: Wanted, parameters: dict[str, Any]) -> str:
    sql = ""
    if wanted.lane is not None:
        parameters["lane"] = wanted.lane
        sql += " AND lane = :lane"
    if wanted.owner is not None:
        parameters["owner"] = wanted.owner
        sql += f" AND {_TURN} = :owner"
    for n, word in enumerate(folded(wanted.words or "").split()):
        sql += _finds(n, word, parameters)
    return sql


def _finds(n: int, word: str, parameters: dict[str, Any]) -> str:
    """Return the condition that one word is found; a number may be typed with or without its punctuation, and what is
    called an unknown caller is found as one.
    """
    parameters[f"word{n}"] = word
    if word in UNKNOWN:
        parameters["unnamed"] = search_text(None, None, "")
        return f" AND (instr(search, :word{n}) OR substr(search, 1, length(:unnamed)) = :unnamed)"
    digits = "".join(character for character in word if character.isdigit())
    if len(digits) < 3 or digits == word or not set(word) <= set("0123456789+()-./"):
        return f" AND instr(search, :word{n})"
    parameters[f"digits{n}"] = digits
    return f" AND (instr(search, :word{n}) OR instr(search, :digits{n}))"


def _parameters(wanted: Wanted) -> dict[str, Any]:
    begins, ends = wanted.day
    return {
        "person": wanted.person,
        "as_of": utc_text(wanted.as_of),
        "begins": utc_text(begins),
        "ends": utc_text(ends),
    }


def _count(reader: Reader, sql: str, parameters: dict[str, Any]) -> int:
    row = reader.one(sql, parameters)
    return 0 if row is None else int(row[0])
