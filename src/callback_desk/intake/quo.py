"""Quo's (OpenPhone's) calls as JSON: the list of its interface, or the events that it sends."""

from collections.abc import Iterator, Mapping

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
    calls = _Calls(options, _lines(source))
    reading = read_records(NAME, options.watched(_records(source)), calls.call)
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


def _lines(source: Source) -> Mapping[str, frozenset[str]]:
    """Return who takes part in every call of one line of the clinic's, by the line's id: the line's own number."""
    taking_part: dict[str, list[frozenset[str]]] = {}
    for one in _records(source):
        if isinstance(one.value, dict):
            taking_part.setdefault(first_text(one.value, "phoneNumberId"), []).append(frozenset(_listed(one.value)))
    return {line: frozenset.intersection(*calls) for line, calls in taking_part.items() if line and len(set(calls)) > 1}


def _listed(record: Fields) -> list[str]:
    listed = record.get("participants")
    return [text(each) for each in listed] if isinstance(listed, list) else []


class _Calls(CallReading):
    """One file being read. `lines` are the numbers that the clinic's lines seem to have, by their ids."""

    def __init__(self, options: ReadOptions, lines: Mapping[str, frozenset[str]]) -> None:
        super().__init__(NAME, options)
        self._lines = lines
        self._unsure = 0

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
        ours = self._lines.get(first_text(record, "phoneNumberId"), frozenset())
        others = [self.number(each) for each in _listed(record) if each not in ours]
        others = [number for number in others if number.e164 not in self.own]
        self._unsure += len(others) > 1
        return others[0] if others else self.number(None)

    def notes(self) -> Iterator[str]:
        """Yield what was assumed."""
        yield from super().notes()
        if self._unsure:
            yield (
                f"{self._unsure} calls name several numbers, and the first is taken for the caller's; "
                "--own-number tells them apart"
            )

    def _outcome(self, record: Fields, direction: Direction) -> Outcome:
        if record.get("voicemail"):
            return "voicemail"
        outcome = self.outcome(first_text(record, "status"))
        if outcome in (None, "answered") and "answeredAt" in record and direction == "inbound":
            return "answered" if text(record["answeredAt"]) else "missed"
        return outcome or "missed"


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value
