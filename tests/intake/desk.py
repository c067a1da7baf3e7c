"""A ledger of a few dictionaries, and the short way from files to a plan."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Channel
from callback_desk.domain.moments import utc_text
from callback_desk.domain.told import Told, by_key, told_by
from callback_desk.intake.plan import plan
from callback_desk.intake.planned import Plan
from callback_desk.intake.reading import ReadOptions, read_paths

DATA = Path(__file__).resolve().parent.parent / "data"
NEW_YORK = ZoneInfo("America/New_York")


def options(**said: Any) -> ReadOptions:
    return ReadOptions(clinic_zone=NEW_YORK, **said)


@dataclass
class Open:
    """An open callback as the ledger would give it."""

    callback_id: str
    phone: str | None
    received_at: datetime
    last_contact_at: datetime | None
    patient: str | None = None
    stated: bool = False
    is_referral: bool = False
    thread: str | None = None
    birth_date: date | None = None


class Ledger:
    """Remembers what plans were applied, and answers what the next plan asks."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.talks: set[str] = set()
        self.told: list[Told] = []
        self.open: dict[str, Open] = {}
        self.closed: dict[str, Open] = {}

    def known_contacts(self, source_keys: Iterable[str]) -> dict[str, str]:
        return {key: self.keys[key] for key in source_keys if key in self.keys}

    def in_several_states(self, source_keys: Iterable[str]) -> set[str]:
        return {key for key in source_keys if sum(known.startswith(f"{key}@") for known in self.keys) > 1}

    def told_in(self, source_keys: Iterable[str]) -> dict[str, list[Told]]:
        return by_key(self.told, set(source_keys))

    def only_contacts(self, source_keys: Iterable[str]) -> dict[str, tuple[str | None, str]]:
        count = Counter(self.keys[one.source_key] for one in self.told)
        once = {one.source_key: (one.number, one.at) for one in self.told if count[self.keys[one.source_key]] == 1}
        return {key: once[key] for key in source_keys if key in once}

    def known_talks(self, source_keys: Iterable[str]) -> set[str]:
        return self.talks & set(source_keys)

    def open_by_number(self, numbers: Iterable[str]) -> dict[str, list[Open]]:
        return self._open_by("phone", set(numbers))

    def open_by_thread(self, threads: Iterable[str]) -> dict[str, list[Open]]:
        return self._open_by("thread", set(threads))

    def _open_by(self, field: str, wanted: set[str]) -> dict[str, list[Open]]:
        found: dict[str, list[Open]] = {}
        for one in self.open.values():
            if getattr(one, field) in wanted:
                found.setdefault(getattr(one, field), []).append(one)
        return found

    def last_closed_by_number(self, numbers: Iterable[str]) -> dict[str, str]:
        wanted = set(numbers)
        return {one.phone: one.callback_id for one in self.closed.values() if one.phone in wanted}

    def callback(self, callback_id: str) -> Callback | None:
        one = self.open.get(callback_id) or self.closed.get(callback_id)
        if one is None:
            return None
        at = one.received_at
        return Callback(
            callback_id, "role:front-desk", "call", at, at, at, is_open=callback_id in self.open, phone=one.phone
        )

    def close(self, callback_id: str) -> None:
        self.closed[callback_id] = self.open.pop(callback_id)

    def apply(self, planned: Plan) -> None:
        for contact in planned.contacts:
            unit = contact.unit
            said = {"phone": unit.number, "request": unit.request, "patient": unit.patient, "details": unit.details}
            born = None if unit.birth_date is None else unit.birth_date.isoformat()
            channel = unit.channel or Channel.MISSED_CALL
            facts = {"source_key": unit.source_key, "at": utc_text(unit.at), "channel": channel, "birth_date": born}
            self.told.append(told_by({**facts, **said}))
            for key in (unit.source_key, unit.version_key, *unit.earlier_keys):
                if key is not None:
                    self.keys[key] = contact.callback_id
            one = self.open.get(contact.callback_id)
            if one is None:
                one = self.open[contact.callback_id] = Open(contact.callback_id, None, unit.at, None)
                one.is_referral = unit.referral is not None
            one.phone = one.phone or unit.number
            one.thread = one.thread or unit.thread
            one.birth_date = one.birth_date or unit.birth_date
            one.last_contact_at = max(one.last_contact_at or unit.at, unit.at)
            if unit.patient and (one.patient is None or (unit.stated and not one.stated)):
                one.patient, one.stated = unit.patient, unit.stated
        self.talks |= {talk.source_key for talk in planned.talks}


def planned(*paths: Path, ledger: Ledger | None = None, **said: Any) -> Plan:
    """Read the files and plan them."""
    chosen = options(**said)
    readings = read_paths(paths, chosen, lambda path: lambda count: None)
    return plan(readings, ledger or Ledger(), zone=chosen.local_zone, talk_seconds=20)


def take_in(ledger: Ledger, *paths: Path, **said: Any) -> list[dict[str, Any]]:
    """Take files into the ledger and return what `intake --json` prints."""
    made = planned(*paths, ledger=ledger, **said)
    ledger.apply(made)
    return made.documents()


def counted(document: dict[str, Any]) -> dict[str, int]:
    """The counts of a document that are not 0."""
    return {name: value for name, value in document.items() if isinstance(value, int) and value}


def units_of(document: dict[str, Any]) -> int:
    """How many units a document accounts for."""
    fates = ("new_callbacks", "joined", "already_known", "no_callback")
    return sum(document[name] for name in fates) + len(document["skipped"]) + len(document["rejected"])
