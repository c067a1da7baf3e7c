"""One line of the queue in words, for one moment: what the list paints without asking anybody."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from callback_desk.actions import next_steps, reaching
from callback_desk.actions.context import Desk
from callback_desk.domain import preparing, spoken
from callback_desk.domain.codes import Status
from callback_desk.domain.lateness import is_late, is_unanswered, late_minutes
from callback_desk.domain.queue import QueueRow
from callback_desk.domain.text import folded
from callback_desk.tui import words
from callback_desk.tui.telling import with_keys


class Tone(StrEnum):
    """How a line is coloured; its mark and its words say the same."""

    PLAIN = "plain"
    ATTENTION = "attention"
    LATE = "late"
    QUIET = "quiet"


class QueueLine(NamedTuple):
    """The columns of one line, its tone, and what preparing found missing, to stand beside the next action."""

    mark: str
    due: str
    patient: str
    about: str
    came: str
    language: str
    attempt: str
    next_action: str
    owner: str
    tone: Tone
    missing: str = ""


class QueueLines:
    """Puts rows into words as of `now`; rows of one minute are worked out once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[QueueRow, QueueLine] = {}
        self.drafted: frozenset[str] = frozenset()
        self.now = desk.clock()

    def at(self, now: datetime, drafted: frozenset[str]) -> None:
        """Speak of another moment, and of these callbacks as having a begun note."""
        self.now, self.drafted = now, drafted
        self._known.clear()

    def __call__(self, row: QueueRow) -> QueueLine:
        """Return the row in words."""
        line = self._known.get(row)
        if line is None:
            line = self._known[row] = self._line(row)
        return line

    def _line(self, row: QueueRow) -> QueueLine:
        desk, now = self._desk, self.now
        late = late_minutes(row, desk.hours, now)
        return QueueLine(
            mark=words.mark(row, now, row.callback_id in self.drafted),
            due=words.due(row, late, now, desk.zone),
            patient=words.who(row),
            about=desk.policy.lane(row.lane).short,
            came=words.came(row),
            language=(row.language or "--").partition("-")[0],
            attempt=words.ordinal(row.attempts + 1),
            next_action=self._next(row),
            owner=self.owner(row.owner_at(now)),
            tone=_tone(row, now),
            missing=self._missing(row),
        )

    def owner(self, owner: str) -> str:
        """Return an owner as the person at this desk says it."""
        if owner == self._desk.owner:
            return "you"
        title = self._desk.policy.role_title(owner)
        return title[:1].lower() + title[1:] if owner.startswith("role:") and not title.isupper() else title

    def _next(self, row: QueueRow) -> str:
        if not row.is_open:
            return "closed" if row.close_result is None else f"closed · {words.CLOSE_RESULTS[row.close_result]}"
        if row.pinned and row.escalated_to is not None:
            role = row.owner_at(self.now).removeprefix("role:")
            lapsed = reaching.unanswered(self._desk, row, self.now)
            if reaching.answering(self._desk, row, self.now) is not None:
                late = f"no answer by {self._moment(lapsed.until)} · " if lapsed is not None else ""
                return late + with_keys("asked of you: {acknowledge} says that you saw it")
            if lapsed is not None:
                return f"no answer by {self._moment(lapsed.until)} · tell {lapsed.now.title}: {lapsed.now.way}"
            if role in self._desk.policy.roles:
                reach = reaching.reach(self._desk, role)
                return f"tell {reach.title}: {reach.way} · " + with_keys("then {acknowledge}: who was told")
        if row.claimed_at_once:
            owners = " and ".join(self.owner(owner) for owner in row.claimed_at_once)
            return f"{owners} took it at once: " + with_keys("{take} settles it")
        action = next_steps.in_words(self._desk, row, self.now)
        if is_unanswered(row, self.now) and row.hold_reason is None:
            again = with_keys("{escalate-item} escalates again")
            return f"told, not done by {self._moment(row.due_at)}: {again} · {action}"
        if row.hold_reason is not None and row.due_at <= self.now:
            return f"look again · {row.hold_reason.value} · {action}"
        if row.hold_reason is not None:
            return f"on hold · {row.hold_reason.value} · {action}"
        if row.status_at(self.now) is Status.WAITING:
            return f"waiting · {action}"
        return action

    def _moment(self, at: datetime) -> str:
        return words.moment(at, self.now, self._desk.zone)

    def _missing(self, row: QueueRow) -> str:
        """The first thing that is missing and how many more; nothing that the next action names already."""
        if not row.is_open or row.attention_rank == 0:
            return ""
        titles = preparing.lacking_titles(self._desk.policy, row, row.missing)
        action = folded(row.next_action)
        things = [spoken.as_said(thing) for thing in (*row.missing, *titles) if folded(thing) not in action]
        return "" if not things else things[0] if len(things) == 1 else f"{things[0]} +{len(things) - 1}"


def _tone(row: QueueRow, now: datetime) -> Tone:
    if row.is_open and row.attention_rank == 0:
        return Tone.ATTENTION
    if is_late(row, now):
        return Tone.LATE
    quiet = not row.is_open or row.status_at(now) in (Status.WAITING, Status.ON_HOLD)
    return Tone.QUIET if quiet else Tone.PLAIN
