"""HL7 v2 files as messages: framing, batches, line ends, encoding characters, escapes, repetitions, character set.

A parser of our own: the desk must name the physical line of every message and read on after a broken one, which the
libraries for HL7 do not offer; what is needed beyond that is the splitting of text by four characters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from callback_desk.intake.options import Unreadable
from callback_desk.intake.source import HL7_HEADER, LARGEST_DOCUMENT, Source
from callback_desk.intake.text_file import open_text

_ENDS = re.compile(rb"\r\n|\r|\n")
_FRAMES = b"\x0b\x1c\x1a"
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_HEADERS = ("MSH", "FHS", "BHS")
_TRAILERS = ("BTS", "FTS")
_CHARSETS = {
    "ASCII": "cp1252", "8859/1": "cp1252", "8859/2": "iso8859-2", "8859/3": "iso8859-3", "8859/4": "iso8859-4",
    "8859/5": "iso8859-5", "8859/6": "iso8859-6", "8859/7": "iso8859-7", "8859/8": "iso8859-8", "8859/9": "iso8859-9",
    "8859/15": "iso8859-15", "GB 18030-2000": "gb18030", "BIG-5": "big5", "KS X 1001": "euc-kr",
    "ISO IR87": "iso2022_jp", "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8", "UNICODE": "utf-8",
}  # fmt: skip
"""Table 0211, as far as its character sets are ASCII where HL7 itself is."""
_CHARSET_FIELD = 18
_DEFAULT_MARKS = "^~\\&"


@dataclass
class Segment:
    """One segment: its id and its raw fields, counted as the standard counts them (`fields[1]` is the first)."""

    name: str
    fields: list[str]


@dataclass
class Message:
    """One message with the physical line of its MSH (1-based) and the characters that divide it."""

    line: int
    segments: list[Segment] = field(default_factory=list)
    separator: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    part: str = "&"
    charset: str = "utf-8"

    def all(self, name: str) -> list[Segment]:
        """Return the segments with this id, in order."""
        return [segment for segment in self.segments if segment.name == name]

    def first(self, name: str) -> Segment:
        """Return the first segment with this id, or one without fields."""
        return next((segment for segment in self.segments if segment.name == name), Segment(name, []))

    def values(self, segment: Segment, number: int) -> list[list[str]]:
        """Return a field: its repetitions, each as its components in plain text (of several parts the first)."""
        if number >= len(segment.fields) or not segment.fields[number].strip('" '):
            return []  # "" tells the receiver to delete what it has: nothing is said
        said = segment.fields[number].split(self.repetition)
        return [[self._plain(one) for one in repetition.split(self.component)] for repetition in said]

    def text(self, segment: Segment, number: int, component: int = 1) -> str:
        """Return one component (1-based) of a field's first repetition, stripped; "" where it is not there."""
        values = self.values(segment, number)
        return at(values[0], component) if values else ""

    def words(self, segment: Segment, number: int) -> str:
        """Return a coded field in words: its text, else its code (of all its repetitions)."""
        said = (at(value, 2) or at(value, 1) or at(value, 9) for value in self.values(segment, number))
        return ", ".join(dict.fromkeys(filter(None, said)))

    def whole(self, segment: Segment, number: int) -> str:
        """Return a field of plain text, where a component mark left unescaped means itself."""
        if number >= len(segment.fields):
            return ""
        repetitions = segment.fields[number].split(self.repetition)
        return "\n".join(filter(None, (self._unescaped(one).strip(' "') for one in repetitions)))

    def note(self, segment: Segment) -> str:
        """Return the text of an NTE; some systems leave one bar out and put it where its source belongs."""
        misplaced = self.whole(segment, 2)
        return self.whole(segment, 3) or (misplaced if " " in misplaced else "")

    def _plain(self, component: str) -> str:
        return self._unescaped(component.split(self.part, 1)[0])

    def _unescaped(self, text: str) -> str:
        if self.escape not in text:
            return text
        mark = re.escape(self.escape)
        return re.sub(f"{mark}([^{mark}\\s]{{1,40}}){mark}", self._escaped, text)

    def _escaped(self, found: re.Match[str]) -> str:
        code = found[1]
        marks = {"F": self.separator, "S": self.component, "T": self.part, "R": self.repetition, "E": self.escape}
        if code in marks:
            return marks[code]
        if code in (".br", ".sp", ".ce") or re.fullmatch(r"\.(?:sp|ti|in|sk)[+-]?\d*", code):
            return "\n" if code in (".br", ".ce") or code.startswith(".sp") else " "
        if code in ("H", "N", ".fi", ".nf") or re.fullmatch(r"[CM][0-9A-Fa-f]{4,6}", code):
            return ""
        if re.fullmatch(r"X(?:[0-9A-Fa-f]{2})+", code):
            return bytes.fromhex(code[1:]).decode(self.charset, "replace").replace("\0", "\ufffd")
        return found[0]


