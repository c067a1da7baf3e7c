"""Facts as they are said aloud: whom to ask for, which day, which papers, when the clinic is open.

What comes in is other people's text: caller ids, lists of another office. Where it cannot be said well, the
answer is None or empty, and the sentence that wanted it is left out.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from callback_desk.domain.text import clean_line, folded

_LONGEST_NAME = 60
_MOST_LISTED = 3

# What telephone networks and forms put where a name should be.
_NO_NAME = (
    r"(wireless|cell(ular)? phone|mobile|toll ?free|unknown|anonymous|unavailable|restricted|private|withheld"
    r"|out of area|no name|not given|spam( likely)?|scam( likely)?|telemarketer|payphone|caller id|v\d{6,})"
)
_IS_NO_NAME = re.compile(_NO_NAME + r"( (caller|call|name|number|patient))?\Z|.*\d{3}")
_HAS_NO_NAME = re.compile(r"\b" + _NO_NAME + r"\b|\d{3}")


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_STATES = _set(
    "al ak az ar ca co ct dc de fl ga hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm",
    "nv ny oh ok or pa pr ri sc sd tn tx ut va vt wa wi wv wy",
)
_TITLES = _set("mr mrs ms miss mx dr sr sra srta don dona doctor senor senora")
_SUFFIXES = _set("jr sr ii iii iv v")
_DOCTORS = _set("md do dpm dds dmd dc od")
_CREDENTIALS = _DOCTORS | _set("np pa pac dnp rn lpn arnp aprn fnp phd lcsw cnm")
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_FOR_SOMEBODY = re.compile(r"\s+(?:for|on behalf of|por|de parte de|para)\s+", re.IGNORECASE)
_NO_PREFERENCE = frozenset(
    (
        *("any", "anyone", "anybody", "whoever", "none", "no preference", "first available"),
        *("n/a", "na", "-", "unknown", "tbd"),
    )
)

_DAYS: Mapping[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
_NOON = time(12)
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def first_name(name: str | None, *, stated: bool = True) -> str | None:
    """Return by what name to ask for the person, or None where there is no name to ask for.

    `stated` tells that a person gave the name; a caller id may be a place or a network's word instead. A name
    in capitals without a comma is said whole, because telephone networks often send the family name first.
    """
    whole = _person_meant(name)
    if whole is None or _IS_NO_NAME.match(folded(whole)) or (not stated and _is_caller_ids(whole)):
        return None
    family, comma, given = whole.partition(",")
    if comma and all(_bare(word) in _CREDENTIALS | _SUFFIXES for word in given.split()):
        whole, given, comma = family, "", ""
    words = [word for word in (given if comma else whole).replace(",", " ").split() if _has_letter(word)]
    words = _without_vietnamese_middle_name(words, comma=bool(comma))
    if len(words) > 1 and _bare(words[0]) in _TITLES:
        words = words[1:] if len(words) > 2 else [" ".join(words)]
    while len(words) > 1 and _bare(words[-1]) in _SUFFIXES:
        words = words[:-1]
    if not words:
        return None
    order_unknown = not comma and len(words) > 1 and whole.isupper()
    is_initial = len(words) > 1 and len(_bare(words[0])) < 2
    said = " ".join(words) if order_unknown or is_initial else words[0]
    return clean_line(_cased(said.strip(".;:"))) or None


def _person_meant(name: str | None) -> str | None:
    """The patient's name without notes in brackets; where somebody calls for the patient, the patient's."""
    if not name:
        return None
    plain = clean_line(_BRACKETED.sub(" ", clean_line(name)[:400]))
    plain = _FOR_SOMEBODY.split(plain, maxsplit=1)[-1][:_LONGEST_NAME].strip(" ,;")
    return plain if _has_letter(plain) else None


def _is_caller_ids(whole: str) -> bool:
    """Whether a caller id is a network's word, or a place as `ROCHESTER NY`."""
    *before, last = whole.replace(",", " ").split()
    is_place = bool(before) and last.isupper() and last.casefold() in _STATES
    return is_place or _HAS_NO_NAME.search(folded(whole)) is not None


def _without_vietnamese_middle_name(words: list[str], *, comma: bool) -> list[str]:
    """Thị and Văn stand between the family name, which comes first, and the name that people go by."""
    middle = 0 if comma else 1
    if len(words) > middle + 1 and (folded(words[middle]) == "thi" or words[middle].casefold() == "văn"):
        return [" ".join(words[middle + 1 :])]
    return words


def _has_letter(word: str) -> bool:
    return any(unicodedata.category(character)[0] == "L" for character in word)


def _bare(word: str) -> str:
    return folded(word).replace(".", "").replace("-", "")


def _cased(said: str) -> str:
    return said.title() if len(said) > 1 and (said.isupper() or said.islower()) else said


