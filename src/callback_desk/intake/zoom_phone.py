"""Zoom Phone's call logs as JSON: `call_logs` with result and date_time, and the newer call history with
call_result and start_time.
"""

from callback_desk.domain.phone import Number
from callback_desk.domain.text import clean_line
from callback_desk.intake.call_words import REFUSED, is_refusal
from callback_desk.intake.calls import CallReading, Told, read_records, seconds
from callback_desk.intake.json_records import (
    Fields,
    first_text,
    identifier,
    is_empty_list,
    looks_like,
    parts,
    placed_records,
)
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.source import Source
from callback_desk.intake.units import Direction, FileReading, Outcome, Unit

NAME = "zoom-phone"
_LISTS = ("call_logs", "call_history")
_MARKS = frozenset(
    ("caller_number", "caller_did_number", "caller_name", "caller_number_type", "caller_ext_number", "callee_number",
     "callee_did_number", "callee_name", "callee_number_type", "callee_ext_number", "call_result", "connect_type")
)  # fmt: skip
_FEWEST_MARKS = 3
_COLLEAGUE = ("1", "internal")
_MACHINES = frozenset(("autoreceptionist", "ivrmenu", "ivr", "companydirectory", "disconnected", "message"))
_LEGS = ("call_path", "call_elements")
_LEG_NAMES = ("path", "callee_ext_type")


def read_zoom_phone(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a call log, or None where the file is none."""
    documents = source.documents
    if not any(is_empty_list(documents, name) for name in _LISTS) and not looks_like(
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
        super().__init__(NAME, options)

    def call(self, place: str, record: Fields) -> Unit:
        """Return the unit of one record; records of one call_id are its legs."""
        at, doubts = self.moment(first_text(record, "date_time", "start_time", "call_start_time"))
        direction = self._direction(record)
        side = _other_side(record, direction)
        legs = [leg for name in _LEGS for leg in parts(record, name)]
        word = first_text(record, "result", "call_result")
        return self.unit(
            place,
            Told(
                at=at,
                direction=direction,
                outcome=self._outcome(record, legs),
                number=self._number(record, side),
                vendor_id=identifier(record, "call_id", "id"),
                shown=first_text(record, f"{side}_name"),
                talk=seconds(record.get("duration")),
                doubts=(*doubts, *((REFUSED,) if is_refusal(word) else ())),
                legs=tuple(_said(leg) for leg in legs or [record]),
            ),
        )

    def _number(self, record: Fields, side: str) -> Number:
        written = first_text(record, f"{side}_number", f"{side}_did_number")
        if not written and first_text(record, f"{side}_ext_number"):
            written = f"ext {first_text(record, f'{side}_ext_number')}"
        return self.number(written)

    def _direction(self, record: Fields) -> Direction:
        caller, called = self._number(record, "caller"), self._number(record, "callee")
        direction = self.direction(first_text(record, "direction"), caller, called)
        kinds = {_kind(record, side) for side in ("caller", "callee")}
        if kinds == {"colleague"} or first_text(record, "connect_type").casefold() == "internal":
            return "internal"
        other = called if direction == "outbound" else caller
        return "internal" if other.e164 is None and other.extension is not None and "other" not in kinds else direction

    def _outcome(self, record: Fields, legs: list[Fields]) -> Outcome:
        word = first_text(record, "result", "call_result")
        path = first_text(record, *_LEG_NAMES).casefold().replace("_", "")
        outcome = self.outcome(word)
        told = [self.outcome(first_text(leg, "result", "call_result")) for leg in legs]
        if "voicemail" in (outcome, path, *told) or record.get("has_voicemail") is True:
            return "voicemail"
        if outcome == "answered" and (path in _MACHINES or (any(told) and "answered" not in told)):
            return "unattended"
        return outcome or "missed"


def _kind(record: Fields, side: str) -> str:
    """Return what kind of number a side has, or nothing where the record does not say."""
    written = first_text(record, f"{side}_number_type", f"{side}_connect_type").casefold()
    return "" if not written else "colleague" if written in _COLLEAGUE else "other"


def _other_side(record: Fields, direction: Direction) -> str:
    """Return the side that is not the clinic: the one with an outside number, else as the direction tells."""
    outside = [side for side in ("caller", "callee") if _kind(record, side) == "other"]
    if len(outside) == 1:
        return outside[0]
    return "callee" if direction == "outbound" else "caller"


def _said(leg: Fields) -> str:
    facts = (
        first_text(leg, "date_time", "start_time"),
        first_text(leg, "path", "event", "node"),
        first_text(leg, "callee_name", "callee_ext_number"),
        first_text(leg, "result", "call_result"),
        f"{seconds(leg.get('duration')) or 0} s",
    )
    return clean_line(" ".join(filter(None, facts)))[:300]
