"""Whether a policy's steps, reviewers and papers make sense: each name is used somewhere, and a way out is left."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from callback_desk.domain.authority import OUTSIDE_HOURS
from callback_desk.domain.codes import Authority, Result
from callback_desk.domain.policy_check import Finding, choice, shown
from callback_desk.domain.policy_parts import STEPS, USUAL_PREPARATION

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

_WAYS_OUT = (Result.HANDED_OVER, Result.CALL_LATER, Result.INTERPRETER)


def step_findings(policy: "Policy") -> Iterator[Finding]:
    """Yield what does not make sense in `[steps]`, in the lanes' authority and reviewers, and in `[preparation]`."""
    for name, lane in policy.lanes.items():
        if lane.reviewer is not None and lane.reviewer not in policy.roles:
            key = f"lanes.{name}.reviewer"
            yield Finding(
                key, shown(lane.reviewer), "is not a role of this policy", choice(lane.reviewer, policy.roles)
            )
    if policy.steps is not STEPS:
        yield from _steps(policy)
    yield from _ways_out(policy)
    if policy.preparation is not USUAL_PREPARATION:
        listed = dict.fromkeys(code for lane in policy.lanes.values() for code in lane.checklist)
        for code in policy.preparation.papers:
            if code not in listed:
                yield Finding("preparation.papers", shown(code), "is on no lane's checklist", choice(code, listed))


def _steps(policy: "Policy") -> Iterator[Finding]:
    known_steps = dict.fromkeys(step for lane in policy.lanes.values() for step in lane.authority)
    confirmed = (code for lane in policy.lanes.values() for code in lane.confirm)
    known = dict.fromkeys((*(result.value for result in Result), OUTSIDE_HOURS, *confirmed))
    for step, shown_by in policy.steps.items():
        if step not in known_steps:
            yield Finding(f"steps.{step}", "", "is a step of no lane", choice(step, known_steps))
        for what in shown_by:
            if what not in known:
                yield Finding(
                    f"steps.{step}", shown(what), "is neither a result nor confirmed in a lane", choice(what, known)
                )


def _ways_out(policy: "Policy") -> Iterator[Finding]:
    """What is not the assistant's must still be handed over, called later or interpreted."""
    for name, lane in policy.lanes.items():
        for step, authority in lane.authority.items():
            blocked = [way for way in _WAYS_OUT if way in policy.steps.get(step, ())]
            if authority is Authority.ESCALATE and blocked:
                yield Finding(
                    f"lanes.{name}.authority.{step}",
                    shown(authority.value),
                    f"would leave no way to end a call as {blocked[0].value}",
                    'write "alone" or "review"',
                )
