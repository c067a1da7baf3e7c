"""Elements of FHIR resources as plain values; whatever has not the shape it should have is not there."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from callback_desk.intake.moments import LocalClock
from callback_desk.intake.table_cells import EARLIEST, LATEST

Resource = Mapping[str, Any]

NOTHING: Resource = {}
_LENGTHS = (4, 7)


def objects(value: object) -> list[Resource]:
    """Return the objects of an element: a list's, or the one that stands where a list belongs."""
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)]


def first(value: object) -> Resource:
    """Return the first object of an element, or one without elements."""
    return next(iter(objects(value)), NOTHING)


def text(value: object) -> str:
    """Return a string stripped, or ""."""
    return value.strip() if isinstance(value, str) else ""


def words(value: object) -> str:
    """Return a CodeableConcept (or several) in words: its text, else what its codes are displayed as, else a code."""
    said = (_concept(one) for one in objects(value))
    return ", ".join(dict.fromkeys(filter(None, said)))


def _concept(concept: Resource) -> str:
    codings = objects(concept.get("coding"))
    if text(concept.get("text")):
        return text(concept.get("text"))
    shown = next(filter(None, (text(coding.get("display")) for coding in codings)), "")
    return shown or next(filter(None, (text(coding.get("code")) for coding in codings)), "")


def codes(value: object) -> Iterator[tuple[str, str]]:
    """Yield the codes of CodeableConcepts, each with its system."""
    for concept in objects(value):
        for coding in objects(concept.get("coding")):
            if text(coding.get("code")):
                yield text(coding.get("system")), text(coding.get("code"))


def notes(value: object) -> list[str]:
    """Return the texts of annotations."""
    return [text(note.get("text")) for note in objects(value) if text(note.get("text"))]


class Times:
    """Reads FHIR's date, dateTime and instant; `assumed_local` tells that one had no offset."""

    def __init__(self, clock: LocalClock) -> None:
        self._clock = clock
        self.assumed_local = False

    def moment(self, value: object) -> datetime | None:
        """Return a moment in UTC; a date begins in the clinic's zone. None for a year alone, or no date at all."""
        plain = text(value)
        if len(plain) in _LENGTHS or not plain:
            return None
        try:
            at = datetime.fromisoformat(plain)
        except ValueError:
            return None
        if not EARLIEST < at.year < LATEST:
            return None
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        self.assumed_local = True
        return self._clock.to_utc(at)[0]
