"""Which state of a record a unit tells: the same state again is known, another one is news."""

import hashlib
import json

from callback_desk.domain.callback import Callback
from callback_desk.domain.moments import utc_text
from callback_desk.domain.text import folded
from callback_desk.intake.units import Unit


def with_version(unit: Unit) -> Unit:
    """Return the unit with a version key that changes with what the record says, but not with when it was sent."""
    state = (
        unit.patient,
        str(unit.birth_date),
        unit.number,
        unit.language,
        unit.request,
        unit.finished,
        sorted(unit.details.items()),
        sorted((unit.referral or {}).items()),
    )
    digest = hashlib.sha256(json.dumps(state, ensure_ascii=True).encode()).hexdigest()[:32]
    return unit._replace(version_key=f"{unit.source_key}@{digest}")


def goes_back(unit: Unit, callback: Callback) -> bool:
    """Tell whether a record is in a state that it had before the last one which its callback has of it.

    What was sent before that last one is an older file, and no news.
    """
    said = (entry.payload or {} for entry in callback.history if entry.kind in ("received", "reported"))
    states = [payload for payload in said if payload.get("source_key") == unit.source_key]
    if not states or states[-1].get("version_key") == unit.version_key:
        return False
    return str(states[-1]["at"]) <= utc_text(unit.at)


def another_patients(unit: Unit, version_key: str) -> Unit:
    """Return a unit whose number another patient's record has, too, under keys of its own, to be looked at."""
    who = hashlib.sha256(f"{folded(unit.patient or '')}|{unit.birth_date}".encode()).hexdigest()[:8]
    return unit._replace(
        source_key=f"{unit.source_key}~{who}",
        version_key=f"{version_key}~{who}",
        review=(*unit.review, "another patient's record has the same number: look which of the two is right"),
    )
