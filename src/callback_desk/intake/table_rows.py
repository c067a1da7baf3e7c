"""One row of a table as a unit: the columns are known, the row says the rest."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime

from callback_desk.domain.codes import Channel
from callback_desk.domain.identity import derived_source_key, source_key
from callback_desk.domain.phone import Number, normalised, offered_numbers
from callback_desk.domain.text import folded
from callback_desk.intake import vocabulary
from callback_desk.intake.call_rows import CallColumns
from callback_desk.intake.headers import Sort
from callback_desk.intake.moments import LocalClock
from callback_desk.intake.names import caller_id_name
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.referral_rows import referral_of
from callback_desk.intake.table_cells import Births, Cells, Moments, Names, OrderOf, phone_note
from callback_desk.intake.units import NO_DETAILS, Kind, Unit

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
    "email", "visit_type", "new_or_existing", "provider", "preferred_dates", "preferred_times", "insurance",
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

# Builds a unit from its fields in order; by name it takes twice as long, which a large log would feel.
_unit = tuple.__new__


class RowReader:
    """Makes units of the rows of one table; `unit` is the function for this sort of table.

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
        self._phone, self._message, self._subject = (
            self._at("phone"),
            self._at("message"),
            self._at("subject"),
        )
        self._other_phone = self._at("other_phone")
        self._transcript, self._reason = self._at("transcript"), self._at("reason")
        self._lane_column = self._at("lane")
        details = _DETAILS if sort == "referral" else _DETAILS + _DETAILS_BUT_OF_REFERRALS
        self._details = tuple((name.replace("_", " "), columns[name]) for name in details if name in columns)
        self._is_bare = not self._details and not any(name in columns for name in _RARE)
        units: Mapping[Kind, Callable[[str, Cells], Unit]] = {"call": self._call, "referral": self._referral}
        self.unit = units.get(self._kind, self._contact)
        self.unknown_words: Counter[str] = Counter()

    def _at(self, field: str) -> int:
        return self._columns.get(field, self._blank)

    def _cell(self, cells: Cells, field: str) -> str:
        return cells[self._at(field)].strip()

    def _contact(self, line: str, cells: Cells) -> Unit:
        """Return the unit of a message, a request or any row of a list."""
        at, doubt = self.moments.read(cells)
        number, other = self._numbers(cells)
        name = self._names.read(cells)
        request = self._request(cells)
        key = self._key(cells[self._id].strip(), at, number.e164 or (name and folded(name)), None)
        lane = cells[self._lane_column]
        noted = None if number.note is None and number.extension is None else phone_note(number)
        offered = other if request is None else (*other, *self._offered(request, number.e164))
        facts = (
            key, self._kind, line, at, "inbound", None, self._channel, number.e164, noted, name, name is not None,
            None, None, None, request, vocabulary.lane_id(lane) if lane else self._lane, None, None, None, NO_DETAILS,
            (), offered, () if doubt is None else (doubt,), None, False, None, (), False,
        )  # fmt: skip
        unit = _unit(Unit, facts)
        return unit if self._is_bare else self._with_rare_facts(unit, cells)

    def _key(self, vendor_id: str, at: datetime, who: str | None, seconds: int | None) -> str:
        """Return the source key of a row: its own id's where it has one, else that of who, when and how long."""
        if vendor_id:
            return source_key(self._family, vendor_id)
        return derived_source_key(self._family, at, who, self._kind, seconds)

    def _numbers(self, cells: Cells) -> tuple[Number, tuple[str, ...]]:
        """Return the number to call and what else is offered: the other telephone stands in where the first is none."""
        first = normalised(cells[self._phone], self._region)
        if not cells[self._other_phone]:
            return first, ()
        other = normalised(cells[self._other_phone], self._region)
        if first.e164 is None and other.e164 is not None:
            return other._replace(note=other.note or first.note), ()
        return first, () if other.e164 in (None, first.e164) else (other.e164,)

    def _offered(self, request: str, number: str | None) -> tuple[str, ...]:
        offered = offered_numbers(request, self._region)
        return tuple(said for said in offered if said != number) if offered else ()

    def _request(self, cells: Cells) -> str | None:
        """Return what the patient said: subject, message, transcript and reason, each once, none changed."""
        said = (cells[self._subject], cells[self._message], cells[self._transcript], cells[self._reason])
        filled = [part.strip() for part in said if part]
        return (filled[0] if len(filled) == 1 else "\n".join(dict.fromkeys(filter(None, filled)))) or None

    def _with_rare_facts(self, unit: Unit, cells: Cells) -> Unit:
        born = self._births.read(cells, unit.at)
        details = {name: text for name, at in self._details if (text := cells[at].strip())}
        if born.written is not None:
            details["birth date as written"] = born.written
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
            finished=vocabulary.is_finished(status),
            reported={"what": vocabulary.ended_as(status)} if self._tells_outcome(status) else None,
        )

    def _tells_outcome(self, status: str) -> bool:
        """Tell whether a row says what became of an appointment: that is offered, the patient did not reach out."""
        return self._kind == "appointment" and vocabulary.is_finished(status)

    def _thread(self, cells: Cells) -> str | None:
        thread = self._cell(cells, "thread")
        return f"{self._family}:{thread}" if thread else None

    def _referral(self, line: str, cells: Cells) -> Unit:
        """Return the unit of a referral; its version key changes with what the list says about it."""
        contact = self._contact(line, cells)
        facts = {name: self._cell(cells, name) for name in _REFERRAL_FACTS}
        referral = referral_of(facts, contact.at.date())
        finished = contact.finished and not vocabulary.is_refused(facts["status"])
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

    def _call(self, line: str, cells: Cells) -> Unit:
        """Return the unit of one call, or of one leg where the table numbers its calls."""
        at, doubt = self.moments.read(cells)
        told = self.calls.read(cells)
        if told.unknown is not None:
            self.unknown_words[told.unknown] += 1
        shown = self._names.read(cells)
        name = None if shown is None else caller_id_name(shown)
        details = {text: cells[at].strip() for text, at in self._details if cells[at].strip()}
        if shown is not None and name is None:
            details["caller id"] = shown
        vendor_id = cells[self._parent].strip() or cells[self._id].strip()
        number = told.number.e164
        key = self._key(vendor_id, at, number, told.duration)
        request = self._request(cells)
        lane = cells[self._lane_column]
        born = self._births.read(cells, at)
        if born.written is not None:
            details["birth date as written"] = born.written
        return Unit(
            source_key=key,
            kind=self._kind,
            line=line,
            at=at,
            direction=told.direction,
            outcome=told.outcome,
            channel=Channel.VOICEMAIL if told.outcome == "voicemail" else self._channel,
            number=number,
            phone_note=phone_note(told.number),
            patient=None if told.direction == "outbound" else name,
            birth_date=born.on,
            record_number=self._cell(cells, "record_number") or None,
            language=vocabulary.language_code(self._cell(cells, "language")),
            request=request,
            lane_hint=vocabulary.lane_id(lane) if lane else None,
            talk_seconds=told.talk_seconds,
            details=details or NO_DETAILS,
            offered_phones=() if request is None else self._offered(request, number),
            review=() if doubt is None else (doubt,),
        )
