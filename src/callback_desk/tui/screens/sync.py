"""The desks that share this queue: who is paired, how far each is here, what waits and what was refused."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from callback_desk.tui import screen_keys, sync_words, theme
from callback_desk.tui.in_turn import KeysInTurn
from callback_desk.tui.key import Pane
from callback_desk.tui.messages import ActionDone, ActionFailed, SyncProgress
from callback_desk.tui.panes.cursor_lines import CursorLines, Written
from callback_desk.tui.panes.screen_foot import ScreenFoot
from callback_desk.tui.panes.text import TextPane
from callback_desk.tui.plain import plain_line
from callback_desk.tui.sync_deeds import SyncDeeds
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen

_DOES = {
    "sync-now": "sync_now",
    "sync-folder": "folder",
    "sync-invite": "invite",
    "sync-pair": "pair",
    "sync-revoke": "revoke",
    "sync-export": "export",
    "sync-import": "take_in",
    "sync-clock": "trust_clock",
    "leave-sync": "back",
}


class SyncScreen(ModalScreen[None]):
    """Shows what `callback-desk sync status` prints, and does what `sync` does."""

    CSS = """
    SyncScreen { background: $background; }
    SyncScreen #frame { height: 1fr; border: round $accent; border-title-color: $accent; border-title-style: bold; }
    SyncScreen #facts { height: auto; padding: 0 1; }
    SyncScreen #heading { height: 1; color: $quiet; margin-top: 1; padding: 0 1; }
    SyncScreen #desk-list { height: 1fr; padding: 0 1; }
    SyncScreen #whole { height: auto; max-height: 2; padding: 0 1; color: $quiet; }
    SyncScreen #said { height: auto; max-height: 3; padding: 0 1; }
    SyncScreen TextPane { height: 1fr; padding: 0 1; border-top: solid $quiet; }
    """
    BINDINGS: ClassVar[list[BindingType]] = screen_keys.bindings(_DOES)
    pane = Pane.SYNC
    longest_hold = 5.0
    never_held = ("escape", "q", "S", "ctrl+q")

    def __init__(self, home: "DeskScreen") -> None:
        super().__init__()
        self._home = home
        self._deeds = SyncDeeds(home)
        self._told: dict[str, Any] | None = None
        self._why_not = "reading how it stands: press it again in a moment"
        self._reading = self._out_of_date = self._syncing = self._clock_asked = False
        self._list = CursorLines(self._moved, id="desk-list")
        self._list.nothing = "reading ..."

    def compose(self) -> ComposeResult:
        """Lay out the facts, the desks, what was not taken in, and the keys."""
        with Vertical(id="frame"):
            yield Static("", id="facts", markup=False)
            yield Static(Content(sync_words.HEADING), id="heading", markup=False)
            yield self._list
            yield Static("", id="whole", markup=False)
            yield TextPane()
            yield Static("", id="said", markup=False)
        yield ScreenFoot(*_DOES)

    def on_mount(self) -> None:
        """Read how it stands."""
        self.query_one("#frame").border_title = Content("Other desks")
        self._list.focus()
        self.read_again()

    def read_again(self) -> None:
        """Read it once more. What is being read then may be out of date already: after it, it is read anew."""
        self._out_of_date = self._reading
        if not self._reading:
            self._reading = True
            self._deeds.read(self)

    def _was_read(self) -> None:
        self._reading = False
        if self._out_of_date:
            self.read_again()
        self._go_on()

    @property
    def holding(self) -> bool:
        """Keys wait until it is known how it stands: what is typed behind the first one belongs to what it opens."""
        return self._told is None and self._reading

    def _go_on(self) -> None:
        if isinstance(self.app, KeysInTurn):
            self.app.go_on()

    @property
    def _desks(self) -> list[dict[str, Any]]:
        return [] if self._told is None else self._told["desks"]

    def _show(self) -> None:
        told, home = self._told, self._home
        if told is None:
            return
        now, zone, width = home.desk.clock(), home.desk.zone, max(20, self.app.size.width - 4)
        self.query_one("#facts", Static).update(sync_words.facts(told, home.syncing.looked, now, zone, width))
        self._list.nothing = with_keys(
            "no desk is paired yet: {sync-invite} invites one, {sync-pair} answers an invitation"
        )
        at = min(self._list.at, max(0, len(self._desks) - 1))
        self._list.styles.height = max(1, min(len(self._desks), self.app.size.height // 4))
        self._list.show(Written(self._desks, lambda desk: sync_words.desk_line(desk, now, zone)), at=at)
        lines = sync_words.not_taken_in(told)
        self.query_one(TextPane).show_lines(lambda width: lines, keep_place=True)
        self._moved()

    def _moved(self) -> None:
        """Say below the list whose words the desk under the cursor has."""
        desks = self._desks
        self.query_one("#whole", Static).update(sync_words.words_of(desks[self._list.at]) if desks else Content())

    def on_resize(self, event: events.Resize) -> None:
        """Lay it out for the new width."""
        self._show()

    def told(self, said: Content) -> None:
        """Say something above the keys."""
        self.query_one("#said", Static).update(said)

    def on_sync_progress(self, message: SyncProgress) -> None:
        """Say how far it is, and how it is stopped."""
        if self._syncing and not self._deeds.stop.is_set():
            self.told(plain_line(f"{message.said} … " + with_keys("{leave-sync} stops it")))

    def on_action_done(self, done: ActionDone) -> None:
        """Show how it stands, or what a sync did."""
        done.stop()
        if done.action == "sync-status":
            self._told = cast("dict[str, Any]", done.result)
            self._show()
            self._was_read()
            return
        self._syncing = self._clock_asked = False
        self.told(plain_line(done.said, theme.BOLD))
        self.read_again()

    def on_action_failed(self, failed: ActionFailed) -> None:
        """Say why it was not done."""
        failed.stop()
        if failed.action == "sync-status":
            self._why_not = failed.said
            self.query_one("#facts", Static).update(plain_line(failed.said, theme.NOW))
            self._list.nothing = ""
            self._list.repaint()
            self._was_read()
        else:
            self._syncing = False
            self.told(plain_line(failed.said, theme.NOW))
            self.read_again()

    def action_sync_now(self, trust_clock: bool = False) -> None:
        """Sync with the folder, or ask for it first."""
        if not self._can_act() or self._told is None:
            return
        if self._told["folder"] is not None:
            self._begin(trust_clock=trust_clock)
        elif trust_clock:
            self._deeds.take_in_waiting(self)
        else:
            self.action_folder()

    def _can_act(self) -> bool:
        """Tell whether a key can act now, and say why where it cannot."""
        if self._told is None:
            self.told(plain_line(self._why_not, theme.NOW))
        elif self._syncing:
            self.told(plain_line(with_keys("syncing … {leave-sync} stops it, then other keys act"), theme.NOW))
        return self._told is not None and not self._syncing

    def _begin(self, *, trust_clock: bool = False) -> None:
        self._syncing, self._clock_asked = True, False
        self.told(plain_line("syncing … " + with_keys("{leave-sync} stops it")))
        self._deeds.sync(self, trust_clock=trust_clock)

    def action_trust_clock(self) -> None:
        """Take in files of a clock that is ahead, too; after a second key."""
        if self._clock_asked:
            self.action_sync_now(trust_clock=True)
            return
        self._clock_asked = self._can_act()
        if not self._clock_asked:
            return
        said = "check both clocks first: {sync-clock} again takes in files whose clock is more than a day ahead"
        self.told(plain_line(with_keys(said), theme.NOW))

    def action_folder(self) -> None:
        """Name the folder, then sync with it."""
        if self._can_act() and self._told is not None:
            self._deeds.choose_folder(self._told["folder"], self._begin)

    def action_invite(self) -> None:
        """Write an invitation."""
        if self._can_act() and self._told is not None:
            self._deeds.invite(self._told["this_desk"]["label"])

    def action_pair(self) -> None:
        """Answer an invitation."""
        if self._can_act():
            self._deeds.pair()

    def action_revoke(self) -> None:
        """Trust the desk under the cursor no more."""
        if self._can_act() and self._desks:
            self._deeds.revoke(self._desks[self._list.at])
        elif self._told is not None and not self._desks:
            self.told(plain_line(self._list.nothing, theme.NOW))

    def action_export(self) -> None:
        """Write a file to be sent."""
        if self._can_act():
            self._deeds.export()

    def action_take_in(self) -> None:
        """Take in a file that was sent."""
        if self._can_act():
            self._deeds.take_in()

    def action_back(self) -> None:
        """Stop the sync, or leave."""
        if self._syncing and not self._deeds.stop.is_set():
            self._deeds.stop.set()
            self.told(plain_line("stopping …"))
        else:
            self.dismiss()
