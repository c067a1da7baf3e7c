"""Getting a call ready: checklist, single papers, reminders and errands, written together or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from callback_desk.actions import cards
from callback_desk.actions.context import Desk, change
from callback_desk.actions.flagging import flag
from callback_desk.actions.guarding import require_open
from callback_desk.domain import preparing, turn_rules
from callback_desk.domain.callback import Callback
from callback_desk.domain.entries import Payload
from callback_desk.domain.errors import DeskError
from callback_desk.domain.preparing_entries import Errand, ErrandAnswered, PapersMarked, Prepared, Reminded
from callback_desk.domain.preparing_lines import TypedErrand, TypedReminder
from callback_desk.domain.text import folded


@dataclass(frozen=True)
class Got:
    """What a person found out before a call: codes and papers by what they are now, only those that changed.

    `unmarked` are codes whose mark is taken back, `answered` the ids of errands that came in.
    """

    done: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()
    papers_here: tuple[str, ...] = ()
    papers_missing: tuple[str, ...] = ()
    visit_type: str | None = None
    remark: str | None = None
    reminder: TypedReminder | None = None
    errand: TypedErrand | None = None
    answered: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str | None, ...]:
        """What was typed in a person's own words."""
        sent = () if self.reminder is None else (self.reminder.what,)
        asked = () if self.errand is None else (self.errand.whom, self.errand.what)
        return (self.visit_type, self.remark, *self.papers_here, *self.papers_missing, *sent, *asked)


def prepare(desk: Desk, callback_id: str, got: Got) -> Callback:
    """Write what was found out; it changes nobody's turn, and is no attempt. Attention words in it raise the callback.

    Raises:
        DeskError: the callback is closed, nothing is told, or a code, a paper, an errand or a time does not fit.
    """

    flag(desk, callback_id, "preparing", got.texts)

    def build(callback: Callback, now: datetime) -> Sequence[Payload]:
        require_open(callback, "prepared")
        payloads = [*_prepared(desk, callback, got), *_papers(callback, got), *_asked(desk, callback, got, now)]
        if not payloads:
            raise DeskError("nothing was marked: tick what is done, or mark what is missing")
        return payloads

    return change(desk, callback_id, build)


def _prepared(desk: Desk, callback: Callback, got: Got) -> list[Payload]:
    codes = (*got.done, *got.missing, *got.not_needed, *got.unmarked)
    if not codes and not got.visit_type and not got.remark:
        return []
    listed = desk.policy.lane(callback.lane).checklist
    for code in codes:
        if code not in listed:
            known = ", ".join(listed) or "nothing"
            raise DeskError(f"{code!r:.40} is not on this lane's checklist: choose from {known}")
        if codes.count(code) > 1:
            raise DeskError(f"{code} is marked twice: say one thing of it")
    done = got.done
    if got.visit_type and preparing.VISIT_TYPE in listed and preparing.VISIT_TYPE not in codes:
        done = (*done, preparing.VISIT_TYPE)
    verified = preparing.NUMBER in done
    number = cards.as_card_says(desk, callback).phone
    if verified and number is None:
        raise DeskError("there is no number to verify: give one first")
    return [
        Prepared(
            done=done,
            missing=got.missing,
            not_needed=got.not_needed,
            unmarked=got.unmarked,
            number=number if verified else None,
            visit_type=got.visit_type,
            remark=got.remark,
        )
    ]


def _papers(callback: Callback, got: Got) -> list[Payload]:
    if not got.papers_here and not got.papers_missing:
        return []
    if callback.referral is None:
        raise DeskError("there is no referral here whose papers could be marked")
    known = {folded(paper): paper for paper, _ in preparing.papers_of(callback)}
    here, missing = _known(known, got.papers_here), _known(known, got.papers_missing)
    if set(here) & set(missing):
        raise DeskError(f"{(set(here) & set(missing)).pop()} cannot be here and missing: say one thing of it")
    return [PapersMarked(present=here, missing=missing)]


def _known(known: dict[str, str], papers: Iterable[str]) -> tuple[str, ...]:
    """The list's own spelling of the papers; one that the list does not have is taken as it was said."""
    said = [known.get(folded(paper), paper.strip()) for paper in papers]
    if not all(said):
        raise DeskError("a paper without a name cannot be marked")
    return tuple(dict.fromkeys(said))


def _asked(desk: Desk, callback: Callback, got: Got, now: datetime) -> list[Payload]:
    payloads: list[Payload] = []
    if got.reminder is not None:
        payloads.append(Reminded(what=got.reminder.what, how=got.reminder.how))
    if got.errand is not None:
        whom, what, until = got.errand
        if until <= now or turn_rules.clamped(desk.policy, until, now) < until:
            days = desk.policy.limits.longest_deferral_days
            raise DeskError(f"an errand is asked after again within {days} days: name a time that is ahead and nearer")
        payloads.append(Errand(whom=whom, what=what, until=until))
    waiting = {errand.errand_id for errand in callback.preparation.open_errands}
    for errand_id in got.answered:
        if errand_id not in waiting:
            raise DeskError("this errand is not open any more: look at the callback again")
        payloads.append(ErrandAnswered(errand=errand_id))
    return payloads
