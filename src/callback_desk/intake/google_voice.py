"""Google Voice as Takeout exports it: one page a call or text thread, single, in a folder, or in the zip itself."""

from datetime import datetime
from zoneinfo import ZoneInfo

from callback_desk.domain.text import clean_line
from callback_desk.intake.calls import CallReading, Told
from callback_desk.intake.google_voice_page import Page, Said, is_page, parsed
from callback_desk.intake.left_out import left_out
from callback_desk.intake.moments import LocalClock, read_moment
from callback_desk.intake.options import ReadOptions
from callback_desk.intake.pages import Taken, pages_of, places_in
from callback_desk.intake.same_records import Gathered
from callback_desk.intake.source import Shape, Source
from callback_desk.intake.table_cells import EARLIEST, LATEST, NotRead
from callback_desk.intake.threads import TextMessage, Threads
from callback_desk.intake.units import Direction, Fault, FileReading, Outcome

NAME = "google-voice"

# The first of these labels that a page has tells what it is of; a voicemail's page may have others besides.
_LABELS: tuple[tuple[str, Direction, Outcome], ...] = (
    ("voicemail", "inbound", "voicemail"),
    ("missed", "inbound", "missed"),
    ("received", "inbound", "answered"),
    ("recorded", "inbound", "answered"),
    ("placed", "outbound", "answered"),
)
_OF_NO_CALL = frozenset(("inbox", "history", "unread", "starred", "spam", "trash", "all", "archived", "sms", "text"))
_CUT = "the page ends in the middle: export it again"
_ZONES = {
    name: LocalClock(ZoneInfo(zone))
    for name, zone in (
        ("eastern", "America/New_York"),
        ("central", "America/Chicago"),
        ("mountain", "America/Denver"),
        ("pacific", "America/Los_Angeles"),
    )
}


def read_google_voice(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls and text threads of a page, a folder or a zip, or None where there is no page of Google Voice.

    Raises:
        Unreadable: the zip is damaged, locked, or larger than any export.
    """
    reading = FileReading("", NAME)
    pages = _Pages(options, reading)
    places: set[str] = set()
    for taken in options.watched(pages_of(source, is_page)):
        places.add(taken.place)
        pages.take(taken)
    if not pages.found:
        return None
    if source.shape in (Shape.FOLDER, Shape.ZIP):
        zipped = source.shape is Shape.ZIP
        reading.skipped += left_out(places_in(source), places, "page of Google Voice", zipped=zipped)
    return pages.read()


class _Pages(CallReading):
    """The pages of one export being read."""

    def __init__(self, options: ReadOptions, reading: FileReading) -> None:
        super().__init__(NAME, options)
        self._reading = reading
        self._gathered = Gathered()
        self._threads = Threads(NAME, options.region)
        self._unknown_labels: set[str] = set()
        self._cut = 0
        self.found = 0

    def take(self, taken: Taken) -> None:
        """Read one page; one that cannot be read is told and leaves the others alone."""
        self._reading.rows += 1
        if taken.fault is not None:
            self._reading.rejected.append(Fault(taken.place, taken.fault))
            return
        self.found += 1
        try:
            page = parsed(taken.text)
            if page.messages or page.is_thread:
                self._take_thread(taken.place, page)
            else:
                self._take_call(taken.place, page)
        except NotRead as fault:
            self._reading.rejected.append(Fault(taken.place, str(fault)))

    def read(self) -> FileReading:
        """Return what all pages held."""
        reading = self._reading
        reading.units = [*self._gathered.units, *self._threads.units()]
        reading.skipped += self._gathered.repeated
        reading.notes = list(self.notes())
        if self._cut:
            reading.notes.append(f"{self._cut} text threads end in the middle: export them again")
        if self._unknown_labels:
            reading.notes.append(f"labels that are not known: {', '.join(sorted(self._unknown_labels)[:3])}")
        return reading

    def _take_call(self, place: str, page: Page) -> None:
        at, doubts = self._moment(page.at, page.at_shown)
        direction, outcome = self._label(page)
        if direction == "outbound" and not page.seconds:
            outcome = "missed"
        told = Told(
            at=at,
            direction=direction,
            outcome=outcome,
            number=self.number(page.number),
            shown=page.name,
            talk=page.seconds,
            said=page.transcript,
            doubts=doubts if page.is_whole else (*doubts, _CUT),
            details={"note": page.note} if page.note else {},
        )
        self._gathered.take(self.unit(place, told))

    def _label(self, page: Page) -> tuple[Direction, Outcome]:
        known = next(((direction, outcome) for label, direction, outcome in _LABELS if label in page.labels), None)
        if known is not None:
            return known
        self._unknown_labels.update([clean_line(label)[:20] for label in set(page.labels) - _OF_NO_CALL] or ["none"])
        if page.transcript:
            return "inbound", "voicemail"
        return "inbound", "answered" if page.seconds else "missed"

    def _take_thread(self, place: str, page: Page) -> None:
        """Put a page's messages to the thread of the number that they were exchanged with."""
        if not page.messages:
            raise NotRead("it is a text thread without messages")
        others = [message for message in page.messages if not message.from_us]
        numbers = {self.number(message.number).e164 or message.number or message.name for message in others}
        thread = "|".join(sorted(numbers)) or page.title or place
        self._cut += not page.is_whole
        for made in [self._message(place, thread, message) for message in page.messages]:
            self._threads.take(made)

    def _message(self, place: str, thread: str, message: Said) -> TextMessage:
        at, _ = self._moment(message.at, message.at_shown)
        number = self.number("" if message.from_us else message.number)
        shown = "" if message.from_us else message.name
        return TextMessage(place, thread, at, message.from_us, number, shown, message.words)

    def _moment(self, written: str, shown: str) -> tuple[datetime, tuple[str, ...]]:
        """Return when it was: as the page's mark-up says it with its offset, else as it is shown, in words."""
        found = self.moment_or_none(written)
        if found is not None:
            return found
        clock, _, zone = shown.removesuffix(" Time").rpartition(" ")
        own = _ZONES.get(zone.casefold())
        if not shown.endswith(" Time") or own is None:
            return self.moment(shown)
        moment = read_moment(clock, "month-first") if len(clock) < len(shown) else None
        if moment is None or not moment.clock or not EARLIEST < moment.at.year < LATEST:
            raise NotRead("its date is not one that is understood")
        at, doubt = own.to_utc(moment.at)
        return at, () if doubt is None else (doubt,)
