"""The report as one reader gets it: only the lanes and owners asked for, and of each callback only what they need.

What an audience is not shown is taken out of the callbacks themselves, so that no file of any kind can tell it.
"""

import copy
import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Mark
from callback_desk.domain.entry import Entry
from callback_desk.domain.policy import Policy
from callback_desk.domain.policy_files import Audience
from callback_desk.domain.preparing import Preparation
from callback_desk.exports.own_words import own_words
from callback_desk.exports.report import DayReport, Item, no_cards

WITHHELD = "(not for this reader)"
"""What stands where something must be said and is not for the reader."""

# What history the files tell of; an audience that is not shown everything gets no other entries, which may say more.
_TOLD = frozenset(("received", "noted", "messaged", "escalated", "acknowledged", "closed", "exception"))
_NEEDS, _HANDING = "needs", frozenset(("handed_over",))  # the column, and what entries it is told of from


class _Private(NamedTuple):
    """What a column's content stands in: the callback's attributes, and keys of its entries."""

    attributes: tuple[str, ...]
    keys: tuple[str, ...]


_PRIVATE: Mapping[str, _Private] = {
    "patient": _Private(("patient", "named"), ("patient", "names")),
    "phone": _Private(("phone", "offered_phones"), ("phone", "offered_phones", "legs")),
    "birth date": _Private(("birth_date",), ("birth_date",)),
    "record number": _Private(("record_number",), ("record_number",)),
    "language": _Private(("language",), ("language",)),
    "request": _Private(("request", "details", "phone_note"), ("request", "details", "phone_note")),
    "review": _Private(("review",), ("review",)),
    "attention": _Private(("attention",), ("attention",)),
    "told": _Private((), ("noted.told", "messaged.said")),
    "remark": _Private((), ("noted.remark", "messaged.said", "exception.text")),
    "close remark": _Private((), ("closed.remark",)),
    "confirmed": _Private((), ("confirmed",)),
    "identified by": _Private((), ("identified_by",)),
    "spoke with": _Private((), ("spoke_with", "representative")),
    "understood": _Private((), ("understood",)),
    "exceptions": _Private((), ("exceptions",)),
    "patient's words": _Private((), ("escalated.words",)),
    "reason": _Private((), ("escalated.reason",)),
    "who was told": _Private((), ("acknowledged.told",)),
    "how": _Private((), ("acknowledged.how",)),
}
_REFERRAL: Mapping[str, str] = {
    "referral number": "number",
    "referral status": "status",
    "referral specialty": "specialty",
    "referred by": "referred_by",
    "referral reason": "reason",
    "referral received on": "received_on",
    "referral authorization": "authorization",
    "missing papers": "missing",
    "papers received": "papers",
}
_APPOINTMENT: Mapping[str, str] = {"appointment with": "with_whom", "appointment kind": "kind"}
_MUST_BE_SAID = frozenset(("escalated.reason", "acknowledged.told", "acknowledged.how"))
_EMPTY: Mapping[str, Any] = {"details": {}, "offered_phones": (), "attention": (), "named": ()}


_HASH_DIGITS = 32


def narrowed(
    report: DayReport, *, lanes: Collection[str] = (), owners: Collection[str] = (), audience: Audience | None = None
) -> DayReport:
    """Return the report of those lanes and owners (empty: all) as the audience is shown it (None: everything).

    `lanes` are ids, `owners` as entries write them. A line of its headings says what was left out.
    """
    limits = [set(some) for some in (lanes, audience.lanes if audience is not None else ()) if some]
    wanted = set.intersection(*limits) if limits else None

    def kept(item: Item) -> bool:
        return (wanted is None or item.lane in wanted) and (not owners or item.owner in owners)

    told = report.told_of(kept, _hiding(report.policy, audience))
    scope = " ".join(part for part in (report.scope, _scope(report, wanted, owners, audience)) if part)
    told = replace(told, audience=audience, scope=scope)
    return told if audience is None or not audience.columns else replace(told, card=no_cards)


