"""Phone numbers as people and exports write them, brought to one form or honestly to none.

A number is only taken where it is possible as a whole (its country and length fit); whatever else stands in
the cell is kept as a note, so that nothing a person wrote is lost and nothing is dialled that nobody wrote.
"""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from callback_desk.domain.text import folded

_CACHED = 1 << 15
_AREA = 4
"""Digits of a North American country and area code."""
_SEVERAL = 9
"""From so many exchanges of an area in another zone, the area alone does not tell the zone."""
_LONGEST = 500
"""Characters of a cell with a number and words beside it; what is longer is no number, and is kept as it is."""


class Number(NamedTuple):
    """What a cell held: the number in E.164, its extension, what else was written, or that it was withheld.

    An extension without a number is a short code or one of the clinic's own telephones.
    """

    e164: str | None
    extension: str | None = None
    note: str | None = None
    withheld: bool = False


WITHHELD = Number(None, None, None, True)
"""The caller's number was not shown."""

_WITHHELD_WORDS = frozenset(
    (
        "anonymous", "restricted", "private", "unavailable", "unknown", "withheld", "blocked", "none", "null",
        "n/a", "na", "-1", "nan", "anonimo", "privado", "desconocido", "oculto", "restringido", "bloqueado",
        "no number", "private number", "unknown number", "unknown caller", "anonymous caller",
        "private caller",
        "out of area", "not available", "no caller id", "caller unknown", "numero privado", "numero oculto",
    )
)  # fmt: skip
# Words spelled on a telephone's keys, which some carriers send in place of a withheld number: anonymous,
# restricted,
# blocked, unknown, unavailable.
_SPELLED = frozenset(("+266696687", "+7378742833", "+2562533", "+8566696", "+86282452253"))

_NANP_REGIONS = frozenset(("US", "CA", "PR"))
_PLAIN = re.compile(r"(?:\+?1[-. ]?)?\(?([2-9]\d\d)\)?[-. ]{0,2}(\d{3})[-. ]?(\d{4})", re.ASCII)
_E164_OF_NANP = re.compile(r"\+1[2-9]\d{9}\Z", re.ASCII)
_SHORT = re.compile(r"[*#]?\d{2,6}", re.ASCII)
_OWN_TELEPHONE = re.compile(r"(?:ext(?:ension)?\.?|x|anexo)\s*(\d{1,6})", re.ASCII | re.IGNORECASE)
_HEAD = re.compile(r"[+(]*[\d\s().\-\u2010-\u2015]*", re.ASCII)
_LABEL = re.compile(r"(?:\(?[^\W\d_]++[.)]?+\s*+){1,3}(?::|(?<=\s)|(?<=\)))\s*(?=[+(\d])")
_CALLER_ID = re.compile(r"(\D*?)(?:<([^<>]+)>|\((\+?[\d\s.-]{7,20})\))", re.ASCII)
_NO_NAME = " +-."
"""Marks that alone are no name before a number in round brackets: a plus belongs to the number."""

_EXTENSION = re.compile(r"[\s,;]*(?:ext(?:ension)?\s*[.:=]?|x|#)\s*(\d{1,7})(?!\d)", re.ASCII | re.IGNORECASE)
_INTEGRAL = re.compile(r"(\+?\d+)\.0*", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}", re.ASCII)
_SECOND = re.compile(r"\s+(?=[+(])|\s{2,}|\s[\-\u2010-\u2015]\s")
# Letters that people put straight behind a number: cell, home, work, mobile.
_KIND_LETTERS = frozenset("chwmCHWM")
_OLD_MEXICAN_MOBILE = re.compile(r"\+521(\d{10})", re.ASCII)
_SAID = re.compile(
    r"(?<![\w.])(?:\+\d[\d\s().-]{7,18}\d|(?:1[-. ]?)?\(?\d{3}\)?[-. ]{0,2}\d{3}[-. ]?\d{4})(?!\w)", re.ASCII
)
_DIGITS = "0123456789"
_SOME_DIGITS = re.compile(r"\d\d\d", re.ASCII)


