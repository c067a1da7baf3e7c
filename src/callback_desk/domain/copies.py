"""What two desks wrote without knowing of each other and that says the same: it happened once.

Both took in the same export before they synced, or both joined the same two callbacks; or both are copies of one desk,
and each carried over the same entry. The earlier entry counts; the other one is a copy, and whoever has seen either has
seen it.
"""

from collections.abc import Mapping
from typing import Any

from callback_desk.domain.codes import Channel
from callback_desk.domain.entry import Entry
from callback_desk.domain.joined import both_said
from callback_desk.domain.same_names import may_be_same
from callback_desk.domain.seen import apart, covers
from callback_desk.domain.undoing import Line, line_of


class Copies:
    """The first entry of each contact and joining, and its copies; entries are taken in the ledger's order."""

    __slots__ = ("_copies", "_first")

    def __init__(self) -> None:
        self._first: dict[str, Entry] = {}
        self._copies: dict[Line, list[Entry]] = {}

    def take(self, entry: Entry) -> bool:
        """Take an entry in; return whether it is a copy of an earlier one and changes nothing by itself.

        A contact in which this desk's rules found attention words that the first one lacks is no copy, nor is one with
        words of the patient, or a voicemail, that were not there yet when the other desk read the record; nor one of
        another patient, whose record had the same key.
        """
        key = _key(entry.kind, entry.payload or {})
        if key is None:
            first = self._first.setdefault(f"{entry.hlc[:17]}|{entry.kind}", entry)
            if first is entry or not _is_carried_over(first, entry):
                return False
        else:
            first = self._first.setdefault(key, entry)
            if first is entry or not apart(first, entry) or _says_more(entry, first):
                return False
        self._copies.setdefault(line_of(first), []).append(entry)
        return True

    def is_again(self, entry: Entry) -> bool:
        """Tell whether a contact that was taken in is of a record that another desk had read, too."""
        first = self._first.get(_key(entry.kind, entry.payload or {}) or "")
        return first is not None and first is not entry and apart(first, entry) and not _is_anothers(entry, first)

    def seen(self, later: Entry, earlier: Entry) -> bool:
        """Tell whether the author of the one had seen the other, or a copy of it."""
        return covers(later, earlier) or any(covers(later, copy) for copy in self._copies.get(line_of(earlier), ()))


def _key(kind: str, payload: Mapping[str, Any]) -> str | None:
    if kind == "received":
        return payload.get("version_key") or payload.get("source_key")
    return f"merged|{payload['other']}" if kind == "merged" else None


def _is_carried_over(first: Entry, entry: Entry) -> bool:
    """Tell whether two entries of one moment, to the count in a millisecond, are one that two desks carry on with."""
    same = first.person_id == entry.person_id and first.payload == entry.payload
    return same and first.replica_id != entry.replica_id and apart(first, entry)


def _says_more(entry: Entry, first: Entry) -> bool:
    said, known = (entry.payload or {}).get("request"), (first.payload or {}).get("request")
    more = not _words(entry) <= _words(first) or both_said(known, said) != known
    return more or _left_more(entry, first) or _is_anothers(entry, first)


def _left_more(entry: Entry, first: Entry) -> bool:
    """Tell whether a call that the one desk knows as missed is a voicemail to the other."""
    left, known = (entry.payload or {}).get("channel"), (first.payload or {}).get("channel")
    return known == Channel.MISSED_CALL and left not in (None, Channel.MISSED_CALL)


def _is_anothers(entry: Entry, first: Entry) -> bool:
    """Tell whether two records of one key are of two patients, as far as number, birth date and stated name tell."""
    payloads = entry.payload or {}, first.payload or {}
    for fact in ("phone", "birth_date"):
        said, known = (payload.get(fact) for payload in payloads)
        if said is not None and known is not None and said != known:
            return True
    names = [payload["patient"] for payload in payloads if payload.get("stated") and payload.get("patient")]
    return len(names) == len(payloads) and not may_be_same(*names)


def _words(entry: Entry) -> frozenset[str]:
    return frozenset((entry.payload or {}).get("attention", ()))
