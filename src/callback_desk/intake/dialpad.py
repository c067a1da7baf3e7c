"""Dialpad's calls as JSON: one call, a list, or one a line. Times are milliseconds, mostly written as text."""

from datetime import datetime

from callback_desk.intake.calls import CallReading, Told, read_records, seconds
from callback_desk.intake.json_records import Fields, first_text, identifier, looks_like, part, placed_records
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.units import FileReading, Outcome, Unit

NAME = "dialpad"
_LISTS = ("items", "calls")
_MARKS = frozenset(
    ("date_started", "date_rang", "date_connected", "date_ended", "external_number", "internal_number",
     "entry_point_target", "entry_point_call_id", "is_transferred", "voicemail_share_link", "proxy_target",
     "event_timestamp", "total_duration", "transcription_text")
)  # fmt: skip
_FEWEST_MARKS = 3
_MESSAGE = frozenset(("voicemail", "voicemail_uploaded", "voicemail uploaded"))
_MACHINES = frozenset(("ivr", "auto_attendant"))


def read_dialpad(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a file, or None where it is not Dialpad's."""
    documents = source.documents
    if not looks_like(placed_records(documents, _LISTS), _MARKS, _FEWEST_MARKS):
        return None
    calls = _Calls(options)
    reading = read_records(NAME, options.watched(placed_records(documents, _LISTS)), calls.call)
    reading.notes = [*source.text.notes, *calls.notes()]
    return reading


class _Calls(CallReading):
    """One file being read."""

    def __init__(self, options: ReadOptions) -> None:
        super().__init__(NAME, options)

    def call(self, place: str, record: Fields) -> Unit:
        """Return the unit of one call; legs share the call that came in at the entry point."""
        begun = [self._epoch(record, name) for name in ("date_started", "date_rang", "date_connected")]
        at = next((moment for moment in begun if moment is not None), None) or self._epoch(record, "event_timestamp")
        if at is None:
            raise NotRead("its start is not there, or no date and time that is understood")
        contact = part(record, "contact")
        other = self.number(first_text(record, "external_number") or first_text(contact, "phone"))
        ours = self.number(first_text(record, "internal_number"))
        connected, ended = begun[2], self._epoch(record, "date_ended")
        talk = seconds(record.get("duration"), milliseconds=True)
        if talk is None and connected is not None and ended is not None:
            talk = int((ended - connected).total_seconds())
        return self.unit(
            place,
            Told(
                at=at,
                direction=self.direction(first_text(record, "direction"), other, ours),
                outcome=_outcome(record, was_connected=connected is not None),
                number=other,
                vendor_id=identifier(record, "master_call_id", "entry_point_call_id", "call_id", "id"),
                shown=first_text(contact, "name"),
                talk=talk,
                said=first_text(record, "transcription_text"),
                details=_facts(record),
            ),
        )

    def _epoch(self, record: Fields, name: str) -> datetime | None:
        found = self.moment_or_none(first_text(record, name))
        return None if found is None else found[0]


def _outcome(record: Fields, *, was_connected: bool) -> Outcome:
    state = first_text(record, "state").casefold()
    if first_text(record, "voicemail_share_link") or state in _MESSAGE or part(record, "voicemail"):
        return "voicemail"
    if not was_connected:
        return "missed"
    return "unattended" if first_text(part(record, "target"), "type").casefold() in _MACHINES else "answered"


def _facts(record: Fields) -> dict[str, str]:
    facts = {
        "rang at": first_text(part(record, "entry_point_target"), "name"),
        "voicemail": first_text(record, "voicemail_share_link"),
    }
    return {name: value for name, value in facts.items() if value}
