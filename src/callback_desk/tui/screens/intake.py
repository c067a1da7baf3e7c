"""Taking in a file: choose it, see what each of its records would do, say what its columns are, then a clear yes."""

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from callback_desk.actions import intake_choices, looking_at_files, rejecting, taking_in
from callback_desk.actions.context import Desk
from callback_desk.actions.intake_choices import IntakeChoices
from callback_desk.actions.looking_at_files import Seen
from callback_desk.actions.watching import Watch
from callback_desk.domain.errors import DeskError
from callback_desk.tui import intake_words, screen_keys, theme
from callback_desk.tui.deeds import Deeds
from callback_desk.tui.intake_asking import IntakeAsking
from callback_desk.tui.intake_words import Entry
from callback_desk.tui.key import Pane
from callback_desk.tui.messages import ActionDone, ActionFailed, IntakeProgress, ReadingDone, ReadingFailed
from callback_desk.tui.panes.cursor_lines import CursorLines
from callback_desk.tui.panes.screen_foot import NO_LABELS, ScreenFoot
from callback_desk.tui.plain import plain_line
from callback_desk.tui.reading_beside import GROUP, read_beside
from callback_desk.tui.telling import with_keys
from callback_desk.tui.typed_line import TypedLine

_ON_PLAN = (
    *("intake-yes", "intake-columns", "intake-zone", "intake-dates", "intake-own", "intake-rejected"),
    "leave-intake",
)
_ON_COLUMNS = ("intake-choose", "intake-zone", "intake-own", "leave-intake")
_LABELS = {"columns": {"intake-yes": "show the plan"}}


class Stopped(DeskError):
    """The person wants no more of it."""


