"""The desk that every action works at: the store, the clinic's rules, the person and the clock."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from callback_desk.domain.callback import Callback
from callback_desk.domain.errors import DeskError
from callback_desk.domain.hours import OpenHours
from callback_desk.domain.policy import Policy
from callback_desk.domain.sorting import Sorter
from callback_desk.store import Store, Unit, Writer

if TYPE_CHECKING:
    from callback_desk.domain.entries import Payload


@dataclass
class Desk:
    """One person at one clinic's desk. Built by the composition root and handed on, never global.

    `clock` returns the aware moment that writing uses. `exports` is where files go unless a folder is named.
    `writer` is the one thread that owns the screen's writes.
    """

    store: Store
    policy: Policy
    person_id: str
    clock: Callable[[], datetime]
    exports: Path
    writer: Writer

    @property
    def sorter(self) -> Sorter:
        """The policy's words, compiled once."""
        return self.policy.sorter

    @property
    def hours(self) -> OpenHours:
        """The clinic's open hours."""
        return self.policy.open_hours(None)

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's zone, in which times are shown."""
        return self.policy.zone_info

    @property
    def owner(self) -> str:
        """The person at this desk, as entries write an owner."""
        return f"person:{self.person_id}"

    @property
    def roles(self) -> tuple[str, ...]:
        """The ids of the roles that the person has."""
        person = self.policy.people.get(self.person_id)
        return person.roles if person else ()

    @property
    def person_name(self) -> str:
        """The name of the person at this desk."""
        person = self.policy.people.get(self.person_id)
        return person.name if person else self.person_id

    def work_by(self, policy: Policy) -> None:
        """Work by these rules from now on."""
        for made_of_it in ("sorter", "hours"):
            self.__dict__.pop(made_of_it, None)
        self.policy = policy

    def today(self) -> date:
        """Today at the clinic."""
        return self.clock().astimezone(self.zone).date()

    def day_bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return when a calendar day begins and ends at the clinic."""
        begins = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return begins, datetime.combine(day + timedelta(days=1), begins.timetz())

    def unit(self) -> AbstractContextManager[Unit]:
        """Open a unit of work in this person's name; it rolls back unless committed."""
        return self.store.unit(
            person_id=self.person_id,
            role=self.roles[0] if self.roles else "assistant",
            policy=self.policy.fingerprint,
            now=self.clock(),
        )


Change = Callable[[Callback, datetime], "Sequence[Payload]"]
"""Works out what to write about a callback as it stands at a moment; raises DeskError to refuse."""


def change(desk: Desk, callback_id: str, build: Change, then: Callable[[Unit], None] = lambda unit: None) -> Callback:
    """Write what `build` makes of the callback, in one transaction, and return the callback as it is then.

    The callback is read inside the transaction, so that what another desk program wrote meanwhile is seen. `then`
    writes what follows from it, in the same transaction.
    """
    from callback_desk.domain.entries import draft

    with desk.unit() as unit:
        payloads = build(require(desk, callback_id), desk.clock())
        unit.append([draft(callback_id, payload) for payload in payloads])
        then(unit)
        unit.commit()
    return require(desk, callback_id)


def require(desk: Desk, callback_id: str) -> Callback:
    """Return the callback with this id.

    Raises:
        DeskError: there is none.
    """
    callback = desk.store.callback(callback_id)
    if callback is None:
        raise DeskError(f"there is no callback {callback_id[:8]}: look it up with `callback-desk find`")
    return callback
