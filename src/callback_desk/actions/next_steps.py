"""What is done next with a line of the queue, as the screen and the shell both say it."""

from datetime import datetime

from callback_desk.actions import cards
from callback_desk.actions.context import Desk
from callback_desk.domain import turn_rules
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.text import clean_line


def possible_now(desk: Desk, row: QueueRow) -> str:
    """Return the next action as it can be done: without a number that anybody knows, one is found first."""
    phone = row.phone
    if phone is None:  # few items have none, and the patient's card may know one
        callback = desk.store.callback(row.callback_id)
        phone = None if callback is None else cards.as_card_says(desk, callback).phone
    return turn_rules.now_possible(row.next_action, phone)


def needed(desk: Desk, row: QueueRow, as_of: datetime) -> str:
    """Return in one line what its hand-over says is needed, where it is then the turn of the person at this desk or of
    a role that they have; else an empty text."""
    owner = row.owner_at(as_of)
    is_theirs = owner == desk.owner or owner.removeprefix("role:") in desk.roles
    return clean_line(row.needs) if row.needs is not None and is_theirs else ""


def in_words(desk: Desk, row: QueueRow, as_of: datetime) -> str:
    """Return the next action, after what is needed for it."""
    return " · ".join(filter(None, (needed(desk, row, as_of), possible_now(desk, row))))
