"""One call of Twilio's: its legs, recordings and transcriptions, and what they tell together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from callback_desk.domain.text import clean_line
from callback_desk.intake.call_words import is_under_way, outcome_of
from callback_desk.intake.calls import CallReading, NotOver, Told, seconds
from callback_desk.intake.json_records import Fields, first_text, text
from callback_desk.intake.units import Direction, Outcome

NAME = "twilio"

# By the carrier's words a trunk "terminates" a call to the outside and "originates" one to the inside.
_TRUNKS: dict[str, Direction] = {"trunking-originating": "inbound", "trunking-terminating": "outbound"}
_RECORDED_BY_CALLER = "recordverb"


@dataclass
class TwilioCall:
    """All that the files hold about one call. `place` is that of the caller's own record where it is there."""

    sid: str
    place: str
    root: Fields | None = None
    legs: list[Fields] = field(default_factory=list)
    recordings: list[Fields] = field(default_factory=list)
    transcriptions: list[Fields] = field(default_factory=list)

    def add(self, record: Fields, *, is_root: bool, place: str) -> None:
        """Add one leg; the caller's own record is the root."""
        if is_root:
            self.root, self.place = record, place
        else:
            self.legs.append(record)

    @property
    def first(self) -> Fields:
        """The record that speaks for the call."""
        return self.root if self.root is not None else self.legs[0]


def told_of(call: TwilioCall, reading: CallReading) -> Told:
    """Return what all records of a call tell.

    Raises:
        NotOver: the call was still going on.
        NotRead: it has no start that is understood.
    """
    first = call.first
    status = _status(first)
    if is_under_way(status):
        raise NotOver
    at, doubts = reading.moment(first_text(first, "start_time", "date_created", "end_time"))
    caller = reading.number(first_text(first, "from", "from_formatted"))
    called = reading.number(first_text(first, "to", "to_formatted"))
    word = first_text(first, "direction").casefold()
    direction = _TRUNKS.get(word) or reading.direction(word, caller, called)
    if outcome_of(status) is None:
        reading.outcome(status)
    outcome = _inbound(call) if direction == "inbound" else _outbound(first)
    said = "\n".join(filter(None, (text(each.get("transcription_text")) for each in call.transcriptions)))
    forwarded = first_text(first, "forwarded_from")
    return Told(
        at=at,
        direction=direction,
        outcome=outcome,
        number=called if direction == "outbound" else caller,
        vendor_id=call.sid if not call.sid.startswith("#") else "",
        shown=first_text(first, "caller_name") if direction == "inbound" else "",
        talk=_talk(call, outcome),
        said=said,
        doubts=doubts,
        details={"forwarded from": forwarded} if forwarded and direction == "inbound" else {},
        legs=tuple(_said(leg) for leg in ([first, *call.legs] if call.root is not None else call.legs)),
    )


def _status(record: Fields) -> str:
    return first_text(record, "status").casefold().replace("_", "-")


def _inbound(call: TwilioCall) -> Outcome:
    """Return how a caller fared: a completed call was answered by the program, unless a leg tells of a person."""
    person = any(map(_is_person, call.legs)) or _answered_by(call.first) == "human"
    if call.root is None:
        person = any(outcome_of(_status(leg)) == "answered" for leg in call.legs)
    if any(_is_message(recording, person=person) for recording in call.recordings):
        return "voicemail"
    if person:
        return "answered"
    return "unattended" if outcome_of(_status(call.first)) == "answered" else "missed"


def _outbound(record: Fields) -> Outcome:
    if outcome_of(_status(record)) != "answered":
        return "missed"
    return "unattended" if _is_machine(record) else "answered"


def _is_person(leg: Fields) -> bool:
    return outcome_of(_status(leg)) == "answered" and not _is_machine(leg)


def _answered_by(record: Fields) -> str:
    return first_text(record, "answered_by").casefold()


def _is_machine(record: Fields) -> bool:
    return _answered_by(record).startswith(("machine", "fax"))


def _is_message(recording: Fields, *, person: bool) -> bool:
    """Tell whether a recording is a message that the caller left, and not a recording of a talk."""
    source = first_text(recording, "source").casefold()
    return source == _RECORDED_BY_CALLER or not person


def _talk(call: TwilioCall, outcome: Outcome) -> int | None:
    if outcome == "voicemail":
        return _longest(call.recordings)
    persons = [leg for leg in call.legs if _is_person(leg)]
    return _longest(persons) if persons and outcome == "answered" else seconds(call.first.get("duration"))


def _longest(records: Sequence[Fields]) -> int | None:
    return max((seconds(record.get("duration")) or 0 for record in records), default=None)


def _said(leg: Fields) -> str:
    facts = (
        first_text(leg, "start_time", "date_created"),
        first_text(leg, "direction"),
        first_text(leg, "to"),
        first_text(leg, "status"),
        f"{seconds(leg.get('duration')) or 0} s",
    )
    return clean_line(" ".join(filter(None, facts)))[:300]
