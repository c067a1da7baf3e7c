"""What a referral list says about one referral, as the ledger keeps it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from callback_desk.domain.text import folded, storable
from callback_desk.intake import status_words

_BETWEEN_PAPERS = re.compile(r"[;\n]+")
_REQUIRED = {
    "y": "required",
    "yes": "required",
    "n": "not required",
    "no": "not required",
    "unknown": "not known",
}


_READY = frozenset(
    (
        "ready to schedule",
        "ready",
        "complete",
        "accepted",
        "active",
        "all papers in",
        "listo",
        "lista",
        "listo para citar",
    )
)
_INCOMPLETE = frozenset(
    ("incomplete", "documents missing", "missing documents", "missing papers", "on-hold", "incompleto", "incompleta")
)


def is_ready(referral: Mapping[str, Any]) -> bool:
    """Tell whether nothing of a referral is missing and its list says that the visit can be scheduled."""
    return not referral.get("missing") and folded(referral.get("status") or "").strip(" .") in _READY


def is_incomplete(referral: Mapping[str, Any]) -> bool:
    """Tell whether a referral's list says that something is missing, whether or not it names what."""
    return folded(referral.get("status") or "").strip(" .") in _INCOMPLETE


def is_refused(referral: Mapping[str, Any] | None) -> bool:
    """Tell whether a referral came to nothing, so that somebody has to tell the patient."""
    return referral is not None and status_words.is_refused(referral.get("status") or "")


def referral_of(facts: Mapping[str, str], received_on: date) -> dict[str, Any]:
    """Return the data of `entries.Referral` from a row's cells by field, what is empty left out."""
    said: dict[str, Any] = {
        "number": facts.get("referral") or facts.get("id"),
        "status": facts.get("status"),
        "specialty": facts.get("specialty") or facts.get("service"),
        "referred_by": facts.get("referred_by"),
        "reason": facts.get("reason") or facts.get("message"),
        "received_on": received_on.isoformat(),
        "papers": _papers(facts.get("papers", "")),
        "missing": _papers(facts.get("missing", "")),
        "authorization": _authorization(facts),
    }
    return {name: _kept(value) for name, value in said.items() if value}


def _kept(value: str | list[str]) -> str | list[str]:
    return storable(value) if isinstance(value, str) else [storable(paper) for paper in value]


def _papers(cell: str) -> list[str]:
    """Return the papers that one cell lists, by semicolon or line, else by comma."""
    parts = _BETWEEN_PAPERS.split(cell)
    if len(parts) == 1:
        parts = cell.split(",")
    papers = (part.strip() for part in parts)
    return [paper for paper in papers if paper and not status_words.says_nothing(paper)]


def _authorization(facts: Mapping[str, str]) -> str | None:
    required = facts.get("authorization_required", "")
    parts = (
        _REQUIRED.get(folded(required), required),
        facts.get("authorization"),
        facts.get("authorization_number"),
    )
    return ", ".join(part for part in parts if part) or None
