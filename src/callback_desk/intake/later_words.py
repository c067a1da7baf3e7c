"""Words that come later than their record: a transcript that was not made yet when the call was first exported.

A known record is no news, but what the patient said in it is, however late it comes: nobody has read it yet.
"""

import hashlib
from collections.abc import Iterable

from callback_desk.domain.text import storable
from callback_desk.intake.known import Told
from callback_desk.intake.units import Unit


def may_say_more(unit: Unit) -> bool:
    """Tell whether a record, should it be known, could have words that it did not have then.

    What has states of its own, or is all of a thread, is told apart by those.
    """
    return unit.request is not None and unit.version_key is None and not unit.goes_on


def says_more(unit: Unit, told: Iterable[Told]) -> bool:
    """Tell whether a known record has words that are in none of what is known of it."""
    said = _plain(unit.request)
    known = list(told)
    return may_say_more(unit) and bool(known) and not any(said in _plain(words) for _, words in known)


def same_number(unit: Unit, told: Iterable[Told]) -> bool:
    """Tell whether a record may be the known one by its number: some systems give an id twice."""
    numbers = {number for number, _ in told if number is not None}
    return unit.number is None or not numbers or unit.number in numbers


def key_of(unit: Unit) -> str:
    """Return the key of a record with these words."""
    digest = hashlib.sha256(_plain(unit.request).encode()).hexdigest()[:32]
    return f"{unit.source_key}@{digest}"


def _plain(words: str | None) -> str:
    return " ".join(storable(words or "").split())
