"""Records of a JSON export: found in whatever envelope carries them, each with its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from callback_desk.domain.text import storable

Fields = Mapping[str, Any]

_NOTHING: Fields = {}
_DEEPEST = 3
_LOOKED_AT = 200
_LONGEST_ID = 200
_EXACT = 1e15


class Placed(NamedTuple):
    """One value of an export. `place` is its path or, one a line, its line; `within` the list it stood in."""

    place: str
    within: str
    value: Any


def placed_records(documents: Sequence[tuple[int, Any]], lists: Sequence[str]) -> Iterator[Placed]:
    """Yield the records of a file: those of its `lists` (dots go into objects), of its pages, or the file itself.

    What is no object is yielded too: whoever reads it says so.
    """
    one_a_line = len(documents) > 1
    for line, document in documents:
        yield from _within(document, str(line) if one_a_line else "", lists, _DEEPEST)


def _within(value: object, place: str, lists: Sequence[str], deeper: int) -> Iterator[Placed]:
    if isinstance(value, list) and deeper:
        for number, item in enumerate(value):
            yield from _within(item, f"{place}[{number}]", lists, deeper - 1)
        return
    carried = {name: _at(value, name) for name in lists if _has(value, name)} if isinstance(value, dict) else {}
    if not carried:
        yield Placed(place or "1", "", value)
    for name, inner in carried.items():
        path = f"{place}.{name}" if place else name
        if isinstance(inner, list):
            yield from (Placed(f"{path}[{number}]", name, item) for number, item in enumerate(inner))
        elif inner is not None:
            yield Placed(path, name, inner)


def _has(value: Fields, path: str) -> bool:
    *way, last = path.split(".")
    for name in way:
        value = part(value, name)
    return last in value and (value[last] is None or isinstance(value[last], list | dict))


def _at(value: Fields, path: str) -> object:
    *way, last = path.split(".")
    for name in way:
        value = part(value, name)
    return value.get(last)


def is_empty_list(documents: Sequence[tuple[int, Any]], path: str) -> bool:
    """Tell whether the file is one page whose list, under this path, has nothing in it."""
    page = documents[0][1] if len(documents) == 1 else None
    return isinstance(page, dict) and _has(page, path) and not _at(page, path)


def looks_like(placed: Iterable[Placed], marks: frozenset[str], least: int) -> bool:
    """Tell whether one of the first records has at least so many of the fields that mark a format."""
    seen = (one.value for one in islice(placed, _LOOKED_AT))
    return any(isinstance(value, dict) and len(marks & value.keys()) >= least for value in seen)


def text(value: object) -> str:
    """Return a text, or a number as its digits; empty for everything else. Never what a ledger refuses."""
    if isinstance(value, str):
        return storable(value).strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        value = int(value)
    return str(value)


def first_text(fields: Fields, *names: str) -> str:
    """Return the first of these fields that says something."""
    return next((said for name in names if (said := text(fields.get(name)))), "")


def identifier(fields: Fields, *names: str) -> str:
    """Return the vendor's id, cut where it is longer than any id."""
    return first_text(fields, *names)[:_LONGEST_ID]


def part(fields: Fields, name: str) -> Fields:
    """Return an object inside an object; empty where there is none."""
    inner = fields.get(name)
    return inner if isinstance(inner, dict) else _NOTHING


def parts(fields: Fields, name: str) -> list[Fields]:
    """Return the objects of a list inside an object; empty where there is none."""
    inner = fields.get(name)
    return [each for each in inner if isinstance(each, dict)] if isinstance(inner, list) else []
