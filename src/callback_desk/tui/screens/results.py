"""What came of what was decided: the desk's screen hears it, says it, and goes on to the next item."""

from functools import partial
from typing import TYPE_CHECKING

from callback_desk.actions.context import Desk
from callback_desk.actions.next_item import next_item
from callback_desk.domain.callback import Callback
from callback_desk.tui.messages import ActionDone, ActionFailed
from callback_desk.tui.panes.queue import QueueList
from callback_desk.tui.plain import plain_line
from callback_desk.tui.screens.call_view import CallView
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.deeds import Deeds

SOON_SECONDS = 0.02


class Results(CallView):
    """The part of the desk's screen that hears of results; `last_saved` is the callback that `undo` is about."""

    deeds: "Deeds"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.last_saved: str | None = None

    @property
    def queue_list(self) -> QueueList:
        """The list of the queue."""
        return self.query_one("#queue-list", QueueList)

    def undo(self) -> None:
        """Take back the last save of this desk."""
        if self.last_saved is None:
            self.say("nothing was saved here yet that could be undone", refused=True)
        else:
            self.deeds.undo(self.last_saved)

    def saved_here(self) -> None:
        """Something was written: the other desks hear of it."""
        raise NotImplementedError

    def on_action_done(self, done: ActionDone) -> None:
        """Show what was written."""
        if done.action == "begin":
            self.calling.opened(done.result)
        if done.action == "keep-draft":
            if isinstance(done.result, Callback):
                self.raised(done.result)
            return
        self.saved_here()
        if done.action == "card" and isinstance(done.result, Callback):
            self.card_changed(done.result)
        current = self.queue_list.current
        moved_on = done.action in MOVES_ON and current is not None and current.callback_id == done.callback_id
        said = done.said
        if done.action in UNDOABLE:
            self.last_saved = done.callback_id
            said += with_keys(" · {undo} undoes it")
        elif done.action in DECIDES and done.callback_id != self.last_saved:
            self.last_saved = None  # `u` is about what a person did last: never about somebody else's item
        if done.action == "save-note" and self._calls(done.callback_id):
            # That it is saved is painted first: laying out the queue again takes several times as long.
            self.say(said)
            self.set_timer(SOON_SECONDS, partial(self._back_to_queue, done.callback_id if moved_on else None))
            return
        keep = self._next(done) if moved_on else None
        if done.action == "acknowledge":
            self.queue_list.show_first()  # whoever else nobody has been told of stands on top
        self.refresh_desk(done.result if isinstance(done.result, str) and not self.arranging.calling else keep)
        if done.action == "number-to-call" and done.callback_id is not None:
            self.open_call(done.callback_id)
        if said:
            self.say(said)
        self.go_on()

    def _back_to_queue(self, saved: str | None) -> None:
        """Leave the call whose note was saved, the next item selected; with None the cursor stays where it was put."""
        self.calling.call = None
        self.leave_call(None if saved is None else self._on_top(saved))
        self.go_on()

    def _next(self, done: ActionDone) -> str | None:
        """Return where to go from an item: after an attempt to the top, after a decision to the line below."""
        return self._on_top(done.callback_id) if done.action == "message" else self.queue_list.window.following()

    def _on_top(self, saved: str | None) -> str | None:
        """Go to the top of the queue, and return the item there to go on with."""
        window = self.queue_list.window
        window.first()
        return next_item(self.desk, window.rows, saved)

    def _calls(self, callback_id: str | None) -> bool:
        """Tell whether the open call is with this callback: a late answer about another must not close it."""
        call = self.calling.call
        return call is None or call.callback.callback_id == callback_id

    def on_action_failed(self, failed: ActionFailed) -> None:
        """Say why nothing was written; a note stays open as it is."""
        missing = getattr(failed.fault, "missing", None)
        if failed.action == "begin" and self.arranging.calling:
            self.leave_call()
        if failed.action == "save-note":
            self.calling.refused()
            if missing and self.arranging.calling:
                self.note.refused(list(missing))
                self.go_on()
                return
        said = failed.said
        if failed.action in ("save-note", "keep-draft", "leave-draft"):
            self.calling.not_stored(failed.callback_id)
            said = f"NOT SAVED: {said.removeprefix('NOT SAVED: ').removeprefix('not saved: ')}"
            if failed.action == "leave-draft":
                said += with_keys("; what was typed waits while the desk is open: {call} takes it up again")
            self.notify(plain_line(said).plain, severity="error", timeout=30, markup=False)
        self.say(said, refused=True)
        self.go_on()


MOVES_ON = frozenset({"save-note", "message", "hand-over", "snooze", "hold", "close", "review-note"})
"""After these the next item is selected, after an attempt the topmost; after the others the cursor stays. An escalation
is not over: what comes next is to record who was told."""

DECIDES = frozenset(
    {
        *("acknowledge", "amend", "card", "escalate", "exception", "give-back", "number", "prepare"),
        *("resolved", "same-patient", "split", "take", "verdict"),
    }
)
"""What writes and cannot be taken back."""

UNDOABLE = frozenset({"save-note", "message", "hand-over", "snooze", "hold", "lane", "close", "review-note"})
"""What can be taken back within ten seconds; the sentence that tells of it says so."""
