"""The call on the desk's screen: opening it, keeping and saving its note, going back."""

from typing import TYPE_CHECKING

from textual import events
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from callback_desk.actions import cards
from callback_desk.actions.context import Desk
from callback_desk.actions.flagging import typed_in
from callback_desk.domain.callback import Callback
from callback_desk.tui.arranging import Arranging
from callback_desk.tui.following import Following
from callback_desk.tui.heeding import Heeding
from callback_desk.tui.in_turn import KeysInTurn
from callback_desk.tui.key import Pane
from callback_desk.tui.keys import KEYS
from callback_desk.tui.messages import IdentifiersTicked, NoteChanged, NoteSubmitted
from callback_desk.tui.panes.script import ScriptPane

if TYPE_CHECKING:
    from callback_desk.tui.calling import Calling
    from callback_desk.tui.panes.note import NotePane


def note_letters() -> set[str]:
    """Return the keys that choose in the note: how the call ended, and what came of it."""
    return {name for key in KEYS if key.pane is Pane.NOTE and not key.fixed for name in key.names}


ANSWER_SECONDS = 0.1
"""So long the note may take to say whether it can be saved."""


class CallView(Screen[None]):
    """The half of the desk's screen that a call needs; the queue's half builds on it.

    `ready` tells that the first paint is over and everything is there.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As on every screen, but another focus repaints only who has it and who had it, not all that is shown."""

    calling: "Calling"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.arranging = Arranging(self)
        self.following = Following(desk, self)
        self.heeding = Heeding(desk)
        self.ready = False
        self._submitting = False
        self._warned_of: frozenset[str] = frozenset()

    def follow(self) -> None:
        """Show the context and the script of the item that keys act on."""
        raise NotImplementedError

    def refresh_desk(self, keep: str | None = None) -> None:
        """Show everything as the store has it now."""
        raise NotImplementedError

    def go_on(self) -> None:
        """Take the keys that waited."""
        if isinstance(self.app, KeysInTurn):
            self.app.go_on()

    @property
    def holding(self) -> bool:
        """Keys wait until the desk is laid out, and while a note is being saved for what comes after it."""
        if not self.ready:
            return True
        call = self.calling.call
        return call is not None and (self._submitting or call.saving or call.to_save is not None)

    @property
    def note(self) -> "NotePane":
        """The note pane."""
        from callback_desk.tui.panes.note import NotePane

        return self.query_one(NotePane)

    def open_call(self, callback_id: str) -> None:
        """Show the call view at once; claiming the callback is written meanwhile."""
        from callback_desk.domain.when import parse_when

        call, desk = self.calling.begin(callback_id), self.desk
        self.arranging.switch(calling=True)
        self.following.callback = None
        self.follow()
        self.note.open(
            call.callback,
            desk.policy,
            call.form,
            "",
            call.started_at,
            desk.clock(),
            lambda text: parse_when(text, desk.hours, desk.clock()),
            desk.roles,
            cards.card_of(desk, call.callback),
        )
        self._follow_ticks()
        self.following.talks_with(self.note.talk)
        self.set_focus(self.note)

    def on_key(self, event: events.Key) -> None:
        """While another pane of the call has the keys, the note's letters bring it back and choose there."""
        if not (self.ready and self.arranging.calling) or self.note.has_focus or event.key not in note_letters():
            return
        event.stop()
        event.prevent_default()
        self.arranging.show("note")
        self.set_focus(self.note)
        if not self.note.choose(event.key):
            self.say("the note is shown again: letters choose on its first rows only", refused=True)

    def say(self, sentence: str, *, refused: bool = False) -> None:
        """Answer in a sentence."""
        raise NotImplementedError

    def on_note_changed(self, message: NoteChanged) -> None:
        """Keep what is typed; what may be said follows whom the note is about."""
        self.calling.changed(message.form)
        self.following.talks_with(self.note.talk)

    def card_changed(self, callback: Callback) -> None:
        """The patient's card was changed: an open note offers what it allows."""
        call = self.calling.call
        if call is not None and call.callback.callback_id == callback.callback_id:
            call.callback = callback
            self.note.follow_card(cards.card_of(self.desk, callback))
            self.following.talks_with(self.note.talk)

    def note_rested(self, callback_id: str, form: str) -> None:
        """Prompt for attention words in the note, once a hand rests: not with each key."""
        self.heeding.look(typed_in(form), self, callback_id)

    def raised(self, callback: Callback) -> None:
        """Attention words in the note raised the callback: everything shows it, and what the note asks follows."""
        call = self.calling.call
        if call is not None and call.callback.callback_id == callback.callback_id:
            call.callback = callback
            self.note.follow_callback(callback)
        self.refresh_desk()

    def on_note_submitted(self, message: NoteSubmitted) -> None:
        """Save the note."""
        self.calling.save(message.draft)
        self._submitting = False

    def submit_note(self) -> None:
        """Ask the note for what to save; keys wait until it has answered."""
        self._submitting = True
        self.note.submit()
        self.set_timer(ANSWER_SECONDS, self._note_answered)

    def _note_answered(self) -> None:
        self._submitting = False
        self.go_on()

    def on_identifiers_ticked(self, message: IdentifiersTicked) -> None:
        """Two show the private lines."""
        self._follow_ticks()

    def _follow_ticks(self) -> None:
        """Let the script say of the identifiers what the note says, in a note that is taken up again, too."""
        self.following.ticked = ticked = self.note.identified_by
        self.query_one(ScriptPane).ticks(len(ticked), ticked)

    def keep_draft(self) -> None:
        """Store what stands in an open note now."""
        if self.ready:
            self.calling.leave()

    def warns_of_loss(self) -> bool:
        """Say, once, that leaving the program loses what was typed; tell whether that was said now."""
        lost = self.calling.would_lose if self.ready else frozenset()
        if lost <= self._warned_of:
            return False
        self._warned_of = lost
        self.say(
            "NOT SAVED: a note cannot be stored; free some space first, or quit once more and lose it", refused=True
        )
        return True

    def leave_call(self, keep: str | None = None) -> None:
        """Go back to the queue; what was typed is a draft."""
        self.calling.leave()
        self.heeding.put_away(self)
        self.arranging.switch(calling=False)
        self.following.callback = None
        self.arranging.focus()
        self.refresh_desk(keep)
