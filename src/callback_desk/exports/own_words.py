"""Which next actions are the desk's and the clinic's own words; any other one somebody typed, perhaps of a patient."""

import re
from collections.abc import Callable

from callback_desk.domain import turn_rules
from callback_desk.domain.cadence import ANOTHER_WAY, PORTAL
from callback_desk.domain.callback import LOOK_AT_THIS
from callback_desk.domain.policy import Policy

_TRY = re.compile(r" · \d+(?:st|nd|rd|th) try(?: · last)?\Z", re.ASCII)
_REVIEW = "review: "
_WORDS = (
    turn_rules.CALL, turn_rules.SCHEDULE, turn_rules.RECORD, turn_rules.FIND_NUMBER, LOOK_AT_THIS, PORTAL, ANOTHER_WAY,
    "call back as agreed", "call with an interpreter",
)  # fmt: skip


def own_words(policy: Policy) -> Callable[[str], bool]:
    """Return what tells whether a next action was made by the desk or stands in the clinic's policy."""
    titles = [role.title.lower() for role in policy.roles.values()]
    known = {
        *_WORDS,
        *(turn_rules.first_action(policy, lane) for lane in policy.lanes),
        *(cadence.then.action for cadence in policy.cadences.values()),
        *(turn_rules.ESCALATE + title for title in titles),
        *(f"{title} answers the patient" for title in titles),
    }
    steps = {policy.code_title(step) for step in policy.steps}

    def own(next_action: str) -> bool:
        if next_action.startswith(_REVIEW):
            return steps.issuperset(next_action.removeprefix(_REVIEW).split(", "))
        return _TRY.sub("", next_action) in known

    return own
