"""Files of any period from the screen: asked for in a dialog, written on the writing thread, stopped by escape."""

from pathlib import Path
from typing import TYPE_CHECKING

from callback_desk.actions import exporting
from callback_desk.actions.protecting import default_recipients, keep_passphrase, missing_passphrases
from callback_desk.domain.errors import DeskError
from callback_desk.tui.dialogs.base import Dialog
from callback_desk.tui.dialogs.exporting import ExportFiles, Order
from callback_desk.tui.dialogs.passphrase import TellPassphrase
from callback_desk.tui.messages import DayProgress

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen


def ask(home: "DeskScreen") -> None:
    """Open the dialog."""
    desk = home.desk
    if any(isinstance(screen, ExportFiles) for screen in home.app.screen_stack):
        return

    def decided(order: Order, dialog: Dialog[Order]) -> None:
        lacking = missing_passphrases(desk, order.protection.recipients)
        if lacking:
            _ask_passphrase(home, lacking[0], order, asking)
        else:
            _write(home, order, asking)

    asking = ExportFiles(desk.policy, desk.today(), default_recipients(desk), decided)
    home.app.push_screen(asking)


def _ask_passphrase(home: "DeskScreen", name: str, order: Order, asking: ExportFiles) -> None:
    """Ask for the passphrase of a workbook that the desk does not keep yet, then go on."""
    desk = home.desk

    def decided(told: str, dialog: Dialog[str]) -> None:
        def keep() -> tuple[str, object]:
            keep_passphrase(desk, name, told)
            return f"the passphrase {name} is kept in the encrypted store", None

        home.deeds.carry_out("keep-passphrase", None, keep, dialog)

    def then(_: None) -> None:
        lacking = missing_passphrases(desk, order.protection.recipients)
        if not lacking:
            _write(home, order, asking)
        elif lacking[0] == name:
            asking.refuse(f"nothing was written: the passphrase {name} was not told")
        else:
            _ask_passphrase(home, lacking[0], order, asking)

    home.app.push_screen(TellPassphrase(name, decided), then)


def _write(home: "DeskScreen", order: Order, asking: ExportFiles) -> None:
    desk = home.desk

    def progress(said: str) -> None:
        if asking.stopped.is_set():
            raise DeskError("stopped: no file was written")
        asking.post_message(DayProgress(said))

    def work() -> tuple[str, object]:
        document = exporting.export(desk, order.wanted, desk.exports, order.protection, progress)
        folders = sorted({str(Path(file["path"]).parent) for file in document["files"]})
        count = len(document["files"])
        return f"{count} {'file is' if count == 1 else 'files are'} written: {', '.join(folders)}", document

    home.deeds.carry_out("export", None, work, asking)
