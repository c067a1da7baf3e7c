"""One open call: its draft is stored as it is typed, its note is saved once, and leaving loses nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from textual.timer import Timer

from callback_desk.actions import noting
from callback_desk.actions.context import Desk, require
from callback_desk.domain.callback import Callback
from callback_desk.domain.phone import display
from callback_desk.tui import words
from callback_desk.tui.deeds import Deeds

if TYPE_CHECKING:
    from callback_desk.actions.noting import Draft, Saved
    from callback_desk.domain.note import NoteDraft

EMPTY = ("", "{}")
QUIET_SECONDS = 0.3
"""A draft is stored so long after the last key: closing a terminal runs nothing."""


@dataclass
class Call:
    """A call that is open: whom it is to, its draft as last stored (None until it is), and what the form holds."""

    callback: Callback
    draft: "Draft | None"
    started_at: datetime
    form: str
    saving: bool = False
    to_save: "NoteDraft | None" = None


class Calling:
    """Begins calls, keeps drafts, saves notes. `later` runs something after so many seconds; `paused` hears what the
    form of a callback (its id) holds when a hand rests.

    The call view opens at once; claiming the callback and storing its draft follow on the writing thread, and what
    is typed or saved before that is done waits for it.
    """

    def __init__(
        self,
        desk: Desk,
        deeds: Deeds,
        later: Callable[[float, Callable[[], None]], Timer],
        paused: Callable[[str, str], None],
    ) -> None:
        self._desk, self._deeds, self._later, self._paused = desk, deeds, later, paused
        self._timer: Timer | None = None
        self.call: Call | None = None
        self._unstored: dict[str, str] = {}
        self._failed: set[str] = set()

    @property
    def would_lose(self) -> frozenset[str]:
        """The callbacks whose typed notes could not be stored: they stand in this program only."""
        return frozenset(self._failed)

    def begin(self, callback_id: str) -> Call:
        """Open a call, with the draft that was left; `opened` follows when it is claimed."""
        desk, kept = self._desk, self._desk.store.draft(callback_id)
        form = self._unstored.get(callback_id) or ("{}" if kept is None else kept.form)
        self.call = Call(require(desk, callback_id), None, desk.clock(), form)
        self._deeds.carry_out("begin", callback_id, lambda: ("", noting.begin(desk, callback_id)))
        return self.call

    def opened(self, result: object) -> None:
        """The callback is claimed and its draft stored: go on with what waited for that."""
        draft, call = cast("Draft", result), self.call
        if call is None or call.callback.callback_id != draft.callback_id:
            return
        call.draft = draft
        self.keep()
        if call.to_save is not None:
            self.save(call.to_save)

    def changed(self, form: str) -> None:
        """Keep what is typed, a moment after the last key."""
        if self.call is None or self.call.saving:
            return
        self.call.form = form
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._later(QUIET_SECONDS, self._rested)

    def _rested(self) -> None:
        call = self.call
        if call is not None:
            self._paused(call.callback.callback_id, call.form)
            self.keep(typing=True)

    def keep(self, *, typing: bool = False) -> None:
        """Store the draft now, if it is not stored as it stands; while somebody is `typing` a word may not be whole."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        call = self.call
        if call is None or call.draft is None or call.saving or call.form == call.draft.form:
            return
        draft, form = call.draft, call.form
        call.draft = draft._replace(form=form)
        self._unstored[draft.callback_id] = form

        def work() -> tuple[str, object]:
            kept = noting.keep_draft(self._desk, draft, form, typing=typing)
            self._stored(draft.callback_id, form)
            return "", kept

        self._deeds.carry_out("keep-draft", draft.callback_id, work)

    def save(self, written: "NoteDraft") -> None:
        """Save the note of the open call; a second save of the same draft changes nothing."""
        call = self.call
        if call is None or call.saving:
            return
        if call.draft is None:
            call.to_save = written
            return
        self.keep()
        call.saving = True
        desk, callback_id, draft_id = self._desk, call.callback.callback_id, call.draft.draft_id

        def work() -> tuple[str, object]:
            saved = noting.save_note(desk, callback_id, written, draft_id=draft_id, started_at=call.started_at)
            self._stored(callback_id, call.form)
            return self._said(saved), saved.callback

        self._deeds.carry_out("save-note", callback_id, work)

    def refused(self) -> None:
        """The note was not saved: it stays open as it is."""
        if self.call is not None:
            self.call.saving, self.call.to_save = False, None

    def not_stored(self, callback_id: str | None) -> None:
        """What was typed about a callback could not be stored: it waits here, and the next call takes it up."""
        if callback_id in self._unstored:
            self._failed.add(callback_id)

    def _stored(self, callback_id: str, form: str) -> None:
        if self._unstored.get(callback_id, form) == form:
            self._unstored.pop(callback_id, None)
            self._failed.discard(callback_id)

    def leave(self) -> None:
        """Go away from the call; what was typed stays as a draft, an untouched draft goes."""
        self.keep()
        call, self.call = self.call, None
        if call is None:
            return
        self._unstored[call.callback.callback_id] = call.form
        if call.saving:
            return
        desk, callback_id, form = self._desk, call.callback.callback_id, call.form

        def work() -> tuple[str, object]:
            kept = desk.store.draft(callback_id)
            if kept is None and form not in EMPTY:
                noting.keep_typed(desk, callback_id, form)
            elif kept is not None and form in EMPTY:
                noting.drop_draft(desk, kept)
            elif kept is not None:
                # Stored as it stands perhaps, but its last word counts only now.
                noting.keep_draft(desk, kept, form)
            self._stored(callback_id, form)
            return "", None

        self._deeds.carry_out("leave-draft", callback_id, work)

    def _said(self, saved: "Saved") -> str:
        callback = saved.callback
        patient = callback.patient or display(callback.phone or "") or "the note"
        if not callback.is_open:
            result = words.CLOSE_RESULTS[callback.close_result] if callback.close_result else "closed"
            return f"saved · {patient}: closed, {result}"
        due = words.moment(callback.due_at, self._desk.clock(), self._desk.zone)
        return f"saved · {patient}: {callback.next_action} · {due}"
