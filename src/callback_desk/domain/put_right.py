"""What one desk put right while another, which did not know of it, put it right differently or tried the old number.

The last one in the ledger's order holds, as ever; but somebody looks at it, until an entry comes whose author knew
both.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.entry import Entry
from callback_desk.domain.same_names import may_be_same
from callback_desk.domain.seen import apart, covers

TRIED_MEANWHILE = "tried at one desk while the number was put right at another"
SETTLES = frozenset({"amended", "noted", "messaged", "handed_over", "reviewed"})
_FACTS = ("patient", "birth_date", "phone", "language", "request")


def take_over(callback: Callback, payload: Mapping[str, Any]) -> None:
    """Put facts right as an entry says."""
    if payload.get("patient"):
        wrong = callback.patient or ""
        callback.named = tuple(name for name in callback.named if not may_be_same(name, wrong))
        callback.patient, callback.stated = payload["patient"], True
    callback.birth_date = payload.get("birth_date") or callback.birth_date
    callback.language = payload.get("language") or callback.language
    callback.request = payload.get("request") or callback.request
    if payload.get("phone"):
        callback.phone = payload["phone"]
        callback.review = None


def look_again(callback: Callback, amendments: Sequence[Entry]) -> None:
    """Say of an open callback with a whole history where desks dealt with its facts without knowing of each other.

    A number that was overruled so stays offered.
    """
    if not callback.is_open:
        return
    entries = callback.standing
    settling = [entry for entry in entries if entry.kind in SETTLES]
    for n, one in enumerate(amendments):
        for other in amendments[n + 1 :]:
            if facts := _differing(one, other):
                if not _known(one, other, settling):
                    callback.review = callback.review or f"put right differently at two desks: {', '.join(facts)}"
                if "phone" in facts:
                    _offer(callback, one)
    changes = [amendment for amendment in amendments if _value(amendment, "phone")]
    for note in entries:
        if note.kind != "noted" or note.payload is None:
            continue
        if any(apart(note, change) and not _known(note, change, settling) for change in changes):
            own = note.payload.get("review")
            callback.review = TRIED_MEANWHILE if own == callback.review else callback.review or TRIED_MEANWHILE


def _value(amendment: Entry, fact: str) -> object:
    return (amendment.payload or {}).get(fact)


def _differing(one: Entry, other: Entry) -> list[str]:
    if not apart(one, other):
        return []
    both = [(fact, _value(one, fact), _value(other, fact)) for fact in _FACTS]
    return [fact.replace("_", " ") for fact, here, there in both if here and there and here != there]


def _known(one: Entry, other: Entry, settling: Iterable[Entry]) -> bool:
    return any(covers(entry, one) and covers(entry, other) for entry in settling)


def _offer(callback: Callback, overruled: Entry) -> None:
    number = str(_value(overruled, "phone"))
    if number != callback.phone:
        callback.offered_phones = tuple(dict.fromkeys((*callback.offered_phones, number)))
