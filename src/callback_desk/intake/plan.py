"""What each record of the files would do: open a callback, join one, or nothing. Pure; it writes nothing.

Contacts are gone through in the order of time over all files at once, so that a callback's id comes from its
earliest contact whichever file that is in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from zoneinfo import ZoneInfo

from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.same_names import same_person
from callback_desk.domain.told import Told
from callback_desk.intake import later_words
from callback_desk.intake.collector import collector_paused
from callback_desk.intake.known import Known
from callback_desk.intake.known_records import Found, KnownRecords
from callback_desk.intake.matching import OpenCallback, OpenCallbacks
from callback_desk.intake.plan_notes import PlanNotes
from callback_desk.intake.planned import Fate, Plan, PlannedContact, Talk
from callback_desk.intake.referral_rows import is_refused
from callback_desk.intake.resolved_since import Talks
from callback_desk.intake.units import OWN_EXPORT, FileReading, Unit, is_talk
from callback_desk.intake.versions import another_patients, goes_back

NO_NUMBER = "no number to call"
_COMES_AGAIN = "it says what it said before it changed: look whether the file is an old one"
_TO_BE_TOLD = "the referral was refused or has expired: tell the patient and who referred them"
_PERHAPS_SAME = "perhaps the same as"


def plan(
    readings: Sequence[FileReading], known: Known, *, zone: ZoneInfo, talk_seconds: int, earlier: Iterable[Talk] = ()
) -> Plan:
    """Return what the readings would do to the ledger.

    A talk came the same day by the calendar of its source's zone, or of `zone` where its file says none;
    `talk_seconds` is how long somebody must have talked. `earlier` are talks of earlier files that were about no
    callback then.
    """
    with collector_paused():
        return _Planning(readings, known, zone, talk_seconds, earlier).made()


def wants_callback(unit: Unit) -> bool:
    """Tell whether somebody must call back: nobody talked to whoever rang, or a patient wrote or was
    referred.
    """
    if unit.direction != "inbound":
        return False
    return unit.kind != "call" or unit.outcome != "answered"


def _by_time(units: Sequence[Unit]) -> list[int]:
    """Return the places of units by time; ties by source key, then by the order of reading."""
    keys = [unit.source_key for unit in units]
    moments = [unit.at for unit in units]
    # Two stable sorts beat one on pairs.
    return sorted(sorted(range(len(units)), key=keys.__getitem__), key=moments.__getitem__)


def _repeated(counts: Mapping[str, int]) -> set[str]:
    """Return what was counted more than once."""
    return {value for value, count in counts.items() if count > 1}


class _Planning:
    """The plan under way."""

    def __init__(
        self,
        readings: Sequence[FileReading],
        known: Known,
        zone: ZoneInfo,
        talk_seconds: int,
        earlier: Iterable[Talk],
    ) -> None:
        self._readings, self._ledger = readings, known
        self._fates = [Counter[str]() for _ in readings]
        waiting: list[Unit] = []
        files: list[int] = []
        self._talks = Talks(readings, zone, earlier)
        for file, reading in enumerate(readings):
            for unit in reading.units:
                if wants_callback(unit):
                    waiting.append(unit)
                    files.append(file)
                    continue
                self._fates[file]["no_callback"] += 1
                if is_talk(unit, talk_seconds):
                    self._talks.take(unit, file)
        self._names = [(reading.file, reading.preset) for reading in readings]
        self._records = KnownRecords(known, readings, zone)
        self._ask(waiting, files)
        # Decided in the order of reading, in which units lie in memory; that of time may leap about in it.
        decided = list(zip(waiting, files, map(self._alone, waiting, files), strict=True))
        self._waiting = [decided[n] for n in _by_time(waiting)]
        self._contacts: list[PlannedContact] = []
        self._files: list[int] = []
        self._together: list[int] = []  # the places of those contacts that are not alone
        self._made: dict[str, str] = {}
        self._states: dict[str, tuple[str, datetime]] = {}
        self._known_units: list[Unit] = []
        self._notes = [PlanNotes() for _ in readings]
        self._opened_at: dict[str, tuple[int, str]] = {}

    def _ask(self, units: Sequence[Unit], files: Sequence[int]) -> None:
        """Ask the ledger everything at once."""
        keys = Counter([unit.source_key for unit in units])
        versioned = [unit for unit in units if unit.version_key is not None]
        keys.update(unit.version_key for unit in versioned if unit.version_key is not None)
        keys.update([unit.other_key for unit in units if unit.other_key is not None])
        self._known = dict(self._ledger.known_contacts(keys))
        if self._known:
            both = zip(units, files, strict=True)
            again = [(unit, file) for unit, file in both if {unit.source_key, unit.other_key} & self._known.keys()]
            self._known.update(self._records.ask(again, keys))
        self._last = {unit.source_key: unit.version_key for unit in sorted(versioned, key=attrgetter("at"))}
        self._several = self._ledger.in_several_states(self._last)
        numbers = Counter([unit.number for unit in units if unit.number is not None])
        threads = {unit.thread for unit in units if unit.thread is not None}
        self._open = OpenCallbacks(self._ledger, numbers.keys() | self._talks.numbers, threads)
        self._closed = self._ledger.last_closed_by_number(numbers)
        self._told_later = {key for unit in units for key in unit.earlier_keys}
        self._met_keys = _repeated(keys) | self._told_later | self._known.keys()
        self._met_numbers = _repeated(numbers) | self._talks.numbers | self._open.numbers

    def _alone(self, unit: Unit, file: int) -> PlannedContact | None:
        """Return what is planned for a contact that has to do with no other here and with nothing known: it opens a
        callback. None for any other.

        Most of a large log is so, and is decided in a third of the time.
        """
        number, key = unit.number, unit.source_key
        if number is None or number in self._met_numbers or key in self._met_keys or unit.review:
            return None
        if unit.thread is not None or unit.version_key is not None or unit.finished or unit.other_key in self._met_keys:
            return None
        return self._contact(unit, file, callback_id_for(key), is_new=True, follows=self._closed.get(number))

    def made(self) -> Plan:
        finished: list[tuple[Unit, int]] = []
        for unit, file, alone in self._waiting:
            if alone is not None:
                self._contacts.append(alone)
                self._files.append(file)
                self._fates[file]["new_callbacks"] += 1
            elif unit.finished and unit.version_key is None:
                finished.append((unit, file))
            else:
                fate = self._decide(unit, file)
                self._fates[file][fate] += 1
                if fate == "already_known":
                    self._known_units.append(unit)
        self._decide_finished(finished)
        reviews = self._reviews()
        settled = self._talks.settling(self._contacts)
        for n in settled:
            self._fates[self._files[n]]["maybe_resolved"] += 1
        return Plan(
            self._readings,
            self._contacts,
            self._talks.planned(self._ledger, self._open, self._contacts),
            self._fates,
            reviews,
            [notes.said(reading) for notes, reading in zip(self._notes, self._readings, strict=True)],
            self._known_units,
            {self._contacts[n].unit.source_key for n in settled},
            self._talks.left,
        )

    def _reviews(self) -> list[list[tuple[str, str]]]:
        """Return what a person must look at, file by file, now that every callback has what all its contacts
        bring.
        """
        reviews: list[list[tuple[str, str]]] = [[] for _ in self._readings]
        for n in self._together:
            contact, unit = self._contacts[n], self._contacts[n].unit
            if unit.number is None and not self._has_number(contact.callback_id):
                contact = self._contacts[n] = contact._replace(review="; ".join((*unit.review, NO_NUMBER)))
            if contact.review is not None:
                reviews[self._files[n]].append((unit.line, contact.review))
        return reviews

    def _has_number(self, callback_id: str) -> bool:
        known = self._open.has_number(callback_id)
        if known is not None:
            return known
        stored = self._ledger.callback(callback_id)
        return stored is not None and stored.phone is not None

    # What becomes of one contact

    def _decide(self, unit: Unit, file: int) -> Fate:
        if unit.version_key is not None:
            return self._decide_version(unit, unit.version_key, file)
        unit, told = self._found(unit, file)
        earlier = self._made.get(unit.source_key) or self._known.get(unit.source_key)
        if earlier is not None:
            return self._decide_again(unit, file, earlier, told)
        if unit.source_key in self._told_later:
            return "already_known"
        return self._comes(unit, file)

    def _comes(self, unit: Unit, file: int, follows: str | None = None) -> Fate:
        """Let a contact join the open callback that it belongs to, or open one."""
        sharing = self._open.of_number(unit.number)
        found = self._open.match(unit, sharing)
        if found is not None:
            if found.names_another(unit):
                opened = self._opened_at.get(found.callback_id)
                at = f" ({opened[1]})" if opened is not None and opened[0] == file else ""
                self._notes[file].named_otherwise.append(f"{unit.line}{at}")
            return self._joins(unit, file, found.callback_id)
        return self._opens(unit, file, sharing, follows)

    def _has(self, key: str | None) -> bool:
        """Tell whether there is a record with this key."""
        return key in self._made or key in self._known

    def _found(self, unit: Unit, file: int) -> Found:
        """Return a record under the key that is its own, because another one may have its key."""
        may_be_known = self._has(unit.source_key) or self._has(unit.other_key)
        found = self._records.find(unit, file) if may_be_known else Found(unit)
        if found.unit is not unit and not self._has(found.unit.source_key):
            self._known.update(self._ledger.known_contacts([found.unit.source_key]))
        return found

    def _decide_again(self, unit: Unit, file: int, earlier: str, told: Sequence[Told]) -> Fate:
        """Decide on a record that is known: words or a voicemail that it did not have before are news, and nothing else
        is.

        They go to its callback. Where that is closed, they are a contact of their own.
        """
        key = later_words.news_key(unit, told)
        if key is None or key in self._made or self._ledger.known_contacts([key]):
            return "already_known"
        notes = self._notes[file]
        (notes.later_words if later_words.says_more(unit, told) else notes.later_voicemails).append(unit.line)
        if not self._is_closed(earlier):
            return self._joins(unit._replace(version_key=key), file, earlier)
        return self._comes(unit._replace(source_key=key), file, earlier)

    def _decide_finished(self, waiting: list[tuple[Unit, int]]) -> None:
        """Decide on bookings and cancellations: each joins what was open when it came, or makes nothing.

        They come after all others, and again until none joins, so that a second run of the file, which meets the
        callbacks as they are by then, finds the same.
        """
        left: list[tuple[Unit, int]] = waiting
        while True:
            waiting, left = left, []
            for unit, file in waiting:
                own = self._found(unit, file).unit
                if self._has(own.source_key):
                    self._fates[file]["already_known"] += 1
                    self._known_units.append(unit)
                    continue
                sharing = [one for one in self._open.of_number(unit.number) if one.first_at <= unit.at]
                found = self._open.match(own, sharing)
                if found is None or unit.at < found.first_at:
                    left.append((unit, file))
                else:
                    self._fates[file][self._joins(own, file, found.callback_id)] += 1
            if len(left) == len(waiting):
                break
        for _, file in left:
            self._fates[file]["no_callback"] += 1

    def _decide_version(self, unit: Unit, version_key: str, file: int) -> Fate:
        """Decide on a record that may come again in a later state: it joins its own callback only."""
        if self._is_known_state(unit, version_key):
            return "already_known"
        if version_key in self._known or version_key in self._made:
            unit = unit._replace(review=(*unit.review, _COMES_AGAIN))
        earlier = self._made.get(unit.source_key) or self._known.get(unit.source_key)
        if earlier is None and self._is_ours(unit):
            return "already_known"
        if earlier is not None and self._is_anothers(unit, earlier):
            apart = another_patients(unit, version_key)
            self._known.update(self._ledger.known_contacts([apart.source_key, apart.version_key or ""]))
            return self._decide_version(apart, apart.version_key or "", file)
        if earlier is None:
            if unit.finished:
                return "no_callback"
            if is_refused(unit.referral):
                unit = unit._replace(review=(*unit.review, _TO_BE_TOLD))
            found = self._open.of_thread(unit.thread)
            if found is not None:
                return self._joins(unit, file, found.callback_id)
            return self._opens(unit, file, self._open.of_number(unit.number))
        if self._is_closed(earlier) and (unit.finished or self._was_refused(unit, earlier)):
            return "no_callback"
        return self._joins(unit, file, earlier)

    def _is_known_state(self, unit: Unit, version_key: str) -> bool:
        """Tell whether a record's state is no news: one that it goes back to is, if the files say no later one.

        What these files have made of the record counts before what the ledger has.
        """
        callback_id = self._known.get(version_key)
        if version_key not in self._made and callback_id is None:
            return False
        if unit.source_key in self._states:
            state, at = self._states[unit.source_key]
            return state == version_key or unit.at <= at
        if version_key in self._made or callback_id is None:
            return True
        if unit.source_key not in self._several or self._last.get(unit.source_key) != version_key:
            return True
        stored = self._ledger.callback(callback_id)
        return stored is None or not goes_back(unit, stored)

    def _is_anothers(self, unit: Unit, callback_id: str) -> bool:
        """Tell whether a record has the number of a callback of quite another patient: neither name nor birth date
        agree.
        """
        opened = self._open.by_id(callback_id)
        if opened is not None and opened.birth_date is not None:
            known: tuple[str | None, str] = opened.patient, opened.birth_date.isoformat()
        else:
            stored = self._ledger.callback(callback_id)
            if stored is None or stored.birth_date is None or not stored.stated:
                return False
            known = stored.patient, str(stored.birth_date)
        name, born = known
        if name is None or unit.patient is None or unit.birth_date is None:
            return False
        return born != unit.birth_date.isoformat() and not same_person(name, unit.patient)

    def _is_ours(self, unit: Unit) -> bool:
        """Tell whether a record is a callback of this very ledger, exported and now coming back."""
        family, _, callback_id = unit.source_key.partition(":")
        return family == OWN_EXPORT and self._ledger.callback(callback_id) is not None

    def _was_refused(self, unit: Unit, callback_id: str) -> bool:
        """Tell whether a refused referral was refused by what the ledger has of it, too."""
        stored = self._ledger.callback(callback_id)
        return stored is not None and is_refused(unit.referral) and is_refused(stored.referral)

    def _is_closed(self, callback_id: str) -> bool:
        callback = self._ledger.callback(callback_id)
        return callback is not None and not callback.is_open

    def _opens(self, unit: Unit, file: int, sharing: Sequence[OpenCallback], follows: str | None = None) -> Fate:
        callback_id = callback_id_for(unit.source_key)
        if sharing:
            self._notes[file].apart += 1
            unit = unit._replace(details={**unit.details, _PERHAPS_SAME: sharing[0].callback_id[:8]})
        if follows is None and unit.number is not None:
            follows = self._closed.get(unit.number)
        self._open.open(callback_id, unit)
        self._opened_at[callback_id] = file, unit.line
        self._remember(file, unit, callback_id, is_new=True, follows=follows)
        return "new_callbacks"

    def _joins(self, unit: Unit, file: int, callback_id: str) -> Fate:
        joined = self._open.by_id(callback_id)
        patient = None if joined is None else joined.patient
        self._open.join(callback_id, unit)
        self._remember(file, unit, callback_id, is_new=False, follows=None)
        self._contacts[-1] = self._contacts[-1]._replace(joins=patient)
        return "joined"

    def _remember(self, file: int, unit: Unit, callback_id: str, *, is_new: bool, follows: str | None) -> None:
        self._made[unit.source_key] = callback_id
        if unit.version_key is not None:
            self._made[unit.version_key] = callback_id
            self._states[unit.source_key] = unit.version_key, unit.at
        self._records.remember(unit, file)
        self._together.append(len(self._contacts))
        self._contacts.append(self._contact(unit, file, callback_id, is_new=is_new, follows=follows))
        self._files.append(file)

    def _contact(self, unit: Unit, file: int, callback_id: str, *, is_new: bool, follows: str | None) -> PlannedContact:
        review = "; ".join(unit.review) if unit.review else None
        return PlannedContact(unit, callback_id, is_new, follows, *self._names[file], review)
