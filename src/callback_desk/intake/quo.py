"""Quo's (OpenPhone's) calls as JSON: the list of its interface, or the events that it sends."""

from collections.abc import Iterator

from callback_desk.domain.phone import Number
from callback_desk.intake.calls import CallReading, Told, read_records, seconds
from callback_desk.intake.json_records import (
    Fields,
    Placed,
    first_text,
    identifier,
    looks_like,
    part,
    placed_records,
    text,
)
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source
from callback_desk.intake.units import Direction, FileReading, Outcome, Unit

NAME = "quo"
_LISTS = ("data", "calls")
_MARKS = frozenset(
    ("answeredAt", "completedAt", "createdAt", "phoneNumberId", "participants", "voicemail", "answeredBy", "userId",
     "callRoute", "forwardedFrom", "initiatedBy")
)  # fmt: skip
_FEWEST_MARKS = 3


def read_quo(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a file, or None where it is not Quo's."""
    if not looks_like(_records(source), _MARKS, _FEWEST_MARKS):
        return None
    calls = _Calls(options)
    reading = read_records(NAME, _records(source), calls.call)
    reading.notes = [*source.text.notes, *calls.notes()]
    return reading


def _records(source: Source) -> Iterator[Placed]:
    """Yield the calls; an event carries its call two objects deep."""
    for one in placed_records(source.documents, _LISTS):
        value = one.value
        while isinstance(value, dict) and isinstance(value.get("object"), dict):
            value = value["object"]
            value = value["data"] if isinstance(value.get("data"), dict) else value
        yield one._replace(value=value)


class _Calls(CallReading):
    """One file being read."""

    def __init__(self, options: ReadOptions) -> None:
        super().__init__(NAME, options)

    def call(self, place: str, record: Fields) -> Unit:
        """Return the unit of one call."""
        at, doubts = self.moment(first_text(record, "createdAt", "answeredAt", "completedAt"))
        caller, called = self.number(record.get("from")), self.number(_first(record.get("to")))
        direction = self.direction(first_text(record, "direction"), caller, called)
        message = part(record, "voicemail")
        return self.unit(
            place,
            Told(
                at=at,
                direction=direction,
                outcome=self._outcome(record, direction),
                number=self._number(record, caller, called, direction),
                vendor_id=identifier(record, "id", "callId"),
                talk=seconds(message.get("duration")) if message else seconds(record.get("duration")),
                said=first_text(message, "transcript", "transcription"),
                doubts=doubts,
            ),
        )

    def _number(self, record: Fields, caller: Number, called: Number, direction: Direction) -> Number:
        """Return the other side's number: by the direction, or the participant that is not the clinic."""
        if "from" in record or "to" in record:
            return called if direction == "outbound" else caller
        listed = record.get("participants")
        numbers = [self.number(each) for each in listed] if isinstance(listed, list) else []
        others = [number for number in numbers if number.e164 not in self.own]
        return others[0] if others else self.number(None)

    def _outcome(self, record: Fields, direction: Direction) -> Outcome:
        if record.get("voicemail"):
            return "voicemail"
        outcome = self.outcome(first_text(record, "status"))
        if outcome in (None, "answered") and "answeredAt" in record and direction == "inbound":
            return "answered" if text(record["answeredAt"]) else "missed"
        return outcome or "missed"


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value
