"""RingCentral's call log as JSON: a list, a sync reply, or records one by one; Simple or Detailed view.

A call that left a message carries the message's id, and is then the same contact as that message in the message
store.
"""

from collections.abc import Iterable, Sequence

from callback_desk.domain.text import clean_line
from callback_desk.intake.call_words import REFUSED, is_refusal, is_under_way
from callback_desk.intake.calls import CallReading, NotACall, NotOver, Told, read_records, seconds
from callback_desk.intake.json_folder import Documents
from callback_desk.intake.json_records import (
    Fields,
    Placed,
    first_text,
    identifier,
    is_empty_list,
    looks_like,
    part,
    parts,
    placed_records,
    text,
)
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.record_states import States, content
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Source
from callback_desk.intake.units import Direction, Fault, FileReading, Outcome, Unit

NAME = "ringcentral"
LISTS = ("records",)
MARKS = frozenset(
    ("sessionId", "startTime", "direction", "result", "action", "telephonySessionId", "legs", "duration", "transport")
)
_FEWEST_MARKS = 4
_VOICEMAIL = "voicemail"


def read_call_log(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a call log, or None where the file is none."""
    if not is_call_log(source.documents):
        return None
    records = placed_records(source.documents, LISTS)
    reading = read_calls(records, options, Gathered(), by_time=len(source.documents) > 1)
    reading.notes[:0] = source.text.notes
    return reading


def read_calls(records: Iterable[Placed], options: ReadOptions, gathered: Gathered, *, by_time: bool) -> FileReading:
    """Return what the records of a call log hold, together with what is `gathered` already."""
    calls = _Calls(NAME, options)
    once, repeated = settled(records, by_time=by_time)
    reading = read_records(NAME, options.watched(once), calls.call, gathered)
    reading.rows += len(repeated)
    reading.skipped += repeated
    reading.notes += calls.notes()
    return reading


def is_call_log(documents: Documents) -> bool:
    """Tell whether these documents are of a call log, one without calls included."""
    if looks_like(placed_records(documents, LISTS), MARKS, _FEWEST_MARKS):
        return True
    return is_empty_list(documents, "records") and _is_empty_log(documents[0][1])


def _is_empty_log(document: object) -> bool:
    """Tell whether a page without records says that it is of a call log."""
    return isinstance(document, dict) and "/call-log" in text(document.get("uri"))


def message_key(message_id: str) -> str:
    """Return the vendor's id of a message as the call log and the message store both write it."""
    return f"message-{message_id}"


def reached_as(party: Fields) -> str:
    """Return the number of one side of a call; of a colleague the extension."""
    return first_text(party, "phoneNumber") or _extension(party)


def is_colleague(party: Fields) -> bool:
    """Tell whether one side of a call is an extension of the clinic."""
    return not first_text(party, "phoneNumber") and bool(first_text(party, "extensionNumber"))


def _extension(party: Fields) -> str:
    extension = first_text(party, "extensionNumber")
    return f"ext {extension}" if extension else ""


def settled(records: Iterable[Placed], *, by_time: bool) -> tuple[list[Placed], list[Fault]]:
    """Return each record of a list once, in its last state, and why the others do not count.

    Those of several pages are given by time: what becomes of them must not hang on the order of the pages.
    """
    states = States[tuple[str, ...]]()
    for one in records:
        states.take(_identity(one), one)
    faults = states.settled()
    return [one for _, one in sorted(states.items())] if by_time else list(states.values()), faults


def _identity(one: Placed) -> tuple[str, ...]:
    """Return by what a record is known on every page, whatever becomes of it; one without an id by all that it says.

    Its time stands first. An id that is given to several calls, as where somebody hid the true ones, is not enough.
    """
    record: Fields = one.value if isinstance(one.value, dict) else {}
    known = identifier(record, "id")
    facts = (
        first_text(record, "startTime", "creationTime"),
        known,
        identifier(record, "sessionId", "telephonySessionId"),
    )
    return *facts, reached_as(part(record, "from")), *(() if known else (content(one.value), one.place))


class _Calls(CallReading):
    """One call log being read, of one file or of many pages."""

    def call(self, place: str, record: Fields) -> Unit:
        """Return the unit of one record."""
        sort = first_text(record, "type")
        if "fax" in sort.casefold():
            raise NotACall("a fax: the message store has it")
        legs = parts(record, "legs")
        left_message = any(map(_left_message, (record, *legs)))
        if is_under_way(first_text(record, "result")) and not left_message:
            raise NotOver
        at, doubts = self.moment(first_text(record, "startTime"))
        caller_side, called_side = part(record, "from"), part(record, "to")
        caller, called = self.number(reached_as(caller_side)), self.number(reached_as(called_side))
        direction = self.direction(first_text(record, "direction"), caller, called)
        other_side = called_side if direction == "outbound" else caller_side
        # A clinic's own outside line may have rung for a patient who came through an extension's menu: not internal.
        if is_colleague(other_side) and (direction == "outbound" or is_colleague(called_side)):
            direction = "internal"
        outcome = "voicemail" if left_message else self._outcome(record, legs, direction)
        message = identifier(part(record, "message"), "id")
        session = identifier(record, "sessionId", "telephonySessionId", "id")
        places = first_text(caller_side, "location")
        return self.unit(
            place,
            Told(
                at=at,
                direction=direction,
                outcome=outcome,
                number=called if direction == "outbound" else caller,
                vendor_id=message_key(message) if message else session,
                shown=first_text(other_side, "name"),
                talk=seconds(record.get("duration")),
                doubts=(*doubts, *((REFUSED,) if is_refusal(first_text(record, "result")) else ())),
                details={"caller is in": places} if places and direction == "inbound" else {},
                legs=tuple(map(_said, legs)),
            ),
        )

    def _outcome(self, record: Fields, legs: Sequence[Fields], direction: Direction) -> Outcome:
        outcome = self.outcome(first_text(record, "result"))
        if outcome == "answered" and direction == "inbound" and not self._reached_telephone(legs):
            return "unattended"
        return outcome or "missed"

    def _reached_telephone(self, legs: Sequence[Fields]) -> bool:
        """Tell whether a telephone was picked up; the first leg is the system's own where others follow it."""
        telephones = [leg for leg in legs if leg.get("master") is not True]
        return not telephones or any(self._is_picked_up(first_text(leg, "result")) for leg in telephones)

    def _is_picked_up(self, result: str) -> bool:
        return not is_under_way(result) and self.outcome(result) == "answered"


def _left_message(record: Fields) -> bool:
    kind = first_text(part(record, "message"), "type").casefold()
    word = first_text(record, "result").casefold().replace(" ", "")
    return kind == _VOICEMAIL or _VOICEMAIL in word


def _said(leg: Fields) -> str:
    facts = (
        first_text(leg, "startTime"),
        first_text(leg, "legType", "action"),
        reached_as(part(leg, "to")) or first_text(part(leg, "to"), "name"),
        first_text(leg, "result"),
        f"{seconds(leg.get('duration')) or 0} s",
    )
    return clean_line(" ".join(filter(None, facts)))[:300]
