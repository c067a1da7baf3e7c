"""The appointment that was booked, on one line: when, with whom, what kind; typed, or picked by single keys."""

from zoneinfo import ZoneInfo

from textual.content import Content

from callback_desk.domain.appointment_time import Typed, in_words, parse_line
from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.domain.open_times import closed_then
from callback_desk.tui.fields.base import Answer
from callback_desk.tui.fields.meant import Clock, MeantField
from callback_desk.tui.fields.picking import Offers, Picks, joined, next_picks

ALL_PICKED = "there is nothing more to pick: a comma begins with whom, a second one the kind"
"""What a further digit is answered with: it would become part of the time."""


class AppointmentField(MeantField[Typed]):
    """`tue 3:40p, Dr. Hale, new patient`; the last two parts may be left out.

    Right at the end of the line opens what `offers` has for the next part: days, half hours, with whom, kinds. One key
    picks; any other key closes the list and does what it always does.
    """

    def __init__(self, name: str, label: str, clock: Clock, zone: ZoneInfo, offers: Offers) -> None:
        super().__init__(name, label)
        self.clock, self.zone, self.offers = clock, zone, offers
        self._picks: Picks | None = None
        self._all_picked = False
        self._between = ""  # what stands between what was picked and what is typed behind it

    @property
    def typing(self) -> bool:  # type: ignore[override]
        """Letters are text here, unless they pick."""
        return self._picks is None

    def read(self, text: str) -> Typed:
        """Return the appointment that the line means."""
        return parse_line(text, self.zone, self.clock())

    def said(self, value: Typed) -> str:
        """Return the appointment as it is read aloud."""
        at = in_words(value.at, self.zone, self.clock())
        return " · ".join(part for part in (at, value.with_whom, value.kind) if part)

    @property
    def closed_then(self) -> str | None:
        """In words, that the clinic is closed at that time; None where it is open, or nothing is booked."""
        return None if self.value is None else closed_then(self.offers.hours, self.value.at)

    def warning(self) -> str:
        """Say where the clinic is closed at that time: the review of a lane may not ask for it."""
        return self.closed_then or ""

    def dumped(self, value: Typed) -> object:
        """Return the appointment's parts."""
        return [utc_text(value.at), value.with_whom, value.kind]

    def loaded(self, data: object) -> Typed:
        """Return the appointment again."""
        if not isinstance(data, list):
            raise TypeError("an appointment is kept as a list")
        at, with_whom, kind = data
        return Typed(from_utc_text(at), with_whom, kind)

    def show(self, value: object) -> None:
        """Fill the line so that it reads back as the same appointment."""
        super().show(value)
        self.text = self.text.replace(" · ", ", ")
        self.at = len(self.text)

    def enter(self) -> None:
        """Go to the end of the text; what was open to be picked is closed."""
        self._picks = None
        super().enter()

    def key(self, key: str, character: str | None) -> Answer:
        """Pick, open the picks by right at the end of the line, or type."""
        picks, self._picks = self._picks, None
        whole, self._all_picked = self._all_picked, False
        if whole and character is not None and character.isdigit():
            self._all_picked, self.told = True, ALL_PICKED
            return Answer.MOVED
        if picks is not None:
            words = picks.taken(character or "")
            if words is not None:
                return self._picked(picks, words)
            if key == "escape":
                return Answer.MOVED
        elif key == "right" and self.at == len(self.text):
            self._picks = next_picks(self.offers, self.text, self.clock())
        self._go_on_behind(character)
        return super().key(key, character)

    def _go_on_behind(self, character: str | None) -> None:
        """Part what is typed right behind a pick from it: a day and `9:15a` make a day and a time."""
        between, self._between = self._between, ""
        if between and character is not None and character.isprintable() and character not in between:
            self.put(self.text + between)

    def _picked(self, picks: Picks, words: str) -> Answer:
        text = joined(self.text, picks, words)
        self.put(text)
        self._read()
        self._between = " " if picks.of == "day" else ", "
        self._picks = next_picks(self.offers, text, self.clock())
        self._all_picked = self._picks is None
        return Answer.CHANGED

    def lines(self, width: int, here: bool) -> list[Content]:
        """Draw the line, and below it what can be picked."""
        drawn = super().lines(width, here)
        return [*drawn, *self._picks.lines(width)] if here and self._picks is not None else drawn

    def hint(self) -> str:
        """What may be typed."""
        return "→ picks, or type tue 3:40p, Dr. Hale, new patient"

    def text_cells(self, width: int) -> int:
        """Return half of the cells: the line is a long one."""
        return max(12, width // 2)
