"""A patient card: what outlives one callback, folded from entries in whatever order they come.

The latest entry about a fact stands. Where two desks wrote about the same fact without knowing of each other, the one
stands that tells less or calls less: nothing is left on a machine, or said to anybody, because two files met.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from callback_desk.domain.card_identity import CardKeys, card_keys
from callback_desk.domain.codes import CardFlag, MayBeTold, ReachWay, VoicemailConsent
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.fold import set_of
from callback_desk.domain.text import folded


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody who speaks for the patient, what they may be told, and the last day on which they may."""

    name: str
    relationship: str | None = None
    may_be_told: MayBeTold = MayBeTold.NOTHING
    detail: str | None = None
    until: date | None = None

    def expired(self, today: date) -> bool:
        """Tell whether it has ended before `today`, a day at the clinic."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class Card:
    """What a patient's card says; None and empty where nothing is on record. `phone` is in E.164.

    `history` holds the entries in order; `newer` counts those that a later version of the program wrote.
    """

    name: str | None = None
    birth_date: date | None = None
    record_number: str | None = None
    voicemail: VoicemailConsent | None = None
    phone: str | None = None
    reach: tuple[ReachWay, ...] = ()
    reach_note: str | None = None
    language: str | None = None
    interpreter: bool = False
    representatives: tuple[Representative, ...] = ()
    minor: bool = False
    guardian: str | None = None
    deceased: bool = False
    deceased_on: date | None = None
    do_not_contact: bool = False
    contact_reason: str | None = None
    pronouns: str | None = None
    newer: int = 0
    history: tuple[Entry, ...] = ()

    @property
    def flag(self) -> CardFlag | None:
        """What ends or stops calling."""
        if self.deceased:
            return CardFlag.DECEASED
        return CardFlag.DO_NOT_CONTACT if self.do_not_contact else None

    @property
    def keys(self) -> CardKeys:
        """By what the patient is known."""
        return card_keys(self.record_number, self.name, self.birth_date.isoformat() if self.birth_date else None)

    def representative(self, name: str | None) -> Representative | None:
        """Return the representative of this name; without a name the only one there is, if there is only one."""
        if name is None:
            return self.representatives[0] if len(self.representatives) == 1 else None
        return next((one for one in self.representatives if folded(one.name) == folded(name)), None)


EMPTY = Card()
"""A card that says nothing."""


def fold_card(entries: Iterable[Entry]) -> Card:
    """Return what the entries of a card say, in whatever order and number they come.

    Entries of several cards may be given where they are one patient's: known first by a birth date, later by a record
    number. What is redacted or not understood keeps its place in the history and says nothing.
    """
    ordered = sorted(set_of(entries), key=lambda entry: entry.order)
    said = [entry for entry in ordered if understood(entry.kind, entry.v) and entry.payload is not None]
    facts: dict[str, Any] = {}
    for kind, (strictness, read) in _FACTS.items():
        payload = _standing([entry for entry in said if entry.kind == kind], strictness)
        if payload is not None:
            facts |= read(payload)
    return Card(
        **facts,
        **_identity(said),
        representatives=_representatives(said),
        newer=sum(not understood(entry.kind, entry.v) for entry in ordered),
        history=tuple(ordered),
    )


_Payload = Mapping[str, Any]


def _standing(entries: list[Entry], strictness: Callable[[_Payload], int]) -> _Payload | None:
    """Return the payload that stands: the latest, or the strictest of those that no later author had seen."""
    unseen = [
        entry for at, entry in enumerate(entries) if not any(_answers(later, entry) for later in entries[at + 1 :])
    ]
    payloads = [entry.payload for entry in unseen if entry.payload is not None]
    return max(reversed(payloads), key=strictness) if payloads else None


def _answers(later: Entry, earlier: Entry) -> bool:
    """Tell whether a later entry takes an earlier one's place: its author knew of it. What was seen is only recorded
    card by card, so between two cards of one patient the later one counts."""
    if later.replica_id == earlier.replica_id or later.subject_id != earlier.subject_id:
        return True
    return later.seen.get(earlier.replica_id, 0) >= earlier.seq


def _representatives(said: list[Entry]) -> tuple[Representative, ...]:
    by_name: dict[str, list[Entry]] = {}
    for entry in said:
        if entry.kind == "representative_set" and entry.payload is not None:
            by_name.setdefault(folded(entry.payload["name"]), []).append(entry)
    found = []
    for entries in by_name.values():
        payload = _standing(entries, _least_told)
        if payload is not None and not payload.get("withdrawn"):
            found.append(_representative(payload))
    return tuple(found)


def _representative(payload: _Payload) -> Representative:
    return Representative(
        payload["name"],
        payload.get("relationship"),
        MayBeTold(payload.get("may_be_told", MayBeTold.NOTHING)),
        payload.get("detail"),
        _date(payload.get("until")),
    )


def _identity(said: list[Entry]) -> dict[str, Any]:
    """Return the latest of each fact by which the patient is known: an entry may know only some of them."""
    known: dict[str, Any] = {}
    for entry in said:
        if entry.kind == "card_identified" and entry.payload is not None:
            known |= {key: value for key, value in entry.payload.items() if value}
    return {
        "name": known.get("name"),
        "birth_date": _date(known.get("birth_date")),
        "record_number": known.get("record_number"),
    }


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_CONSENTS = (VoicemailConsent.DETAILED, None, VoicemailConsent.CALLBACK_ONLY, VoicemailConsent.NONE)
_TELLS_LESS = (MayBeTold.EVERYTHING, MayBeTold.APPOINTMENTS, MayBeTold.NOTHING)


def _least_told(payload: _Payload) -> int:
    if payload.get("withdrawn"):
        return len(_TELLS_LESS)
    return _TELLS_LESS.index(MayBeTold(payload.get("may_be_told", MayBeTold.NOTHING)))


def _latest(payload: _Payload) -> int:
    """Where none is stricter than another the latest stands."""
    return 0


_FACTS: Mapping[str, tuple[Callable[[_Payload], int], Callable[[_Payload], dict[str, Any]]]] = {
    "voicemail_consented": (
        lambda said: _CONSENTS.index(said.get("consent")),
        lambda said: {"voicemail": VoicemailConsent(said["consent"]) if said.get("consent") else None},
    ),
    "reach_set": (
        _latest,
        lambda said: {
            "phone": said.get("phone"),
            "reach": tuple(map(ReachWay, said.get("ways", ()))),
            "reach_note": said.get("note"),
        },
    ),
    "language_set": (
        _latest,
        lambda said: {"language": said.get("language"), "interpreter": bool(said.get("interpreter"))},
    ),
    "guardian_set": (
        lambda said: int(said["minor"]),
        lambda said: {"minor": bool(said["minor"]), "guardian": said.get("guardian")},
    ),
    "deceased_set": (
        lambda said: int(said["deceased"]),
        lambda said: {"deceased": bool(said["deceased"]), "deceased_on": _date(said.get("on"))},
    ),
    "do_not_contact_set": (
        lambda said: int(said["barred"]),
        lambda said: {"do_not_contact": bool(said["barred"]), "contact_reason": said.get("reason")},
    ),
    "pronouns_set": (_latest, lambda said: {"pronouns": said.get("pronouns")}),
}
"""For each fact of its own: how strict one saying of it is, and what the card says by it."""