class Intake(IntakeAsking, ModalScreen[None]):
    """One file at a time; nothing is written before a yes, and a file is taken in whole or not at all."""

    CSS = """
    Intake { background: $background; }
    Intake #frame { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold; }
    Intake #said { height: auto; max-height: 8; padding: 0 1; }
    Intake #path { height: 1; border: none; padding: 0 1; background: $foot; color: $foreground; }
    Intake #intake-list { height: 1fr; }
    Intake #whole { height: auto; max-height: 4; padding: 0 1; color: $quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *screen_keys.bindings(
            {
                "intake-choose": "choose",
                "intake-yes": "take_in",
                "intake-columns": "columns",
                "intake-zone": "zone",
                "intake-dates": "dates",
                "intake-own": "own_numbers",
                "intake-rejected": "write_rejected",
                "leave-intake": "back",
            }
        ),
        Binding("up", "move(-1)", "line up", show=False, id="up"),
        Binding("down", "move(1)", "line down", show=False, id="down"),
        Binding("pageup", "move_pages(-1)", "page up", show=False, id="page-up"),
        Binding("pagedown", "move_pages(1)", "page down", show=False, id="page-down"),
    ]
    pane = Pane.INTAKE

    def __init__(self, desk: Desk, deeds: Deeds) -> None:
        super().__init__()
        self.desk, self._deeds = desk, deeds
        self._folder = looking_at_files.last_folder(desk)
        self._entries: list[Entry] = []
        self._stage = "files"
        self._column = 0
        self._stop = threading.Event()
        self.seen: Seen | None = None
        self.choices = IntakeChoices()

    def compose(self) -> ComposeResult:
        """Lay out what is said, the line for a path, the list, and the keys."""
        with Vertical(id="frame"):
            yield Static("", id="said", markup=False)
            yield TypedLine("path", "type a path, or part of a name")
            yield CursorLines(self._moved, id="intake-list")
            yield Static("", id="whole", markup=False)
        yield ScreenFoot("intake-choose", "up", "down", "leave-intake")

    def on_mount(self) -> None:
        """Offer the files of the folder that was used last."""
        self._offer_files()

    @property
    def _list(self) -> CursorLines:
        return self.query_one("#intake-list", CursorLines)

    def _enter(self, stage: str, title: str, said: Content, *foot: str) -> None:
        """Go on to a stage: what is said above, the keys below, the list in between."""
        self._stage = stage
        self.query_one("#frame").border_title = plain_line(title)
        self.query_one("#said", Static).update(said)
        self.query_one("#path", Input).display = stage == "files"
        self.query_one(ScreenFoot).offer(*foot, labels=_LABELS.get(stage, NO_LABELS))
        (self.query_one("#path", Input) if stage == "files" else self._list).focus()
        self._moved()

    def told(self, said: Content) -> None:
        """Say something at the bottom."""
        self.query_one(ScreenFoot).say(Content(" ") + said)

    def _refuse(self, said: str) -> None:
        self.told(plain_line(said, theme.NOW))

    # The files

    def _offer_files(self) -> None:
        self.query_one("#path", Input).value = ""
        self._enter("files", "Take in a file", Content(), "intake-choose", "up", "down", "leave-intake")
        self._list_files()

    def _list_files(self) -> None:
        folder, wanted = self._searched(self.query_one("#path", Input).value.strip())
        try:
            self._entries = intake_words.entries(folder, wanted)
        except OSError as fault:
            self._entries = []
            self._refuse(f"{folder} cannot be listed ({fault.strerror}): type the path of another folder")
        self.query_one("#said", Static).update(plain_line(str(folder), theme.BOLD))
        self._list.show([(f" {entry.said}", "") for entry in self._entries])

    def _searched(self, typed: str) -> tuple[Path, str]:
        """Return in which folder a name is looked for by what is typed, and the part of it that is known."""
        before, parted, part = typed.rpartition(os.sep)
        folder = self._as_path(before + parted)
        if folder is not None and folder.is_dir():
            return folder, part
        return self._folder, "" if self._as_path(typed) is not None else typed

    def _as_path(self, typed: str) -> Path | None:
        """Return what is typed as a path that is there, or None where it is part of a name."""
        try:
            path = self._folder / Path(typed).expanduser()
            return path if typed and (os.sep in typed or path.is_file()) and path.exists() else None
        except (OSError, RuntimeError, ValueError):
            return None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list as it is typed."""
        if self._stage == "files":
            self._list_files()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the path."""
        event.stop()
        self.action_choose()

    def action_choose(self) -> None:
        """Open the folder, read the file, or change what a column is."""
        if self._stage == "columns":
            self._column = self._list.at  # the file is read anew with the answer: the cursor comes back to it
            self.change_column(self._column)
        if self._stage != "files":
            return
        typed = self.query_one("#path", Input).value.strip()
        path = self._as_path(typed)
        if path is not None:
            self._take(Entry(path, "", path.is_dir()))
        elif self._entries:
            self._take(self._entries[self._list.at])
        elif os.sep in typed:
            self._refuse(f"{Path(typed).name} is not there: check the name and the folder")
        else:
            self._refuse("no name here has that in it: shorten it, or type the path of a file")

    def _take(self, entry: Entry) -> None:
        if entry.opens:
            self._folder = entry.path.resolve()
            self._offer_files()
        else:
            self.choices, self._column = IntakeChoices(), 0
            self.read(entry.path)

    # Reading, beside the screen

    def read(self, path: Path, *, then_columns: bool = False) -> None:
        """Read a file and plan it on a thread of its own."""
        desk, choices = self.desk, self.choices

        def look(watch: Watch) -> tuple[Seen, bool]:
            def progress(said: str) -> None:
                watch(0)
                self.post_message(IntakeProgress(said))

            return looking_at_files.look(desk, path, choices, progress), then_columns

        self._stop.clear()
        self._list.show([])
        self._enter("reading", path.name, plain_line("reading ..."), "leave-intake")
        read_beside(self, look)

    def on_intake_progress(self, message: IntakeProgress) -> None:
        """Say how far it is."""
        if self._stage in ("reading", "applying") and not self._stop.is_set():
            self.query_one("#said", Static).update(plain_line(f"{message.said} ..."))

    def on_reading_failed(self, message: ReadingFailed) -> None:
        """Say why it could not be read."""
        self._offer_files()
        self._refuse(message.said)

    def on_reading_done(self, message: ReadingDone) -> None:
        """Show the plan, or what must be said about the columns first."""
        if self._stage != "reading" or not isinstance(message.result, tuple):
            return
        self.seen, then_columns = message.result
        seen, error = self.seen, self.seen.document.get("error")
        if seen.table is not None and (error or then_columns or seen.table.is_guessed):
            self._show_columns(str(error or ""))
        elif error:
            self._offer_files()
            self._refuse(str(error))
        else:
            self._show_plan()

    # The plan

    def _show_plan(self) -> None:
        if self.seen is None:
            return
        zone, now = self.zone(), self.desk.clock()
        foot = [key for key in _ON_PLAN if self._offers(key)]
        self._list.show(intake_words.PlanLines(self.seen, zone, now))
        self._enter("plan", f"Plan · {self.seen.path.name}", intake_words.summary(self.seen, zone, now), *foot)

    def _offers(self, key: str) -> bool:
        if key == "intake-columns":
            return self.seen is not None and self.seen.table is not None
        if key == "intake-dates":
            return self.seen is not None and self.seen.dates_read is not None
        return key != "intake-rejected" or (self.seen is not None and bool(self.seen.document["rejected"]))

    def action_take_in(self) -> None:
        """Take the file in, on the writing thread."""
        seen, desk = self.seen, self.desk
        if self._stage == "columns" and seen is not None and seen.document.get("error") is None:
            self._show_plan()
            return
        if self._stage != "plan" or seen is None:
            return
        self._stop.clear()
        # What was shown and not changed is chosen, too: it is not asked again.
        choices = replace(seen.choices, mapping={**seen.choices.mapping, **seen.guessed})
        if seen.asks_zone:
            choices = replace(choices, zone=self.zone().key)

        def watch(count: int) -> None:
            if self._stop.is_set():
                raise Stopped(f"stopped: nothing of {seen.path.name} was taken in")
            self.post_message(IntakeProgress(f"taking in, {count} records so far"))

        def work() -> tuple[str, object]:
            taking_in.apply(desk, seen.plan, watch=watch)
            intake_choices.remember(desk, seen.plan, choices)
            looking_at_files.remember_folder(desk, seen.path.parent)
            return intake_words.told(seen), None

        self._enter("applying", seen.path.name, plain_line("taking in ..."), "leave-intake")
        self._deeds.carry_out("intake", None, work, self)

    def on_action_done(self, done: ActionDone) -> None:
        """Back to the queue, which says what came."""
        done.stop()
        if done.action == "intake":
            self.dismiss()
            self.app.screen_stack[0].post_message(ActionDone("intake", None, done.said))
        else:
            self.told(plain_line(done.said, theme.BOLD))

    def on_action_failed(self, failed: ActionFailed) -> None:
        """Say why nothing was taken in."""
        failed.stop()
        if failed.action == "intake":
            self._show_plan()
        self._refuse(failed.said)

    def action_write_rejected(self) -> None:
        """Write the rejected records beside the clinic's other files."""
        seen, desk = self.seen, self.desk
        if self._stage != "plan" or seen is None or not seen.document["rejected"]:
            return
        target = desk.exports / f"{seen.path.stem}_rejected.csv"

        def work() -> tuple[str, object]:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            written = rejecting.write_rejected(desk, seen.plan, seen.choices, target)
            if not written:
                raise DeskError(seen.plan.notes[0][-1])
            return "written: " + ", ".join(map(str, written)), None

        self._deeds.carry_out("rejected", None, work, self)

    # The columns

    def action_columns(self) -> None:
        """Show which column is what."""
        if self._stage == "plan" and self._offers("intake-columns"):
            self._show_columns("")

    def _show_columns(self, error: str) -> None:
        if self.seen is None or self.seen.table is None:
            return
        table = self.seen.table
        said = [intake_words.table_head(table, max(20, self.app.size.width - 4))]
        lacking = intake_words.needs(self.seen) or error
        if lacking:
            said.append(plain_line(with_keys("{intake-choose} says what a column is: ") + lacking, theme.NOW))
        else:
            said.append(plain_line(with_keys("{intake-yes} shows the plan, {intake-choose} changes a column.")))
        foot = ("intake-yes", *_ON_COLUMNS) if not error else _ON_COLUMNS
        self._list.show(intake_words.column_lines(table.columns), at=min(self._column, len(table.columns) - 1))
        self._enter("columns", f"Columns · {table.name}", Content("\n").join(said), *foot)

    # Moving about

    def action_move(self, by: int) -> None:
        """Move in the list while the path has the caret."""
        self._list.action_move(by)

    def action_move_pages(self, by: int) -> None:
        """Move by pages."""
        self._list.action_move_pages(by)

    def _moved(self) -> None:
        """Say in full below what the line under the cursor has no room for."""
        text = self._list.current if self._stage in ("plan", "columns") else ""
        self.query_one("#whole", Static).update(plain_line(text if cell_len(text) > self._list.size.width else ""))

    def action_back(self) -> None:
        """One step back; what is being written is stopped, and nothing of it is kept."""
        if self._stage == "applying":
            self._stop.set()
            self.query_one("#said", Static).update(plain_line("stopping: what was written of it is taken back ..."))
        elif self._stage == "reading":
            self.workers.cancel_group(self, GROUP)
            self._offer_files()
        elif self._stage == "columns" and self.seen is not None and not self.seen.document.get("error"):
            self._show_plan()
        elif self._stage in ("plan", "columns"):
            self._offer_files()
        else:
            self.dismiss()
