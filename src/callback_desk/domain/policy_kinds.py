"""The kinds of value that a policy's file may hold, each with the function that reads it.

A kind is `Annotated[type, read]`: `read` takes what stands in the file and returns it as the type says, or raises
`Unfit` with what is wrong and what would be right. Where the type is a list, its entries are then read by their own.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from callback_desk.domain.text import is_showable

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_SYSTEM = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s|]+\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MOST_MINUTES, _MOST_DAYS = 525_600, 366
"""A year: more is a slip of the hand, and would run over the calendar's end."""
_SHORT = 10


class Unfit(ValueError):
    """What stands in the file cannot be read as its kind: the problem, and what would be right."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}; {remedy}")
        self.problem, self.remedy = problem, remedy


def _time(value: object) -> time:
    if isinstance(value, time):
        return value
    found = _TIME.match(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise Unfit("is not a time of day", 'write it as "08:00", between "00:00" and "23:59"')
    return time(int(found[1]), int(found[2]))


def _span(value: object) -> tuple[time, time]:
    if isinstance(value, str) and value.count("-") == 1:
        start, end = (_TIME.match(half.strip()) for half in value.split("-"))
        if start and end:
            return time(int(start[1]), int(start[2])), time(int(end[1]), int(end[2]))
    raise Unfit("is not a span of open hours", 'write it as "08:00-12:00", within one day')


def _date(value: object) -> date:
    try:
        if isinstance(value, str) and _DATE.match(value):
            value = datetime.fromisoformat(value)
    except ValueError:
        value = None
    if isinstance(value, datetime):
        if value.time() != time():
            raise Unfit("has a time of day", "write only the date, as 2026-11-26")
        value = value.date()
    if not isinstance(value, date):
        raise Unfit("is not a date", "write it as 2026-11-26, without quotes")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unfit("is not text", "put it in double quotes")
    return value


def _code(value: object) -> str:
    code = _text(value)
    if not _CODE.match(code):
        raise Unfit("is not a code", "use small letters, digits and hyphens, such as front-desk")
    return code


def _language(value: object) -> str:
    code = _text(value)
    if not _LANGUAGE.match(code):
        raise Unfit("is not a language code", "use a code such as en, es or vi")
    return code


def _system(value: object) -> str:
    address = _text(value)
    if not _SYSTEM.match(address):
        raise Unfit("is no address of record numbers", "ask who runs the record system, or take the line out")
    return _seen(address)


def _words(value: object) -> str:
    words = _text(value)
    if not words.strip():
        raise Unfit("is empty", "write the words, or take the line out")
    return _seen(words)


def _short(value: object) -> str:
    if len(_text(value)) > _SHORT:
        raise Unfit("is too long for its column", f"use at most {_SHORT} letters")
    return _words(value)


def _seen(value: object) -> str:
    text = _text(value)
    if not is_showable(text):
        raise Unfit("has a character that cannot be seen", "take out escapes, text directions and the like")
    return text


def _number(most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unfit("is not a whole number", "write digits without quotes, such as 30")
        if value <= 0:
            raise Unfit("is too small", "write a number above 0")
        if value > most:
            raise Unfit("is too large", f"write at most {most}")
        return value

    return read


def _yes_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unfit("is neither true nor false", "write true or false, without quotes")
    return value


def _several(value: object) -> object:
    if value == []:
        raise Unfit("is empty", "write one at least")
    return [value] if isinstance(value, str) else value


TimeOfDay = Annotated[time, _time]
Span = Annotated[tuple[time, time], _span]
Date = Annotated[date, _date]
AnyText = Annotated[str, _text]
Code = Annotated[str, _code]
Language = Annotated[str, _language]
System = Annotated[str, _system]
Text = Annotated[str, _words]
ShortText = Annotated[str, _short]
MaybeText = Annotated[str, _seen]
Positive = Annotated[int, _number(_MOST_MINUTES)]
Days = Annotated[int, _number(_MOST_DAYS)]
YesNo = Annotated[bool, _yes_no]
OneOrSeveral = Annotated[tuple[Text, ...], _several]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Week = Mapping[Weekday, tuple[Span, ...]]
WordList = Mapping[Language, tuple[Text, ...]]

NONE: Mapping[Any, Any] = {}
"""What stands under a heading that the file does not have; nobody changes it."""
