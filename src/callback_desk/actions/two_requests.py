"""Whether what stands as one callback asks for two things."""

import re
from collections.abc import Mapping
from typing import Any

from callback_desk.actions.context import Desk
from callback_desk.domain.callback import Callback

_LISTS = {"referral": "referral", "insurance": "insurance", "appointment": "new-appointment"}
"""The lane of whatever stands in a list of one kind, by the family of its source keys."""

_LOOKED_AT = 4_000
"""So many characters of each contact are looked at: it is a hint, and is worked out while the cursor moves."""


def seems_two(desk: Desk, callback: Callback) -> bool:
    """Tell whether the contacts of an open callback ask for things of different lanes, and nothing was split off."""
    if not callback.is_open or callback.split_into or callback.contacts < 2:
        return False
    lanes = {_lane_of_contact(desk, entry.payload) for entry in callback.standing if entry.kind == "received"}
    return len(lanes - {None, desk.policy.attention.lane}) > 1


def _lane_of_contact(desk: Desk, payload: Mapping[str, Any] | None) -> str | None:
    """Return the lane that one contact speaks of by itself, by its list or its words; None where it says nothing."""
    if payload is None:
        return None
    family = re.split("[:#]", payload.get("source_key") or "", maxsplit=1)[0]
    lane = _LISTS.get(family)
    return desk.sorter.sort((payload.get("request") or "")[:_LOOKED_AT], payload.get("language"), lane).lane
