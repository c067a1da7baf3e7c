"""The outcome note beside the call: two stages, the fields that the case needs, three keys where they do.

The caret goes on by itself to what is lacking. Outside text fields letters choose; inside they are text.
"""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from textual import events
from textual.timer import Timer

from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.card_rules import NOBODY_YET, Talk
from callback_desk.domain.note import NoteDraft
from callback_desk.domain.policy import Policy
from callback_desk.domain.text import clean_line
from callback_desk.tui.fields.base import Answer, Field
from callback_desk.tui.fields.choice import ChoiceField
from callback_desk.tui.fields.drawing import (
    left_of,
    room_of,
)
from callback_desk.tui.fields.form import CHOICES, NoteForm
from callback_desk.tui.fields.line import LineField
from callback_desk.tui.keys import BY_ACTION, acting_in_a_call
from callback_desk.tui.messages import ChoiceRefused, IdentifiersTicked, NoteChanged, NoteSubmitted
from callback_desk.tui.panes.note_sheet import NoteSheet

SETTLE_SECONDS = 0.2
"""The meter follows so long after the last character: words are not judged while they are being written."""
ASTRAY_SECONDS = 1.0
"""So long after a letter on a row of boxes a space is taken for text, too."""
NEXT_STEP = ("next_action", "owner", "due_at")
"""What is not asked while a licensed role has the turn."""


