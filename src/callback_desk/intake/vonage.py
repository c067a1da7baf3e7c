"""Vonage Business's call logs as JSON, in pages under `_embedded`. Times are UTC unless they say otherwise."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from callback_desk.intake.call_words import REFUSED, is_refusal
from callback_desk.intake.calls import CallReading, Told, read_records, seconds
from callback_desk.intake.json_records import Fields, first_text, identifier, is_empty_list, looks_like, placed_records
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source
from callback_desk.intake.units import FileReading, Unit

NAME = "vonage-business"
_LISTS = ("_embedded.call_logs", "call_logs")
_MARKS = frozenset(
    ("source_user", "source_user_full_name", "source_device", "source_device_name", "source_extension", "source_sip_id",
     "destination_user", "destination_user_full_name", "destination_device", "destination_device_name",
     "destination_extension", "destination_sip_id", "length", "recorded", "in_network", "international")
)  # fmt: skip
_FEWEST_MARKS = 3
_UTC = ZoneInfo("UTC")


def read_vonage(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a file, or None where it is not Vonage's."""
    documents = source.documents
    if not is_empty_list(documents, "_embedded.call_logs") and not looks_like(
        placed_records(documents, _LISTS), _MARKS, _FEWEST_MARKS
    ):
        return None
    calls = _Calls(options)
    reading = read_records(NAME, options.watched(placed_records(documents, _LISTS)), calls.call)
    reading.notes = [*source.text.notes, *calls.notes()]
    return reading


class _Calls(CallReading):
    """One call log being read."""

    def __init__(self, options: ReadOptions) -> None:
        super().__init__(NAME, options if options.zone else replace(options, zone=_UTC))
        self.asks_zone = options.zone is not None

    def call(self, place: str, record: Fields) -> Unit:
        """Return the unit of one call."""
        at, doubts = self.moment(first_text(record, "start", "start_time"))
        caller, called = self.number(record.get("from")), self.number(record.get("to"))
        direction = self.direction(first_text(record, "direction"), caller, called)
        result = first_text(record, "result")
        side = "destination" if direction == "outbound" else "source"
        return self.unit(
            place,
            Told(
                at=at,
                direction=direction,
                outcome=self.outcome(result) or "missed",
                number=called if direction == "outbound" else caller,
                vendor_id=identifier(record, "id"),
                shown=first_text(record, f"{side}_user_full_name", f"{side}_user", "caller_id"),
                talk=seconds(record.get("length")),
                doubts=(*doubts, *((REFUSED,) if is_refusal(result) else ())),
            ),
        )
