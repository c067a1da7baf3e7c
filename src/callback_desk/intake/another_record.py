"""Whether a record is one that is known, or another that came under its key.

A key is a vendor's id, which some systems use again, or is made of when, which number and how long, which two
patients of one number may have in common in a list that says no more than the day.
"""

import hashlib
from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.domain.same_names import may_be_same
from callback_desk.domain.text import folded, storable
from callback_desk.domain.told import Told
from callback_desk.intake.units import Unit

ONE_RECORD = timedelta(hours=12)
"""What comes under one id further apart is another record; legs of one call do not begin so far apart."""
_ASKED = ("visit type", "service", "specialty", "cpt", "provider", "preferred dates", "preferred times")
"""The details of a list that say what is asked for; the others may be put right in a later list."""


def is_derived(source_key: str) -> bool:
    """Tell whether a source key was made of what the record says, because it has no id."""
    return "#" in source_key.partition(":")[0]


def is_one_call(one: Unit, other: Unit) -> bool:
    """Tell whether two calls under one id are one, or legs of one: near in time, of one number where both have any."""
    return abs(one.at - other.at) <= ONE_RECORD and (one.number == other.number or None in (one.number, other.number))


def is_another(unit: Unit, told: Sequence[Told], *, day_only: bool) -> bool:
    """Tell whether a record is another than the known one with its key that told this, one entry for each state.

    `day_only` tells that nothing is known of when it came but the day.
    """
    if any(_is_anothers(unit, one, day_only=day_only) for one in told):
        return True
    return is_derived(unit.source_key) and (_asks_else(unit, told) or not _may_be_said(unit.request, told))


def _is_anothers(unit: Unit, one: Told, *, day_only: bool) -> bool:
    born = None if unit.birth_date is None else unit.birth_date.isoformat()
    if born is not None and one.born is not None and born != one.born:
        return True
    names_differ = unit.patient is not None and one.patient is not None and not may_be_same(unit.patient, one.patient)
    numbers_differ = unit.number is not None and one.number is not None and unit.number != one.number
    if unit.kind == "call":  # caller id names no person, and names the same one now so, now so
        return numbers_differ or (names_differ and day_only) or _is_far_from(unit.at, one.at)
    if is_derived(unit.source_key):
        return names_differ
    is_named = unit.patient is not None and one.patient is not None
    if names_differ and (born is None or born != one.born):
        return True
    return (numbers_differ and not is_named) or _is_far_from(unit.at, one.at)


def _is_far_from(at: datetime, known: str) -> bool:
    return utc_text(at) != known and abs(at - from_utc_text(known)) > ONE_RECORD


def _asks_else(unit: Unit, told: Sequence[Told]) -> bool:
    if unit.kind == "call" or not unit.details:
        return False
    return any(
        folded(unit.details[name]) != folded(one.details[name])
        for one in told
        for name in _ASKED
        if name in unit.details and name in one.details
    )


def _may_be_said(request: str | None, told: Sequence[Told]) -> bool:
    """Tell whether words may be those that are known: one is all or a part of the other, or either has none."""
    said, known = plain_words(request), [plain_words(one.words) for one in told if one.words]
    return not said or not known or any(said in words or words in said for words in known)


def plain_words(words: str | None) -> str:
    """Return words as they are compared: as they are stored, without line ends and runs of spaces."""
    return " ".join(storable(words or "").split())


def key_of_another(unit: Unit, taken: Container[str]) -> str:
    """Return the source key of a record whose own is another's: the same for the same record, in whatever file."""
    who, born = folded(unit.patient or ""), unit.birth_date
    asked = "|".join(folded(unit.details.get(name, "")) for name in _ASKED)
    facts = f"{utc_text(unit.at)}|{unit.number}|{who}|{born}|{asked}|{plain_words(unit.request)}"
    ordinal = 1
    while True:
        digest = hashlib.sha256(f"{facts}|{ordinal}".encode()).hexdigest()[:16]
        key = f"{unit.source_key}~{digest}"
        if key not in taken:
            return key
        ordinal += 1
