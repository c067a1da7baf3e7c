"""How often and how a patient reached out: each contact once, with the words that came later than it."""

from collections.abc import Mapping
from typing import Any

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel
from callback_desk.domain.entry import Entry
from callback_desk.domain.joined import both_said
from callback_desk.exports.events import of_kind

Contact = tuple[Entry, Mapping[str, Any]]


def contacts_of(callback: Callback) -> list[Contact]:
    """Return the entries by which the patient reached out, the first one first.

    A newer version of the same record is none, nor is the same record that two desks read; what was said in a call,
    where it was known later than the call, stands with it.
    """
    found: dict[str, Contact] = {}
    for entry, payload in of_kind(callback, "received"):
        key = contact_key(callback, entry, payload)
        if key in found:
            found[key] = found[key][0], with_later(found[key][1], payload)
        elif payload.get("version_key") is None or not found:
            found[key] = entry, payload
    return list(found.values())


def contact_key(callback: Callback, entry: Entry, payload: Mapping[str, Any]) -> str:
    """Return what names a contact: the record that it was read from, or the entry that somebody wrote."""
    return f"{callback.callback_id}|{payload.get('source_key') or line(entry)}"


def line(entry: Entry) -> str:
    """Return the name of an entry, the same on every desk."""
    return f"{entry.replica_id}:{entry.seq}"


def with_later(known: Mapping[str, Any], later: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a contact with what a later state of its record says of the call; a referral's states stay apart."""
    if known.get("referral") or later.get("referral"):
        return known
    said = {"request": both_said(known.get("request"), later.get("request"))}
    if known["channel"] == Channel.MISSED_CALL:
        said["channel"] = later["channel"]
    if later.get("lane"):
        said["lane"] = later["lane"]
    return {**known, **said}
