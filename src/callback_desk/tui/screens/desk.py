"""The desk: queue and call on one screen, panes shown and hidden; every key and every result arrives here."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from callback_desk.actions import reading
from callback_desk.actions.clinics import Clinics, NoOthers
from callback_desk.actions.context import Desk, require
from callback_desk.actions.exchanging import Exchange, NoKeys
from callback_desk.actions.personal import Personal
from callback_desk.domain import turn_rules
from callback_desk.domain.codes import View
from callback_desk.domain.queue import QueueKey, QueueRow
from callback_desk.tui import keys, theme
from callback_desk.tui.before_dialling import BeforeDialling
from callback_desk.tui.elsewhere import Elsewhere
from callback_desk.tui.finding import Finding
from callback_desk.tui.messages import (
    CallbackChosen,
    CallbackHighlighted,
    ChoiceRefused,
    FindLeft,
    FolderLooked,
    KeyClicked,
    WordsTyped,
)
from callback_desk.tui.new_rules import NewRules
from callback_desk.tui.news import News
from callback_desk.tui.overview import Overview
from callback_desk.tui.panes.boundary import BoundaryStrip
from callback_desk.tui.panes.context import ContextPane
from callback_desk.tui.panes.footer import Footer
from callback_desk.tui.panes.header import Header
from callback_desk.tui.panes.queue import QueuePane
from callback_desk.tui.panes.script import ScriptPane
from callback_desk.tui.panes.unscrolled import Filled
from callback_desk.tui.panes.window import PAGE
from callback_desk.tui.plain import plain_line
from callback_desk.tui.screens.results import SOON_SECONDS, Results
from callback_desk.tui.syncing_beside import SyncingBeside
from callback_desk.tui.telling import with_keys
from callback_desk.tui.waiting_files import WaitingFiles
from callback_desk.tui.whose import Whose

POLL_SECONDS = 2.0
WARM_SECONDS = 0.5


class DeskScreen(Results):
    """The one working screen of a desk."""

    BINDINGS: ClassVar[list[BindingType]] = keys.bindings(keys.Pane.QUEUE, keys.Pane.CALL)
    AUTO_FOCUS = "#queue-list"

    def __init__(
        self, desk: Desk, clinics: Clinics | None = None, exchange: Exchange | None = None, *, begins: bool = True
    ) -> None:
        """`begins` is False where whoever shows it calls `begin` once it may be painted."""
        super().__init__(desk)
        self._begins = begins
        self.files = WaitingFiles(desk, self, self._files_arrived)
        self.elsewhere = Elsewhere(clinics or NoOthers(), self, self._looked_elsewhere)
        self.syncing = SyncingBeside(desk, exchange or NoKeys(), self)
        self.news = News(desk)
        self.whose = Whose(self)
        self.before_dialling = BeforeDialling(self)
        self.new_rules = NewRules(self)
        self.view = reading.first_view(desk)
        self.telephone_asked = False
        self.said_at: str | None = None
        self.overview = Overview(desk, self)
        self.lines = self.overview.lines
        self.finding = Finding(self, lambda: self._page(None, None, PAGE))

    def compose(self) -> ComposeResult:
        """Lay out header, panes and footer; the note comes after the first paint."""
        self.arranging.style(self.app.size)
        yield Header()
        with Filled(id="body"):
            yield QueuePane(self._page, self.lines)
            with Filled(id="side"):
                yield ContextPane()
                yield ScriptPane(id="script")
        yield Footer()

    def on_mount(self) -> None:
        """Read the first page before the first paint; everything else comes after it."""
        self.arranging.arrange(self.app.size)
        self.overview.look_again()
        self.queue_list.show_first()
        self._entitle()
        if self._begins:
            self.begin()

    def begin(self, then: Callable[[], None] = lambda: None) -> None:
        """Go on once the queue is painted; `then` is called when the desk obeys keys."""
        self.call_after_refresh(self._painted, then)

    async def _painted(self, then: Callable[[], None]) -> None:
        """Once the queue can be read: fill what stands beside it, and make the first call as quick as any other."""
        from callback_desk.tui.calling import Calling
        from callback_desk.tui.deeds import Deeds
        from callback_desk.tui.panes.note import NotePane

        self.deeds = Deeds(self.desk, self)
        self.calling = Calling(self.desk, self.deeds, self.set_timer, self.note_rested)
        self.follow()
        note = NotePane(id="note")
        note.display = False
        await self.query_one("#body").mount(note)
        await self.mount(BoundaryStrip())  # waits out of sight: its key may not have to wait for it
        self.ready = True
        self.go_on()
        self.set_interval(POLL_SECONDS, self._poll)
        self.set_interval(1.0, self._second)
        self.set_timer(WARM_SECONDS, self._warm)
        self.elsewhere.begin()
        self.files.begin()
        self.syncing.begin(self.personal.sync_seconds)
        then()

    def on_unmount(self) -> None:
        """Read and write no more files of other desks."""
        self.syncing.leave()

    def _warm(self) -> None:
        """Load what the first write needs, on the thread that writes."""
        self.desk.writer.submit(self.desk.store.prepare_to_write)
        self.desk.writer.submit(lambda: self.desk.sorter)

    # The queue

    def _page(self, after: QueueKey | None, before: QueueKey | None, limit: int) -> list[QueueRow]:
        return reading.page(
            self.desk,
            self.view,
            as_of=self.lines.now,
            after=after,
            before=before,
            words=self.finding.words,
            limit=limit,
        )

    def _looked_elsewhere(self) -> None:
        self.overview.others = self.elsewhere.others
        self.overview.look_again()

    def _files_arrived(self) -> None:
        self.overview.files, self.overview.folders_away = self.files.count, self.files.away
        self.overview.look_again()

    def on_folder_looked(self, message: FolderLooked) -> None:
        """Show what came from other desks; the cursor, and a note that is being typed, stay as they are."""
        if message.looked is not None:
            self.syncing.looked = message.looked
            self.overview.synced = self.syncing.mark
        if self.overview.stale:
            self.refresh_desk()
        else:
            self.overview.look_again()
        if message.told:
            self.say("; ".join(message.told))
        self.new_rules.come(message.rules)
        self.before_dialling.looked(message.asked)

    def saved_here(self) -> None:
        """Let the other desks have it in a moment."""
        self.syncing.soon()

    @property
    def holding(self) -> bool:
        """Keys wait for a call that waits for the shared folder, too."""
        return self.before_dialling.is_waiting or super().holding

    def _entitle(self) -> None:
        self.overview.entitle(self.view, self.finding.words)

    def refresh_desk(self, keep: str | None = None) -> None:
        """Show everything as the store has it now; the cursor stays with its callback, or goes to `keep`."""
        news = self.news.look_again()
        self.overview.look_again()
        self.queue_list.reload(keep)
        self._note_where()
        self.follow()
        if news:
            self._say_below(news, theme.NOW)
        for screen in self.app.screen_stack:
            if (again := getattr(screen, "read_again", None)) is not None:
                again()

    def _poll(self) -> None:
        if self.overview.stale:
            self.refresh_desk()

    def _second(self) -> None:
        self.new_rules.take_up()
        if self.arranging.calling:
            self.note.tick(self.desk.clock())
        if self.overview.minute_is_over:
            self.overview.look_again()
            self.queue_list.reload()
            self.follow()

    def on_callback_highlighted(self, message: CallbackHighlighted) -> None:
        """Let context and script follow, unless the cursor has moved on already."""
        current = self.queue_list.current
        if message.callback_id != (current.callback_id if current else None):
            return
        if message.callback_id != self.said_at:  # what was said was about where the cursor was
            self.query_one(Footer).hush()
        self.whose.moved_to(message.callback_id)
        if self.ready and not self.arranging.calling:
            self.follow()

    def follow(self) -> None:
        """Show the context and the script of the item that keys act on."""
        row = self.row
        callback = None if row is None else require(self.desk, row.callback_id)
        self.news.follow(callback)
        self.following.show(callback, self.lines.now, self.news.said)

    @property
    def row(self) -> QueueRow | None:
        """The item that keys act on: the open call's, the end of day's, or the one under the cursor."""
        call = self.calling.call if self.ready else None
        if call is not None:
            callback = require(self.desk, call.callback.callback_id)
            return reading.row_of(callback, self.desk.policy.default_lane)
        for screen in reversed(self.app.screen_stack):
            if (lines := getattr(screen, "day_list", None)) is not None:
                current: QueueRow | None = lines.current
                return current
        return self.queue_list.current

    # Finding

    def on_words_typed(self, message: WordsTyped) -> None:
        """Search as it is typed."""
        self.finding.typed(message.words, self.overview.open_items, self._entitle)

    def on_find_left(self, message: FindLeft) -> None:
        """Go back to the queue, with what was found or with all of it."""
        self.finding.close_line()
        if not message.keep:
            self.end_search()
        self.arranging.focus()

    def end_search(self) -> None:
        """Show the whole view again, the cursor on what was found."""
        current = self.queue_list.current
        self.finding.forget()
        self.queue_list.show_first()
        if current is not None:
            self.queue_list.reload(current.callback_id)
        self._entitle()

    # Keys

    def action_press(self, action: str) -> None:
        """A key of this screen."""
        self.press(action)

    def press(self, action: str) -> None:
        """Do what a key stands for, or say why it cannot be done now."""
        if not self.ready:
            self.set_timer(SOON_SECONDS, partial(self.press, action))
            return
        self.query_one(Footer).hush()
        if self.arranging.calling and action == "call":
            return
        if (why := self.why_not(keys.BY_ACTION[action])) is not None:
            self.say(why, refused=True)
            return
        from callback_desk.tui.pressing import press

        press(self, action, self.row)

    def why_not(self, key: keys.Key) -> str | None:
        """Return the sentence that a key answers with now, or None where it acts."""
        row, calling = self.row, self.arranging.calling
        if calling and key.pane is keys.Pane.QUEUE and key.action not in keys.IN_BOTH_VIEWS:
            back = with_keys("{back} goes back there, the draft is kept")
            return f"{key.shown} ({key.label}) acts in the queue: {back}"
        yours = row is not None and row.owner_at(self.lines.now) == self.desk.owner
        untold = row is not None and turn_rules.nobody_told(self.desk.policy, row.lane, row.next_action)
        return key.refusal(keys.Now(calling, row, yours, reading.reviewed_elsewhere(self.desk, row), untold))

    @property
    def personal(self) -> Personal:
        """How the person likes it."""
        return getattr(self.app, "personal", Personal())

    def on_key_clicked(self, message: KeyClicked) -> None:
        """A key of the footer was clicked."""
        if message.action == "palette":
            self.app.action_command_palette()
        else:
            self.press(message.action)

    def on_callback_chosen(self, message: CallbackChosen) -> None:
        """A double click calls."""
        self.press("call")

    def go_to(self, callback_id: str | None) -> None:
        """Put the cursor on an item, in the view of all that is open or in that of what was closed today."""
        if callback_id is None:
            return
        for view in (View.ALL, View.CLOSED):
            self.show_view(view)
            self.queue_list.reload(callback_id)
            current = self.queue_list.current
            if current is not None and current.callback_id == callback_id:
                return
        self.show_view(View.ALL)
        self.say("this item was closed on an earlier day: `callback-desk show` prints it", refused=True)

    def show_view(self, view: View) -> None:
        """Show another view from its start."""
        self.view = view
        self.finding.forget()
        self.arranging.show("queue")
        self.queue_list.show_first()
        self._entitle()
        self.arranging.focus()

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Answer in a sentence at the bottom of the screen."""
        style = theme.NOW if refused else theme.BOLD
        if (on_top := getattr(self.app.screen, "told", None)) is not None:
            on_top(plain_line(sentence, style))
        self._say_below(sentence, style)

    def say_also(self, sentence: str) -> None:
        """Add a sentence to what stands at the bottom of the screen, unless it stands there already."""
        foot, also = self.query_one(Footer), plain_line(sentence)
        if foot.said is not None and sentence in foot.said.plain:
            return
        whole = Content.assemble(foot.said, " · ", also) if foot.said is not None else Content(" ") + also
        if (on_top := getattr(self.app.screen, "told", None)) is not None:
            on_top(whole)
        foot.say(whole)

    def _say_below(self, sentence: str, style: str) -> None:
        self._note_where()
        self.query_one(Footer).say(Content(" ") + plain_line(sentence, style))

    def _note_where(self) -> None:
        """Remember where the cursor is: once a person moves it, what was said is over."""
        current = self.queue_list.current
        self.said_at = current.callback_id if current else None

    def on_choice_refused(self, message: ChoiceRefused) -> None:
        """Say why the note does not offer it, and whose it is."""
        self.say(message.said, refused=True)

    # The size of the screen

    def on_resize(self, event: events.Resize) -> None:
        """Arrange the panes for the new size."""
        self.arranging.arrange(event.size)
        for strip in self.query(BoundaryStrip):
            strip.follow_screen()