def at(components: list[str], number: int) -> str:
    """Return a component (1-based), stripped; "" where it is not there or deleted."""
    said = components[number - 1].strip() if number <= len(components) else ""
    return "" if said == '""' else said


def messages(source: Source) -> Iterator[Message]:
    """Yield the messages of a file; headers and trailers of batches are none.

    Raises:
        Unreadable: it is too large to be read as a whole, or not text.
    """
    message: Message | None = None
    for line, raw in _lines(source):
        said = raw.decode("latin-1")
        name = said[:3]
        if name in _HEADERS and HL7_HEADER.match(raw):
            if message is not None:
                yield _decoded(message)
            message = Message(line, [Segment("", [said])], separator=said[3]) if name == "MSH" else None
        elif message is not None and not (name in _TRAILERS and _is_segment(said, message)):
            _add(message, said)
    if message is not None:
        yield _decoded(message)


def _add(message: Message, raw: str) -> None:
    """Add a line: a segment, or what an unescaped line break inside a field left of one."""
    if _is_segment(raw, message):
        message.segments.append(Segment("", [raw]))
    else:
        message.segments[-1].fields[0] += "\n" + raw


def _is_segment(raw: str, message: Message) -> bool:
    """Tell whether a line is a segment: its id, and behind it what divides this message, or nothing. A note may have
    a line of three letters, too.
    """
    if _SEGMENT.match(raw) is None:
        return False
    if raw[3:].strip():
        return raw[3] == message.separator
    return raw[:3] in _TRAILERS or not message.segments[-1].fields[0].startswith("NTE")


def _lines(source: Source) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that hold something, without framing bytes, each with its number."""
    content = _bytes(source)
    start, number = 0, 1
    while start < len(content):
        end = _ENDS.search(content, start)
        line = content[start : end.start() if end else len(content)]
        for part in re.split(rb"[\x0b\x1c]+", line):
            if part.strip(_FRAMES + b" \t\0"):
                yield number, part.strip(_FRAMES).lstrip(b" \t")
        start, number = (end.end() if end else len(content)), number + 1


def _bytes(source: Source) -> bytes:
    if source.path.stat().st_size > LARGEST_DOCUMENT:
        raise Unreadable(f"{source.path.name} is too large to be read as a whole: send fewer days of messages at once")
    if open_text(source.path).encoding in ("utf-8", "cp1252"):
        return source.path.read_bytes()  # each message says its own character set
    return source.whole.encode()


def _decoded(message: Message) -> Message:
    """Return a message with its segments split; they came as bytes in Latin-1's clothes."""
    raws = [segment.fields[0] for segment in message.segments]
    head = raws[0]
    message.separator = head[3:4] or "|"
    fields = head.split(message.separator)
    marks = (fields[1] if len(fields) > 1 else "") or _DEFAULT_MARKS
    marks = marks + _DEFAULT_MARKS[len(marks) :]
    message.component, message.repetition, message.escape, message.part = tuple(marks[:4])
    stated = fields[_CHARSET_FIELD - 1].split(message.repetition)[0] if len(fields) >= _CHARSET_FIELD else ""
    whole = "\r".join(raws).encode("latin-1")
    message.charset = _charset(whole, stated)
    text = whole.decode(message.charset, "replace").replace("\0", "\ufffd")
    message.segments = [_segment(raw, message.separator) for raw in text.split("\r")]
    return message


def _charset(whole: bytes, stated: str) -> str:
    """Return UTF-8 where all bytes are, whatever the message claims, else what it claims, else Windows-1252."""
    try:
        whole.decode("utf-8")
    except UnicodeDecodeError:
        claimed = _CHARSETS.get(stated.strip().upper(), "cp1252")
        return "cp1252" if claimed == "utf-8" else claimed
    return _CHARSETS.get(stated.strip().upper(), "utf-8") if b"\x1b" in whole else "utf-8"


def _segment(raw: str, separator: str) -> Segment:
    name, *fields = raw.split(separator)
    if name in _HEADERS:
        return Segment(name, [name, separator, *fields])  # the first field of a header is the separator itself
    return Segment(name[:3], [name, *fields])
