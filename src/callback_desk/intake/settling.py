"""What a header leaves in doubt, decided by what the columns hold: which kind of table, which of two fields."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from callback_desk.intake import vocabulary
from callback_desk.intake.headers import Header, Sort, field_by_name, is_marked, plain_word

Values = Callable[[int], Sequence[str]]
"""Gives the sample values of a column, by its index."""

_HOW_IT_STANDS = ("type", "status")
_OF_CALLS = re.compile(r"\b(?:calls?(?! back)|llamadas?)\b")
REMARKS = frozenset(["comments", "comment", "notes", "note", "details", "description", "comentarios", "notas"])
"""Columns of what the clinic wrote of a call, and not of what a patient asked for."""


def settled_sort(header: Header, sample: Values) -> Sort:
    """Return what kind of table it is, once what it holds is seen: a list whose type or status says how calls went
    is a call log, though it has a column of remarks and none that only a call log has. In doubt it is none: a request
    that was taken for a talk would be lost. So is one with a column of messages or requests: somebody took them down.
    """
    if header.sort == "call":
        return "call" if _names_calls(header) or _may_be_calls(header, sample) else "list"
    asked = header.columns.get("message")
    if header.sort != "list" or (asked is not None and plain_word(header.cells[asked]) not in REMARKS):
        return header.sort
    return "call" if _says_how_calls_went(header, sample) else header.sort


def _names_calls(header: Header) -> bool:
    """Tell whether a header has what only a call log has, or the word: the date of a call, its status."""
    return is_marked("call", header.columns) or any(
        _OF_CALLS.search(plain_word(cell)) for at, cell in enumerate(header.cells) if at in header.columns.values()
    )


def _may_be_calls(header: Header, sample: Values) -> bool:
    """Tell whether nothing would be lost by taking a list for calls, or its words are of calls only."""
    told = (map(vocabulary.said, sample(header.columns[name])) for name in _HOW_IT_STANDS if name in header.columns)
    loses = any(said and (said.outcome == "answered" or said.direction == "outbound") for said in chain(*told))
    return not loses or _says_how_calls_went(header, sample)


def _says_how_calls_went(header: Header, sample: Values) -> bool:
    for name in _HOW_IT_STANDS:
        values = sample(header.columns[name]) if name in header.columns else ()
        if any(map(vocabulary.may_be_open_request, values)):
            continue
        if _are_outcomes(values) and any(map(vocabulary.is_of_calls, values)):
            return True
    return False


def tells_misses(columns: Mapping[str, int], sample: Values) -> int | None:
    """Return the column that says of some calls that they came in and of others that they were missed, if one does."""
    for name in ("direction", "type", "status"):
        told = {vocabulary.said(value) for value in sample(columns[name])} if name in columns else ()
        if {("inbound", None), ("inbound", "missed")} <= set(told):
            return columns[name]
    return None


def settled_columns(
    header: Header, sample: Values, is_phone: Callable[[str], bool | None], has_date: Callable[[str], bool]
) -> dict[str, int]:
    """Return the columns with the doubtful ones decided by what they hold.

    `from` becomes the phone or the name, as most of its values are one; `is_phone` is None for a withheld number,
    which is neither. `date` and `time` together stay two, and either alone is the whole
    moment.
    """
    columns = dict(header.columns)
    origin = columns.pop("from", None)
    if origin is not None:
        is_number = _are_phones(sample(origin), is_phone)
        named = "caller" if any(name in columns for name in ("name", "first_name", "last_name")) else "name"
        field = "phone" if is_number or (is_number is None and header.sort == "call") else named
        columns.setdefault(field, origin)
    if header.sort == "call":
        columns.pop("other_phone", None)
        if "lane" in columns and "status" not in columns and _are_outcomes(sample(columns["lane"])):
            columns["status"] = columns.pop("lane")
        _take_numbers(header, columns, sample, is_phone)
    if "received" in columns:
        columns.pop("date", None)
        if any(":" in value for value in sample(columns["received"])):
            columns.pop("time", None)
    elif "date" in columns and any(":" in value for value in sample(columns["date"])):
        columns["received"] = columns.pop("date")
        columns.pop("time", None)
    elif "time" in columns and any(has_date(value) for value in sample(columns["time"])):
        columns["received"] = columns.pop("time")
        columns.pop("date", None)
    return columns


def _are_outcomes(values: Sequence[str]) -> bool:
    """Tell whether a column of categories says how calls went: missed, incoming, voicemail."""
    filled = [value for value in values if value.strip()]
    return bool(filled) and 2 * sum(vocabulary.said(value) is not None for value in filled) > len(filled)


def _are_phones(values: Sequence[str], is_phone: Callable[[str], bool | None]) -> bool | None:
    """Tell whether most of these are telephone numbers; None where none says either."""
    told = [each for value in values if value.strip() and (each := is_phone(value)) is not None]
    return 2 * sum(told) > len(told) if told else None


def _take_numbers(
    header: Header, columns: dict[str, int], sample: Values, is_phone: Callable[[str], bool | None]
) -> None:
    """Where "Caller" holds the name and "Caller ID" the number, read the number from there; so for the other end."""
    for end, word in (("phone", "from"), ("to", "to")):
        if end in columns and (end == "phone" or _are_phones(sample(columns[end]), is_phone) is not False):
            continue
        for at, cell in enumerate(header.cells):
            free = at not in columns.values() and field_by_name(cell) == word
            if free and _are_phones(sample(at), is_phone):
                columns[end] = at
                break
