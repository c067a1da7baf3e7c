"""Escalation: to whom, why, in whose words; and afterwards who was told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from callback_desk.domain.errors import DeskError
from callback_desk.tui import theme
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.dialogs.pick import Pick
from callback_desk.tui.plain import plain_line
from callback_desk.tui.typed_line import TypedLine

REASONS = (
    ("symptom", "the patient speaks of a symptom"),
    ("urgent", "the patient says it cannot wait"),
    ("clinical question", "a clinical question: medication, result, treatment"),
    ("worried or upset", "the patient is very worried or upset"),
    ("beyond what I may settle", "beyond what I may settle"),
    ("other", "another reason: type it below"),
)
OTHER = "other"


class Alarm(NamedTuple):
    """The role (its id), the reason, and the patient's own words."""

    role: str
    reason: str
    words: str | None


class Escalate(Dialog[Alarm]):
    """Reason by one digit, enter. Left and right go through the roles; the first is the licensed one.

    `reach` says for each role how it is reached now.
    """

    HINT = "digit, or letters and enter: the reason · ◂ ▸ another role · esc leaves"
    HINTS: ClassVar[Mapping[str, str]] = {"words": "enter escalates · shift+tab another reason · esc leaves"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "role(-1)", "the role before", show=False),
        Binding("right", "role(1)", "the next role", show=False),
    ]

    def __init__(
        self,
        who: str,
        roles: Sequence[str],
        reach: Mapping[str, str],
        decided: Callable[[Alarm, Dialog[Alarm]], None],
    ) -> None:
        super().__init__(f"Escalate · {who}", decided)
        self._roles, self._reach, self._at = roles, reach, 0

    def questions(self) -> ComposeResult:
        """The role and how it is reached now, the reasons, and a line for the patient's words."""
        yield asked("to")
        yield Static(self._to(), id="role", markup=False)
        yield asked("why")
        yield Pick(REASONS, "reason", self._taken)
        yield asked("in the patient's own words (may be empty)")
        yield TypedLine("words")

    def _taken(self, code: str) -> None:
        """Go on to the patient's words."""
        self.set_focus(self.query_one("#words", Input))

    def action_role(self, by: int) -> None:
        """Go to another role."""
        self._at = (self._at + by) % len(self._roles)
        self.query_one("#role", Static).update(self._to())

    def _to(self) -> Content:
        return plain_line(f"◂ {self._reach[self._roles[self._at]]} ▸", theme.NOW)

    def answer(self) -> Alarm:
        """Return role, reason and words."""
        reason, words = self.query_one("#reason", Pick).code, self.typed("words")
        if reason == OTHER:
            if not words:
                raise DeskError("say in a few words why")
            return Alarm(self._roles[self._at], words, None)
        return Alarm(self._roles[self._at], reason, words or None)


HOWS = (
    ("telephone", "by telephone"),
    ("in person", "in person"),
    ("message", "by message, and they answered"),
)
AT_OWN_DESK = (("at this desk", "at this desk, by me"), *HOWS)
"""The ways of whoever answers for the role that is told."""


class Told(NamedTuple):
    """Who was told, how, and when."""

    told: str
    how: str
    at: datetime | None


class Acknowledge(Dialog[Told]):
    """Who of the role was told: a name, when, and how by one digit; enter at the end records it."""

    HINT = "enter goes on · a digit says how · enter records it · esc leaves"

    def __init__(
        self,
        who: str,
        reach: str,
        time_now: str,
        parse: Callable[[str], datetime],
        decided: Callable[[Told, Dialog[Told]], None],
        own_name: str | None = None,
    ) -> None:
        """`own_name` is that of the person here, if they answer for the role: it stands there already."""
        super().__init__(f"Who was told · {who}", decided)
        self._reach, self._time_now, self._parse, self._own_name = reach, time_now, parse, own_name
        if own_name:  # the caret is on the last question already
            self.HINT = "enter records it so · a digit says how · esc leaves"

    def questions(self) -> ComposeResult:
        """Who, when, how."""
        yield Static(plain_line(self._reach, theme.NOW), markup=False)
        yield asked("who was told")
        yield TypedLine("told", "the name of who took it", value=self._own_name or "")
        yield asked("at (tab changes it)")
        yield TypedLine("at", value=self._time_now)
        yield asked("how")
        yield Pick(AT_OWN_DESK if self._own_name else HOWS, "how", self._taken, records_at_once=False)

    def on_mount(self) -> None:
        """Whoever was told themselves has only to say how."""
        if self._own_name:
            self.set_focus(self.query_one("#how", Pick))

    def entered(self) -> None:
        """Go on to how: that it was just now is right nearly always, and tab goes to when."""
        self.set_focus(self.query_one("#how", Pick))

    def _taken(self, code: str) -> None:
        """That was the last question."""
        self.save()

    def answer(self) -> Told:
        """Return who, how and when."""
        if not self.typed("told"):
            self.set_focus(self.query_one("#told", Input))
            raise DeskError("say who was told: the name of who took it")
        at = self.typed("at")
        return Told(
            self.typed("told"),
            self.query_one("#how", Pick).code,
            None if at == self._time_now else self._parse(at),
        )
