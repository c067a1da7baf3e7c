"""The clinic's rules on the screen: who put them in force, and new ones for every desk from a file."""

from pathlib import Path
from typing import TYPE_CHECKING

from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.syncing import Line, Typed

if TYPE_CHECKING:
    from callback_desk.tui.dialogs.base import Dialog
    from callback_desk.tui.screens.desk import DeskScreen

ASKED = "a file with new rules for every desk (empty: this desk's own policy.toml, as it reads now)"


def ask(desk: "DeskScreen") -> None:
    """Say whose rules these are, and ask which to put in force for every desk of the clinic.

    Raises:
        DeskError: this desk has no home that could keep any.
    """
    exchange = desk.syncing.exchange

    def decided(answer: dict[str, str], dialog: "Dialog[dict[str, str]]") -> None:
        def work() -> tuple[str, object]:
            return exchange.put_in_force(desk.desk, _path(answer["file"])), None

        desk.deeds.carry_out("rules", None, work, dialog)

    desk.app.push_screen(Typed("The clinic's rules", [Line("file", ASKED)], decided, exchange.rules_in_words()))


def _path(typed: str) -> Path | None:
    try:
        return Path(typed).expanduser().absolute() if typed else None
    except RuntimeError as fault:
        raise DeskError(f"{typed[:80]} cannot be found: type the whole path") from fault
