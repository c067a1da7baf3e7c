"""A clinic's day as its files tell it: which callbacks, what stood open at one moment, and the line on top.

Nothing is read from a clock or a store here: the callbacks, the moment and the clinic's rules are handed in. Callbacks
are gone through anew for each sheet, so that a report of any length takes as little memory as one of a page.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import NamedTuple, Self, TypeVar
from zoneinfo import ZoneInfo

from callback_desk.domain.callback import Callback
from callback_desk.domain.card import Card
from callback_desk.domain.policy import Policy
from callback_desk.domain.policy_files import Audience
from callback_desk.exports.callbacks import Callbacks, Held, Listed, Source, pages
from callback_desk.exports.events import Attempt, Escalation, attempts, escalations
from callback_desk.exports.item import ATTENTION, LATE, Item, View
from callback_desk.exports.tally import Place, Tally

__all__ = ["ATTENTION", "LATE", "DayReport", "Item", "Turns", "Watch", "unwatched"]

Watch = Callable[[str, int], None]
"""Hears the name of a sheet and how many lines of it are made so far."""
Reading = Callable[[int], None]
"""Hears how many callbacks were read so far."""
T = TypeVar("T")


Cards = Callable[[Callback], Card | None]
"""Gives the card of a callback's patient, None where nothing is on record."""


def no_cards(callback: Callback) -> None:
    """Nobody has a card."""


def unwatched(sheet: str, lines: int) -> None:
    """Nobody waits."""


WATCHED = 1_000
"""So many lines are made before whoever waits hears of it again."""
_SUMMARY = "Summary"
_READ = 200  # callbacks after which whoever waits for the first reading hears of it


class Turns(NamedTuple):
    """How many open callbacks wait for one owner, and how many of them are late."""

    owner: str
    open: int
    late: int


