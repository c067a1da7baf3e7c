"""What was got ready before calling, folded from its entries. None of it is an attempt to reach the patient.

A checklist code is done, missing or not needed because a person said so; a paper of a referral is here or missing by
the clinic's list, until a person says otherwise: a later list does not undo that.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from callback_desk.domain import spoken
from callback_desk.domain.codes import Mark, ReminderWay
from callback_desk.domain.moments import from_utc_text
from callback_desk.domain.text import folded

if TYPE_CHECKING:
    from callback_desk.domain.callback import Callback
    from callback_desk.domain.entries import Entry
    from callback_desk.domain.policy import Policy

NUMBER = "number"
"""The checklist code that says the number works and is the patient's."""
VISIT_TYPE = "visit-type"
REFERRAL_PAPERS = "referral-papers"
"""The checklist code that the single papers of a referral answer by themselves."""
_SAID_AS = "missing-"


class Reminder(NamedTuple):
    """Something sent to the patient: what for, how, when."""

    what: str
    how: ReminderWay
    at: datetime


class Errand(NamedTuple):
    """Something asked of another office or person, until when; `answered_at` is None while it is open.

    `errand_id` names the entry that began it.
    """

    errand_id: str
    whom: str
    what: str
    until: datetime
    asked_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Preparation:
    """How far one callback is prepared. `papers` holds what a person said of a paper, by its folded name."""

    marks: Mapping[str, Mark] = field(default_factory=dict)
    verified_number: str | None = None
    verified_at: datetime | None = None
    visit_type: str | None = None
    remark: str | None = None
    papers: Mapping[str, tuple[str, Mark]] = field(default_factory=dict)
    reminders: tuple[Reminder, ...] = ()
    errands: tuple[Errand, ...] = ()

    @property
    def lacking(self) -> tuple[str, ...]:
        """The checklist codes that somebody marked missing, whatever the lane."""
        return tuple(code for code, mark in self.marks.items() if mark is Mark.MISSING)

    @property
    def open_errands(self) -> tuple[Errand, ...]:
        """What was asked of others and has not come in."""
        return tuple(errand for errand in self.errands if errand.answered_at is None)


class Marked(Protocol):
    """What has a lane and marks on its checklist: a callback, or its line in the queue."""

    @property
    def lane(self) -> str | None:
        """The lane, None for the clinic's default one."""

    @property
    def lacking(self) -> tuple[str, ...]:
        """The codes that somebody marked missing, whatever the lane."""


class Line(NamedTuple):
    """One line of a lane's checklist; `mark` is None where nobody said anything."""

    code: str
    mark: Mark | None

    @property
    def done(self) -> bool | None:
        """True where nothing is left to do (done, or not needed), False where it is missing, None where nobody said."""
        return None if self.mark is None else self.mark is not Mark.MISSING


def checklist(policy: "Policy", callback: "Callback") -> list[Line]:
    """Return the lane's checklist as it stands; where a referral lists papers, they answer for its papers' line."""
    codes = policy.lane(callback.lane).checklist
    return [Line(code, _mark(callback, code)) for code in codes]


def _mark(callback: "Callback", code: str) -> Mark | None:
    if code == REFERRAL_PAPERS and (papers := papers_of(callback)):
        return Mark.MISSING if any(mark is Mark.MISSING for _, mark in papers) else Mark.DONE
    if code == NUMBER and number_verified_at(callback) is None and callback.preparation.marks.get(code) is Mark.DONE:
        return None
    return callback.preparation.marks.get(code)


def number_verified_at(callback: "Callback") -> datetime | None:
    """Return when the callback's number was verified; None where it was not, or is another one since."""
    prepared = callback.preparation
    return prepared.verified_at if callback.phone and prepared.verified_number == callback.phone else None


def papers_of(callback: "Callback") -> list[tuple[str, Mark]]:
    """Return the papers of the callback's referral in the list's own words, each here (done) or missing."""
    referral = callback.referral or {}
    missing = [(paper, Mark.MISSING) for paper in referral.get("missing", ())]
    lacking = {paper for paper, _ in missing}
    return [*((paper, Mark.DONE) for paper in referral.get("papers", ()) if paper not in lacking), *missing]


