"""The document that `intake --json` prints for one argument; its keys are part of the program's contract."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from callback_desk.intake.units import FileReading

_FATES = ("new_callbacks", "joined", "already_known", "no_callback", "maybe_resolved")
_OUTCOMES = {
    "missed": "missed",
    "voicemail": "voicemails",
    "answered": "answered",
    "unattended": "unattended",
}
_KINDS = {"message": "messages", "referral": "referrals", "appointment": "appointments"}


def document(
    reading: FileReading, fates: Mapping[str, int], reviews: Sequence[tuple[str, str]], notes: Sequence[str]
) -> dict[str, Any]:
    """Return the document of one argument: what it held, what its records do, and what must be looked at."""
    counts: Counter[str] = Counter()
    for unit in reading.units:
        if unit.kind != "call":
            counts[_KINDS[unit.kind]] += 1
            continue
        counts["calls"] += 1
        counts[unit.direction] += 1
        if unit.direction == "inbound" and unit.outcome is not None:
            counts[_OUTCOMES[unit.outcome]] += 1
    made: dict[str, Any] = {"file": reading.file, "preset": reading.preset, "rows": reading.rows}
    described = ("calls", "inbound", *_OUTCOMES.values(), "outbound", "internal", *_KINDS.values())
    made.update((name, counts[name]) for name in described)
    made.update((name, fates.get(name, 0)) for name in _FATES)
    made["needs_review"] = _placed(reviews)
    made["skipped"] = _placed(reading.skipped)
    made["rejected"] = _placed(reading.rejected)
    made["notes"] = [*reading.notes, *notes]
    if reading.error is not None:
        made["error"] = reading.error
    return made


def _placed(reasons: Iterable[tuple[str, str]]) -> list[dict[str, int | str]]:
    """Return reasons with their place: a physical line, or the path of a record that is a file of its own."""
    return [{"line": int(line) if line.isdecimal() else line, "reason": reason} for line, reason in reasons]
