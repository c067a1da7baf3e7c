"""What the outcome note looks like: its title with the call's time, its fields, the meter and what was refused."""

from collections.abc import Sequence
from datetime import UTC, datetime

from textual.content import Content
from textual.geometry import Offset, Region

from callback_desk.domain import card_rules, note
from callback_desk.domain.phone import display
from callback_desk.domain.text import clean_line
from callback_desk.tui.fields.base import BLANK, GOOD, HERE, QUIET, Field
from callback_desk.tui.fields.drawing import (
    Row,
    field_drawn,
    fields_fitting,
    foot_drawn,
    left_of,
    room_of,
    scrolled,
)
from callback_desk.tui.fields.form import CHOICES, NoteForm
from callback_desk.tui.panes.lines import LinesPane
from callback_desk.tui.plain import plain_line

WIDE_ENOUGH = 100
"""Below so many columns the context is on another pane, and the note's title names the patient."""

METER = ("request", "confirmed", "open", "owner")


class NoteSheet(LinesPane):
    """The note of the call that is going on, as it is painted; what keys do to it is its heir's."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's own name)
        super().__init__(id=id)
        self._form: NoteForm | None = None
        self._here = CHOICES[0]
        self._now = self._started_at = datetime(1970, 1, 1, tzinfo=UTC)
        self._top = 0
        self._rows: list[Row] = []
        self._meter = (BLANK, BLANK)
        self._refusal: Sequence[str] = ()
        self.entitle(Content("Outcome note"))

    def places(self) -> list[tuple[str, Offset]]:
        """Return the fields in sight, each with the cell of the screen where its label begins."""
        corner = self.content_region.offset
        first = {row[0]: y for y, row in reversed(list(enumerate(self._rows))) if row is not None}
        return [(name, corner + Offset(0, y)) for name, y in sorted(first.items(), key=lambda item: item[1])]

    def tick(self, now: datetime) -> None:
        """Let the call's time go on to `now`; only the title is repainted."""
        self._now = now
        self._tell_time()

    def _tell_time(self) -> None:
        seconds = max(0, int((self._now - self._started_at).total_seconds()))
        minutes, rest = divmod(seconds, 60)
        who = f" · {self._who()}" if self._form is not None and self.app.size.width < WIDE_ENOUGH else ""
        shut = " · clinic closed" if self._form is not None and self._is_closed(self._form) else ""
        self.entitle(plain_line(f"Outcome note{who} · call {minutes:02}:{rest:02}{shut}"))

    def _is_closed(self, form: NoteForm) -> bool:
        """Tell whether nobody at the clinic could be asked now."""
        return not form.policy.open_hours(None).is_open(self._now)

    def _who(self) -> str:
        """Whom the note is about, for a screen that has no room for the context beside it."""
        if self._form is None:
            return ""
        callback = card_rules.as_card_says(self._form.callback, self._form.card)
        return " ".join(filter(None, (callback.patient, display(callback.phone) if callback.phone else None)))

    def _judge(self) -> None:
        """Work out the meter and what is still lacking."""
        form = self._form
        if form is None:
            return
        missing = form.refusals()
        verdict = (
            Content.styled(f"needs: {clean_line(missing[0])}", HERE)
            if missing
            else Content.styled(self._ready(form), GOOD if form.closed_then() is None else HERE)
        )
        if "request" not in form.visible:
            self._meter = (BLANK, verdict)
            return
        parts = note.meter(form.policy, form.draft(), form.callback)
        dots = "".join("●" if part else "○" for part in parts)
        self._meter = (Content.assemble((dots, GOOD), " ", " · ".join(METER)), verdict)

    def _ready(self, form: NoteForm) -> str:
        reviewer, closed = form.reviewed_by(), form.closed_then()
        ready = "ready to save" if closed is None else f"ready to save, but the clinic is {closed}"
        return f"{ready} · then {reviewer} looks at it" if reviewer else ready

    def drawn(self, width: int, height: int) -> list[Content]:
        """Draw the fields that fit around the caret, and below them the meter and what was refused."""
        if self._form is None:
            return [Content.styled("no call is going on", QUIET)]
        foot = foot_drawn(*self._meter, self._refusal, width, height)[: max(1, height - 3)]
        room = max(1, height - len(foot))
        body, rows = fields_fitting(self._form, self._here, width, self.has_focus, room)
        mine = [index for index, row in enumerate(rows) if row is not None and row[0] == self._here]
        self._top = scrolled(self._top, mine, len(body), room)
        self._rows = rows[self._top : self._top + room]
        shown = body[self._top : self._top + room]
        if len(body) + len(foot) < height:
            shown.append(BLANK)
        self._show_caret()
        return [*shown, *foot]

    def _repaint_line(self, field: Field) -> None:
        """Draw the one line of a text field anew."""
        drawn = field_drawn(field, field.name == self._here, self.size.width, self.has_focus)
        if sum(row is not None and row[0] == field.name for row in self._rows) != len(drawn):
            self.repaint()
        elif (field.name, 0) in self._rows:
            y = self._rows.index((field.name, 0))
            self._lines[y] = drawn[0]
            self.refresh(Region(0, y, self.size.width, 1))
            self._show_caret()

    def _show_caret(self) -> None:
        """Tell the terminal where the caret is, for input methods."""
        field = self._form.fields[self._here] if self._form else None
        at = field.caret(room_of(field, self.size.width)) if field else None
        if field is None or at is None or not self.has_focus:
            return
        for y, row in enumerate(self._rows):
            if row == (self._here, 0):
                corner = self.content_region.offset
                self.app.cursor_position = corner + Offset(left_of(field) + at, y)
