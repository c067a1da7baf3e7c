"""Which open callback a contact belongs to, among those of the ledger and those that the plan opens on the
way.
"""

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime

from callback_desk.domain.same_names import could_be, may_be_same, same_person
from callback_desk.intake.known import Known, OpenMatch
from callback_desk.intake.units import Unit


class OpenCallback:
    """An open callback while the plan is made: who it is about and when the patient reached out."""

    __slots__ = (
        "birth_date",
        "callback_id",
        "first_at",
        "is_referral",
        "last_at",
        "patient",
        "phone",
        "stated",
        "thread",
        "times",
    )

    def __init__(self, callback_id: str, first_at: datetime, last_at: datetime, *, is_referral: bool) -> None:
        self.callback_id = callback_id
        self.first_at, self.last_at = first_at, last_at
        self.is_referral = is_referral
        self.phone: str | None = None
        self.thread: str | None = None
        self.patient: str | None = None
        self.stated = False
        self.birth_date: date | None = None
        self.times = [last_at]

    def take(self, unit: Unit) -> None:
        """Learn from a contact that opens or joins it, as the fold of its entries will."""
        if unit.patient is not None and (self.patient is None or (unit.stated and not self.stated)):
            self.patient, self.stated = unit.patient, unit.stated
        self.birth_date = self.birth_date or unit.birth_date
        self.phone = self.phone or unit.number
        self.thread = self.thread or unit.thread
        self.last_at = max(self.last_at, unit.at)
        self.times.append(unit.at)

    def may_be(self, unit: Unit) -> bool:
        """Tell whether a contact with the same number and a stated name is of the same person."""
        if self.patient is None or unit.patient is None:
            return True
        if self.birth_date and unit.birth_date and self.birth_date != unit.birth_date:
            return False
        agree = same_person if self.stated else could_be
        return agree(self.patient, unit.patient)

    def names_another(self, unit: Unit) -> bool:
        """Tell whether a contact of the same number gives a name that is not this patient's, as far as names tell."""
        return self.patient is not None and unit.patient is not None and not may_be_same(self.patient, unit.patient)


def _of(match: OpenMatch) -> OpenCallback:
    first_at = match.received_at
    known = OpenCallback(match.callback_id, first_at, match.last_contact_at or first_at, is_referral=match.is_referral)
    known.patient, known.stated, known.phone = match.patient, match.stated, match.phone
    known.thread, known.birth_date = match.thread, match.birth_date
    return known


class OpenCallbacks:
    """The open callbacks that contacts may join, by number and by thread; grows while the plan opens new
    ones.
    """

    def __init__(self, known: Known, numbers: Iterable[str], threads: Iterable[str]) -> None:
        self._by_id: dict[str, OpenCallback] = {}
        self._by_number = {
            number: [self._once(match) for match in matches]
            for number, matches in known.open_by_number(numbers).items()
        }
        wanted = set(threads)
        by_thread = known.open_by_thread(wanted) if wanted else {}
        self._by_thread = {thread: self._once(matches[0]) for thread, matches in by_thread.items() if matches}

    def _once(self, match: OpenMatch) -> OpenCallback:
        open_callback = self._by_id.get(match.callback_id)
        if open_callback is None:
            open_callback = self._by_id[match.callback_id] = _of(match)
        return open_callback

    def of_number(self, number: str | None) -> Sequence[OpenCallback]:
        """Return the open callbacks of a number."""
        return () if number is None else self._by_number.get(number, ())

    @property
    def numbers(self) -> Set[str]:
        """The numbers of which there are some."""
        return self._by_number.keys()

    def by_id(self, callback_id: str) -> OpenCallback | None:
        """Return one of them, or None."""
        return self._by_id.get(callback_id)

    def of_thread(self, thread: str | None) -> OpenCallback | None:
        """Return the open callback of a thread, or None."""
        return None if thread is None else self._by_thread.get(thread)

    def open(self, callback_id: str, unit: Unit) -> None:
        """Open a new callback with its first contact."""
        opened = OpenCallback(callback_id, unit.at, unit.at, is_referral=unit.referral is not None)
        opened.patient, opened.stated, opened.birth_date = unit.patient, unit.stated, unit.birth_date
        opened.phone, opened.thread = unit.number, unit.thread
        self._by_id[callback_id] = opened
        self._reach(opened)

    def join(self, callback_id: str, unit: Unit) -> None:
        """Add a contact to an open callback; one that nothing asked for is not followed."""
        joined = self._by_id.get(callback_id)
        if joined is not None:
            joined.take(unit)
            self._reach(joined)

    def _reach(self, callback: OpenCallback) -> None:
        """Let contacts find a callback by its number and thread: the first it learnt of each, as in the ledger."""
        if callback.phone is not None:
            reachable = self._by_number.setdefault(callback.phone, [])
            if callback not in reachable:
                reachable.append(callback)
        if callback.thread is not None:
            self._by_thread.setdefault(callback.thread, callback)

    def has_number(self, callback_id: str) -> bool | None:
        """Tell whether a callback can be called back, or None where it is not among these."""
        found = self._by_id.get(callback_id)
        return None if found is None else found.phone is not None

    def match(self, unit: Unit, sharing: Sequence[OpenCallback]) -> OpenCallback | None:
        """Return the callback that a contact joins, of those `sharing` its number, or None where it opens its
        own.

        Whoever rings joins by number alone, because caller id names no person; who states a name joins by
        thread, or by number where the names agree. Nothing joins a referral's callback but the referral's own
        list, and what became of the patient's appointment.
        """
        if unit.thread is not None and unit.thread in self._by_thread:
            return self._by_thread[unit.thread]
        if not sharing:
            return None
        candidates = [found for found in sharing if not found.is_referral or _is_told_of(unit, found)]
        agreeing = [found for found in candidates if found.patient is not None and found.may_be(unit)]
        if unit.kind != "call":
            candidates = [found for found in candidates if found.may_be(unit)]
        return max(agreeing or candidates, key=_latest, default=None)


def _is_told_of(unit: Unit, referral: OpenCallback) -> bool:
    """Tell whether a booking or cancellation is of the patient of a referral's callback, both by their names."""
    named = unit.patient is not None and referral.patient is not None
    return unit.kind == "appointment" and unit.finished and named and referral.may_be(unit)


def _latest(callback: OpenCallback) -> tuple[datetime, str]:
    return callback.last_at, callback.callback_id
