"""The exception log: what the workflow did not foresee, the newest first."""

from collections.abc import Callable
from typing import ClassVar

from rich.cells import set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from callback_desk.actions import exceptions
from callback_desk.actions.context import Desk
from callback_desk.domain.codes import ExceptionCode
from callback_desk.domain.exceptions import ExceptionLine
from callback_desk.domain.phone import display
from callback_desk.tui import words
from callback_desk.tui.panes.lines import LinesPane
from callback_desk.tui.plain import fitted, plain_line
from callback_desk.tui.telling import with_keys

_HERE = "reverse bold"
_WHEN, _WHAT, _WHO, _PERSON, _TEXT = 16, 22, 18, 12, 200


class ExceptionList(LinesPane, can_focus=True):
    """The lines of the log, with a cursor."""

    def __init__(self, write: Callable[[ExceptionLine], str], moved: Callable[[], None]) -> None:
        super().__init__(id="exception-list")
        self._write, self._moved = write, moved
        self._found: list[ExceptionLine] = []
        self._at = self._top = 0

    @property
    def current(self) -> ExceptionLine | None:
        """The line under the cursor."""
        return self._found[self._at] if self._found else None

    def show(self, found: list[ExceptionLine]) -> None:
        """Show other lines; the cursor stays on its line, or goes to the first one."""
        here = self.current
        self._found, self._at = found, found.index(here) if here in found else 0
        self._show()

    def _show(self) -> None:
        self.repaint()
        self._moved()

    def on_key(self, event: events.Key) -> None:
        """Move the cursor."""
        page = max(1, self.size.height - 1)
        steps = {
            "up": -1,
            "down": 1,
            "pageup": -page,
            "pagedown": page,
            "home": -len(self._found),
            "end": len(self._found),
        }
        if event.key in steps:
            event.stop()
            self._at = max(0, min(self._at + steps[event.key], len(self._found) - 1))
            self._show()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where it was clicked."""
        place = event.get_content_offset(self)
        if place is not None and self._top + place.y < len(self._found):
            self._at = self._top + place.y
            self._show()

    def drawn(self, width: int, height: int) -> list[Content]:
        """Return the lines in sight."""
        if not self._found:
            return [
                plain_line(
                    with_keys("nothing was recorded here: {exception} records what the workflow did not foresee")
                )
            ]
        self._top = max(min(self._top, self._at), self._at - height + 1)
        return [
            Content.styled(set_cell_size(self._write(line), width), _HERE if self._top + y == self._at else "")
            for y, line in enumerate(self._found[self._top : self._top + height])
        ]


class ExceptionLog(ModalScreen[str | None]):
    """Lists exceptions; digits narrow them to one kind, enter goes to the item. Returns the item's id."""

    CSS = """
    ExceptionLog { background: $background; }
    ExceptionLog #frame { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold; }
    ExceptionLog #heading { height: 1; color: $quiet; }
    ExceptionLog #exception-list { height: 1fr; }
    ExceptionLog #whole { height: auto; max-height: 6; padding: 0 1; border-top: solid $quiet; }
    ExceptionLog #foot { height: auto; background: $foot; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(place), f"narrow('{code}')", words.EXCEPTIONS[code], show=False)
            for place, code in enumerate(ExceptionCode, 1)
        ),
        Binding("0", "narrow('')", "all", show=False),
        Binding("enter", "go", "go to the item", show=False),
        Binding("escape,q,l", "dismiss", "back", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._code: ExceptionCode | None = None
        self._list = ExceptionList(self._line, self._tell_whole)

    def compose(self) -> ComposeResult:
        """Lay out the list and the keys."""
        with Vertical(id="frame"):
            yield Static("", id="heading", markup=False)
            yield self._list
            yield Static("", id="whole", markup=False)
        keys = [*((str(n), words.EXCEPTIONS[code]) for n, code in enumerate(ExceptionCode, 1)), ("0", "all")]
        told = [
            Content.assemble((key, "bold"), f" {label}") for key, label in [("enter", "item"), *keys, ("esc", "back")]
        ]
        yield Static(Content(" ") + Content("  ").join(told), id="foot", markup=False)

    def on_mount(self) -> None:
        """Show all of them."""
        heading = _columns("when", "what", "patient", "by", "what happened")
        self.query_one("#heading", Static).update(Content(heading))
        self.read_again()
        self._list.focus()

    def read_again(self) -> None:
        """Show the log as it is now."""
        found = exceptions.log(self._desk, code=self._code)
        kind = "" if self._code is None else f" · {words.EXCEPTIONS[self._code]}"
        self.query_one("#frame").border_title = plain_line(f"Exception log{kind} · {len(found)}")
        self._list.show(found)

    def action_narrow(self, code: str) -> None:
        """Show one kind, or all."""
        self._code = ExceptionCode(code) if code else None
        self.read_again()

    def action_go(self) -> None:
        """Go to the item under the cursor."""
        current = self._list.current
        if current is not None:
            self.dismiss(current.callback_id)

    def _tell_whole(self) -> None:
        """Say below the list what the line under the cursor has no room for."""
        line = self._list.current
        self.query_one("#whole", Static).update(plain_line(line.text if line is not None and line.text else ""))

    def _line(self, line: ExceptionLine) -> str:
        now, desk = self._desk.clock(), self._desk
        who = line.patient or display(line.phone or "") or "unknown caller"
        person = desk.policy.role_title(f"person:{line.person_id}") or "the desk"
        when = words.moment(line.at, now, desk.zone)
        return _columns(when, words.EXCEPTIONS[line.code], who, person, line.text or "")


def _columns(when: str, what: str, who: str, person: str, text: str) -> str:
    """Return one line of the log, each part safe to show; what does not fit is cut by whoever paints it."""
    cells = ((when, _WHEN), (what, _WHAT), (who, _WHO), (person, _PERSON), (text, _TEXT))
    return " " + " ".join(fitted(told, wide) for told, wide in cells)
