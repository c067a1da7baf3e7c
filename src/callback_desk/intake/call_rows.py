"""What a row of a call log says about its call: direction, outcome, whose number, how long."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from callback_desk.domain.phone import Number, normalised
from callback_desk.domain.text import clean_line
from callback_desk.intake import vocabulary
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.table_cells import Cells, seconds_in
from callback_desk.intake.units import Direction, Outcome

_COLLEAGUE = re.compile(r"[^\d()]+ \((\d{2,5})\)\s*", re.ASCII)
_WORD_LETTERS = 20
_HOW_IT_WENT = ("direction", "type", "status", "voicemail", "answered_at", "answered", "talk", "to")


class Told(NamedTuple):
    """One row's call. `unknown` is a status word whose meaning is not known."""

    direction: Direction
    outcome: Outcome
    number: Number
    duration: int | None
    talk_seconds: int | None
    unknown: str | None


def number_in(cell: str, region: str) -> Number:
    """Return the number in a cell of a call log; of a colleague as systems name one, "Ann (201)", the extension."""
    colleague = _COLLEAGUE.fullmatch(cell)
    return normalised(f"ext {colleague[1]}" if colleague else cell, region)


class CallColumns:
    """The columns of a call log. `guessed_directions` and `guessed_outcomes` count what no column told.

    `tells_misses`: the column that says "incoming" and says "missed" of other calls, so that an incoming one that
    lasted was answered.
    """

    def __init__(
        self, columns: Mapping[str, int], blank: int, options: ReadOptions, *, tells_misses: int | None = None
    ) -> None:
        def at(field: str) -> int:
            return columns.get(field, blank)

        self._phone, self._to = at("phone"), at("to")
        self._words = tuple(columns[name] for name in ("direction", "type", "status") if name in columns)
        self._voicemail, self._transcript = at("voicemail"), at("transcript")
        self._answered_at, self._answered = at("answered_at"), at("answered")
        self._talk, self._duration, self._milliseconds = at("talk"), at("duration"), at("duration_ms")
        self._has_talk, self._has_answered_at = "talk" in columns, "answered_at" in columns
        self._has_voicemail = "voicemail" in columns
        # Where only transcripts tell how calls went it is a list of voicemails, though one was not written out.
        self._only_voicemails = "transcript" in columns and not any(name in columns for name in _HOW_IT_WENT)
        self._tells_misses = tells_misses
        self._region, self._own = options.region, options.own
        self.guessed_directions = 0
        self.guessed_outcomes = 0

    def read(self, cells: Cells) -> Told:
        """Return what one row tells."""
        direction: Direction | None = None
        outcome: Outcome | None = None
        unknown = None
        for at in self._words:
            told = vocabulary.said(cells[at])
            if told is None:
                unknown = clean_line(cells[at])[:_WORD_LETTERS]
                continue
            direction = direction or told.direction
            outcome = told.outcome or outcome
        duration = seconds_in(cells[self._duration])
        if duration is None:
            duration = seconds_in(cells[self._milliseconds], milliseconds=True)
        talk = seconds_in(cells[self._talk])
        outcome = self._outcome(cells, outcome, talk)
        caller, called = (
            number_in(cells[self._phone], self._region),
            number_in(cells[self._to], self._region),
        )
        direction = direction or self._direction(caller, called)
        if outcome is None and unknown is None and duration and self._is_no_miss(cells):
            outcome = "answered"
        if outcome is None:
            outcome = "missed"
            self.guessed_outcomes += direction == "inbound"
        number = caller
        if direction == "outbound" and (called.e164 or caller.e164 is None or caller.e164 in self._own):
            number = called
        length = talk if talk is not None else duration
        return Told(direction, outcome, number, duration, length if outcome != "missed" else None, unknown)

    def _outcome(self, cells: Cells, said: Outcome | None, talk: int | None) -> Outcome | None:
        """Return the outcome; a voicemail wins over everything, an empty answer time over a word like
        "completed".
        """
        if self._left_voicemail(cells):
            return "voicemail"
        if said in (None, "answered"):
            if self._has_answered_at:
                return vocabulary.answer_told(cells[self._answered_at]) or "missed"
            told = vocabulary.answer_told(cells[self._answered]) if cells[self._answered].strip() else None
            if told is not None:
                return told
            if said is None and self._has_talk:
                return "answered" if talk else "missed"
        return said

    def _is_no_miss(self, cells: Cells) -> bool:
        """Tell whether the column that tells misses only says that this call came in."""
        return self._tells_misses is not None and vocabulary.said(cells[self._tells_misses]) == ("inbound", None)

    def _left_voicemail(self, cells: Cells) -> bool:
        flag = cells[self._voicemail].strip()
        if self._only_voicemails:
            return True
        if self._has_voicemail:
            left = bool(flag) and vocabulary.is_voicemail(flag)
        else:
            left = bool(cells[self._transcript].strip())
        return left or "voicemail" in cells[self._to].casefold()

    def _direction(self, caller: Number, called: Number) -> Direction:
        """Return the direction as the numbers tell it; what they do not tell counts as inbound."""
        if caller.e164 in self._own:
            return "internal" if called.e164 in self._own else "outbound"
        if called.e164 in self._own:
            return "inbound"
        if caller.e164 is None and caller.extension is not None:
            return "outbound" if called.e164 is not None else "internal"
        self.guessed_directions += 1
        return "inbound"