def as_marked(referral: Mapping[str, Any] | None, prepared: Preparation) -> Mapping[str, Any] | None:
    """Return a referral as its list gives it, with what people said of single papers in the list's place."""
    if referral is None or not prepared.papers:
        return referral
    listed = {paper: Mark.DONE for paper in referral.get("papers", ())}
    listed |= {paper: Mark.MISSING for paper in referral.get("missing", ())}
    names = {folded(paper): paper for paper in listed}
    for known_by, (paper, mark) in prepared.papers.items():
        listed[names.get(known_by, paper)] = mark
    return {
        **referral,
        "papers": [paper for paper, mark in listed.items() if mark is Mark.DONE],
        "missing": [paper for paper, mark in listed.items() if mark is Mark.MISSING],
    }


def title(policy: "Policy", code: str, *, missing: bool = False, language: str = "en") -> str:
    """Return a checklist code in words; where it is missing by the policy's wording `missing-CODE`, if there is one."""
    said = policy.codes.get(f"{_SAID_AS}{code}", {}) if missing else {}
    return said.get(language) or policy.code_title(code, language)


def lacking(policy: "Policy", about: "Marked") -> list[str]:
    """Return which codes of its lane's checklist a person marked missing."""
    wanted = policy.lane(about.lane).checklist
    return [code for code in about.lacking if code in wanted]


def lacking_titles(policy: "Policy", about: "Marked", papers: Collection[str], language: str = "en") -> list[str]:
    """Return in words what of its checklist a person marked missing, beside the missing `papers` of its referral: these
    say one by one what the papers' own line says."""
    codes = [code for code in lacking(policy, about) if not (papers and code == REFERRAL_PAPERS)]
    return [title(policy, code, missing=True, language=language) for code in codes]


def papers_to_tell(policy: "Policy", callback: "Callback", language: str) -> list[str]:
    """Return what the patient is told is not here yet, beside the single papers of a referral.

    Of what preparing marked missing only what the policy counts among the papers is said to a patient.
    """
    by_name = any(mark is Mark.MISSING for _, mark in papers_of(callback))
    told = [line.code for line in checklist(policy, callback) if line.mark is Mark.MISSING]
    return [
        spoken.as_said(title(policy, code, missing=True, language=language))
        for code in told
        if code in policy.preparation.papers and not (by_name and code == REFERRAL_PAPERS)
    ]


def _prepared(before: Preparation, entry: "Entry", payload: Mapping[str, Any]) -> Preparation:
    marks = {code: mark for code, mark in before.marks.items() if code not in payload.get("unmarked", ())}
    for key, mark in (("done", Mark.DONE), ("missing", Mark.MISSING), ("not_needed", Mark.NOT_NEEDED)):
        marks |= dict.fromkeys(payload.get(key, ()), mark)
    after = replace(
        before,
        marks=marks,
        visit_type=payload.get("visit_type") or before.visit_type,
        remark=payload.get("remark") or before.remark,
    )
    if payload.get("number"):
        return replace(after, verified_number=payload["number"], verified_at=entry.wall_at)
    return after


def _papers_marked(before: Preparation, entry: "Entry", payload: Mapping[str, Any]) -> Preparation:
    papers = dict(before.papers)
    for key, mark in (("present", Mark.DONE), ("missing", Mark.MISSING)):
        papers |= {folded(paper): (paper, mark) for paper in payload.get(key, ())}
    return replace(before, papers=papers)


def _reminded(before: Preparation, entry: "Entry", payload: Mapping[str, Any]) -> Preparation:
    sent = Reminder(payload["what"], ReminderWay(payload["how"]), entry.wall_at)
    return replace(before, reminders=(*before.reminders, sent))


def _errand(before: Preparation, entry: "Entry", payload: Mapping[str, Any]) -> Preparation:
    begun = Errand(
        f"{entry.replica_id}:{entry.seq}",
        payload["whom"],
        payload["what"],
        from_utc_text(payload["until"]),
        entry.wall_at,
    )
    return replace(before, errands=(*before.errands, begun))


def _errand_answered(before: Preparation, entry: "Entry", payload: Mapping[str, Any]) -> Preparation:
    errands = (
        errand._replace(answered_at=entry.wall_at)
        if errand.errand_id == payload["errand"] and errand.answered_at is None
        else errand
        for errand in before.errands
    )
    return replace(before, errands=tuple(errands))


RULES: Mapping[str, Callable[[Preparation, "Entry", Mapping[str, Any]], Preparation]] = {
    "made_ready": _prepared,
    "papers_marked": _papers_marked,
    "reminded": _reminded,
    "errand": _errand,
    "errand_answered": _errand_answered,
}
"""What each kind of entry makes of the preparation so far."""