def _scope(report: DayReport, lanes: Collection[str] | None, owners: Collection[str], audience: Audience | None) -> str:
    parts = [f"for {audience.title}"] if audience is not None else []
    if lanes is not None:
        titles = [report.policy.lane(lane).title for lane in sorted(lanes)]
        parts.append(f"lanes {', '.join(titles) or 'none'}")
    if owners:
        parts.append("owners " + ", ".join(report.title(owner) for owner in owners))
    return f"Only {'; '.join(parts)}." if parts else ""


def _hiding(policy: Policy, audience: Audience | None) -> Callable[[Callback], Callback] | None:
    """Return what takes out of a callback everything that the audience is not shown, None where nothing is taken."""
    return _Hiding(policy, audience).callback if audience is not None and audience.columns else None


class _Hiding:
    """Takes out of callbacks what one audience is not shown."""

    def __init__(self, policy: Policy, audience: Audience) -> None:
        hidden = [private for title, private in _PRIVATE.items() if not audience.shows(title)]
        self._attributes = {name for private in hidden for name in private.attributes}
        self._keys = {key for private in hidden for key in private.keys}
        self._lacking = audience.shows("lacking")
        self._told = _TOLD | _HANDING if audience.shows(_NEEDS) else _TOLD
        self._own = _anything if audience.shows("request") else own_words(policy)
        self._referral = {key for title, key in _REFERRAL.items() if audience.shows(title)}
        self._appointment = {"at", *(key for title, key in _APPOINTMENT.items() if audience.shows(title))}

    def callback(self, callback: Callback) -> Callback:
        """Return a callback as the audience is shown it."""
        shown = copy.copy(callback)
        for name in self._attributes:
            setattr(shown, name, _EMPTY.get(name))
        # That there is something counts as before; only what it is goes.
        if not self._own(callback.next_action):
            shown.next_action = WITHHELD
        if "attention" in self._attributes and callback.attention:
            shown.attention = (WITHHELD,)
        if "review" in self._attributes and callback.review is not None:
            shown.review = WITHHELD
        if callback.referral is not None:
            shown.referral = _only(self._referral, callback.referral) or None
        shown.preparation, shown.thread = Preparation(marks=self._marks(callback)), None
        shown.history = tuple(self._entry(entry) for entry in callback.history if entry.kind in self._told)
        return shown

    def _marks(self, callback: Callback) -> dict[str, Mark]:
        return dict.fromkeys(callback.lacking, Mark.MISSING) if self._lacking else {}

    def _entry(self, entry: Entry) -> Entry:
        if entry.payload is None:
            return entry
        payload = dict(entry.payload)
        self._take_out(entry.kind, payload)
        payload |= _unnamed(payload)
        if (turn := payload.get("turn")) and not self._own(turn["next_action"]):
            payload["turn"] = {**turn, "next_action": WITHHELD}
        for name, shown in (("referral", self._referral), ("appointment", self._appointment)):
            if payload.get(name):
                payload[name] = _only(shown, payload[name])
        return entry._replace(payload=payload)

    def _take_out(self, kind: str, payload: dict[str, Any]) -> None:
        for key in self._keys & {*payload, *(f"{kind}.{name}" for name in payload)}:
            name = key.rpartition(".")[2]
            if key in _MUST_BE_SAID:
                payload[name] = WITHHELD
            else:
                payload.pop(name, None)


def _only(shown: Collection[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if key in shown}


def _anything(next_action: str) -> bool:
    return True


def _unnamed(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in place of the record that a contact was read from.

    Names of files, places in them and the sources' own ids often hold a name or a number, and what a small file says
    can be guessed and tried on its digest. The family before the mark stays, because it says how the contact came in.
    """
    unnamed: dict[str, Any] = {}
    if source := payload.get("source"):
        unnamed["source"] = {"preset": source["preset"]}
    for name in ("source_key", "version_key"):
        if key := payload.get(name):
            family = re.split("[:#]", key, maxsplit=1)[0] if re.search("[:#]", key) else "record"
            unnamed[name] = f"{family}:{hashlib.sha256(key.encode()).hexdigest()[:_HASH_DIGITS]}"
    return unnamed
