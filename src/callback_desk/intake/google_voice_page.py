"""One page of Google Voice's Takeout: the call or the text messages that it shows.

The pages are well formed today and were not always; so they are read by the standard library's HTML parser, which
forgives, and by the classes that mark their parts.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from callback_desk.domain.text import clean_line, storable

_LENGTH = re.compile(r"PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})(?:\.\d+)?S)?", re.ASCII)
_VOID = frozenset(
    ("img", "br", "meta", "link", "input", "hr", "source", "area", "base", "col", "embed", "wbr", "param")
)
_DEEPEST = 200
_MOST_MESSAGES = 100_000
_MARKS = ('class="haudio"', "class='haudio'", "hchatlog")
_LONGEST_LINE = 1000


@dataclass
class Said:
    """One text message of a page. Times as the mark-up says them, and as they are shown."""

    at: str = ""
    at_shown: str = ""
    from_us: bool = False
    number: str = ""
    name: str = ""
    words: str = ""


@dataclass
class Page:
    """One page: a call with its labels, or a thread with its messages."""

    labels: list[str] = field(default_factory=list)
    number: str = ""
    name: str = ""
    at: str = ""
    at_shown: str = ""
    seconds: int | None = None
    transcript: str = ""
    note: str = ""
    title: str = ""
    is_thread: bool = False
    is_whole: bool = False
    messages: list[Said] = field(default_factory=list)


def is_page(head: str) -> bool:
    """Tell whether a file begins as a page of Google Voice does."""
    folded = head.casefold()
    return "<html" in folded and any(mark in folded for mark in _MARKS)


def parsed(text: str) -> Page:
    """Return what a page holds; of one that is cut, what it has."""
    parser = _Parser()
    parser.feed(text)  # and not closed: what is open at the end of a page that was cut is nothing to guess at
    return parser.page


class _Parser(HTMLParser):
    """Reads a page by the classes of its elements.

    Each open element remembers what becomes of the text in it. Words of a transcript come twice, whole and one by
    one with their confidence: only the whole text is read.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[tuple[str, str]] = []
        self._message: Said | None = None
        self._text: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: storable(value or "") for name, value in attrs}
        classes = frozenset(values.get("class", "").split())
        if tag == "a" and values.get("rel") == "tag":
            self.page.labels.append(values.get("href", "").rpartition("#")[2].casefold())
        if "hChatLog" in classes:
            self.page.is_thread = True
        elif "message" in classes and tag == "div" and len(self.page.messages) < _MOST_MESSAGES:
            self._message = Said()
            self.page.messages.append(self._message)
        self._take_values(tag, classes, values)
        if tag not in _VOID and len(self._open) < _DEEPEST:
            self._open.append((tag, self._role(tag, classes)))
            self._text.append([])

    def _take_values(self, tag: str, classes: frozenset[str], values: dict[str, str]) -> None:
        """Take what an element's attributes say."""
        message, page = self._message, self.page
        if "tel" in classes and tag == "a":
            number = values.get("href", "").removeprefix("tel:").strip()
            if message is not None:
                message.number = message.number or number
            else:
                page.number = page.number or number
        elif "published" in classes:
            page.at = page.at or values.get("title", "")
        elif "duration" in classes:
            page.seconds = _seconds(values.get("title", ""))
        elif "dt" in classes and message is not None:
            message.at = values.get("title", "")

    def _role(self, tag: str, classes: frozenset[str]) -> str:
        """Return what the text of an element is; inside a transcript only the whole of it counts."""
        if tag in ("title", "html"):
            return tag
        if tag == "div" and "message" in classes:
            return "message"
        if "full-text" in classes:
            return "transcript"
        if "fn" in classes:
            return "us" if tag == "abbr" else "name"
        if "published" in classes or "dt" in classes:
            return "shown"
        if tag == "q":
            return "words"
        return "note" if "note" in classes and tag in ("span", "div") else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text[-1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag not in (name for name, _ in self._open):
            return
        while True:
            name, role = self._open.pop()
            text = "".join(self._text.pop())
            if role:
                self._take_text(role, text)
            if name == tag:
                break

    def _take_text(self, role: str, text: str) -> None:
        message, page = self._message, self.page
        line = clean_line(text[:_LONGEST_LINE])
        if role == "message":
            self._message = None
        elif role == "transcript":
            page.transcript = page.transcript or storable(text).strip()
        elif role == "html":
            page.is_whole = True
        elif role == "title":
            page.title = line
        elif role == "note":
            page.note = line
        elif role == "shown":
            self._take_shown(line)
        elif message is not None:
            if role == "words":
                message.words = storable(text).strip()
            elif role == "us":
                message.from_us = True
            else:
                message.name = line
        elif role == "name" and any(name == "a" for name, _ in self._open):
            page.name = page.name or line

    def _take_shown(self, line: str) -> None:
        if self._message is not None:
            self._message.at_shown = line
        else:
            self.page.at_shown = self.page.at_shown or line


def _seconds(written: str) -> int | None:
    found = _LENGTH.fullmatch(written.strip())
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds
