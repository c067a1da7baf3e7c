"""How far the assistant may go: which steps of a lane a note stands for, and what the policy says of each.

`[steps]` of the policy says by which results, and by which confirmed points, a note takes a step; a step that nothing
there governs is ticked in the note itself. What a lane does not list is the assistant's alone. Whoever has the lane's
reviewing role, or is the manager, is not bound by any of it; whoever has the lane's own role, or the role that the item
itself was escalated to, may do what is escalated to them.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from callback_desk.domain.codes import Authority, CloseResult, Disposition, Result

if TYPE_CHECKING:
    from callback_desk.domain.callback import Callback
    from callback_desk.domain.entry import Entry
    from callback_desk.domain.note import NoteDraft
    from callback_desk.domain.policy import Policy

MANAGER, ASSISTANT = "manager", "assistant"
OUTSIDE_HOURS = "booked-outside-hours"
"""What governs a step besides results and confirmed points: an appointment at a time when the clinic is closed."""

_RESULT_OF = {
    CloseResult.BOOKED: Result.BOOKED,
    CloseResult.ANSWERED: Result.SETTLED,
    CloseResult.DECLINED: Result.DECLINED,
    CloseResult.TRANSFERRED: Result.HANDED_OVER,
}
"""Which result of a talk it comes to when a callback is closed as this; the others come to none."""


def answers_for(roles: Collection[str]) -> tuple[str, ...]:
    """Return the owners (`role:ID`) for whom somebody with these roles answers; an assistant works for all roles, and
    answers for none."""
    return tuple(f"role:{role}" for role in roles if role != ASSISTANT)


def reviewer_of(policy: "Policy", lane: str | None) -> str:
    """Return the id of the role that reviews a lane's notes: its own reviewer, else the manager, else its role."""
    rules = policy.lane(lane)
    return rules.reviewer or (MANAGER if MANAGER in policy.roles else rules.role)


def still_reviewing(policy: "Policy", asked: str, lane: str | None) -> str:
    """Return the id of the role that decides about a note which was left for a role: that one, or the lane's reviewer
    where the policy has it no more."""
    return asked if asked in policy.roles else reviewer_of(policy, lane)


def may_review(policy: "Policy", reviewer: str, roles: Collection[str]) -> bool:
    """Tell whether somebody with these roles decides what a role (its id) reviews."""
    return reviewer in roles or MANAGER in roles


def ticked_in_notes(policy: "Policy", lane: str | None) -> tuple[str, ...]:
    """Return the steps that a note of this lane shows as boxes: those that are not the assistant's alone and that
    nothing else shows.

    Those that are not allowed stand among them, so that it is seen that they are not.
    """
    return tuple(
        step
        for step, authority in policy.lane(lane).authority.items()
        if authority is not Authority.ALONE and not policy.steps.get(step)
    )


def refused(policy: "Policy", callback: "Callback", roles: Collection[str]) -> Mapping[str, str]:
    """Return what a note of this callback does not offer somebody with these roles, each with the sentence why.

    The keys are results, checklist codes that are confirmed, and steps.
    """
    lane = callback.lane
    if _unbound(policy, lane, roles) or policy.lane(lane).role in roles or _was_asked(callback, roles):
        return {}
    rules = policy.lane(lane)
    sentences = {
        step: _sentence(policy, lane, step)
        for step, authority in rules.authority.items()
        if authority is Authority.ESCALATE
    }
    governed = {what: sentences[step] for step in sentences for what in policy.steps.get(step, ())}
    return {**sentences, **governed}


def refusal(policy: "Policy", callback: "Callback", note: "NoteDraft", roles: Collection[str]) -> str | None:
    """Return why this note may not be saved by somebody with these roles, or None where it may."""
    sentences = refused(policy, callback, roles)
    return next((sentences[step] for step in steps_taken(policy, callback.lane, note) if step in sentences), None)


