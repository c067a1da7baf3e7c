"""The number to call leaves the desk only when somebody asks for it: to the clipboard, or to a telephone program."""

from typing import TYPE_CHECKING

from callback_desk.actions import cards
from callback_desk.actions.context import require
from callback_desk.domain import cadence, card_rules
from callback_desk.domain.phone import display, tel_link
from callback_desk.domain.queue import QueueRow
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.domain.callback import Callback
    from callback_desk.domain.card import Card
    from callback_desk.tui.screens.desk import DeskScreen


def copy_number(desk: "DeskScreen", row: QueueRow) -> None:
    """Put the number on the clipboard, by the terminal's own way."""
    if (phone := _number(desk, row)) is not None:
        desk.app.copy_to_clipboard(phone)
        desk.say(f"{display(phone)} was given to the clipboard; a terminal that does not allow it keeps what was there")


def open_tel_link(desk: "DeskScreen", row: QueueRow) -> None:
    """Give the number to this machine's telephone program: only where the settings allow it, and after a second key."""
    personal = desk.personal
    if not personal.tel_links:
        desk.say(f"this is off: tel_links = true under [desk] in {personal.where} turns it on", refused=True)
    elif (phone := _number(desk, row)) is None:
        return
    elif (link := tel_link(phone)) is None:
        desk.say("this number is not written in full, with + and its country: no program could dial it", refused=True)
    elif not desk.telephone_asked:
        desk.telephone_asked = True
        desk.say(with_keys("{tel-link} again gives the number to this machine's telephone program"))
    else:
        desk.app.open_url(link)
        desk.say("the number was given to the telephone program")


def say_how_late(desk: "DeskScreen", callback: "Callback", card: "Card | None") -> None:
    """Say of a call that was opened that the policy plans none at this hour where the patient is."""
    local = cadence.too_early_or_late(desk.desk.policy, card_rules.as_card_says(callback, card), desk.desk.clock())
    if local is not None:
        hours = desk.desk.policy.call_hours
        desk.say(
            f"it is {local:%H:%M} where the patient is: calls are made from {hours.start:%H:%M} to {hours.end:%H:%M}",
            refused=True,
        )


def _number(desk: "DeskScreen", row: QueueRow) -> str | None:
    """Return the number that a call would dial, as the patient's card has it; where there is none to dial, say why."""
    callback = require(desk.desk, row.callback_id)
    card = cards.card_of(desk.desk, callback)
    if (why := card_rules.no_call(callback, card)) is not None:
        desk.say(f"{why} ({with_keys('{card}')})", refused=True)
        return None
    phone = card_rules.as_card_says(callback, card).phone
    if phone is None:
        desk.say(with_keys("this item has no number: {number} gives it one"), refused=True)
    return phone
