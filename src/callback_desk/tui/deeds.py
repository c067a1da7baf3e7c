"""What keys decide about one callback: ask in a dialog where needed, write on the one writing thread, tell
the desk.

Every result comes back as a message: `ActionDone` after the commit returned, `ActionFailed` with nothing
kept.
"""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump
from textual.screen import Screen

from callback_desk.actions import adding, amending, claiming, escalating, reaching
from callback_desk.actions.context import Desk, require
from callback_desk.domain.callback import Callback
from callback_desk.domain.code_words import VERDICTS
from callback_desk.domain.errors import DeskError
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.when import parse_when
from callback_desk.tui import words
from callback_desk.tui.about import reach_words
from callback_desk.tui.messages import ActionDone, ActionFailed
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.actions.adding import NewCallback
    from callback_desk.actions.amending import Facts
    from callback_desk.actions.preparing import Got
    from callback_desk.tui.dialogs.adding import Added
    from callback_desk.tui.dialogs.base import Dialog
    from callback_desk.tui.dialogs.card import Changes
    from callback_desk.tui.dialogs.deciding import Ended, Handed
    from callback_desk.tui.dialogs.escalating import Alarm, Told
    from callback_desk.tui.dialogs.exception import Unforeseen
    from callback_desk.tui.dialogs.judging import Opinion
    from callback_desk.tui.dialogs.splitting import Part
    from callback_desk.tui.dialogs.until import HeldBack

Work = Callable[[], tuple[str, object]]
"""Writes something and returns the sentence for the person, and what came of it."""