def yet_to_answer(policy: "Policy", callback: "Callback", roles: Collection[str]) -> str | None:
    """Return the owner (`role:ID`) who has yet to answer what the callback asks; None where a talk with somebody of
    these roles settles it.

    It is the lane's role where the policy says that it answers, and it was not given to them so far.
    """
    rules = policy.lane(callback.lane)
    if not rules.role_answers or rules.role in roles or _unbound(policy, callback.lane, roles):
        return None
    given = any(_gives(policy, entry, rules.role) for entry in callback.standing)
    return None if given else f"role:{rules.role}"


def _gives(policy: "Policy", entry: "Entry", role: str) -> bool:
    """Tell whether an entry gave the callback to a role (its id), or to somebody licensed."""
    payload = entry.payload or {}
    if entry.kind == "escalated":
        return True
    talked = entry.kind == "noted" and payload.get("disposition") == Disposition.REACHED
    if not (entry.kind == "handed_over" or (talked and payload.get("open", True))):
        return False
    kind, _, known_by = str((payload.get("turn") or {}).get("owner", "")).partition(":")
    if kind == "person":
        return known_by in policy.people and role in policy.people[known_by].roles
    return known_by == role or (known_by in policy.roles and policy.roles[known_by].licensed)


def to_review(policy: "Policy", callback: "Callback", note: "NoteDraft", roles: Collection[str]) -> tuple[str, ...]:
    """Return the steps of this note that somebody must look at before they are final."""
    if _unbound(policy, callback.lane, roles):
        return ()
    rules = policy.lane(callback.lane).authority
    return tuple(step for step in steps_taken(policy, callback.lane, note) if rules.get(step) is Authority.REVIEW)


def closing_refusal(policy: "Policy", callback: "Callback", result: CloseResult, roles: Collection[str]) -> str | None:
    """Return why somebody with these roles may not close the callback with this result and no note, or None."""
    if _unbound(policy, callback.lane, roles):
        return None
    sentences, rules = refused(policy, callback, roles), policy.lane(callback.lane)
    for step, limit in rules.authority.items():
        if _RESULT_OF.get(result) not in policy.steps.get(step, ()):
            continue
        if step in sentences:
            return sentences[step]
        if limit is Authority.REVIEW:
            reviewer = policy.role_title(f"role:{reviewer_of(policy, callback.lane)}")
            return (
                f"{policy.code_title(step)}: {reviewer} looks at it in {rules.title} before it is final;"
                " write the outcome note, which goes to them"
            )
    return None


def steps_taken(policy: "Policy", lane: str | None, note: "NoteDraft") -> Iterator[str]:
    """Yield the lane's steps that a note stands for, in the policy's order; none where nobody was reached."""
    if note.disposition is not Disposition.REACHED:
        return
    shown = _shown(policy, note)
    for step in policy.lane(lane).authority:
        if step in note.steps or shown.intersection(policy.steps.get(step, ())):
            yield step


def _shown(policy: "Policy", note: "NoteDraft") -> set[str]:
    shown: set[str] = {*note.confirmed, *(() if note.result is None else (note.result,))}
    if note.open is False and note.close_result in _RESULT_OF:
        shown.add(_RESULT_OF[note.close_result])
    if note.appointment is not None:
        shown.add(Result.BOOKED)
        if not policy.open_hours(None).is_open(note.appointment.at):
            shown.add(OUTSIDE_HOURS)
    return shown


def _unbound(policy: "Policy", lane: str | None, roles: Collection[str]) -> bool:
    return may_review(policy, reviewer_of(policy, lane), roles)


def _was_asked(callback: "Callback", roles: Collection[str]) -> bool:
    """Tell whether the callback is escalated to one of these roles, or answered by one that stood in."""
    asked = () if callback.escalated_to is None else (callback.escalated_to, callback.owner)
    return any(f"role:{role}" in asked for role in roles)


def _sentence(policy: "Policy", lane: str | None, step: str) -> str:
    rules = policy.lane(lane)
    return (
        f"{policy.code_title(step)}: not for the assistant in {rules.title}; hand it over to"
        f" {policy.role_title(f'role:{rules.role}')}, or escalate it"
    )
