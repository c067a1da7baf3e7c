"""A record in several states, as exports that overlap have it: its last state counts, in whatever order they come."""

import json
from collections.abc import Hashable
from datetime import UTC
from typing import TypeVar

from callback_desk.intake.call_words import is_under_way, outcome_of
from callback_desk.intake.calls import seconds
from callback_desk.intake.json_records import Fields, Placed, first_text
from callback_desk.intake.moments import read_moment
from callback_desk.intake.units import Fault

_LONGEST_MOMENT = 80
Identity = TypeVar("Identity", bound=Hashable)
_Standing = tuple[bool, float, int, bool, int, str]


class States(dict[Identity, Placed]):
    """The records of one list by what each is known by; once they are `settled`, each in its last state."""

    def __init__(self) -> None:
        super().__init__()
        self._again: dict[Identity, list[Placed]] = {}

    def take(self, identity: Identity, one: Placed) -> None:
        """Keep a record, or one more state of it."""
        if self.setdefault(identity, one) is not one:
            self._again.setdefault(identity, []).append(one)

    def settled(self) -> list[Fault]:
        """Keep of every record its last state, and return why the others do not count."""
        faults: list[Fault] = []
        for identity, others in self._again.items():
            told = [self[identity], *others]
            last = self[identity] = _last_of(told)
            faults += [Fault(one.place, _why(one, last)) for one in told if one is not last]
        self._again.clear()
        return faults


def content(value: object) -> str:
    """Return what a record says, the same for all that say the same."""
    return json.dumps(value, sort_keys=True)


def _last_of(told: list[Placed]) -> Placed:
    first = told[0]
    return first if all(one.value == first.value for one in told) else max(told, key=_standing)


def _why(one: Placed, last: Placed) -> str:
    what = "the same record as" if one.value == last.value else "an earlier state of the record at"
    return f"{what} {last.place}"


def _standing(one: Placed) -> _Standing:
    """Return by what the later of two states is the greater one.

    What is over does not go on again, and what lasts grows. Where nothing tells, the one to call back is the later.
    """
    record: Fields = one.value if isinstance(one.value, dict) else {}
    result, whole = first_text(record, "result", "status"), content(one.value)
    grown = seconds(first_text(record, "duration", "faxPageCount")) or 0
    called_back = outcome_of(result) != "answered"
    return not is_under_way(result), _changed(record), grown, called_back, len(whole), whole


def _changed(record: Fields) -> float:
    """Return when a record was changed last, in seconds since 1970; 0 where it does not say."""
    written = first_text(record, "lastModifiedTime", "date_updated")[:_LONGEST_MOMENT]
    moment = read_moment(written, "month-first") if written else None
    if moment is None:
        return 0
    return (moment.at if moment.at.tzinfo else moment.at.replace(tzinfo=UTC)).timestamp()
