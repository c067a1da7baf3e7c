"""Text from outside: what the ledger refuses, and what a terminal may be shown.

The ledger keeps what the patient or the file said, letter for letter. Only at the display boundary are control
characters replaced, because a terminal obeys them.
"""

import re
import unicodedata

REPLACEMENT = "\ufffd"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# C0 but tab and newline, DEL, C1, line and paragraph separators, bidi controls, byte order mark, surrogates.
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def storable(text: str) -> str:
    """Return `text` without NUL and lone surrogates, which no database takes; both become U+FFFD."""
    if text.isascii() and "\0" not in text:  # nearly all there is, told without a look at each letter
        return text
    return _UNSTORABLE.sub(REPLACEMENT, text)


def is_showable(text: str) -> bool:
    """Tell whether a terminal would obey nothing in `text`."""
    return _UNSHOWABLE.search(text.replace("\r\n", "\n")) is None


def clean(text: str) -> str:
    """Return `text` safe to show: composed, with every character that a terminal would obey replaced by U+FFFD.

    Carriage returns before a newline are dropped first, so that a file's line endings do not show as marks.
    """
    return _UNSHOWABLE.sub(REPLACEMENT, unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


def clean_line(text: str) -> str:
    """Return `text` safe to show on one line: `clean`, with runs of white space folded into one space."""
    return " ".join(clean(text).split())


def folded(text: str) -> str:
    """Return `text` for comparison: accents removed, case folded, white space runs made one space."""
    if text.isascii():
        if "  " not in text and text.isprintable() and text.strip() == text:
            return text.lower()  # nothing to fold but the case: most of a large log
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
