"""Jump: a letter on every pane and on every field of the note; the letter goes there, esc leaves."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from callback_desk.tui.arranging import Room

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen

LETTERS = "asdfghklqwertyuiopzxcvbnm"
_NAMES = {"queue": "queue", "context": "context", "script": "script", "note": "outcome note"}


class Target(NamedTuple):
    """Where one can go: its name, the cell of its letter (None where it is out of sight), and how to get there.

    On a field the letter stands where the caret's mark does, so that its name can be read.
    """

    name: str
    at: Offset | None
    is_pane: bool
    go: Callable[[], None]


def targets_of(desk: "DeskScreen") -> list[Target]:
    """Return the panes of the view and the note's fields that are in sight."""
    arranging = desk.arranging
    in_sight = (arranging.shown,) if arranging.room is Room.ONE else arranging.panes

    def to_pane(pane: str) -> Callable[[], None]:
        def go() -> None:
            arranging.show(pane)
            arranging.focus()

        return go

    def to_field(field: str) -> Callable[[], None]:
        def go() -> None:
            desk.note.go_to(field)
            desk.set_focus(desk.note)

        return go

    found = []
    for pane in arranging.panes:
        corner = desk.query_one(f"#{pane}", Widget).region.offset if pane in in_sight else None
        found.append(Target(_NAMES[pane], corner, True, to_pane(pane)))
    if "note" in in_sight:
        found += [Target(field, at, False, to_field(field)) for field, at in desk.note.places()]
    return found[: len(LETTERS)]


class Jump(ModalScreen[None]):
    """The letters, over the desk as it stands; what is out of sight is told on the last line."""

    CSS = """
    Jump { background: transparent; }
    Jump .letter { position: absolute; width: auto; height: 1; background: $warning; color: $background;
        text-style: bold; }
    Jump .letter:nocolor { text-style: bold reverse; }
    Jump #out-of-sight { dock: bottom; height: 1; background: $foot; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "leave", show=False)]

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__()
        self._targets = dict(zip(LETTERS, targets, strict=False))

    def compose(self) -> ComposeResult:
        """Put each letter on its place."""
        for letter, target in self._targets.items():
            if target.at is not None:
                shown = f" {letter} " if target.is_pane else letter
                mark = Static(Content(shown), classes="letter", markup=False)
                mark.styles.offset = (target.at.x, target.at.y)
                yield mark
        hidden = [f"{letter} {target.name}" for letter, target in self._targets.items() if target.at is None]
        yield Static(
            Content("  ".join([" a letter goes there", *hidden, "esc leaves"])), id="out-of-sight", markup=False
        )

    def on_key(self, event: events.Key) -> None:
        """Go where the letter stands; another one leaves."""
        if event.key == "escape":
            return
        event.stop()
        event.prevent_default()
        self.dismiss()
        target = self._targets.get(event.character or "")
        if target is not None:
            self.call_later(target.go)
