"""Taking back the last save within ten seconds: as an entry of its own, never an erasure."""

import json
import uuid
from collections.abc import Sequence
from datetime import timedelta

from callback_desk.actions.context import Desk, require
from callback_desk.domain import undoing
from callback_desk.domain.callback import Callback
from callback_desk.domain.entries import Entry, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.side_entries import Undone, UndoneLine
from callback_desk.domain.typed_again import typed_again
from callback_desk.store import Draft


def undo(desk: Desk, callback_id: str) -> Callback:
    """Take back this desk's last save about a callback; what was typed into its note comes back as a draft.

    Raises:
        DeskError: there is nothing to take back, it is too long ago, or somebody has gone on from it, in a note that
            is being typed too.
    """
    with desk.unit() as unit:
        callback, now = require(desk, callback_id), desk.clock()
        saved = undoing.last_save(callback.history, callback.undone, desk.store.replica_id)
        short = callback_id[:8]
        if not saved or saved[-1].person_id != desk.person_id:
            raise DeskError(f"there is no save of yours about {short} that could be undone")
        if now - saved[-1].wall_at > timedelta(seconds=undoing.SECONDS):
            raise DeskError(
                f"the last save about {short} is more than {undoing.SECONDS} seconds old and stands:"
                " what is wrong is put right by a new note or a new decision"
            )
        if undoing.acted_since(callback.history, callback.undone, saved) is not None:
            raise DeskError(f"{short} has gone on since that save, so it stands: decide it anew from here")
        again, begun = _draft(desk, saved), desk.store.draft(callback_id)
        if again is not None and begun is not None and not begun.is_empty:
            raise DeskError(
                f"a newer note of {short} is begun and would be hidden: save that one, the earlier one stands"
            )
        lines = tuple(UndoneLine(replica_id=entry.replica_id, seq=entry.seq) for entry in saved)
        unit.append([draft(callback_id, Undone(targets=lines))])
        if again is not None:
            unit.keep_draft(again)
        unit.commit()
    return require(desk, callback_id)


def _draft(desk: Desk, saved: Sequence[Entry]) -> Draft | None:
    """Return what was typed, as a draft of its own: the note that was taken back stays as it was saved."""
    # A reviewer's note about what waits for review stands behind the review that it was.
    note = next((entry for entry in saved if entry.kind == "noted"), None)
    if note is None or note.payload is None:
        return None
    form = json.dumps({"note": typed_again(note.payload, desk.policy)})
    return Draft(str(uuid.uuid4()), note.subject_id, desk.person_id, form, desk.clock())
