"""Preparing a call: the lane's checklist, the papers of a referral, what came in, a reminder, an errand."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.widgets import Input

from callback_desk.actions.preparing import Got
from callback_desk.domain import preparing
from callback_desk.domain.appointment_time import in_words
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import Mark
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import Policy
from callback_desk.domain.preparing_lines import (
    ERRAND_EXAMPLE,
    REMINDER_EXAMPLE,
    TypedErrand,
    parse_errand,
    parse_reminder,
)
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.marks import Marked, Marks
from callback_desk.tui.typed_line import TypedLine

Read = TypeVar("Read")
CODE, PAPER, ERRAND = "", "paper: ", "asked "
_OF_A_CODE = frozenset(Mark)
_OF_A_PAPER = frozenset((Mark.DONE, Mark.MISSING))
_OF_AN_ERRAND = frozenset((Mark.DONE,))


class Prepare(Dialog[Got]):
    """One key for each line of the checklist; then, if wanted, lines of text. All of it is saved at once."""

    HINT = "enter goes on, at the end it saves · {save} saves · esc leaves"
    HINTS: ClassVar[Mapping[str, str]] = {
        "marks": "space ✓ · x missing · - not needed · enter next · {save} saves · esc leaves"
    }

    def __init__(
        self,
        who: str,
        policy: Policy,
        callback: Callback,
        now: datetime,
        decided: Callable[[Got, Dialog[Got]], None],
    ) -> None:
        super().__init__(f"Prepare · {who}", decided)
        self._policy, self._now = policy, now
        self._visit_type = callback.preparation.visit_type or ""
        self._asks_visit_type = preparing.VISIT_TYPE in policy.lane(callback.lane).checklist
        self._lines = lines_of(policy, callback, now)

    def questions(self) -> ComposeResult:
        """The checklist, and lines for what is said in words."""
        yield Marks(self._lines, self._on)
        if self._asks_visit_type:
            yield asked("visit type, such as: new, 40 min")
            yield TypedLine("visit-type", value=self._visit_type)
        yield asked("remark (may be empty)")
        yield TypedLine("remark")
        yield asked("reminder sent (may be empty): portal, text, letter or email, what for")
        yield TypedLine("reminder", f"such as: {REMINDER_EXAMPLE}")
        yield asked("asked of another office (may be empty): whom, what, until when")
        yield TypedLine("errand", f"such as: {ERRAND_EXAMPLE}")

    def _on(self) -> None:
        """Enter after the last line of the checklist goes on to what is said in words."""
        self.focus_next()

    def entered(self) -> None:
        """Enter goes on to the next line, and after the last one saves."""
        if self.focused is self.query_one("#errand"):
            self.save()
        else:
            self.focus_next()

    def answer(self) -> Got:
        """Return what was marked and typed.

        Raises:
            DeskError: a line cannot be read; the caret goes there.
        """
        visit_type = self.typed("visit-type") if self._asks_visit_type else ""
        reminder, errand = self.typed("reminder"), self.typed("errand")
        return Got(
            done=self._now_marked(CODE, Mark.DONE),
            missing=self._now_marked(CODE, Mark.MISSING),
            not_needed=self._now_marked(CODE, Mark.NOT_NEEDED),
            unmarked=self._now_marked(CODE, None),
            papers_here=self._now_marked(PAPER, Mark.DONE),
            papers_missing=self._now_marked(PAPER, Mark.MISSING),
            visit_type=visit_type if visit_type != self._visit_type else None,
            remark=self.typed("remark") or None,
            reminder=self._read("reminder", parse_reminder) if reminder else None,
            errand=self._read("errand", self._errand) if errand else None,
            answered=self._now_marked(ERRAND, Mark.DONE),
        )

    def _now_marked(self, group: str, mark: Mark | None) -> tuple[str, ...]:
        return tuple(line.code for line in self._lines if line.group == group and line.changed and line.mark is mark)

    def _errand(self, text: str) -> TypedErrand:
        policy = self._policy
        return parse_errand(text, policy.open_hours(None), policy.zone_info, self._now)

    def _read(self, name: str, parse: Callable[[str], Read]) -> Read:
        try:
            return parse(self.typed(name))
        except DeskError:
            self.set_focus(self.query_one(f"#{name}", Input))
            raise


def lines_of(policy: Policy, callback: Callback, now: datetime) -> list[Marked]:
    """Return what can be marked: the lane's checklist, each paper of the referral, each errand still open.

    Where papers are listed one by one, their own line of the checklist follows from them and is not asked.
    """
    papers = preparing.papers_of(callback)
    lines = [
        Marked(CODE, line.code, policy.code_title(line.code), line.mark, _OF_A_CODE)
        for line in preparing.checklist(policy, callback)
        if not (papers and line.code == preparing.REFERRAL_PAPERS)
    ]
    lines += [Marked(PAPER, paper, paper, mark, _OF_A_PAPER, empty=False) for paper, mark in papers]
    for errand in callback.preparation.open_errands:
        until = in_words(errand.until, policy.zone_info, now)
        said = f"{errand.whom} for {errand.what}, until {until}: ✓ when it came in"
        lines.append(Marked(ERRAND, errand.errand_id, said, None, _OF_AN_ERRAND))
    return lines
