"""Until when: put off in the job's own steps, or on hold with a reason and a time to look again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from textual.app import ComposeResult
from textual.widgets import Input

from callback_desk.domain.code_words import HOLDS
from callback_desk.domain.codes import HoldReason
from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.typed_line import TypedLine

A_DATE = "date"
_EXAMPLES = "4:15p, tue 9a, 12/2 9:00, 2026-12-02 or 2h"

Answer = TypeVar("Answer")
Parse = Callable[[str], datetime]
Steps = Sequence[tuple[str, datetime]]
"""Words and moments."""


class Until(Dialog[Answer], Generic[Answer]):
    """Asks until when: a digit takes a step; only another date needs typing."""

    BEFORE_DATE = 3
    """After so many steps stands the date; a step that was used before comes last."""

    def __init__(
        self, title: str, steps: Steps, parse: Parse, decided: Callable[[Answer, Dialog[Answer]], None]
    ) -> None:
        super().__init__(title, decided)
        self._steps, self._parse = steps, parse

    def moments(self) -> ComposeResult:
        """The steps, and a line for a date that shows when it is wanted."""
        options = [(str(index), words) for index, (words, _) in enumerate(self._steps)]
        place = self.BEFORE_DATE
        yield Pick([*options[:place], (A_DATE, "a date or time"), *options[place:]], "step", self._step_taken)
        when = TypedLine("when", f"such as: {_EXAMPLES}")
        when.display = False
        yield when

    def _step_taken(self, code: str) -> None:
        """Done, unless it is a date."""
        if code != A_DATE:
            self.save()
            return
        when = self.query_one("#when", Input)
        when.display = True
        self.set_focus(when)

    def until(self) -> datetime:
        """Return the moment that was taken or typed.

        Raises:
            DeskError: it is a date, and none was typed that could be read.
        """
        code = self.query_one("#step", Pick).code
        if code != A_DATE:
            return self._steps[int(code)][1]
        if not self.typed("when"):
            raise DeskError(f"give a date or a time, such as {_EXAMPLES}")
        return self._parse(self.typed("when"))


class Snooze(Until[datetime]):
    """In the job's own steps."""

    HINT = "digit puts it off · esc leaves"

    def __init__(
        self, who: str, steps: Steps, parse: Parse, decided: Callable[[datetime, Dialog[datetime]], None]
    ) -> None:
        super().__init__(f"Snooze · {who}", steps, parse, decided)

    def questions(self) -> ComposeResult:
        """Until when."""
        yield from self.moments()

    def answer(self) -> datetime:
        """Return until when."""
        return self.until()


class HeldBack(NamedTuple):
    """What it waits for, and when to look again."""

    reason: HoldReason
    until: datetime


class Hold(Until[HeldBack]):
    """What it waits for by one digit, then when to look again by another."""

    HINT = "digit, then digit puts it on hold · esc leaves"

    def __init__(
        self, who: str, steps: Steps, parse: Parse, decided: Callable[[HeldBack, Dialog[HeldBack]], None]
    ) -> None:
        super().__init__(f"Hold · {who}", steps, parse, decided)

    def questions(self) -> ComposeResult:
        """What for, and until when."""
        yield asked("waiting for")
        yield Pick([(reason.value, HOLDS[reason]) for reason in HoldReason], "reason", self._reason_taken)
        yield asked("look again")
        yield from self.moments()

    def _reason_taken(self, code: str) -> None:
        """Go on to when."""
        self.set_focus(self.query_one("#step", Pick))

    def answer(self) -> HeldBack:
        """Return what for and until when."""
        return HeldBack(HoldReason(self.query_one("#reason", Pick).code), self.until())