class Deeds:
    """Carries out decisions for one desk. `home` is the screen that hears of every result."""

    def __init__(self, desk: Desk, home: Screen[None]) -> None:
        self._desk, self._home = desk, home
        self._last_snooze: tuple[str, Callable[[], datetime]] | None = None

    def carry_out(self, action: str, callback_id: str | None, work: Work, reply_to: MessagePump | None = None) -> None:
        """Do the work on the writing thread; its result goes to `reply_to`, or to the desk if it is gone."""
        done: Future[tuple[str, object]] = self._desk.writer.submit(work)
        done.add_done_callback(partial(self._reply, action, callback_id, reply_to or self._home))

    def _reply(self, action: str, callback_id: str | None, to: MessagePump, done: "Future[tuple[str, object]]") -> None:
        fault = done.exception()
        for listener in (to, self._home):
            if fault is None:
                said, result = done.result()
                told = listener.post_message(ActionDone(action, callback_id, said, result))
            elif isinstance(fault, Exception):
                told = listener.post_message(ActionFailed(action, callback_id, _sentence(fault), fault))
            else:
                raise fault
            if told or listener is self._home:
                return

    def take(self, row: QueueRow) -> None:
        """Make the item this person's."""
        self._change("take", row, lambda: claiming.claim(self._desk, row.callback_id), "yours")

    def give_back(self, row: QueueRow) -> None:
        """Give the item back to its role."""
        self._change("give-back", row, lambda: claiming.release(self._desk, row.callback_id), "given back")

    def hand_over(self, row: QueueRow) -> None:
        """Ask to whom, then hand over."""
        from callback_desk.tui.dialogs.deciding import HandOver

        policy, desk = self._desk.policy, self._desk
        owners = [(f"role:{role}", _title(desk, role, row.language)) for role in policy.roles]
        owners += [(f"person:{id_}", person.name) for id_, person in policy.people.items() if id_ != desk.person_id]

        # From the end of the day it is decided only if it is not due before the next clinic morning.
        closing = self._home.app.screen is not self._home
        due = desk.hours.next_day_opening(desk.clock()) if closing else None

        def decided(handed: "Handed", dialog: "Dialog[Handed]") -> None:
            work = partial(claiming.hand_over, desk, row.callback_id, handed.owner, handed.needs, due)
            self._change("hand-over", row, work, f"handed over to {policy.role_title(handed.owner)}", dialog)

        self._ask(HandOver(words.who(row), owners, decided))

    def escalate(self, row: QueueRow) -> None:
        """Ask why, show how the role is reached now, then escalate."""
        from callback_desk.tui.dialogs.escalating import Escalate

        desk, callback = self._desk, require(self._desk, row.callback_id)
        first = reaching.default_role(desk, callback)
        licensed = [role for role, known in desk.policy.roles.items() if known.licensed and role != first]
        others = [role for role, known in desk.policy.roles.items() if not known.licensed]
        roles = [first, *licensed, *([] if callback.attention_pending else others)]

        def decided(alarm: "Alarm", dialog: "Dialog[Alarm]") -> None:
            work = partial(escalating.escalate, desk, row.callback_id, f"role:{alarm.role}", alarm.reason, alarm.words)
            said = f"escalated: now tell {reach_words(desk, alarm.role, row.language)}"
            self._change("escalate", row, work, said, dialog)

        reach = {role: reach_words(desk, role, row.language) for role in roles}
        self._ask(Escalate(words.who(row), roles, reach, decided))

    def acknowledge(self, row: QueueRow) -> None:
        """Ask who was told, how and when."""
        from callback_desk.tui.dialogs.escalating import Acknowledge

        desk, now = self._desk, self._desk.clock()
        role = row.owner_at(now).removeprefix("role:")
        reach = (
            reach_words(desk, role, row.language)
            if role in desk.policy.roles
            else desk.policy.role_title(row.owner_at(now))
        )

        def decided(told: "Told", dialog: "Dialog[Told]") -> None:
            work = partial(escalating.acknowledge, desk, row.callback_id, told.told, told.how, told.at)
            self._change("acknowledge", row, work, "recorded who was told", dialog)

        self._ask(
            Acknowledge(words.who(row), reach, words.clock_time(now, desk.zone), partial(time_today, desk), decided)
        )

    def message(self, row: QueueRow) -> None:
        """Ask what the portal message said, then record that it was sent: an attempt."""
        from callback_desk.actions import messaging
        from callback_desk.tui.dialogs.messaging import Message

        def decided(said: str, dialog: "Dialog[str]") -> None:
            work = partial(messaging.send, self._desk, row.callback_id, said)
            self._change("message", row, work, "portal message recorded", dialog)

        self._ask(Message(words.who(row), decided))

    def judge(self, row: QueueRow) -> str | None:
        """Ask what the escalation was, seen afterwards; return why that is not for the person here, or None."""
        from callback_desk.actions import judging
        from callback_desk.tui.dialogs.judging import Judge

        if not judging.may_judge(self._desk):
            return "a verdict is for a licensed role or the practice manager"

        def decided(opinion: "Opinion", dialog: "Dialog[Opinion]") -> None:
            work = partial(judging.judge, self._desk, row.callback_id, opinion.verdict, opinion.remark)
            self._change("verdict", row, work, VERDICTS[opinion.verdict], dialog)

        self._ask(Judge(words.who(row), judging.verdicts(require(self._desk, row.callback_id)), decided))
        return None

    def snooze(self, row: QueueRow) -> None:
        """Ask until when, in the job's own steps."""
        from callback_desk.tui.dialogs.until import Snooze

        desk, now = self._desk, self._desk.clock()
        steps = [(f"{label} · {words.moment(until(), now, desk.zone)}", until()) for label, until in self._snoozes(now)]

        def decided(until: datetime, dialog: "Dialog[datetime]") -> None:
            self._last_snooze = ("as the last one", self._again(until, now))
            work = partial(claiming.snooze, desk, row.callback_id, until)
            self._change("snooze", row, work, f"put off to {words.moment(until, now, desk.zone)}", dialog)

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

    def _when(self, text: str) -> datetime:
        return parse_when(text, self._desk.hours, self._desk.clock())

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

    def exception(self, row: QueueRow) -> None:
        """Ask what the workflow did not foresee."""
        from callback_desk.actions import exceptions
        from callback_desk.tui.dialogs.exception import RecordException

        def decided(seen: "Unforeseen", dialog: "Dialog[Unforeseen]") -> None:
            work = partial(exceptions.record, self._desk, row.callback_id, seen.code, seen.text)
            self._change("exception", row, work, f"recorded: {words.EXCEPTIONS[seen.code]}", dialog)

        self._ask(RecordException(words.who(row), decided))

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

    def review_note(self, row: QueueRow) -> None:
        """Ask whether the note that waits is approved or returned; say whose that is, if it is not this person's."""
        from callback_desk.actions import reviewing
        from callback_desk.tui.dialogs.reviewing import ReviewNote

        desk, callback = self._desk, require(self._desk, row.callback_id)
        try:
            reviewing.require_reviewer(desk, callback, "decided on")
        except DeskError as fault:
            self._home.post_message(ActionFailed("review-note", row.callback_id, str(fault), fault))
            return

        def decided(change: str | None, dialog: "Dialog[str | None]") -> None:
            if change is None:
                work, said = partial(reviewing.approve, desk, row.callback_id), "approved"
            else:
                work, said = partial(reviewing.give_back, desk, row.callback_id, change), "returned"
            self._change("review-note", row, work, said, dialog)

        self._ask(
            ReviewNote(
                words.who(row), reviewing.told(desk, callback), reviewing.after_approval(desk, callback), decided
            )
        )

    def prepare(self, row: QueueRow) -> None:
        """Ask what is ready and what is missing."""
        from callback_desk.actions import preparing
        from callback_desk.tui.dialogs.preparing import Prepare

        desk = self._desk

        def decided(got: "Got", dialog: "Dialog[Got]") -> None:
            work = partial(preparing.prepare, desk, row.callback_id, got)
            self._change("prepare", row, work, "kept what is prepared", dialog)

        callback = require(desk, row.callback_id)
        self._ask(Prepare(words.who(row), desk.policy, callback, desk.clock(), decided))

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
                made = adding.add(desk, new)
                lane = desk.policy.lane(require(desk, made).lane).title
                return f"added: {new.patient or new.phone} · {lane}", made

            self.carry_out("add", None, work, dialog)

        lanes = [(lane, known.title) for lane, known in desk.policy.lanes.items()]
        self._ask(Add(lanes, matching, decided))

    def give_number(self, row: QueueRow, *, then_call: bool = False) -> None:
        """Ask for a number; `then_call` goes on to the call that wanted it."""
        from callback_desk.tui.dialogs.adding import GiveNumber

        desk, callback = self._desk, require(self._desk, row.callback_id)

        def decided(raw: str, dialog: "Dialog[str]") -> None:
            work = partial(adding.give_number, desk, row.callback_id, raw)
            self._change("number-to-call" if then_call else "number", row, work, "number kept", dialog)

        note = callback.phone_note or ("" if row.phone else "there is no number to call: give one")
        self._ask(GiveNumber(words.who(row), callback.offered_phones, note, decided))

    def amend(self, row: QueueRow) -> None:
        """Ask which facts are otherwise, then put them right."""
        from callback_desk.tui.dialogs.amending import PutRight

        desk = self._desk

        def decided(facts: "Facts", dialog: "Dialog[Facts]") -> None:
            work = partial(amending.amend, desk, row.callback_id, facts)
            self._change("amend", row, work, "put right", dialog)

        self._ask(PutRight(words.who(row), require(desk, row.callback_id), decided))

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

    def _change(
        self,
        action: str,
        row: QueueRow,
        work: Callable[[], Callback],
        said: str,
        dialog: MessagePump | None = None,
    ) -> None:
        self.carry_out(action, row.callback_id, lambda: (f"{words.who(row)}: {said}", work()), dialog)

    def _ask(self, dialog: Screen[None]) -> None:
        """Open a dialog, unless one of its kind is open already."""
        app = self._home.app
        if not any(type(screen) is type(dialog) for screen in app.screen_stack):
            app.push_screen(dialog)


def _of_open(desk: Desk, row: QueueRow, now: datetime) -> str:
    """Return what tells one open item from another: who, which lane, due when."""
    return f"{words.who(row)} · {desk.policy.lane(row.lane).title} · {words.moment(row.due_at, now, desk.zone)}"


def _title(desk: Desk, role: str, language: str | None) -> str:
    gap = reaching.language_gap(desk, role, language)
    return f"{desk.policy.roles[role].title} · {gap}" if gap else desk.policy.roles[role].title


def time_today(desk: Desk, text: str) -> datetime:
    """Return a moment typed as `14:05`, today at the clinic, or as `parse_when` takes it.

    Raises:
        DeskError: it is neither.
    """
    today = desk.today().isoformat()
    clock = text.strip().rjust(5, "0")
    return parse_when(f"{today}T{clock}" if len(clock) == 5 and clock[2] == ":" else text, desk.hours, desk.clock())


def _sentence(fault: Exception) -> str:
    if isinstance(fault, DeskError):
        return str(fault)
    return f"NOT SAVED: an unexpected fault ({type(fault).__name__}); nothing was kept of it, try again"
