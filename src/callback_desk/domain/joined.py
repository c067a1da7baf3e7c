"""What becomes of two callbacks that are one: the kept one has all that the other one had. Pure."""

from typing import TYPE_CHECKING, Any

from callback_desk.domain.codes import Channel
from callback_desk.domain.moments import from_utc_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from callback_desk.domain.callback import Callback
    from callback_desk.domain.evidence_entries import Merged
    from callback_desk.domain.payload import Turn


def merged(kept: "Callback", other: "Callback", turn: "Turn", *, shared: int = 0) -> "Merged":
    """Return what `kept` takes over from `other`; `shared` is how many of the other's contacts it has already."""
    from callback_desk.domain.evidence_entries import Merged  # the fold, which starts without models, is below

    said = {
        "other": other.callback_id,
        "at": other.last_contact_at or other.received_at,
        "turn": turn,
        "contacts": max(0, other.contacts - shared),
        "request": other.request,
        "phones": [number for number in (other.phone, *other.offered_phones) if number is not None],
        "phone": other.phone if kept.phone is None else None,
        "lane": other.lane if kept.lane is None else None,
        "patient": other.patient,
        "stated": other.stated,
        "names": [name for name in other.named if name != other.patient],
        "birth_date": other.birth_date,
        "record_number": other.record_number,
        "language": other.language,
        "thread": other.thread,
        "attention": other.attention,
        "details": other.details,
        "referral": other.referral,
        "message_left": left_message(other),
    }
    return Merged.model_validate(said)


def left_message(callback: "Callback") -> bool:
    """Tell whether the patient left more than a missed call."""
    return any(
        entry.payload.get("message_left") if entry.kind == "merged" else entry.payload["channel"] != Channel.MISSED_CALL
        for entry in callback.standing
        if entry.kind in ("received", "merged") and entry.payload is not None
    )


def take_over(callback: "Callback", payload: "Mapping[str, Any]") -> None:
    """Give a callback the contacts and facts of the one that was joined into it: what it knew itself stays."""
    get, at = payload.get, from_utc_text(payload["at"])
    callback.contacts += get("contacts", 1)
    callback.last_contact_at = at if callback.last_contact_at is None else max(callback.last_contact_at, at)
    callback.request = both_said(callback.request, get("request"))
    names = filter(None, (get("patient"), *get("names", ())))
    callback.named = tuple(dict.fromkeys((*callback.named, *names)))
    if get("patient") and (callback.patient is None or (get("stated") and not callback.stated)):
        callback.patient, callback.stated = payload["patient"], bool(get("stated"))
    if get("phone") and callback.phone is None:
        callback.phone, callback.review = payload["phone"], None
    callback.lane = callback.lane or get("lane")
    callback.birth_date = callback.birth_date or get("birth_date")
    callback.record_number = callback.record_number or get("record_number")
    callback.language = callback.language or get("language")
    callback.thread = callback.thread or get("thread")
    callback.attention = tuple(dict.fromkeys((*callback.attention, *get("attention", ()))))
    if get("details"):
        callback.details = {**payload["details"], **callback.details}
    # A referral's list adds to it as before; what else the patient asked lets their calls join it, too.
    callback.asks_more = callback.asks_more or (callback.referral is None) != (get("referral") is None)
    callback.referral = callback.referral or get("referral")
    phones = [phone for phone in get("phones", ()) if phone != callback.phone]
    callback.offered_phones = tuple(dict.fromkeys((*callback.offered_phones, *phones)))


def both_said(said: str | None, again: str | None) -> str | None:
    """Return what the patient said so far: a second message stands below the first, the same one only once.

    What is told again with more, as a thread is with each message, stands alone.
    """
    if not said or not again:
        return said or again
    if said in again:
        return again
    return said if again in said else f"{said}\n{again}"
