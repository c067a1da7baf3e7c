"""How the note's fields, its meter and what was refused become lines. Pure."""

from collections.abc import Sequence

from textual.content import Content

from callback_desk.tui.fields.base import BLANK, BOLD, HERE, WRONG, Field
from callback_desk.tui.fields.form import NoteForm
from callback_desk.tui.plain import fitted, plain

INDENT = 16
MARKER = "►"
MOST_REFUSALS = 4
TALL = 26
"""From so many lines on a pane has room for each refusal on a line of its own."""

Row = tuple[str, int] | None
"""What stands on a line: a field's name and which of its lines, -1 for a label above them; None for a blank."""


def left_of(field: Field) -> int:
    """Return the cell where a field's own lines begin."""
    return 1 if field.above else INDENT


def room_of(field: Field, width: int) -> int:
    """Return how many of the pane's cells are a field's own."""
    return max(10, width - left_of(field))


def fields_fitting(
    form: NoteForm, here: str | None, width: int, focused: bool, room: int
) -> tuple[list[Content], list[Row]]:
    """Return what `fields_drawn` does; where that is more than `room` lines, choices that were made are one line each
    while the caret is elsewhere.
    """
    drawn = fields_drawn(form, here, width, focused)
    return drawn if len(drawn[0]) <= room else fields_drawn(form, here, width, focused, short=True)


def fields_drawn(
    form: NoteForm, here: str | None, width: int, focused: bool, *, short: bool = False
) -> tuple[list[Content], list[Row]]:
    """Return the lines of the shown fields and what stands on each; `here` has the caret if the pane has the focus."""
    lines: list[Content] = []
    rows: list[Row] = []
    above = False
    for name in form.visible:
        field = form.fields[name]
        if above and not field.above and not short:
            lines.append(BLANK)
            rows.append(None)
        above = field.above
        if short and name != here and (chosen := field.in_short()) is not None:
            lines.append(_label(field, here=False) + Content(" ") + chosen)
            rows.append((name, -1))
            continue
        drawn = field_drawn(field, name == here, width, focused)
        lines += drawn
        first = -1 if field.above else 0
        rows += [(name, line) for line in range(first, first + len(drawn))]
    return lines, rows


def field_drawn(field: Field, here: bool, width: int, focused: bool) -> list[Content]:
    """Return the lines of one field with its label."""
    drawn = field.lines(room_of(field, width), here and focused) or [BLANK]
    head = _label(field, here)
    if field.above:
        return [head, *(Content(" ") + line for line in drawn)]
    first = head + Content(" " * (INDENT - head.cell_length)) + drawn[0]
    return [first, *(Content(" " * INDENT) + line for line in drawn[1:])]


def _label(field: Field, here: bool) -> Content:
    words = field.label if field.above else fitted(field.label, INDENT - 2).rstrip()
    return Content.assemble((MARKER if here else " ", HERE), (words, HERE if here else BOLD))


def foot_drawn(meter: Content, verdict: Content, refused: Sequence[str], width: int, height: int) -> list[Content]:
    """Return the meter with its verdict, or in the verdict's place what a save was refused for; less where the pane's
    `height` leaves no room.
    """
    if refused and height < TALL:
        # The fields must stay in sight: what is wanted is told in two lines, as many as there is room for.
        told = Content.styled("not saved: ", f"{WRONG} {BOLD}") + plain(" · ".join(refused), WRONG)
        lines = told.wrap(width)
        if len(lines) > 2:
            rest = Content(" ").join(line.rstrip() for line in lines[1:])
            lines = [lines[0], rest.truncate(width, ellipsis=True)]
        return [*([meter.truncate(width)] if meter else []), *lines]
    if refused:
        lines = [meter] if meter else []
        lines.append(Content.styled("not saved, it still needs:", f"{WRONG} {BOLD}"))
        for words in refused[:MOST_REFUSALS]:
            lines += plain(f"  {words}", WRONG).wrap(width)
        return lines
    if not meter:
        return [verdict.truncate(width, ellipsis=True)]
    if meter.cell_length + 3 + verdict.cell_length <= width:
        return [meter + Content("   ") + verdict]
    return [meter.truncate(width), verdict.truncate(width, ellipsis=True)]


def scrolled(top: int, mine: Sequence[int], lines: int, room: int) -> int:
    """Return the first line to show so that the caret's lines are in sight, moving as little as needed."""
    if mine:
        top = min(max(top, mine[-1] - room + 1), mine[0])
    return max(0, min(top, lines - room))
