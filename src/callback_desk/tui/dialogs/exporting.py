"""Files of any period: which days, formats, lanes and owners, for which audience, and how they are closed."""

from collections.abc import Callable
from datetime import date
from threading import Event
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from callback_desk.actions.exporting import Wanted
from callback_desk.actions.protecting import Protection
from callback_desk.domain.appointment_time import parse_past_day
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import Policy
from callback_desk.domain.policy_files import FORMATS
from callback_desk.tui.dialogs.base import Dialog, asked
from callback_desk.tui.messages import DayProgress
from callback_desk.tui.plain import plain_line
from callback_desk.tui.typed_line import TypedLine

PLAIN = "plain"
"""The clear yes to files that anybody can read; a recipient of that name comes first."""


class Order(NamedTuple):
    """What is to be written, and how it is closed."""

    wanted: Wanted
    protection: Protection


class ExportFiles(Dialog[Order]):
    """One line for each of these; what is left empty means all. Escape stops the writing, or leaves.

    `default` names the recipients that get files when nobody says who does.
    """

    HINT = "enter goes on, at the end it writes · esc stops or leaves"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", "stop, or leave", show=False)]

    def __init__(
        self, policy: Policy, today: date, default: tuple[str, ...], decided: Callable[[Order, Dialog[Order]], None]
    ) -> None:
        super().__init__("Export files of any period", decided)
        self._policy, self._today, self._default = policy, today, default
        self.stopped = Event()

    def questions(self) -> ComposeResult:
        """The lines, each with what may stand in it."""
        policy, today = self._policy, self._today.isoformat()
        readers = ", ".join(policy.recipients)
        whom = f"{readers}, or the word {PLAIN}" if readers else f"the word {PLAIN}: the policy names no recipient"
        for name, label, choices, value in (
            ("first", "from", "2026-11-23", today),
            ("last", "to", "2026-11-23", today),
            ("formats", "formats", f"all, or of {', '.join(FORMATS)}", ""),
            ("lanes", f"lanes, of {', '.join(policy.lanes)}", "all", ""),
            ("owners", "whose turn it is", "anybody's, or names and role:ID", ""),
            ("audience", f"audience, of {', '.join(policy.audiences)}", "whoever may see everything", ""),
            ("readers", f"for whom ({PLAIN}: whoever opens the folder can read them)", whom, ", ".join(self._default)),
        ):
            yield asked(label)
            yield TypedLine(name, choices, value)

    def texts(self) -> list[str]:
        """Return nothing: what is typed here is no patient's word."""
        return []

    def entered(self) -> None:
        """Go on to the next line; from the last one, write."""
        if self.query_one("#readers", Input).has_focus:
            self.stopped.clear()
            self.save()
        else:
            self.focus_next()

    @property
    def holding(self) -> bool:
        """Whether the dialog cannot take a key yet; while it writes it takes escape."""
        return self._opening

    def action_stop(self) -> None:
        """Stop the writing, or leave."""
        if self._waiting:
            self.stopped.set()
        else:
            self.dismiss()

    def on_day_progress(self, message: DayProgress) -> None:
        """Say how far it is, and how it is stopped."""
        if self._waiting:
            said = "stopping…" if self.stopped.is_set() else f"{message.said}… esc stops it."
            self.query_one("#fault", Static).update(plain_line(said))

    def answer(self) -> Order:
        """Return what is to be written and for whom."""
        first, last = self._day("first"), self._day("last")
        if first > last:
            raise self._at("first", f"{first} is after {last}: exchange them")
        if first > self._today:
            raise self._at("first", f"{first} has not come yet")
        formats = self._several("formats")
        for one in formats:
            if one not in FORMATS:
                raise self._at("formats", f"{one[:40]!r} is not made: choose of {', '.join(FORMATS)}")
        audience = self.typed("audience")
        if audience and audience not in self._policy.audiences:
            known = ", ".join(self._policy.audiences)
            raise self._at("audience", f"the policy knows no audience {audience[:40]!r}: choose one of {known}")
        wanted = Wanted(formats, first, last, self._several("lanes"), self._several("owners"), audience or None)
        return Order(wanted, self._protection())

    def _protection(self) -> Protection:
        readers = self._several("readers")
        if readers == (PLAIN,) and PLAIN not in self._policy.recipients:
            return Protection(plain_files=True)
        unknown = [name for name in readers if name not in self._policy.recipients]
        if unknown or not readers:
            known = ", ".join(self._policy.recipients)
            some = f"a recipient of the policy ({known}), or " if known else ""
            raise self._at("readers", f"say for whom: {some}the word {PLAIN} for files that anybody can read")
        return Protection(readers)

    def _day(self, name: str) -> date:
        typed = self.typed(name)
        try:
            found = parse_past_day(typed, self._today)
        except DeskError as fault:
            raise self._at(name, str(fault)) from fault
        if found is None:
            raise self._at(name, f"{typed[:20]!r} is not a day: write it as 2026-11-23 or nov 23")
        return found

    def _several(self, name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part.strip() for part in self.typed(name).split(",") if part.strip()))

    def _at(self, name: str, said: str) -> DeskError:
        """Put the caret where something is wrong and return what to say of it."""
        self.set_focus(self.query_one(f"#{name}", Input))
        return DeskError(said)
