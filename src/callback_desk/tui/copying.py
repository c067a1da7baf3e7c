"""A note of one patient leaves the desk only when somebody asks for it: to the clipboard, to be pasted elsewhere."""

from typing import TYPE_CHECKING

from callback_desk.actions.patient_note import patient_note, record_copied
from callback_desk.domain.queue import QueueRow
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.screens.desk import DeskScreen


def copy_note(desk: "DeskScreen", row: QueueRow) -> None:
    """Put the item's note on the clipboard in English; asked again for what is there already, in Spanish."""
    english = patient_note(desk.desk, row.callback_id)
    again = desk.app.clipboard.splitlines()[:-2] == english.splitlines()[:-2]
    note = patient_note(desk.desk, row.callback_id, "es") if again else english
    said = "the note was given to the clipboard" + (
        " in Spanish" if again else with_keys(", in English; {copy-note} again gives it in Spanish")
    )

    def work() -> tuple[str, object]:
        record_copied(desk.desk, row.callback_id)  # before it leaves: nothing is copied unrecorded
        desk.app.call_later(desk.app.copy_to_clipboard, note)
        return said, row.callback_id

    desk.deeds.carry_out("copy-note", row.callback_id, work)