def normalised(raw: str | float | None, region: str) -> Number:
    """Return what a cell or field holds as a number; national forms are read as of `region` (ISO 3166).

    The gate is that the number is possible, not that it is in service: new and test area codes pass. Two to
    six digits are an extension or short code. A cell with two numbers gives the first, the rest is the note.
    """
    if isinstance(raw, str) and len(raw) == 12 and _E164_OF_NANP.match(raw) is not None:
        return Number(raw)  # the commonest form in large logs, told without a look into the cache
    return _normalised(raw, region)


@lru_cache(maxsize=_CACHED)
def _normalised(raw: str | float | None, region: str) -> Number:
    if raw is None:
        return WITHHELD
    if not isinstance(raw, str):
        raw = str(int(raw)) if float(raw).is_integer() else str(raw)
    if region in _NANP_REGIONS:
        plain = _PLAIN.fullmatch(raw)
        if plain is not None:
            return Number("+1" + plain[1] + plain[2] + plain[3])
    if len(raw) > _LONGEST:
        return Number(None, None, raw)
    return _from_text(_plain_text(raw), region)


def _plain_text(raw: str) -> str:
    """Return the text composed, without invisible marks and what spreadsheets put before a number."""
    text = unicodedata.normalize("NFKC", raw)
    text = "".join(mark for mark in text if unicodedata.category(mark) not in ("Cf", "Cc", "Cs") or mark in "\t\n")
    return text.strip().lstrip("='").strip('"').strip()


def _from_text(text: str, region: str) -> Number:
    if _is_withheld(text):
        return WITHHELD
    if text[:4].casefold() in ("sip:", "sips"):
        return Number(None, None, text)
    if text[:4].casefold() == "tel:":
        text = text[4:].strip()
    digits = _from_spreadsheet(text)
    if digits is None:
        return Number(None, None, text)
    shown = _CALLER_ID.fullmatch(text)
    name = shown[1].strip() if shown is not None else ""
    if shown is not None and (shown[2] or name.strip(_NO_NAME)):
        return _of_caller_id(name.strip(' "'), _normalised(shown[2] or shown[3], region), text)
    if _SHORT.fullmatch(digits):
        return Number(None, digits)
    own = _OWN_TELEPHONE.fullmatch(digits)
    if own is not None:
        return Number(None, own[1])
    label = _LABEL.match(digits)
    before = "" if label is None else digits[: label.end()]
    return _split(digits[len(before) :], before.strip(), text, region)


def _of_caller_id(name: str, number: Number, whole: str) -> Number:
    """Return what `NAME <NUMBER>` or `NAME (NUMBER)` tells; the name is kept beside the number."""
    if number.withheld and _is_withheld(name):
        return WITHHELD
    is_number = number.note is None and (number.e164 is not None or number.extension is not None)
    return number._replace(note=name or None) if is_number else Number(None, None, whole)


def _is_withheld(text: str) -> bool:
    return not text.strip("0 -.+") or text in _SPELLED or folded(text).strip("<>()[]\"'. ") in _WITHHELD_WORDS


def _from_spreadsheet(text: str) -> str | None:
    """Return a number cell's digits without the decimal tail; None where digits were lost to the exponent."""
    if _SCIENTIFIC.fullmatch(text):
        written = len(text.casefold().partition("e")[0].replace(".", ""))
        whole = f"{Decimal(text):f}".partition(".")[0]
        return whole if written == len(whole) else None
    integral = _INTEGRAL.fullmatch(text)
    return text if integral is None else integral[1]


def _split(text: str, before: str, whole: str, region: str) -> Number:
    """Cut the number from what else was written at the first letter or bracket that is not part of it."""
    head = _HEAD.match(text)
    end = head.end() if head else 0
    number, rest = text[:end], text[end:]
    if rest[:1].isalpha() and number[-1:].isdigit() and not _EXTENSION.match(rest) and not _is_kind_letter(rest):
        return Number(None, None, whole)
    opened = number.rstrip(" (")
    number, rest = opened, number[len(opened) :].lstrip() + rest
    extension = _EXTENSION.match(rest)
    if extension is not None:
        rest = rest[extension.end() :]
    e164 = _e164(number, region)
    if e164 is None:
        second = _SECOND.search(number.strip())
        if second is None:
            return Number(None, None, whole)
        first = number.strip()[: second.start()]
        rest = number.strip()[second.start() :] + rest
        e164 = _e164(first, region)
        if e164 is None:
            return Number(None, None, whole)
    moved = _OLD_MEXICAN_MOBILE.fullmatch("".join(re.findall(r"[+\d]", number)))
    note = " ".join(part for part in (before, rest.strip(" ,;/|\t\n-")) if part)
    if moved is not None:
        note = f"written {number.strip()} {note}".strip()
    return Number(e164, extension and extension[1], note or None)