def clinician(name: str | None) -> str | None:
    """Return a doctor or office as people say it (`Okafor, Chidi MD` is "Dr. Okafor"), or None for "any"."""
    plain = clean_line(name or "")[:_LONGEST_NAME].strip(" ,;")
    if folded(plain) in _NO_PREFERENCE or not plain:
        return None
    family, comma, given = plain.partition(",")
    words = plain.replace(",", " ").split()
    credentials = [_bare(word) for word in words[1:] if word.isupper() and _bare(word) in _CREDENTIALS]
    named = [word for word in given.split() if _bare(word) not in _CREDENTIALS]
    if not credentials and not comma:
        return plain
    family_words = [word for word in family.split() if _bare(word) not in _CREDENTIALS]
    if not family_words:
        return plain
    if any(credential in _DOCTORS for credential in credentials):
        return f"Dr. {_cased(family if named else family_words[-1]).strip()}"
    return _cased(" ".join([*named, *family_words]))


def as_said(words: str) -> str:
    """Return a list's words as they stand in a sentence: `Last office note` loses its capital, `EKG` not."""
    plain = clean_line(words).strip(" .;:,")
    return plain[0].lower() + plain[1:] if plain[1:2].islower() else plain


def listed(items: Sequence[str], language: str) -> str:
    """Return the items as one phrase, `a, b and c`; more than three are counted: `a, b, c and 2 more`."""
    said = [item for item in items if item]
    if len(said) > _MOST_LISTED + 1:
        more = {"en": "more", "es": "más"}.get(language, "+")
        said = [*said[:_MOST_LISTED], f"{len(said) - _MOST_LISTED} {more}"]
    if len(said) < 2:
        return "".join(said)
    conjunction = {"en": " and ", "es": " e " if _begins_with_i(said[-1]) else " y "}.get(language, ", ")
    return ", ".join(said[:-1]) + conjunction + said[-1]


def _begins_with_i(word: str) -> bool:
    plain = folded(word)
    return plain.startswith(("i", "hi")) and not plain.startswith(("hie", "hia", "hio"))


def day_asked(at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str | None:
    """Return the day of a moment as it is said on the day of `now`: today, yesterday, on Friday, on May 3."""
    day, today = at.astimezone(zone).date(), now.astimezone(zone).date()
    days = (today - day).days
    if language not in _DAYS or days < 0:
        return None
    if days < 2:
        return {"en": ("today", "yesterday"), "es": ("hoy", "ayer")}[language][days]
    if days < 7:
        return {"en": "on {}", "es": "el {}"}[language].format(_DAYS[language][day.weekday()])
    month = _MONTHS[language][day.month - 1]
    if language == "es":
        return f"el {day.day} de {month}" + (f" de {day.year}" if day.year != today.year else "")
    return f"on {month} {day.day}" + (f", {day.year}" if day.year != today.year else "")


def open_hours(week: Mapping[Any, Sequence[tuple[time, time]]], language: str) -> str:
    """Return a week's open hours as they are said: `Monday to Friday, 8 am to noon and 1 pm to 5 pm`."""
    if language not in _DAYS:
        return ""
    runs: list[tuple[list[int], tuple[tuple[time, time], ...]]] = []
    for number, code in enumerate(_WEEK):
        spans = tuple(week.get(code, ()))
        if spans and runs and runs[-1][0][-1] == number - 1 and runs[-1][1] == spans:
            runs[-1][0].append(number)
        elif spans:
            runs.append(([number], spans))
    return "; ".join(f"{_days(days, language)}, {_spans(spans, language)}" for days, spans in runs)


def _days(numbers: Sequence[int], language: str) -> str:
    first, last = _DAYS[language][numbers[0]], _DAYS[language][numbers[-1]]
    if len(numbers) == 1:
        return first
    if len(numbers) == 2:
        return listed((first, last), language)
    return f"{first} to {last}" if language == "en" else f"de {first} a {last}"


def _spans(spans: Sequence[tuple[time, time]], language: str) -> str:
    one = _english_span if language == "en" else _spanish_span
    return listed([one(start, end) for start, end in spans], language)


def _english_span(start: time, end: time) -> str:
    def clock(at: time) -> str:
        return "noon" if at == _NOON else f"{_hour(at)} {'am' if at.hour < 12 else 'pm'}"

    return f"{clock(start)} to {clock(end)}"


def _spanish_span(start: time, end: time) -> str:
    """The part of the day is said once where both ends are in it: `de 1 a 5 de la tarde`."""

    def part(at: time) -> str:
        return "de la mañana" if at.hour < 12 else "de la tarde" if at.hour < 19 else "de la noche"

    until = "al mediodía" if end == _NOON else f"a {_hour(end)} {part(end)}"
    if start == _NOON:
        return f"del mediodía {until}"
    same = end != _NOON and part(start) == part(end)
    return f"de {_hour(start)} {until}" if same else f"de {_hour(start)} {part(start)} {until}"


def _hour(at: time) -> str:
    return f"{at.hour % 12 or 12}" + (f":{at.minute:02}" if at.minute else "")
