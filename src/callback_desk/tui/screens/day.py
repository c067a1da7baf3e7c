"""The end of the day: what is undecided, a decision for each by one key, and the clinic's files."""

from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from callback_desk.actions import closing_day
from callback_desk.actions.closing_day import DayClosed
from callback_desk.actions.context import Desk
from callback_desk.actions.protecting import keep_passphrase
from callback_desk.domain.errors import DeskError
from callback_desk.domain.queue import QueueKey, QueueRow
from callback_desk.tui import keys, screen_keys, theme, words
from callback_desk.tui.day_files import DayFiles
from callback_desk.tui.deeds import Deeds
from callback_desk.tui.dialogs.base import Dialog
from callback_desk.tui.dialogs.passphrase import TellPassphrase
from callback_desk.tui.key import Pane
from callback_desk.tui.messages import ActionDone, ActionFailed, DayProgress
from callback_desk.tui.panes.queue import QueueList
from callback_desk.tui.panes.screen_foot import ScreenFoot
from callback_desk.tui.plain import plain_line
from callback_desk.tui.queue_lines import QueueLines
from callback_desk.tui.telling import with_keys

_FOOT = ("write-files", *keys.ON_A_DAY[:6], "keys", "leave-day")
_ONE_A_LINE = 5  # so many files no longer have a line each: on a small screen they leave room for the list


