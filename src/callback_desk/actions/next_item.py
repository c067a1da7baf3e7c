"""Which item comes next once a note is saved: the topmost of the queue that this desk can go on with now."""

from collections.abc import Sequence
from datetime import datetime

from callback_desk.actions.context import Desk
from callback_desk.actions.reading import reviewed_elsewhere
from callback_desk.domain.codes import Status
from callback_desk.domain.queue import QueueRow

_WAITS = frozenset((Status.ESCALATED, Status.ON_HOLD, Status.WAITING))
"""In these somebody else is asked, or its time has not come: below the attention items they are passed over."""


def next_item(desk: Desk, rows: Sequence[QueueRow], saved: str | None) -> str | None:
    """Return the first of the queue's top rows that is not the one just saved and that nobody else is at; where there
    is none such, the first other one.
    """
    now, others = desk.clock(), [row for row in rows if row.callback_id != saved]
    fit = (row for row in others if _can_go_on(desk, row, now))
    found = next(fit, others[0] if others else None)
    return None if found is None else found.callback_id


def _can_go_on(desk: Desk, row: QueueRow, now: datetime) -> bool:
    if row.attention_rank == 0:
        return True
    owner = row.owner_at(now)
    has_colleague = owner.startswith("person:") and owner != desk.owner
    return not has_colleague and row.status_at(now) not in _WAITS and reviewed_elsewhere(desk, row) is None
