"""What keys decide about evidence: what may have answered an item, and another item of perhaps the same patient."""

from functools import partial
from typing import TYPE_CHECKING

from callback_desk.actions import evidence
from callback_desk.actions.context import require
from callback_desk.domain.code_words import CLOSINGS
from callback_desk.domain.queue import QueueRow
from callback_desk.tui import about_evidence, words
from callback_desk.tui.carrying import Carrying
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.dialogs.base import Dialog

_OTHERS = 4
"""So many other items are offered at once: each takes two digits."""


class EvidenceDeeds(Carrying):
    """Asks in a dialog, then writes."""

    def resolved(self, row: QueueRow) -> str | None:
        """Ask whether the callback was answered since; return why there is nothing to ask, or None."""
        from callback_desk.actions import answering
        from callback_desk.tui.dialogs.evidence import YES, Resolved

        desk, callback = self._desk, require(self._desk, row.callback_id)
        if not evidence.is_asked(callback):
            return "nothing speaks for this being answered already"
        closes_as = CLOSINGS[evidence.suggested(callback)]

        def decided(answer: str, dialog: "Dialog[str]") -> None:
            if answer == YES:
                work = partial(answering.settle, desk, row.callback_id)
                self._change("resolved", row, work, f"closed: {closes_as}", dialog)
            else:
                work = partial(answering.keep_open, desk, row.callback_id)
                self._change("resolved", row, work, "still to be called", dialog)

        said = about_evidence.in_words(desk, callback, desk.clock())
        self._ask(Resolved(words.who(row), said, closes_as, decided))
        return None

    def same_patient(self, row: QueueRow) -> str | None:
        """Ask which other item is of the same patient; return why there is nothing to ask, or None."""
        from callback_desk.actions import answering
        from callback_desk.tui.dialogs.evidence import SAME, SamePatient

        desk = self._desk
        others = evidence.perhaps_same(desk, require(desk, row.callback_id))[:_OTHERS]
        if not others:
            return "no other open item has this number, or this name and birth date"

        def decided(answer: str, dialog: "Dialog[str]") -> None:
            other = answer.partition(":")[2]
            if answer.startswith(SAME):
                work = partial(answering.merge, desk, row.callback_id, other)
                said = with_keys("joined, which stands: the other is closed as a duplicate; {split} parts what is two")
                self._change("same-patient", row, work, said, dialog)
            else:
                work = partial(answering.tell_apart, desk, row.callback_id, other)
                self._change("same-patient", row, work, "told apart", dialog)

        offered = [(one.callback_id, about_evidence.of_other(desk, one)) for one in others]
        self._ask(SamePatient(words.who(row), offered, decided))
        return None
