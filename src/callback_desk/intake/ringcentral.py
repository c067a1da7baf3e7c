"""RingCentral's call log as JSON: a list, a sync reply, or records one by one; Simple or Detailed view.

A call that left a message carries the message's id, and is then the same contact as that message in the message
store.
"""

from collections.abc import Sequence
from typing import Any

from callback_desk.domain.text import clean_line
from callback_desk.intake.call_words import REFUSED, is_refusal
from callback_desk.intake.calls import CallReading, NotACall, Told, read_records, seconds
from callback_desk.intake.json_records import (
    Fields,
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
from callback_desk.intake.source import Source
from callback_desk.intake.units import Direction, FileReading, Outcome, Unit

NAME = "ringcentral"
LISTS = ("records",)
_MARKS = frozenset(
    ("sessionId", "startTime", "direction", "result", "action", "telephonySessionId", "legs", "duration", "transport")
)
_FEWEST_MARKS = 4
_VOICEMAIL = "voicemail"


def read_call_log(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a call log, or None where the file is none."""
    if not is_call_log(source.documents):
        return None
    calls = Calls(options)
    reading = read_records(NAME, options.watched(placed_records(source.documents, LISTS)), calls.call)
    reading.notes = [*source.text.notes, *calls.notes()]
    return reading


def is_call_log(documents: Sequence[tuple[int, Any]]) -> bool:
    """Tell whether these documents are of a call log, one without calls included."""
    if looks_like(placed_records(documents, LISTS), _MARKS, _FEWEST_MARKS):
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


class Once:
    """The records of one list by their ids: one that stands on two pages is taken once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Fields]] = {}

    def take(self, place: str, record: Fields) -> None:
        """Remember a record.

        Raises:
            NotACall: the very same one was taken before.
        """
        known = identifier(record, "id")
        earlier_place, earlier = self._known.setdefault(known, (place, record)) if known else (place, record)
        if earlier_place != place and earlier == record:
            raise NotACall(f"the same record as {earlier_place}")


class Calls(CallReading):
    """One call log being read, of one file or of many pages."""

    def __init__(self, options: ReadOptions) -> None:
        super().__init__(NAME, options)
        self._once = Once()

    def call(self, place: str, record: Fields) -> Unit:
        """Return the unit of one record."""
        self._once.take(place, record)
        sort = first_text(record, "type")
        if "fax" in sort.casefold():
            raise NotACall("a fax: the message store has it")
        at, doubts = self.moment(first_text(record, "startTime"))
        caller_side, called_side = part(record, "from"), part(record, "to")
        caller, called = self.number(reached_as(caller_side)), self.number(reached_as(called_side))
        direction = self.direction(first_text(record, "direction"), caller, called)
        other_side = called_side if direction == "outbound" else caller_side
        # A clinic's own outside line may have rung for a patient who came through an extension's menu: not internal.
        if is_colleague(other_side) and (direction == "outbound" or is_colleague(called_side)):
            direction = "internal"
        legs = parts(record, "legs")
        outcome = self._outcome(record, legs, direction)
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
        if _left_message(record) or any(_left_message(leg) for leg in legs):
            return "voicemail"
        outcome = self.outcome(first_text(record, "result"))
        if outcome == "answered" and direction == "inbound" and not self._reached_telephone(legs):
            return "unattended"
        return outcome or "missed"

    def _reached_telephone(self, legs: Sequence[Fields]) -> bool:
        """Tell whether a telephone was picked up; the first leg is the system's own where others follow it."""
        telephones = [leg for leg in legs if leg.get("master") is not True]
        return not telephones or any(self.outcome(first_text(leg, "result")) == "answered" for leg in telephones)


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
