"""The calls of an Android telephone as SMS Backup & Restore writes them: `<call .../>` elements under `<calls>`.

The file is read by the standard library's expat, with every declaration of a document type refused: no entity is
made, nothing outside the file is fetched.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from callback_desk.intake.call_words import REFUSED
from callback_desk.intake.calls import CallReading, Told, read_records, seconds
from callback_desk.intake.json_records import Fields, Placed, first_text
from callback_desk.intake.options import ReadOptions, Unreadable
from callback_desk.intake.source import Source
from callback_desk.intake.table_cells import NotRead
from callback_desk.intake.units import Direction, FileReading, Outcome, Unit

NAME = "android-calls"
_ROOT = re.compile(
    r"\s*(?:<\?(?:(?!\?>).)*\?>\s*|<!--(?:(?!-->).)*-->\s*)*(?:<calls[\s>/]|<!DOCTYPE\s+calls)", re.DOTALL
)
_HEAD = 4096
_HALVES = re.compile(r"&#(x[dD][89a-fA-F][0-9a-fA-F]{2}|5[5-7]\d{3});")
_MARK = "\ufeff"
_TYPES: dict[str, tuple[Direction, Outcome]] = {
    "1": ("inbound", "answered"),
    "2": ("outbound", "answered"),
    "3": ("inbound", "missed"),
    "4": ("inbound", "voicemail"),
    "5": ("inbound", "unattended"),  # declined on the telephone: it hung up, nobody talked
    "6": ("inbound", "unattended"),
    "7": ("inbound", "answered"),  # on another telephone
}
_REFUSED_LIST = "6"
_SHOWN = "1"


def read_android_calls(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the calls of a backup, or None where the file is none.

    Raises:
        Unreadable: it declares a document type, or is no whole XML.
    """
    if _ROOT.match("".join(_beginning(source))) is None:
        return None
    calls = _Calls(options)
    reading = read_records(NAME, options.watched(_Elements(source).placed()), calls.call)
    reading.notes = [*source.text.notes, *calls.notes()]
    if calls.unknown_types:
        reading.notes.append(f"calls of a type that is not known: {calls.unknown_types}, counted as missed")
    return reading


def _beginning(source: Source) -> Iterator[str]:
    length = 0
    for line in source.text.lines():
        yield line.lstrip(_MARK)[:_HEAD]
        length += len(line)
        if length > _HEAD:
            return


class _Elements:
    """The `call` elements of a file, each with its line."""

    def __init__(self, source: Source) -> None:
        self._name = source.path.name
        self._lines = source.text.lines()
        self._found: list[Placed] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def placed(self) -> Iterator[Placed]:
        """Yield the elements as they are read."""
        try:
            for line in self._lines:
                self._parser.Parse(_HALVES.sub("\ufffd", line.lstrip(_MARK)).encode("utf-8", "replace"), False)
                yield from self._taken()
            self._parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise Unreadable(f"{self._name} is not whole XML (line {fault.lineno}): export it again") from fault
        yield from self._taken()

    def _taken(self) -> list[Placed]:
        found, self._found = self._found, []
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "call":
            self._found.append(Placed(str(self._parser.CurrentLineNumber), "calls", attributes))

    def _refuse(self, *_: object) -> int:
        raise Unreadable(f"{self._name} declares a document type, which no backup does: export it again")


class _Calls(CallReading):
    """One backup being read."""

    def __init__(self, options: ReadOptions) -> None:
        super().__init__(NAME, options)
        self.unknown_types = 0

    def call(self, place: str, record: Fields) -> Unit:
        """Return the unit of one call."""
        epoch = first_text(record, "date")
        if not epoch.isascii() or not epoch.isdigit():
            raise NotRead("it has no date in milliseconds")
        at, doubts = self.moment(epoch.rjust(13, "0"), "its date")
        self.compare(at, first_text(record, "readable_date"))
        kind = first_text(record, "type")
        if kind not in _TYPES:
            self.unknown_types += 1
        direction, outcome = _TYPES.get(kind, ("inbound", "missed"))
        length = seconds(record.get("duration"))
        if kind == "2" and not length:
            outcome = "missed"
        is_shown = first_text(record, "presentation") in ("", _SHOWN)
        name = first_text(record, "contact_name")
        return self.unit(
            place,
            Told(
                at=at,
                direction=direction,
                outcome=outcome,
                number=self.number(record.get("number") if is_shown else None),
                shown="" if name.strip("() ").casefold() in ("unknown", "null") else name,
                talk=length,
                doubts=(*doubts, *((REFUSED,) if kind == _REFUSED_LIST else ())),
                details={"rejected on the telephone": "yes"} if kind == "5" else {},
            ),
        )
