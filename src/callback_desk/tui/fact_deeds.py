"""What keys decide about what is known: a new item, a second request, facts put right, preparation, the card."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from callback_desk.actions import adding, amending, evidence
from callback_desk.actions.amending import Facts
from callback_desk.actions.context import Desk, require
from callback_desk.domain.phone import display
from callback_desk.domain.queue import QueueRow
from callback_desk.tui import about_evidence, words

if TYPE_CHECKING:
    from callback_desk.actions.adding import NewCallback
    from callback_desk.actions.preparing import Got
    from callback_desk.tui.dialogs.adding import Added
    from callback_desk.tui.dialogs.base import Dialog
    from callback_desk.tui.dialogs.card import Changes
    from callback_desk.tui.dialogs.splitting import Part

from callback_desk.tui.carrying import Carrying


class FactDeeds(Carrying):
    """Asks in a dialog, then writes."""

    def add(self) -> None:
        """Ask for a new callback's facts, then add it."""
        from callback_desk.actions import joining
        from callback_desk.tui.dialogs.adding import Add

        desk = self._desk

        def matching(new: "NewCallback") -> list[tuple[str, str]]:
            now = desk.clock()
            return [(row.callback_id, _of_open(desk, row, now)) for row in joining.matching(desk, new)]

        def decided(added: "Added", dialog: "Dialog[Added]") -> None:
            new = added.new

            def work() -> tuple[str, object]:
                if added.joins is not None:
                    callback = joining.join(desk, added.joins, new)
                    due = words.moment(callback.due_at, desk.clock(), desk.zone)
                    return f"joined: {callback.patient or new.phone} · {callback.next_action} · {due}", added.joins
                made = adding.add(desk, new, added.apart_from)
                lane = desk.policy.lane(require(desk, made).lane).title
                return f"added: {new.patient or new.phone} · {lane}", made

            self.carry_out("add", None, work, dialog)

        lanes = [(lane, known.title) for lane, known in desk.policy.lanes.items()]
        self._ask(Add(lanes, matching, decided))

    def split(self, row: QueueRow) -> None:
        """Ask which part is the second request and whose lane it is."""
        from callback_desk.actions import splitting
        from callback_desk.tui.dialogs.splitting import Split

        desk, callback = self._desk, require(self._desk, row.callback_id)
        lanes = [(lane, known.title) for lane, known in desk.policy.lanes.items()]

        def decided(part: "Part", dialog: "Dialog[Part]") -> None:
            work = partial(splitting.split, desk, row.callback_id, part.lane, part.words)
            self._change("split", row, work, f"split, the second is in {desk.policy.lane(part.lane).title}", dialog)

        self._ask(Split(words.who(row), callback.request or "", lanes, decided))

    def give_number(self, row: QueueRow, *, then_call: bool = False) -> None:
        """Ask for a number; `then_call` goes on to the call that wanted it."""
        from callback_desk.tui.dialogs.adding import GiveNumber

        desk, callback = self._desk, require(self._desk, row.callback_id)

        def decided(raw: str, dialog: "Dialog[str]") -> None:
            given = Facts(phone=raw, reason="number given at the desk")
            work = partial(amending.amend, desk, row.callback_id, given)
            self._change("number-to-call" if then_call else "number", row, work, "number kept", dialog)

        note = callback.phone_note or ("" if row.phone else "there is no number to call: give one")
        offered = [(number, display(number)) for number in callback.offered_phones if number != callback.phone]
        for number, other in evidence.numbers_of_same(desk, callback).items():
            offered.append((number, f"{display(number)} · of the other item: {about_evidence.of_other(desk, other)}"))
        self._ask(GiveNumber(words.who(row), offered, note, decided))

    def amend(self, row: QueueRow) -> None:
        """Ask which facts are otherwise, then put them right."""
        from callback_desk.tui.dialogs.amending import PutRight

        desk = self._desk

        def decided(facts: Facts, dialog: "Dialog[Facts]") -> None:
            work = partial(amending.amend, desk, row.callback_id, facts)
            self._change("amend", row, work, "put right", dialog)

        self._ask(PutRight(words.who(row), require(desk, row.callback_id), decided))

    def prepare(self, row: QueueRow) -> None:
        """Ask what is ready and what is missing."""
        from callback_desk.actions import cards, preparing
        from callback_desk.tui.dialogs.preparing import Prepare

        desk = self._desk

        def decided(got: "Got", dialog: "Dialog[Got]") -> None:
            work = partial(preparing.prepare, desk, row.callback_id, got)
            self._change("prepare", row, work, "kept what is prepared", dialog)

        callback = cards.as_card_says(desk, require(desk, row.callback_id))
        self._ask(Prepare(words.who(row), desk.policy, callback, desk.clock(), decided))

    def change_card(self, row: QueueRow) -> None:
        """Open the patient card, then keep what was changed on it."""
        from callback_desk.actions import card_changing, cards
        from callback_desk.tui.dialogs.card import PatientCard

        desk, callback = self._desk, require(self._desk, row.callback_id)

        def decided(changes: "Changes", dialog: "Dialog[Changes]") -> None:
            work = partial(card_changing.change, desk, row.callback_id, changes)
            self._change("card", row, work, "the card is kept", dialog)

        card, region = cards.shown(desk, callback), desk.policy.clinic.region
        said = cards.changes_in_words(desk, card, desk.today())
        self._ask(PatientCard(words.who(row), card, said, region, desk.today(), decided))


def _of_open(desk: Desk, row: QueueRow, now: datetime) -> str:
    """Return what tells one open item from another: who, which lane, due when."""
    return f"{words.who(row)} · {desk.policy.lane(row.lane).title} · {words.moment(row.due_at, now, desk.zone)}"