class NotePane(NoteSheet, can_focus=True):
    """The note of the call that is going on."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._draft_id = ""
        self._ticked: tuple[str, ...] = ()
        self._settling: Timer | None = None
        self._astray = 0.0

    # What the screen asks and tells

    def open(
        self,
        callback: Callback,
        policy: Policy,
        draft: NoteDraft | str | None,
        draft_id: str,
        started_at: datetime,
        now: datetime,
        parse_when: Callable[[str], datetime],
        roles: tuple[str, ...] = (),
        card: Card | None = None,
    ) -> None:
        """Open the note of a call, with the disposition row under the caret.

        `draft` is a form that `form` returned, a note that was begun elsewhere, or None. What is known is
        filled in; what the patient's `card` refuses is not offered. `roles` are those of whoever writes it.
        """
        self._now, self._started_at, self._draft_id = now, started_at, draft_id
        self._form = form = NoteForm(callback, policy, parse_when, lambda: self._now, roles, card)
        if isinstance(draft, NoteDraft):
            form.show(draft)
        else:
            form.restore(draft or "")
        # A note taken up again goes on where it lacks something, not where a letter would change how the call ended.
        resumed = form.lacking() if form.draft().disposition is not None else []
        self._here, self._top, self._refusal = resumed[0] if resumed else CHOICES[0], 0, ()
        self._ticked = self.identified_by
        self._tell_time()
        self._judge()
        self.redraw()
        self.focus()

    @property
    def draft_id(self) -> str:
        """The id of the draft that is open, or an empty text."""
        return self._draft_id

    @property
    def identified_by(self) -> tuple[str, ...]:
        """The codes of the identifiers that are ticked."""
        return self._form.ticked("identified_by") if self._form else ()

    @property
    def here(self) -> str:
        """The name of the field under the caret."""
        return self._here

    @property
    def fields_shown(self) -> tuple[str, ...]:
        """The names of the fields that the case shows, in their order."""
        return self._form.visible if self._form else ()

    def go_to(self, name: str) -> None:
        """Put the caret into a field that the case shows."""
        if name in self.fields_shown:
            self._go(name)
            self.repaint()

    def typed(self, name: str) -> str:
        """Return the text of a text field letter for letter; an empty text for other fields."""
        return self._form.typed(name) if self._form else ""

    @property
    def typing(self) -> bool:
        """Whether the caret is in a text field, where letters are text."""
        return self._form is not None and self._form.fields[self._here].typing

    def form(self) -> str:
        """Return everything as typed, as JSON that `open` takes back; `{}` where nothing was."""
        return self._form.kept() if self._form else "{}"

    def submit(self) -> None:
        """Send the note off if nothing is missing, else say what is."""
        if self._form is None:
            return
        refused = self._form.refusals()
        if refused:
            self.refused(refused)
        else:
            self.post_message(NoteSubmitted(self._form.draft()))

    def refused(self, missing: list[str]) -> None:
        """Say at the bottom what is missing, and put the caret into the first field that lacks it."""
        if self._form is None:
            return
        self._refusal = tuple(map(clean_line, self._form.in_order(missing)))
        self._judge()
        wanted = {*self._form.lacking(), *self._form.unclear()}
        if wanted:
            self._go(min(wanted, key=self._place))
        self.repaint()

    @property
    def talk(self) -> Talk:
        """Whom the assistant has on the line, as far as the note says."""
        return self._form.talk if self._form else NOBODY_YET

    def follow_card(self, card: Card | None) -> None:
        """What is offered follows the patient's card as it stands now."""
        if self._form is not None:
            self._form.follow_card(card)
            if self._here not in self._form.visible:
                self._here = CHOICES[0]
            self._judge()
            self.repaint()

    def follow_callback(self, callback: Callback) -> None:
        """What is still asked follows the callback as it stands now; no field goes from under the caret."""
        if self._form is not None:
            self._form.callback = callback
            if self._here not in NEXT_STEP:
                self._form.follow_case()
            self._judge()
            self.repaint()

    # Keys, pastes, clicks

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Tell that a printable key is text while the caret is in a text field."""
        return self.typing and character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Move between fields, choose, or let the field answer."""
        if self._form is None:
            return
        if event.key in ("tab", "down"):
            self._step(1)
        elif event.key in ("shift+tab", "up"):
            self._step(-1)
        elif not self._typed(self._form, event.key, event.character):
            return
        event.stop()
        event.prevent_default()

    def _typed(self, form: NoteForm, key: str, character: str | None) -> bool:
        field = form.fields[self._here]
        # Only from their own rows: a letter typed beside a text field must not change how the call ended.
        if self._here in CHOICES:
            for choice in form.choices():
                if choice.take(key):
                    self._answered(choice, Answer.DONE, changed=True)
                    return True
                if self._refused(choice):
                    return True
        if key == "space" and not field.typing and monotonic() - self._astray < ASTRAY_SECONDS:
            return True  # a space of what somebody believes to be typing
        before = field.kept
        answer = field.key(key, character)
        if self._refused(field):
            return True
        if answer is Answer.IGNORED:
            return key == "space" or self._means_nothing(field, key, character)
        changed = field.kept != before
        if field.typing and answer is not Answer.DONE and not (changed and self._refusal):
            # The hot path: one line changes, nothing else is drawn.
            if changed:
                self._changed(field)
            self._repaint_line(field)
        else:
            self._answered(field, answer, changed=changed)
        return True

    def _means_nothing(self, field: Field, key: str, character: str | None) -> bool:
        """Say so where a letter is pressed on a row of boxes: it must not act elsewhere on the desk from here."""
        if self._here in CHOICES or character is None or not character.isprintable() or key in _lead_away():
            return False
        self._astray = monotonic()
        said = f"{field.label} has boxes, not text: {BY_ACTION['note-tick'].shown} ticks, arrows and tab go on"
        if (other := acting_in_a_call(key)) is not None:
            said += f"; {other.shown} ({other.label}) acts from the note's first rows and from the other panes"
        self.post_message(ChoiceRefused(said))
        return True

    def choose(self, key: str) -> bool:
        """Choose by a key that was pressed while the note was out of sight; False where the caret is in no choice."""
        return self._here in CHOICES and self._form is not None and self._typed(self._form, key, None)

    def _refused(self, field: Field) -> bool:
        """Tell the screen why a choice is not offered, if one was tried."""
        said, field.told = field.told, ""
        if said:
            self.post_message(ChoiceRefused(said))
        return bool(said)

    def on_paste(self, event: events.Paste) -> None:
        """Put pasted text where the caret is."""
        event.stop()
        if self._form is not None:
            field = self._form.fields[self._here]
            self._answered(field, field.paste(event.text), changed=field.typing)

    def on_click(self, event: events.Click) -> None:
        """Put the caret where it was clicked; tick or choose what was clicked on."""
        place = event.get_content_offset(self)
        if self._form is None or place is None or place.y >= len(self._rows):
            return
        row = self._rows[place.y]
        if row is None:
            return
        name, line = row
        field = self._form.fields[name]
        self._go(name)
        if line >= 0 and place.x >= left_of(field):
            before = field.kept
            answer = field.click(place.x - left_of(field), line, room_of(field, self.size.width))
            self._refused(field)
            self._answered(field, answer, changed=field.kept != before)
        self.repaint()

    def on_focus(self, event: events.Focus) -> None:
        """Show the caret."""
        self.repaint()

    def on_blur(self, event: events.Blur) -> None:
        """Hide the caret."""
        self.repaint()

    # What follows from them

    def _answered(self, field: Field, answer: Answer, *, changed: bool) -> None:
        if changed:
            self._changed(field)
        if answer is Answer.DONE and self._form is not None:
            lacking = self._form.lacking()
            after = [name for name in lacking if self._place(name) > self._place(field.name)]
            if field.name == CHOICES[0] and CHOICES[1] in self._form.visible:
                self._go(CHOICES[1])
            elif isinstance(field, ChoiceField):
                self._go((lacking or [field.name])[0])
            elif after or lacking:
                self._go((after or lacking)[0])
            elif not changed:
                self._step(1)
        self.repaint()

    def _changed(self, field: Field) -> None:
        form = self._form
        if form is None:
            return
        form.touched.add(field.name)
        self._refusal = ()
        if field.typing:
            self._settle_later()
        else:
            form.follow_case()
            self._judge()
        if self.identified_by != self._ticked:
            self._ticked = self.identified_by
            self.post_message(IdentifiersTicked())
        self.post_message(NoteChanged(form.kept()))

    def _settle_later(self) -> None:
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE_SECONDS, self._settled)

    def _settled(self) -> None:
        self._judge()
        self.repaint()

    def _place(self, name: str) -> int:
        visible = self._form.visible if self._form else ()
        return visible.index(name) if name in visible else -1

    def _step(self, by: int) -> None:
        if self._form is not None:
            visible = self._form.visible
            self._go(visible[(self._place(self._here) + by) % len(visible)])
            self.repaint()

    def _go(self, name: str) -> None:
        if self._form is not None and name != self._here:
            self._here = name
            field = self._form.fields[name]
            if isinstance(field, LineField):
                field.enter()


def _lead_away() -> set[str]:
    """Return the keys that act from a row of boxes, too: they show something and change nothing."""
    return {name for action in ("clinics", "jump", "keys") for name in BY_ACTION[action].names}
