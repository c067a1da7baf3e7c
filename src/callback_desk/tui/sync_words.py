"""What the screen says of the other desks."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from callback_desk.actions.sync_watching import Looked


def mark(looked: "Looked", zone: ZoneInfo) -> str:
    """Return how it stands with the other desks, for the top line; what matters most comes last."""
    if looked.away:
        return "folder away"
    if looked.fault:
        return "not synced"
    said = f"synced {looked.at.astimezone(zone):%H:%M}"
    if looked.refused:
        said += f" · {looked.refused} refused"
    return f"{said} · {looked.new} new" if looked.new else said
