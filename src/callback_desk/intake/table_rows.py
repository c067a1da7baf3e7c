"""Rows of a table as units, a portion of them at a time: what one column says of each, then the next."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import repeat

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.phone import Number, normalised, offered_numbers
from callback_desk.domain.text import folded
from callback_desk.intake import status_words, vocabulary
from callback_desk.intake.call_rows import CallColumns
from callback_desk.intake.headers import Sort
from callback_desk.intake.moments import LocalClock
from callback_desk.intake.names import caller_id_name
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.referral_rows import referral_of
from callback_desk.intake.row_numbers import may_count_rows
from callback_desk.intake.table_cells import Births, Born, Cells, Moments, Names, OrderOf, Portion, phone_note
from callback_desk.intake.units import BIRTH_AS_WRITTEN, NO_DETAILS, Kind, Unit, units_of

_KINDS: Mapping[Sort, tuple[str, Kind, Channel, str | None]] = {
    "call": ("table-call", "call", Channel.MISSED_CALL, None),
    "list": ("list", "message", Channel.BY_HAND, None),
    "portal": ("portal", "message", Channel.PORTAL, None),
    "appointment": ("appointment", "appointment", Channel.WEB_FORM, "new-appointment"),
    "referral": ("referral", "referral", Channel.BY_HAND, "referral"),
    "insurance": ("insurance", "message", Channel.BY_HAND, "insurance"),
}
"""Of each sort of table: the family of its source keys, the kind of its units, their channel, their lane."""

# Facts of a list that the desk shows beside the request, by field.
_DETAILS = (
    "caller", "email", "visit_type", "new_or_existing", "provider", "preferred_dates", "preferred_times", "insurance",
    "member_id", "plan", "cpt", "urgency", "due", "referrer_npi",
)  # fmt: skip
_DETAILS_BUT_OF_REFERRALS = (
    "service", "specialty", "referred_by", "authorization_required", "authorization", "authorization_number",
)  # fmt: skip
_REFERRAL_FACTS = (
    "referral", "id", "status", "specialty", "service", "referred_by", "reason", "message", "papers",
    "missing", "authorization_required", "authorization", "authorization_number",
)  # fmt: skip
_RARE = ("birth_date", "record_number", "language", "interpreter", "thread", "status", "channel", "direction")


class RowReader:
    """Makes units of the rows of one table; `units` is the function for this sort of table.

    Cells come padded: the one past the last column is always empty and stands for every column that is not
    there.
    """

    def __init__(
        self,
        sort: Sort,
        columns: Mapping[str, int],
        titles: tuple[str, ...],
        options: ReadOptions,
        order_of: OrderOf,
        *,
        ids_are_row_numbers: bool,
        from_1904: bool = False,
        tells_misses: int | None = None,
    ) -> None:
        self._blank = blank = len(titles)
        self._columns = columns
        self._family, self._kind, self._channel, self._lane = _KINDS[sort]
        self._region = options.region
        self.moments = Moments(columns, blank, titles, LocalClock(options.local_zone), order_of, from_1904)
        self.calls = CallColumns(columns, blank, options, tells_misses=tells_misses)
        self._births = Births(self._at("birth_date"), order_of, from_1904)
        self._names = Names(columns, blank)
        self._id = blank if ids_are_row_numbers else self._at("id")
        if sort == "referral" and "referral" in columns:
            self._id = columns["referral"]
        self._parent = blank if ids_are_row_numbers else self._at("parent")
        # What numbers the rows, or may do so in another part of the same file.
        self._counter = blank if sort == "referral" or "parent" in columns else self._at("id")
        said = (self._at(name) for name in ("subject", "message", "transcript", "reason") if name in columns)
        self._said = tuple(said) or (blank,)
        details = _DETAILS if sort == "referral" else _DETAILS + _DETAILS_BUT_OF_REFERRALS
        self._details = tuple((name.replace("_", " "), columns[name]) for name in details if name in columns)
        self._is_bare = not self._details and not any(name in columns for name in _RARE)
        units: Mapping[Kind, Callable[[Portion], list[Unit]]] = {"call": self._calls, "referral": self._referrals}
        self.units = units.get(self._kind, self._contacts)
        self.unknown_words: Counter[str] = Counter()

    def _at(self, field: str) -> int:
        return self._columns.get(field, self._blank)

    def _cell(self, cells: Cells, field: str) -> str:
        return cells[self._at(field)].strip()

    def _column(self, rows: Sequence[Cells], field: str) -> list[str]:
        at = self._at(field)
        return [cells[at].strip() for cells in rows]

    def _contacts(self, portion: Portion) -> list[Unit]:
        """Return the units of messages, requests or any rows of a list."""
        places, moments, doubts, rows = portion
        numbers, others = self._numbers(rows)
        known = [number.e164 for number in numbers]
        names, requests = self._names.read(rows), self._requests(rows)
        who = [number or (name and folded(name)) for number, name in zip(known, names, strict=True)]
        ids = [cells[self._id].strip() for cells in rows]
        said = self._offered(requests, known)
        units = units_of(
            source_key=map(self._key, ids, moments, who, repeat(None)),
            other_key=self._other_keys(rows, moments, who, repeat(None)),
            kind=repeat(self._kind),
            line=places,
            at=moments,
            channel=repeat(self._channel),
            number=known,
            phone_note=map(phone_note, numbers),
            patient=names,
            stated=[name is not None for name in names],
            request=requests,
            lane_hint=self._lanes_of_requests(rows, requests),
            offered_phones=said if others is None else map(tuple.__add__, others, said),
            review=doubts,
        )
        return units if self._is_bare else list(map(self._with_rare_facts, units, rows))

    def _key(self, vendor_id: str, at: datetime, who: str | None, seconds: int | None) -> str:
        """Return the source key of a row: its own id's where it has one, else that of who, when and how long."""
        if vendor_id:
            return source_key(self._family, vendor_id)
        return derived_source_key(self._family, at, who, self._kind, seconds)

    def _other_keys(
        self,
        rows: Sequence[Cells],
        moments: Iterable[datetime],
        who: Iterable[str | None],
        seconds: Iterable[int | None],
    ) -> Iterable[str | None]:
        """Return the keys that rows with small numbers as ids have where those count the rows, or no longer do."""
        if self._counter == self._blank:
            return repeat(None)
        written = self._column(rows, "id")
        counting = [may_count_rows(number) for number in written]
        if self._id == self._blank:
            return [source_key(self._family, n) if may else None for n, may in zip(written, counting, strict=True)]
        facts = zip(counting, moments, who, seconds, strict=False)
        return [self._key("", at, one, length) if may else None for may, at, one, length in facts]

    def _numbers(self, rows: Sequence[Cells]) -> tuple[list[Number], list[tuple[str, ...]] | None]:
        """Return the numbers to call and what else is offered, None where the table has no other telephone.

        That one stands in where the first is none.
        """
        phone, region = self._at("phone"), self._region
        first = [normalised(cells[phone], region) for cells in rows]
        if "other_phone" not in self._columns:
            return first, None
        at = self._at("other_phone")
        both = [_of_two(one, cells[at], region) for one, cells in zip(first, rows, strict=True)]
        return [number for number, _ in both], [offered for _, offered in both]

    def _offered(self, requests: Iterable[str | None], numbers: Iterable[str | None]) -> list[tuple[str, ...]]:
        """Return the numbers that each request says, but for the one that it came from."""
        region = self._region
        return [
            tuple(said for said in offered_numbers(request, region) if said != number) if request else ()
            for request, number in zip(requests, numbers, strict=True)
        ]

    def _requests(self, rows: Sequence[Cells]) -> list[str | None]:
        """Return what each patient said: subject, message, transcript and reason, each once, none changed."""
        said = [[cells[at].strip() for cells in rows] for at in self._said]
        if len(said) == 1:
            return [text or None for text in said[0]]
        return ["\n".join(dict.fromkeys(filter(None, texts))) or None for texts in zip(*said, strict=True)]

    def _lanes(self, rows: Sequence[Cells]) -> list[str | None]:
        at = self._at("lane")
        return [vocabulary.lane_id(cells[at]) if cells[at] else self._lane for cells in rows]

    def _lanes_of_requests(self, rows: Sequence[Cells], requests: Iterable[str | None]) -> list[str | None]:
        """Return the lane of each row; None for a visit that there is already, whose lane its words decide."""
        lanes = self._lanes(rows)
        if self._kind != "appointment":
            return lanes
        named = self._column(rows, "lane")
        told = (request is not None and vocabulary.is_of_known_visit(request) for request in requests)
        return [None if known and not cell else lane for lane, cell, known in zip(lanes, named, told, strict=True)]

    def _with_rare_facts(self, unit: Unit, cells: Cells) -> Unit:
        born = self._births.read(cells, unit.at)
        details = {name: text for name, at in self._details if (text := cells[at].strip())}
        if born.written is not None:
            details[BIRTH_AS_WRITTEN] = born.written
        language = vocabulary.language_code(self._cell(cells, "language"))
        interpreter = self._cell(cells, "interpreter")
        if interpreter:
            details["interpreter"] = interpreter
            language = language or (None if vocabulary.is_yes(interpreter) else vocabulary.language_code(interpreter))
        told, status = vocabulary.said(self._cell(cells, "direction")), self._cell(cells, "status")
        return unit._replace(
            birth_date=born.on,
            record_number=self._cell(cells, "record_number") or None,
            language=language,
            thread=self._thread(cells),
            channel=vocabulary.channel_of(self._cell(cells, "channel")) or unit.channel,
            direction=(told.direction if told else None) or unit.direction,
            details=details or NO_DETAILS,
            finished=status_words.is_finished(status),
            reported={"what": status_words.ended_as(status)} if self._tells_outcome(status) else None,
        )

    def _tells_outcome(self, status: str) -> bool:
        """Tell whether a row says what became of an appointment: that is offered, the patient did not reach out."""
        return self._kind == "appointment" and status_words.is_finished(status)

    def _thread(self, cells: Cells) -> str | None:
        thread = self._cell(cells, "thread")
        return f"{self._family}:{thread}" if thread else None

    def _referrals(self, portion: Portion) -> list[Unit]:
        return list(map(self._referral, self._contacts(portion), portion.rows))

    def _referral(self, contact: Unit, cells: Cells) -> Unit:
        """Return the unit of a referral; its version key changes with what the list says about it."""
        facts = {name: self._cell(cells, name) for name in _REFERRAL_FACTS}
        referral = referral_of(facts, contact.at.date())
        finished = contact.finished and not status_words.is_refused(facts["status"])
        key = contact.source_key
        if not cells[self._id].strip():
            who = f"{folded(contact.patient or '')}|{contact.birth_date or ''}|{referral.get('specialty', '')}"
            key = derived_source_key(self._family, contact.at, who, self._kind, None)
        state = (
            contact.patient,
            str(contact.birth_date),
            contact.number,
            contact.phone_note,
            contact.language,
            finished,
            sorted(contact.details.items()),
            sorted(referral.items()),
        )
        digest = hashlib.sha256(json.dumps(state, ensure_ascii=True).encode()).hexdigest()[:32]
        return contact._replace(source_key=key, version_key=f"{key}@{digest}", referral=referral, finished=finished)

    def _calls(self, portion: Portion) -> list[Unit]:
        """Return the units of calls, or of their legs where the table numbers its calls."""
        places, moments, doubts, rows = portion
        told = list(map(self.calls.read, rows))
        self.unknown_words.update(call.unknown for call in told if call.unknown is not None)
        numbers = [call.number.e164 for call in told]
        shown, requests = self._names.read(rows), self._requests(rows)
        names = [name and caller_id_name(name, number) for name, number in zip(shown, numbers, strict=True)]
        births = list(map(self._births.read, rows, moments))
        ids = [cells[self._parent].strip() or cells[self._id].strip() for cells in rows]
        lengths = [call.duration for call in told]
        return units_of(
            source_key=map(self._key, ids, moments, numbers, lengths),
            other_key=self._other_keys(rows, moments, numbers, lengths),
            kind=repeat(self._kind),
            line=places,
            at=moments,
            direction=[call.direction for call in told],
            outcome=[call.outcome for call in told],
            channel=[Channel.VOICEMAIL if call.outcome == "voicemail" else self._channel for call in told],
            number=numbers,
            phone_note=[phone_note(call.number) for call in told],
            patient=[None if call.direction == "outbound" else name for call, name in zip(told, names, strict=True)],
            birth_date=[born.on for born in births],
            record_number=[text or None for text in self._column(rows, "record_number")],
            language=map(vocabulary.language_code, self._column(rows, "language")),
            request=requests,
            lane_hint=self._lanes(rows),
            talk_seconds=[call.talk_seconds for call in told],
            details=map(self._call_details, rows, shown, names, births),
            offered_phones=self._offered(requests, numbers),
            review=doubts,
        )

    def _call_details(self, cells: Cells, shown: str | None, name: str | None, born: Born) -> Mapping[str, str]:
        details = {text: cells[at].strip() for text, at in self._details if cells[at].strip()}
        if shown is not None and name is None:
            details["caller id"] = shown
        if born.written is not None:
            details[BIRTH_AS_WRITTEN] = born.written
        return details or NO_DETAILS


def _of_two(first: Number, cell: str, region: str) -> tuple[Number, tuple[str, ...]]:
    """Return the number to call of two telephones, and the other one where it is offered."""
    other = normalised(cell, region) if cell else None
    if other is None or other.e164 in (None, first.e164):
        return first, ()
    if first.e164 is None:
        return other._replace(note=other.note or first.note), ()
    return first, (other.e164,)
