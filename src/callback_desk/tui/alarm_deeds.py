"""What keys decide where somebody else must see an item: a licensed role, a reviewer, the manager."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from callback_desk.actions import escalating, reaching
from callback_desk.actions.context import Desk, require
from callback_desk.domain import turn_rules
from callback_desk.domain.code_words import VERDICTS
from callback_desk.domain.errors import DeskError
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.when import parse_when
from callback_desk.tui import words
from callback_desk.tui.about import reach_words
from callback_desk.tui.messages import ActionFailed
from callback_desk.tui.telling import with_keys

if TYPE_CHECKING:
    from callback_desk.tui.dialogs.base import Dialog
    from callback_desk.tui.dialogs.escalating import Alarm, Told
    from callback_desk.tui.dialogs.exception import Unforeseen
    from callback_desk.tui.dialogs.judging import Opinion

from callback_desk.tui.carrying import Carrying, language_of


class AlarmDeeds(Carrying):
    """Asks in a dialog, then writes."""

    def escalate(self, row: QueueRow) -> None:
        """Ask why, show how the role is reached now, then escalate."""
        from callback_desk.tui.dialogs.escalating import Escalate

        desk, callback = self._desk, require(self._desk, row.callback_id)
        first, language = reaching.default_role(desk, callback), language_of(desk, row)
        licensed = [role for role, known in desk.policy.roles.items() if known.licensed and role != first]
        others = [role for role, known in desk.policy.roles.items() if not known.licensed]
        untold = turn_rules.nobody_told(desk.policy, callback.lane, callback.next_action)
        roles = [first, *licensed, *([] if callback.attention_pending or untold else others)]

        def decided(alarm: "Alarm", dialog: "Dialog[Alarm]") -> None:
            work = partial(escalating.escalate, desk, row.callback_id, f"role:{alarm.role}", alarm.reason, alarm.words)
            then = with_keys("{acknowledge} records who was told")
            said = f"escalated: now tell {reach_words(desk, alarm.role, language)} · {then}"
            self._change("escalate", row, work, said, dialog)

        reach = {role: reach_words(desk, role, language) for role in roles}
        self._ask(Escalate(words.who(row), roles, reach, decided))

    def acknowledge(self, row: QueueRow) -> None:
        """Ask who was told, how and when."""
        from callback_desk.tui.dialogs.escalating import Acknowledge

        desk, now = self._desk, self._desk.clock()
        own = reaching.answering(desk, require(desk, row.callback_id), now)
        role = row.owner_at(now).removeprefix("role:")
        reach = (
            reach_words(desk, role, language_of(desk, row))
            if role in desk.policy.roles
            else desk.policy.role_title(row.owner_at(now))
        )

        def decided(told: "Told", dialog: "Dialog[Told]") -> None:
            work = partial(escalating.acknowledge, desk, row.callback_id, told.told, told.how, told.at)
            self._change("acknowledge", row, work, "recorded who was told", dialog)

        name, clock = desk.person_name if own else None, words.clock_time(now, desk.zone)
        self._ask(Acknowledge(words.who(row), reach, clock, partial(time_today, desk), decided, name))

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

    def review_note(self, row: QueueRow) -> None:
        """Ask whether the note that waits is approved or returned; say whose that is, if it is not this person's."""
        from callback_desk.actions import reviewing
        from callback_desk.tui.dialogs.reviewing import ReviewNote

        desk, callback = self._desk, require(self._desk, row.callback_id)
        try:
            reviewing.require_reviewer(desk, callback, "decided on")
        except DeskError as fault:
            said = self._why(fault, row.callback_id)
            self._home.post_message(ActionFailed("review-note", row.callback_id, said, fault))
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

    def message(self, row: QueueRow) -> None:
        """Ask what the portal message said, then record that it was sent: an attempt."""
        from callback_desk.actions import messaging
        from callback_desk.tui.dialogs.messaging import Message

        def decided(said: str, dialog: "Dialog[str]") -> None:
            work = partial(messaging.send, self._desk, row.callback_id, said)
            self._change("message", row, work, "portal message recorded", dialog)

        self._ask(Message(words.who(row), decided))

    def exception(self, row: QueueRow) -> None:
        """Ask what the workflow did not foresee."""
        from callback_desk.actions import exceptions
        from callback_desk.tui.dialogs.exception import RecordException

        def decided(seen: "Unforeseen", dialog: "Dialog[Unforeseen]") -> None:
            work = partial(exceptions.record, self._desk, row.callback_id, seen.code, seen.text)
            self._change("exception", row, work, f"recorded: {words.EXCEPTIONS[seen.code]}", dialog)

        self._ask(RecordException(words.who(row), decided))


def time_today(desk: Desk, text: str) -> datetime:
    """Return a moment typed as `14:05`, today at the clinic, or as `parse_when` takes it.

    Raises:
        DeskError: it is neither.
    """
    today = desk.today().isoformat()
    clock = text.strip().rjust(5, "0")
    return parse_when(f"{today}T{clock}" if len(clock) == 5 and clock[2] == ":" else text, desk.hours, desk.clock())
