"""What keys decide about one callback: whose turn it is and until when here, alarms and facts in the rooms beside."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from callback_desk.actions import claiming, escalating, reaching
from callback_desk.actions.context import Desk, require
from callback_desk.domain.callback import Callback
from callback_desk.domain.queue import QueueRow
from callback_desk.tui import words
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.dialogs.base import Dialog
    from callback_desk.tui.dialogs.deciding import Ended, Handed
    from callback_desk.tui.dialogs.until import HeldBack

from callback_desk.tui.alarm_deeds import AlarmDeeds
from callback_desk.tui.carrying import language_of, title_for
from callback_desk.tui.evidence_deeds import EvidenceDeeds
from callback_desk.tui.fact_deeds import FactDeeds


class Deeds(AlarmDeeds, FactDeeds, EvidenceDeeds):
    """Every decision that can be carried out at one desk. `home` is the screen that hears of every result."""

    def __init__(self, desk: Desk, home: Screen[None]) -> None:
        super().__init__(desk, home)
        self._last_snooze: tuple[str, Callable[[], datetime]] | None = None
        self._begun: dict[str, str] = {}  # what was typed for a hand-over that was left or refused, by callback

    def take(self, row: QueueRow) -> None:
        """Make the item this person's."""
        self._change("take", row, lambda: claiming.claim(self._desk, row.callback_id), "yours")

    def give_back(self, row: QueueRow) -> None:
        """Give the item back to its role."""
        self._change("give-back", row, lambda: claiming.release(self._desk, row.callback_id), "given back")

    def hand_over(self, row: QueueRow) -> None:
        """Ask to whom, then hand over."""
        from callback_desk.tui.dialogs.deciding import Begun, HandOver

        policy, desk = self._desk.policy, self._desk
        language = language_of(desk, row)
        owners = [(f"role:{role}", title_for(desk, role, language)) for role in policy.roles]
        owners += [(f"person:{id_}", person.name) for id_, person in policy.people.items() if id_ != desk.person_id]
        back = escalating.back_to(desk, require(desk, row.callback_id))
        owners = [(owner, f"back to {title}" if owner == back else title) for owner, title in owners]

        # From the end of the day it is decided only if it is not due before the next clinic morning.
        closing = self._home.app.screen is not self._home
        due = desk.hours.next_day_opening(desk.clock()) if closing else None

        def decided(handed: "Handed", dialog: "Dialog[Handed]") -> None:
            def work() -> Callback:
                given = claiming.hand_over(desk, row.callback_id, handed.owner, handed.needs, due)
                self._begun.pop(row.callback_id, None)
                return given

            self._change("hand-over", row, work, f"handed over to {policy.role_title(handed.owner)}", dialog)

        begun = Begun(back, self._begun.get(row.callback_id, ""), partial(self._begun.__setitem__, row.callback_id))
        self._ask(HandOver(words.who(row), owners, decided, begun, heeds=not reaching.licensed_here(desk)))

    def snooze(self, row: QueueRow) -> None:
        """Ask until when, in the job's own steps."""
        from callback_desk.tui.dialogs.until import Snooze

        desk, now = self._desk, self._desk.clock()
        steps = [(f"{label} · {words.moment(until(), now, desk.zone)}", until()) for label, until in self._snoozes(now)]

        def decided(until: datetime, dialog: "Dialog[datetime]") -> None:
            self._last_snooze = ("as the last one", self._again(until, now))
            work = partial(claiming.snooze, desk, row.callback_id, until)
            over = "" if row.hold_reason is None else f"; it is on hold no more ({row.hold_reason.value})"
            self._change("snooze", row, work, f"put off to {words.moment(until, now, desk.zone)}{over}", dialog)

        self._ask(Snooze(words.who(row), steps, self._when, decided))

    def _snoozes(self, now: datetime) -> list[tuple[str, Callable[[], datetime]]]:
        hours = self._desk.hours
        steps: list[tuple[str, Callable[[], datetime]]] = [
            ("in two hours", lambda: now + timedelta(hours=2)),
            ("after lunch", lambda: hours.after_lunch(now)),
            ("next clinic morning", lambda: hours.next_day_opening(now)),
        ]
        return steps if self._last_snooze is None else [*steps, self._last_snooze]

    def _again(self, until: datetime, now: datetime) -> Callable[[], datetime]:
        """Return what the same step means next time: two hours count from then, a moment stays."""
        if until == now + timedelta(hours=2):
            return lambda: self._desk.clock() + timedelta(hours=2)
        return lambda: until

    def hold(self, row: QueueRow) -> None:
        """Ask what it waits for and when to look again."""
        from callback_desk.tui.dialogs.until import Hold

        desk, now, hours = self._desk, self._desk.clock(), self._desk.hours
        moments = [
            ("next clinic morning", hours.next_day_opening(now)),
            ("the clinic morning after", hours.next_day_opening(hours.next_day_opening(now))),
            ("in a week", hours.next_day_opening(now + timedelta(days=6))),
        ]
        steps = [(f"{label} · {words.moment(until, now, desk.zone)}", until) for label, until in moments]

        def decided(held: "HeldBack", dialog: "Dialog[HeldBack]") -> None:
            work = partial(claiming.hold, desk, row.callback_id, held.reason, held.until)
            self._change("hold", row, work, f"on hold until {words.moment(held.until, now, desk.zone)}", dialog)

        self._ask(Hold(words.who(row), steps, self._when, decided))

    def change_lane(self, row: QueueRow) -> None:
        """Ask for the lane."""
        from callback_desk.tui.dialogs.deciding import ChangeLane

        desk = self._desk
        lanes = [(lane, known.title) for lane, known in desk.policy.lanes.items()]

        def decided(lane: str, dialog: "Dialog[str]") -> None:
            work = partial(claiming.change_lane, desk, row.callback_id, lane)
            self._change("lane", row, work, f"moved to {desk.policy.lane(lane).title}", dialog)

        self._ask(ChangeLane(words.who(row), lanes, row.lane, decided))

    def close(self, row: QueueRow) -> None:
        """Ask with what result, then close."""
        from callback_desk.actions import noting
        from callback_desk.tui.dialogs.deciding import Close

        def decided(ended: "Ended", dialog: "Dialog[Ended]") -> None:
            work = partial(noting.close, self._desk, row.callback_id, ended.result, ended.remark)
            self._change("close", row, work, f"closed: {words.CLOSE_RESULTS[ended.result]}", dialog)

        self._ask(Close(words.who(row), decided))

    def undo(self, callback_id: str) -> None:
        """Take the last save about a callback back; what was typed into its note waits as a draft."""
        from callback_desk.actions import undoing

        def work() -> tuple[str, object]:
            callback = undoing.undo(self._desk, callback_id)
            again = "" if self._desk.store.draft(callback_id) is None else with_keys(": {call} takes the note up again")
            return f"{callback.patient or 'the item'} is as it was before{again}", callback_id

        self.carry_out("undo", callback_id, work)