class EndOfDay(ModalScreen[None]):
    """Lists the undecided; writes the files after a clear yes."""

    CSS = """
    EndOfDay { background: $background; }
    EndOfDay #frame { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style:
    bold; } EndOfDay #said { height: auto; padding: 0 1; } EndOfDay #day-list { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.day_bindings(),
        *screen_keys.bindings(
            {
                "write-files": "ask",
                "write-files-yes": "write",
                "files-for": "another",
                "keep-claims": "keep",
                "leave-day": "back",
            }
        ),
    ]
    pane = Pane.DAY

    def __init__(self, desk: Desk, lines: QueueLines, deeds: Deeds) -> None:
        super().__init__()
        self._desk, self._deeds = desk, deeds
        self._asking = self._writing = self._answered = False
        self._keeps_claims = False
        self._stop = Event()
        self._files = DayFiles(desk)
        self.day_list = QueueList(self._undecided, lines, "day-list")
        self.day_list.nothing = with_keys("nothing is undecided: {write-files} writes the clinic's files")

    def compose(self) -> ComposeResult:
        """Lay out the list, what is said about it, and the keys."""
        with Vertical(id="frame"):
            yield Static("", id="said", markup=False)
            yield self.day_list
        yield ScreenFoot(*_FOOT)

    def on_mount(self) -> None:
        """List what is undecided."""
        day = self._desk.today()
        self.query_one("#frame").border_title = Content(f"End of day · {words.weekday(day)} {words.day(day)}")
        self.read_again()
        self.day_list.focus()

    def _undecided(self, after: QueueKey | None, before: QueueKey | None, limit: int) -> list[QueueRow]:
        """Return what is undecided; it is one page, however much it is."""
        rows = closing_day.undecided(self._desk)
        if after is not None:
            return [row for row in rows if row.key > after][:limit]
        if before is not None:
            return [row for row in rows if row.key < before][-limit:]
        return rows[:limit]

    def read_again(self) -> None:
        """Show what is undecided now; the cursor stays where it was."""
        self.day_list.reload()
        if not (self._writing or self._asking or self._answered):
            self.told(self._standing())

    def _standing(self) -> Content:
        count, more = len(closing_day.undecided(self._desk)), f"{self._reviews()}{self._claims()}"
        if not count:
            said = with_keys("Nothing is undecided. {write-files} writes the clinic's files.")
            return plain_line(f"{said}{more}", theme.BOLD)
        until = words.moment(self._desk.hours.next_day_opening(self._desk.clock()), self._desk.clock(), self._desk.zone)
        items = "item is" if count == 1 else "items are"
        how = with_keys("Hand over, snooze, close or try each; {write-files} writes the files, headed NOT CLOSED.")
        return plain_line(f"{count} {items} undecided: due before the next opening, {until}. {how}{more}", theme.NOW)

    def _reviews(self) -> str:
        """Return the sentence that counts what is due as soon, and somebody else decides."""
        count = closing_day.left_to_others(self._desk)
        return f" {count} more wait{'s' if count == 1 else ''} for somebody else's review." if count else ""

    def _claims(self) -> str:
        """Return the sentence that says what the files do with what is this person's own, and who may decide it."""
        count = len(closing_day.claims(self._desk))
        if not count:
            return ""
        what = "Your item" if count == 1 else f"Your {count} items"
        if self._keeps_claims:
            return f" {what} {'stays' if count == 1 else 'stay'} yours."
        return f" {what} then {'goes' if count == 1 else 'go'} back to {'its role' if count == 1 else 'their roles'}."

    def told(self, said: Content) -> None:
        """Say something above the list."""
        self.query_one("#said", Static).update(said)

    def action_press(self, action: str) -> None:
        """A key for the item under the cursor, as in the queue."""
        self._asking = self._answered = False
        self._show_foot()
        self.app.action_press(action)  # type: ignore[attr-defined]

    def action_ask(self) -> None:
        """Ask for a clear yes, and say what is written, where and for whom."""
        if self._writing:
            return
        self._asking = True
        self._show_foot()
        count = len(closing_day.undecided(self._desk))
        head = f"{count} undecided: the files are headed NOT CLOSED. " if count else ""
        claims = self._claims()
        keep = ""
        if claims:
            keep = with_keys(" {keep-claims} gives back." if self._keeps_claims else " {keep-claims} keeps.")
        self.told(plain_line(f"{head}{self._files.sentence()}{claims}{keep}", theme.NOW))

    def action_keep(self) -> None:
        """Keep this person's own items, or give them back after all."""
        if self._asking and closing_day.claims(self._desk):
            self._keeps_claims = not self._keeps_claims
            self.action_ask()

    def _show_foot(self) -> None:
        """Show the keys that act now: those of the question while it is asked."""
        other: tuple[str, ...] = ("files-for",) if self._files.several else ()
        other += ("keep-claims",) if closing_day.claims(self._desk) else ()
        self.query_one(ScreenFoot).offer(*(("write-files-yes", *other, "leave-day") if self._asking else _FOOT))

    def action_another(self) -> None:
        """Choose another reader of the files."""
        if not self._asking:
            return
        self._files.turn()
        self.action_ask()
        if not self._files.several:
            self.told(plain_line(f"Nobody else can be chosen. {self._files.sentence()}", theme.NOW))

    def action_write(self) -> None:
        """Write the files; only after the question, and once the passphrase of a workbook is known."""
        if not self._asking or self._writing:
            return
        lacking = self._files.lacking()
        if lacking is None:
            self._write()
        else:
            self._ask_passphrase(lacking)

    def _ask_passphrase(self, name: str) -> None:
        def decided(told: str, dialog: Dialog[str]) -> None:
            def keep() -> tuple[str, object]:
                keep_passphrase(self._desk, name, told)
                return f"the passphrase {name} is kept in the encrypted store", None

            self._deeds.carry_out("keep-passphrase", None, keep, dialog)

        def then(_: None) -> None:
            if self._files.lacking() != name:  # kept, and not left
                self.action_write()

        self.app.push_screen(TellPassphrase(name, decided), then)

    def _write(self) -> None:
        """Write the files on the writing thread; escape stops it."""
        self._asking, self._writing = False, True
        self._show_foot()
        self._stop.clear()
        desk, protection, keep = self._desk, self._files.chosen.protection, self._keeps_claims

        def progress(said: str) -> None:
            if self._stop.is_set():
                raise DeskError("stopped: no file was written")
            self.post_message(DayProgress(said))

        def work() -> tuple[str, object]:
            closed = closing_day.close_day(
                desk,
                folder=None,
                as_is=bool(closing_day.undecided(desk)),
                protection=protection,
                keep_claims=keep,
                progress=progress,
            )
            return (
                "the day is closed" if closed.closed else "the files are written, the day is NOT CLOSED",
                closed,
            )

        self._deeds.carry_out("close-day", None, work, self)

    def on_day_progress(self, message: DayProgress) -> None:
        """Say how far it is, and how it is stopped."""
        if self._writing and not self._stop.is_set():
            self.told(plain_line(f"{message.said}… " + with_keys("{leave-day} stops it.")))

    def on_action_done(self, done: ActionDone) -> None:
        """Say what was written and where."""
        done.stop()
        self._writing, self._answered = False, True
        if isinstance(done.result, DayClosed):
            self.told(_written(done.said, done.result))
        self.app.screen_stack[0].post_message(ActionDone("day-closed", None, ""))

    def on_action_failed(self, failed: ActionFailed) -> None:
        """Say why nothing was written."""
        failed.stop()
        self._writing, self._answered = False, True
        self.told(plain_line(failed.said, theme.ATTENTION))

    def action_back(self) -> None:
        """Take the question back, stop the writing, or leave."""
        if self._asking:
            self._asking = False
            self._show_foot()
            self.told(self._standing())
        elif self._writing:
            self._stop.set()
            self.told(plain_line("stopping…"))
        else:
            self.dismiss()


def _written(said: str, closed: DayClosed) -> Content:
    lines = [Content.styled(f"{said[:1].upper()}{said[1:]}.", "bold")]
    if closed.given_back:
        lines.append(plain_line(closing_day.told_of_claims(closed)))
    folders: dict[Path, list[str]] = {}
    for path in (Path(file["path"]) for file in closed.files):
        folders.setdefault(path.parent, []).append(path.name)
    for folder, names in folders.items():
        lines += map(plain_line, written_lines(folder, names))
    return Content("\n").join(lines)


def written_lines(folder: Path, names: Sequence[str]) -> list[str]:
    """Return every file that was written into a folder; how all of them begin is said once."""
    first, last = min(names), max(names)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    stem = first[:alike].rpartition("_")[0]
    if len(names) < _ONE_A_LINE or not stem:
        return [f"in {folder}:", *(f"  {name}" for name in names)]
    return [f"in {folder}, {len(names)} files {stem}…", "  " + ", ".join(name.removeprefix(stem) for name in names)]
