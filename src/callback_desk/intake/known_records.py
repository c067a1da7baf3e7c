"""The records that are known while a plan is made: those of the ledger, and those of the plan itself."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from callback_desk.domain.codes import Channel
from callback_desk.domain.moments import utc_text
from callback_desk.domain.told import NOTHING, Told, keys_of
from callback_desk.intake.another_record import is_another, is_derived, key_of_another, plain_words
from callback_desk.intake.known import Known
from callback_desk.intake.units import FileReading, Unit

_VERY_MANY = 50


class Found(NamedTuple):
    """A record under the key that is its own, and what is known of it; nothing where it is not known."""

    unit: Unit
    told: Sequence[Told] = ()


class _OfKey:
    """What the known records under one key told. Of very many only those are looked at that told the very same: an id
    that all have tells nothing.
    """

    __slots__ = ("_alike", "_told")

    def __init__(self) -> None:
        self._told: dict[str, list[Told]] = {}
        self._alike: dict[tuple[str | None, ...], set[str]] | None = None

    def add(self, one: Told) -> None:
        """Take in what an entry told."""
        self._told.setdefault(one.source_key, []).append(one)
        if self._alike is not None:
            self._alike.setdefault(_said(one), set()).add(one.source_key)
        elif len(self._told) > _VERY_MANY:
            self._alike = {}
            for told in self._told.values():
                for each in told:
                    self._alike.setdefault(_said(each), set()).add(each.source_key)

    def __contains__(self, source_key: object) -> bool:
        return source_key in self._told

    def those_of(self, unit: Unit) -> Mapping[str, Sequence[Told]]:
        """Return what each record told that a unit may be, in all its states."""
        if self._alike is None:
            return self._told
        alike = self._alike.get((utc_text(unit.at), unit.number, plain_words(unit.request)), ())
        return {key: self._told[key] for key in sorted(alike)}


def _said(one: Told) -> tuple[str | None, ...]:
    return one.at, one.number, plain_words(one.words)


class KnownRecords:
    """What is known under each key. A record whose key another one has is given one of its own.

    A file names no record twice that has no id: what it has again under one key is one more.
    """

    def __init__(self, ledger: Known, readings: Sequence[FileReading], zone: ZoneInfo) -> None:
        self._ledger = ledger
        self._zones = [reading.zone or zone for reading in readings]
        self._told: dict[str, _OfKey] = {}
        self._taken: dict[tuple[int, str], str] = {}

    def ask(self, again: Sequence[tuple[Unit, int]], keys: Mapping[str, int]) -> Mapping[str, str]:
        """Ask the ledger what it has of these records, of which a key is known, and return the callbacks of the records
        under keys that were made of those. `keys` counts how often each comes.
        """
        doubtful = [unit for unit, file in again if keys[unit.source_key] > 1 or self._may_be_another(unit, file)]
        plain = self._told_plainly(again, keys)
        wanted = {unit.source_key for unit in doubtful} - plain
        wanted.update(
            unit.other_key for unit, _ in again if unit.other_key is not None and unit.source_key not in plain
        )
        found = self._ledger.told_in(wanted) if wanted else {}
        for key, told in found.items():
            for one in told:
                self._told.setdefault(key, _OfKey()).add(one)
        others = {one.source_key for told in found.values() for one in told} - wanted
        return self._ledger.known_contacts(others) if others else {}

    def _told_plainly(self, again: Sequence[tuple[Unit, int]], keys: Mapping[str, int]) -> set[str]:
        """Return the keys of calls with ids that are the known ones by number and moment: most of a log that comes
        again, and little to ask.
        """
        calls = {
            unit.source_key: (unit.number, utc_text(unit.at))
            for unit, file in again
            if not is_derived(unit.source_key)
            and _is_plain_call(unit)
            and keys[unit.source_key] == 1
            and not self._is_day(unit, file)
        }
        only = self._ledger.only_contacts(calls) if calls else {}
        return {key for key, told in only.items() if calls[key] == told}

    def _may_be_another(self, unit: Unit, file: int) -> bool:
        """Tell whether a known record may be another than the known one, or be news. The call that has the number,
        the very moment and the length of a known one is that.
        """
        if unit.version_key is not None or unit.goes_on:
            return False
        return not (_is_plain_call(unit) and is_derived(unit.source_key)) or self._is_day(unit, file)

    def _is_day(self, unit: Unit, file: int) -> bool:
        """Tell whether a record says no more than the day that it came: such count from midnight."""
        return unit.at.astimezone(self._zones[file]).time() == time()

    def find(self, unit: Unit, file: int) -> Found:
        """Return a record that may be a known one under the key of the one that it is, or under one of its own."""
        if unit.goes_on or not (unit.source_key in self._told or unit.other_key in self._told):
            return Found(unit)
        under = self._told.get(unit.source_key) or _OfKey()
        found = self._same(unit, file, under.those_of(unit)) or self._elsewhere(unit, file)
        if found is not None or unit.source_key not in under:  # what it told was redacted: nobody can say any more
            return found or Found(unit)
        return Found(unit._replace(source_key=key_of_another(unit, under)))

    def _same(self, unit: Unit, file: int, known: Mapping[str, Sequence[Told]], *, once: bool = True) -> Found | None:
        """Return a record as that of the known ones which it is; the likest, of several. `once` tells that the file has
        no two records under this key that are the same.
        """
        day_only = self._is_day(unit, file)
        same = [key for key, told in known.items() if not is_another(unit, told, day_only=day_only)]
        free = [key for key in same if not once or self._taken.get((file, key)) in (None, unit.line)]
        said = plain_words(unit.request)

        def likeness(key: str) -> tuple[bool, bool]:
            return any(plain_words(one.words) == said for one in known[key]), key == unit.source_key

        if not free:
            return None
        key = max(free, key=likeness)
        if once:
            self._take(unit, file, key)
        return Found(unit._replace(source_key=key), [one for other in same for one in known[other]])

    def _elsewhere(self, unit: Unit, file: int) -> Found | None:
        """Return a record as the known one that it is under its other key. Where that is a row's number, only what came
        at the very moment from the same number is it.
        """
        if unit.other_key not in self._told:
            return None
        known = self._told[unit.other_key].those_of(unit)
        if is_derived(unit.source_key):
            at = utc_text(unit.at)
            known = {key: told for key, told in known.items() if (at, unit.number) in [one[1:3] for one in told]}
        return self._same(unit._replace(source_key=unit.other_key), file, known, once=False)

    def _take(self, unit: Unit, file: int, key: str) -> None:
        if is_derived(key):
            self._taken.setdefault((file, key), unit.line)

    def remember(self, unit: Unit, file: int) -> None:
        """Take in a record that the plan makes a contact of."""
        self._take(unit, file, unit.source_key)
        said = Told(
            unit.source_key,
            utc_text(unit.at),
            unit.number,
            unit.request,
            unit.patient,
            None if unit.birth_date is None else unit.birth_date.isoformat(),
            unit.channel is Channel.VOICEMAIL,
            unit.details or NOTHING,
        )
        for key in keys_of(unit.source_key):
            self._told.setdefault(key, _OfKey()).add(said)


def _is_plain_call(unit: Unit) -> bool:
    """Tell whether a record is a call of which there is no more to say than when and which number."""
    left_nothing = unit.request is None and unit.channel is not Channel.VOICEMAIL
    return unit.kind == "call" and left_nothing and unit.birth_date is None
