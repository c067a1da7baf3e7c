"""The same call or record twice in one file: legs become one call, repeats are told, nothing is lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from callback_desk.intake.another_record import is_derived, is_one_call
from callback_desk.intake.units import Fault, Outcome, Unit

_Mark = tuple[str | None, str | None]
_WEIGHT: dict[Outcome | None, int] = {None: 0, "missed": 1, "unattended": 2, "answered": 3, "voicemail": 4}


class Gathered:
    """The units of one file, each record once but for its later states, one that it goes back to included; several
    records that have one key keep it, and are told apart where they are planned.

    `repeated` tells which records were the same as an earlier one.
    """

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.repeated: list[Fault] = []
        self._place: dict[str, int] = {}
        self._again: dict[str, dict[_Mark, list[int]]] = {}
        """Of the keys that several records have, their places by mark: some systems give all one id."""
        self._versions: dict[str, str] = {}
        self._last: dict[str, tuple[str, datetime]] = {}

    def take(self, unit: Unit) -> None:
        """Add a unit, or join it with the one that has its key."""
        key = unit.source_key
        if key not in self._place:
            self._place[key] = len(self.units)
            self.units.append(unit)
            if unit.version_key is not None:
                self._versions[unit.version_key] = unit.line
                self._last[key] = unit.version_key, unit.at
        elif unit.version_key is not None:
            self._take_version(unit, unit.version_key)
        else:
            self._take_again(unit)

    def _take_version(self, unit: Unit, version_key: str) -> None:
        earlier = self._versions.setdefault(version_key, unit.line)
        last, at = self._last[unit.source_key]
        goes_back = version_key != last and unit.at > at
        if earlier == unit.line or goes_back:
            self.units.append(unit)
            self._last[unit.source_key] = version_key, unit.at
        else:
            self._repeat(unit, earlier)

    def _take_again(self, unit: Unit) -> None:
        key, first = unit.source_key, self._place[unit.source_key]
        places = self._again.get(key) or {_mark(self.units[first]): [first]}
        for place in _places(unit, places):
            earlier = self.units[place]
            if is_leg(earlier, unit):
                joined = self.units[place] = joined_legs(earlier, unit)
                if _mark(joined) != _mark(earlier):
                    places.setdefault(_mark(joined), []).append(place)
                return
            if unit._replace(line=earlier.line, other_key=earlier.other_key) == earlier:
                self._repeat(unit, earlier.line)
                return
        places.setdefault(_mark(unit), []).append(len(self.units))
        self._again[key] = places
        self.units.append(unit)

    def _repeat(self, unit: Unit, line: str) -> None:
        self.repeated.append(Fault(unit.line, f"the same record as line {line}"))


def _mark(unit: Unit) -> _Mark:
    """Return what the same records under one key have in common: of calls that may be legs of one, the number."""
    may_be_leg = unit.kind == "call" and not is_derived(unit.source_key)
    return unit.number, None if may_be_leg else unit.request


def _places(unit: Unit, places: Mapping[_Mark, Sequence[int]]) -> list[int]:
    """Return the places where a unit, or legs of its call, may be, in order; a leg may lack the number."""
    is_numberless_call = unit.kind == "call" and unit.number is None and not is_derived(unit.source_key)
    marks = places.keys() if is_numberless_call else {_mark(unit), (None, _mark(unit)[1])}
    return sorted({place for mark in marks for place in places.get(mark, ())})


def is_leg(earlier: Unit, later: Unit) -> bool:
    """Tell whether two rows under one id are legs of one call; a derived key (`#`) does not."""
    return earlier.kind == later.kind == "call" and not is_derived(earlier.source_key) and is_one_call(earlier, later)


def joined_legs(earlier: Unit, later: Unit) -> Unit:
    """Return one call of two legs: the first's beginning, the weightier outcome, what either knows."""
    weightier = max(earlier, later, key=lambda unit: _WEIGHT[unit.outcome])
    said = dict.fromkeys(request for request in (earlier.request, later.request) if request)
    return earlier._replace(
        at=min(earlier.at, later.at),
        outcome=weightier.outcome,
        channel=weightier.channel,
        direction="inbound" if "inbound" in (earlier.direction, later.direction) else earlier.direction,
        number=earlier.number or later.number,
        phone_note=earlier.phone_note or later.phone_note,
        patient=earlier.patient or later.patient,
        language=earlier.language or later.language,
        request="\n".join(said) or None,
        talk_seconds=max(earlier.talk_seconds or 0, later.talk_seconds or 0) or None,
        details={**later.details, **earlier.details},
        legs=(*(earlier.legs or (_leg(earlier),)), _leg(later)),
        offered_phones=tuple(dict.fromkeys((*earlier.offered_phones, *later.offered_phones))),
        review=tuple(dict.fromkeys((*earlier.review, *later.review))),
    )


def _leg(unit: Unit) -> str:
    length = f", {unit.talk_seconds} s" if unit.talk_seconds else ""
    return f"{unit.at:%H:%M:%S} UTC {unit.outcome}{length}"
