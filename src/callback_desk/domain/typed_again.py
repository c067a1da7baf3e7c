"""What was typed into a note that was taken back, from its entry. Pure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from callback_desk.domain.codes import Disposition
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.note import NoteDraft

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_OF_ITS_END = frozenset({"open", "close_result", "next_action", "owner", "due_at", "appointment"})


def typed_again(payload: Mapping[str, Any], policy: "Policy") -> dict[str, Any]:
    """Return the data of the `NoteDraft` that a `noted` entry was made of.

    What the cadence or a reviewer's turn added is left out: it was not typed.
    """
    copied = [name for name in NoteDraft.model_fields if name not in _OF_ITS_END]
    typed = {name: payload[name] for name in copied if payload.get(name) not in (None, [], ())}
    if payload["disposition"] != Disposition.REACHED:
        return typed
    typed["open"] = payload.get("open", True)
    if payload.get("close_result"):
        typed["close_result"] = payload["close_result"]
    kept_for_review, booked = payload.get("for_review"), payload.get("appointment")
    turn = kept_for_review.get("then") if kept_for_review else payload.get("turn")
    if turn and typed["open"]:
        typed |= {"next_action": turn["next_action"], "owner": policy.owner_name(turn["owner"])}
        typed["due_at"] = from_utc_text(turn["due_at"]).isoformat()
    if booked:
        at = from_utc_text(booked["at"]).isoformat()
        typed["appointment"] = [at, booked.get("with_whom"), booked.get("kind")]
    return typed
