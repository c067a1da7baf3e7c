"""The appointment that was booked, on one line: when, with whom, what kind."""

from zoneinfo import ZoneInfo

from callback_desk.domain.appointment_time import Typed, in_words, parse_line
from callback_desk.domain.moments import from_utc_text, utc_text
from callback_desk.tui.fields.meant import Clock, MeantField


class AppointmentField(MeantField[Typed]):
    """`tue 3:40p, Dr. Hale, new patient`; the last two parts may be left out."""

    def __init__(self, name: str, label: str, clock: Clock, zone: ZoneInfo) -> None:
        super().__init__(name, label)
        self.clock, self.zone = clock, zone

    def read(self, text: str) -> Typed:
        """Return the appointment that the line means."""
        return parse_line(text, self.zone, self.clock())

    def said(self, value: Typed) -> str:
        """Return the appointment as it is read aloud."""
        at = in_words(value.at, self.zone, self.clock())
        return " · ".join(part for part in (at, value.with_whom, value.kind) if part)

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

    def hint(self) -> str:
        """What may be typed."""
        return "tue 3:40p, Dr. Hale, new patient"

    def text_cells(self, width: int) -> int:
        """Return half of the cells: the line is a long one."""
        return max(12, width // 2)