def _is_kind_letter(rest: str) -> bool:
    """Tell whether letters straight behind a number are a word or stand for cell, home, work, mobile: no
    digit.
    """
    return rest[:2].isalpha() if rest[1:2].isalnum() else rest[0] in _KIND_LETTERS


def _e164(number: str, region: str) -> str | None:
    number = number.strip()
    if region in _NANP_REGIONS:
        plain = _PLAIN.fullmatch(number)
        if plain is not None:
            return "+1" + plain[1] + plain[2] + plain[3]
        if number.startswith("00") and not number.startswith("000"):
            number = "+" + number[2:]  # how most of the world dials abroad; no such number begins so in North America
    compact = "".join(re.findall(r"[+\d]", number))
    moved = _OLD_MEXICAN_MOBILE.fullmatch(compact)
    if moved is not None:  # until 2019 a 1 stood before Mexican mobile numbers; it is no longer dialled
        number = "+52" + moved[1]
    if not 7 <= len(compact.lstrip("+")) <= 18:
        return None
    import phonenumbers  # here, because most numbers never need it and start-up must not wait for it

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None  # a number that is only possible within one area has no country-wide form to dial
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def offered_numbers(text: str, region: str) -> tuple[str, ...]:
    """Return the numbers said in free text, in E.164, in order: to be offered, never adopted unasked."""
    # Most messages have no digit at all, which is told in half the time.
    if not any(map(text.__contains__, _DIGITS)) or _SOME_DIGITS.search(text) is None:
        return ()
    found = (_normalised(said[0], region).e164 for said in _SAID.finditer(text))
    return tuple(dict.fromkeys(number for number in found if number is not None))


def display(e164: str) -> str:
    """Return a number as people read it, such as `+1 585-555-0101`; anything else unchanged."""
    if e164.startswith("+1") and len(e164) == 12:
        return f"+1 {e164[2:5]}-{e164[5:8]}-{e164[8:]}"
    return _display_abroad(e164)


@lru_cache(maxsize=_CACHED)
def _display_abroad(e164: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=_CACHED)
def zone_of(e164: str) -> str | None:
    """Return the time zone (IANA) where a number is at home, or None where there is not exactly one.

    Some areas lie in two zones, as western Kentucky's: only its exchange then tells where a number is.
    """
    import phonenumbers
    from phonenumbers import timezone

    try:
        zones = timezone.time_zones_for_number(phonenumbers.parse(e164))
    except phonenumbers.NumberParseException:
        return None
    if len(zones) != 1 or zones[0] == timezone.UNKNOWN_TIMEZONE or _elsewhere(e164[1:], zones) >= _SEVERAL:
        return None
    return str(zones[0])


def _elsewhere(digits: str, zones: tuple[str, ...]) -> int:
    """Return how many exchanges of a North American number's area are in another zone than these, where no more is
    known of the number than its area; 0 elsewhere."""
    from phonenumbers.tzdata import TIMEZONE_DATA, TIMEZONE_LONGEST_PREFIX

    exact = any(digits[:length] in TIMEZONE_DATA for length in range(_AREA + 1, TIMEZONE_LONGEST_PREFIX + 1))
    return 0 if not digits.startswith("1") or exact else _exchanges_elsewhere(digits[:_AREA], zones)


@lru_cache(maxsize=1000)
def _exchanges_elsewhere(area: str, zones: tuple[str, ...]) -> int:
    from phonenumbers.tzdata import TIMEZONE_DATA

    return sum(
        prefix.startswith(area) and len(prefix) > _AREA and known != zones for prefix, known in TIMEZONE_DATA.items()
    )


def tel_link(phone: str) -> str | None:
    """Return a number as a link that a telephone program takes: only digits of a number in full, else None."""
    return f"tel:{phone}" if re.fullmatch(r"\+[1-9][0-9]{6,14}", phone) else None
