"""Which state of a record a unit tells: the same state again is known, another one is news."""

import hashlib
import json

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
