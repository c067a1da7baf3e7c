"""What whoever handed a callback over said that the next person needs, as long as it is still to be done."""

from datetime import datetime
from typing import NamedTuple

from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Disposition


class HandedOn(NamedTuple):
    """The words, the person (their id) who wrote them, and when."""

    needs: str
    person_id: str
    at: datetime


def handed_on(callback: Callback) -> HandedOn | None:
    """Return the words of the last hand-over, or None where it had none or has been answered: by a talk, an escalation
    or closing it. An attempt that reached nobody answers nothing."""
    if not (callback.is_open and callback.handed):
        return None
    for entry in reversed(callback.standing):
        payload = entry.payload or {}
        if entry.kind == "handed_over":
            needs = str(payload.get("needs") or "").strip()
            return HandedOn(needs, entry.person_id, entry.wall_at) if needs else None
        talked = entry.kind == "noted" and payload.get("disposition") == Disposition.REACHED
        if talked or entry.kind in ("escalated", "closed"):
            return None
    return None