@dataclass(frozen=True, repr=False)
class DayReport:
    """One day of one clinic at the moment `as_of`, in the clinic's zone, or the days from `day` to `until`.

    `tally` holds its figures. `undecided` holds the ids that should have been decided before the day is closed.
    `supersedes` names a file of an earlier close of the same day, whose place this one takes. `exported_by` is the id
    of the person who has the files written, where one does. `audience` is who reads it, None for whoever may see
    everything; `scope` says in words what was left out because nobody asked for it. `watch` hears how many lines of a
    sheet are made; what it raises ends the writing. `card` gives the patients' cards.
    """

    policy: Policy
    day: date
    as_of: datetime
    callbacks: Callbacks
    tally: Tally
    undecided: tuple[str, ...] = ()
    supersedes: str | None = None
    exported_by: str | None = None
    until: date | None = None
    audience: Audience | None = None
    scope: str = ""
    watch: Watch = unwatched
    card: Cards = no_cards

    @classmethod
    def gather(
        cls,
        *,
        policy: Policy,
        day: date,
        as_of: datetime,
        callbacks: Source | Iterable[Callback],
        undecided: Sequence[str] = (),
        exported_by: str | None = None,
        until: date | None = None,
        watch: Reading = lambda count: None,
        card: Cards = no_cards,
    ) -> Self:
        """Return the report of a day, or of the days `until` another: what is open and what the days touched.

        What came in after the last of several days is none of theirs. `watch` may raise to stop it.
        """
        source = callbacks if isinstance(callbacks, Source) else Held(callbacks)
        view = View.of(policy, as_of, day, until or day)
        tally, ids = Tally(view), []
        for count, callback in enumerate(source.read(source.ids(as_of))):
            if count % _READ == 0:
                watch(count)
            is_open = callback.is_open and (until is None or callback.received_at < view.ends)
            if is_open or view.touched(callback):
                ids.append(callback.callback_id)
                tally.take(view.item(callback))
        told = Callbacks(source, ids)
        tally.settle()
        return cls(policy, day, as_of, told, tally, tuple(undecided), exported_by=exported_by, until=until, card=card)

    def told_of(self, kept: Callable[[Item], bool], change: Callable[[Callback], Callback] | None = None) -> Self:
        """Return the report of those callbacks only, each as `change` gives it: what else is undecided is not told."""
        tally, ids = Tally(self.view), []
        for item in self.items:
            if kept(item):
                ids.append(item.callback.callback_id)
                tally.take(item if change is None else self.item(change(item.callback)))
        told = Callbacks(self.callbacks, ids, change)
        undecided = tuple(one for one in self.undecided if one in told)
        return replace(self, callbacks=told, tally=tally.settle(), undecided=undecided)

    def __repr__(self) -> str:
        """Say which report it is; a day of callbacks in full tells nobody anything, and may hold patients' words."""
        return f"DayReport({self.days}, {len(self.callbacks)} callbacks)"

    @property
    def clinic(self) -> str:
        """The clinic's name."""
        return self.policy.clinic.name

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which every time of the files is told."""
        return self.policy.zone_info

    @property
    def closed(self) -> bool:
        """Whether everything was decided."""
        return not self.undecided

    @cached_property
    def view(self) -> View:
        """What its callbacks are seen from."""
        return View.of(self.policy, self.as_of, self.day, self.last_day)

    @property
    def last_day(self) -> date:
        """The last day that it tells of."""
        return self.until or self.day

    @property
    def days(self) -> str:
        """The day, or the first and the last one, as ISO 8601."""
        return self.day.isoformat() if self.until is None else f"{self.day} to {self.last_day}"

    @property
    def when(self) -> str:
        """What the figures of the day, or of the days, are headed with."""
        return "today" if self.until is None else "in the period"

    def has_sheet(self, name: str) -> bool:
        """Tell whether the audience gets a sheet; the Summary, which holds figures only, is everybody's."""
        sheets = self.audience.sheets if self.audience is not None else ()
        return not sheets or name == _SUMMARY or name in sheets

    def shows(self, title: str) -> bool:
        """Tell whether the audience is shown a column."""
        return self.audience is None or self.audience.shows(title)

    @property
    def items(self) -> Listed[Item]:
        """Every callback of the report in queue order, with what passes with time."""
        return Listed(len(self.callbacks), lambda: map(self.item, self.callbacks))

    @property
    def open(self) -> Listed[Item]:
        """What is open, in queue order: what nobody was told of, then by due time."""
        return self.listed(self.tally.open)

    @property
    def completed(self) -> Listed[Item]:
        """What was closed that day, in the order of closing."""
        return self.listed(self.tally.completed)

    @property
    def unreached(self) -> Listed[Item]:
        """What was tried and never reached the patient: open, or closed that day as unreachable."""
        return self.listed(self.tally.unreached)

    @property
    def attempts(self) -> Listed[Attempt]:
        """The attempts made that day, in the order of time."""
        return self._parts(self.tally.attempts, attempts)

    @property
    def booked(self) -> Listed[Attempt]:
        """Those of them that brought an appointment."""
        return self._parts(self.tally.booked, attempts)

    @property
    def escalations(self) -> Listed[Escalation]:
        """The escalations that are open or were made that day, those that nobody was told of first."""
        return self._parts(self.tally.escalations, escalations)

    def listed(self, ids: Sequence[str]) -> Listed[Item]:
        """Return the callbacks of these ids, in this order."""
        return Listed(len(ids), lambda: map(self.item, self.callbacks.read(ids)))

    def item(self, callback: Callback) -> Item:
        """Return a callback with what passes with time."""
        return self.view.item(callback)

    @cached_property
    def turns(self) -> tuple[Turns, ...]:
        """Whose turn it is: each owner with open callbacks, the one with most first."""
        counted = [Turns(owner, count.number, count.late) for owner, count in self.tally.owners.items()]
        return tuple(sorted(counted, key=lambda turns: (-turns.open, self.title(turns.owner))))

    @property
    def late(self) -> int:
        """How many open callbacks are late."""
        return self.tally.now.late

    @cached_property
    def headline(self) -> str:
        """The first line for people: closed or not, how many open, how many late, whose turn."""
        turns = ", ".join(
            f"{self.title(turns.owner)} {turns.open}" + (f" ({turns.late} late)" if turns.late else "")
            for turns in self.turns
        )
        heading = "" if self.closed else f"NOT CLOSED: {len(self.undecided)} undecided. "
        return f"{heading}{len(self.open)} open, {self.late} late. Whose turn: {turns or 'nobody'}."

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The lines on top: the headline, what is superseded, and which clinic, day and moment this is."""
        superseded = "" if self.supersedes is None else f"Supersedes {self.supersedes} and the files with it."
        now = self.local(self.as_of)
        as_of = f"{now:%H:%M}" if now.date() == self.last_day else self.clock(now)
        days = _written_out(self.day)
        if self.last_day != self.day:
            days += f" to {_written_out(self.last_day)}"
        of_days = f"{self.clinic}, {days}, as of {as_of} {now:%Z}"
        return tuple(line for line in (self.headline, superseded, of_days, self.scope) if line)

    def title(self, owner: str) -> str:
        """Return an owner as people say it."""
        return self.policy.role_title(owner)

    def person(self, person_id: str) -> str:
        """Return a person's name."""
        return self.policy.role_title(f"person:{person_id}")

    def local(self, at: datetime) -> datetime:
        """Return a moment in the clinic's zone, to the second."""
        return at.astimezone(self.zone).replace(microsecond=0)

    def clock(self, at: datetime) -> str:
        """Return a moment at the clinic as `Mon 23 Nov 14:12`, with its year where that is not the report's."""
        local = self.local(at)
        return f"{local:%a} {local.day} {local:%b}{self.other_year(local)} {local:%H:%M}"

    def other_year(self, day: date) -> str:
        """Return the year of a day, with a space before it, where it is not that of the report's last day."""
        return "" if day.year == self.last_day.year else f" {day.year}"

    def _parts(self, places: Sequence[Place], parts_of: Callable[[Callback], list[T]]) -> Listed[T]:
        return Listed(len(places), partial(self._read_parts, places, parts_of))

    def _read_parts(self, places: Sequence[Place], parts_of: Callable[[Callback], list[T]]) -> Iterator[T]:
        for page in pages(places):
            ids = dict.fromkeys(place.callback_id for place in page)
            found = {one.callback_id: parts_of(one) for one in self.callbacks.read(ids)}
            yield from (found[place.callback_id][place.number] for place in page)


def _written_out(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
