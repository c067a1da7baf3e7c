"""The queue's columns: how wide each is on a screen of so many cells, and which give way where it is narrow. Pure.

The next action is what the queue is read for, so it is the last to be cut. How it came in gives way first (the context
tells it with its time), then the number of the try (the next action names it from the second on), then the lane.
Widths follow from the screen's width alone: nothing moves while the cursor does.
"""

from functools import cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from callback_desk.tui.plain import fitted
from callback_desk.tui.queue_lines import QueueLine, Tone

HEADINGS = QueueLine("", "due", "patient", "about", "from", "lg", "try", "next action", "owner", Tone.QUIET)
MARK = 3
ENOUGH = 24
"""So many cells tell most next actions whole: `escalate to nurse line`, `waiting · call · 2nd try`."""
_GIVES_WAY = ("came", "attempt", "about")
_NARROW = {"due": 10, "about": 11, "came": 10, "language": 3, "attempt": 4}
"""The columns of one width each, the blank after them included."""
_LACKS, _ENOUGH_OF_IT = "✗ ", 8
"""What stands before something missing, and how many of its cells say enough."""


class Columns(NamedTuple):
    """The columns that are shown, by the names that a line has for them, each with its cells and one blank."""

    shown: tuple[tuple[str, int], ...]
    next_action: int


@cache
def columns(width: int) -> Columns:
    """Return what is shown in `width` cells; patient, next action and owner share what the narrow columns leave."""
    narrow = dict(_NARROW)
    found = _shared(narrow, width)
    for name in _GIVES_WAY:
        if found.next_action >= ENOUGH:
            break
        del narrow[name]
        found = _shared(narrow, width)
    return found


def _shared(narrow: dict[str, int], width: int) -> Columns:
    left = max(20, width - MARK - sum(narrow.values()))
    patient = max(14, min(28, left * 3 // 10))
    owner = min(22, left // 4, max(11, left * 2 // 9))
    action = left - patient - owner
    cells = {**narrow, "patient": patient, "next_action": action, "owner": owner + 1}
    return Columns(tuple((name, cells[name]) for name in QueueLine._fields if name in cells), action - 1)


def in_columns(line: QueueLine, width: int) -> str:
    """Return a line in exactly `width` cells."""
    shown, action_cells = columns(width)
    line = line._replace(next_action=with_missing(line.next_action, line.missing, action_cells))
    others = " ".join(fitted(getattr(line, name), cells - 1) for name, cells in shown)
    return set_cell_size(line.mark.ljust(MARK)[:MARK] + others, width)


def with_missing(action: str, missing: str, cells: int) -> str:
    """Return the next action with what is missing beside it, as much as has room: the action first, a mark always."""
    if not missing:
        return action
    if cell_len(action) + len(_LACKS) + min(cell_len(missing), _ENOUGH_OF_IT) <= cells:
        return f"{action} · {_LACKS}{missing}"
    return f"{fitted(action, cells - 2).rstrip()} {_LACKS.strip()}"
