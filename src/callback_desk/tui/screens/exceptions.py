"""The exception log: what the workflow did not foresee, the newest first."""

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from callback_desk.actions import exceptions
from callback_desk.actions.context import Desk
from callback_desk.domain.codes import ExceptionCode
from callback_desk.domain.exceptions import ExceptionLine
from callback_desk.domain.phone import display
from callback_desk.domain.queue import UNKNOWN
from callback_desk.tui import screen_keys, words
from callback_desk.tui.key import Pane
from callback_desk.tui.messages import ReadingDone, ReadingFailed, ReadingGoesOn
from callback_desk.tui.panes.cursor_lines import CursorLines, Line, Written
from callback_desk.tui.panes.screen_foot import ScreenFoot
from callback_desk.tui.plain import fitted, plain_line
from callback_desk.tui.reading_beside import read_beside
from callback_desk.tui.telling import with_keys

_WHEN, _WHAT, _WHO, _PERSON, _TEXT = 16, 22, 18, 12, 200


class ExceptionLog(ModalScreen[str | None]):
    """Lists exceptions; digits narrow them to one kind, enter goes to the item. Returns the item's id."""

    CSS = """
    ExceptionLog { background: $background; }
    ExceptionLog #frame { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold; }
    ExceptionLog #heading { height: 1; color: $quiet; }
    ExceptionLog #exception-list { height: 1fr; }
    ExceptionLog #whole { height: auto; max-height: 6; padding: 0 1; border-top: solid $quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = screen_keys.bindings(
        {
            "exception-item": "go",
            **{f"exceptions-{code}": f"narrow('{code}')" for code in ExceptionCode},
            "exceptions-all": "narrow('')",
            "leave-exceptions": "dismiss",
        }
    )
    pane = Pane.EXCEPTIONS

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._code: ExceptionCode | None = None
        self._found: list[ExceptionLine] = []
        self._version: int | None = None
        self._shown: list[ExceptionLine] = []
        self._list = CursorLines(self._tell_whole, id="exception-list")
        self._list.nothing = "reading ..."

    def compose(self) -> ComposeResult:
        """Lay out the list and the keys."""
        with Vertical(id="frame"):
            yield Static("", id="heading", markup=False)
            yield self._list
            yield Static("", id="whole", markup=False)
        kinds = (f"exceptions-{code}" for code in ExceptionCode)
        yield ScreenFoot("exception-item", *kinds, "exceptions-all", "leave-exceptions")

    def on_mount(self) -> None:
        """Show all of them, once they are read."""
        heading = _columns("when", "what", "patient", "by", "what happened")
        self.query_one("#heading", Static).update(Content(heading))
        self._entitle("reading ...")
        self.read_again()
        self._list.focus()

    def read_again(self) -> None:
        """Read the log as it is now, beside the screen, if anything was written since it was read."""
        version, desk = self._desk.store.data_version(), self._desk
        if version == self._version:
            return
        self._version = version
        read_beside(self, lambda watch: exceptions.log(desk, watch=watch))

    def on_reading_goes_on(self, message: ReadingGoesOn) -> None:
        """Say how far it is."""
        if message.count:
            self._entitle(f"reading ... {message.count} items so far")

    def on_reading_done(self, message: ReadingDone) -> None:
        """Show what was read."""
        self._found = cast("list[ExceptionLine]", message.result)
        self._list.nothing = with_keys(
            "nothing was recorded here: {exception} records what the workflow did not foresee"
        )
        self._show()

    def on_reading_failed(self, message: ReadingFailed) -> None:
        """Say why nothing can be shown."""
        self._list.nothing = message.said
        self._found = []
        self._show()

    def _show(self) -> None:
        found = [line for line in self._found if self._code in (None, line.code)]
        self._entitle(str(len(found)))
        here = self._current
        self._shown = found
        self._list.show(Written(found, self._line), at=found.index(here) if here in found else 0)
        self._tell_whole()

    @property
    def _current(self) -> ExceptionLine | None:
        """The line under the cursor."""
        return self._shown[self._list.at] if self._shown else None

    def _entitle(self, how_many: str) -> None:
        kind = "" if self._code is None else f" · {words.EXCEPTIONS[self._code]}"
        self.query_one("#frame").border_title = plain_line(f"Exception log{kind} · {how_many}")

    def action_narrow(self, code: str) -> None:
        """Show one kind, or all."""
        self._code = ExceptionCode(code) if code else None
        self._show()

    def action_go(self) -> None:
        """Go to the item under the cursor."""
        current = self._current
        if current is not None:
            self.dismiss(current.callback_id)

    def _tell_whole(self) -> None:
        """Say below the list what the line under the cursor has no room for."""
        line = self._current
        self.query_one("#whole", Static).update(plain_line(line.text if line is not None and line.text else ""))

    def _line(self, line: ExceptionLine) -> Line:
        now, desk = self._desk.clock(), self._desk
        who = line.patient or display(line.phone or "") or UNKNOWN
        person = desk.policy.role_title(f"person:{line.person_id}") or "the desk"
        when = words.moment(line.at, now, desk.zone)
        return _columns(when, words.EXCEPTIONS[line.code], who, person, line.text or "").rstrip(), ""


def _columns(when: str, what: str, who: str, person: str, text: str) -> str:
    """Return one line of the log, each part safe to show; what does not fit is cut by whoever paints it."""
    cells = ((when, _WHEN), (what, _WHAT), (who, _WHO), (person, _PERSON), (text, _TEXT))
    return " " + " ".join(fitted(told, wide) for told, wide in cells)
