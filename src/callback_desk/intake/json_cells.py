"""A JSON object as a row: every value in it, however deep, is a cell whose column is the way of keys to it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from callback_desk.domain.text import folded, storable
from callback_desk.intake.headers import named_columns
from callback_desk.intake.json_records import Fields, text

Way = tuple[str, ...]
"""The keys that lead to a value, from the outermost."""

_DEEPEST = 8
"""Objects and lists within one another; all that is deeper is one cell."""
_WRAPS = frozenset(
    ("attributes", "blocks", "content", "contents", "data", "part", "parts", "payload", "properties", "segments")
)
_TEXT = frozenset(("text", "body", "plain", "value"))
_WORDS = ("message", "transcript")


def flat(value: Fields) -> dict[Way, str]:
    """Return an object's values by the way to each; those of a list, or of the objects in it, in one cell by `;`."""
    cells: dict[Way, str] = {}
    further: dict[Way, list[str]] = {}
    for key, inner in value.items():
        _add(cells, further, _on((), key), inner, _DEEPEST)
    return cells | {way: "; ".join(filter(None, (cells[way], *said))) for way, said in further.items()}


def _add(cells: dict[Way, str], further: dict[Way, list[str]], way: Way, value: object, deeper: int) -> None:
    """Put a value into its cell, or among the `further` ones of a cell that has one."""
    if isinstance(value, dict) and deeper:
        for key, inner in value.items():
            _add(cells, further, _on(way, key), inner, deeper - 1)
    elif isinstance(value, list) and deeper and any(isinstance(one, dict | list) for one in value):
        for inner in value:
            _add(cells, further, way, inner, deeper - 1)
    elif way in cells:
        further.setdefault(way, []).append(_cell(value))
    else:
        cells[way] = _cell(value)


@lru_cache(maxsize=512)
def _on(way: Way, key: str) -> Way:
    return (*way, storable(key))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(_texts_in(value)) if isinstance(value, dict | list) else text(value)


def _texts_in(value: object) -> list[str]:
    """Return all that stands in a value, in order; without recursion, because it may be nested as deep as it likes."""
    found, waiting = list[str](), [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict | list):
            waiting += reversed(list(one.values() if isinstance(one, dict) else one))
        elif said := text(one):
            found.append(said)
    return found


def column_names(ways: Sequence[Way]) -> list[str]:
    """Return the name of each column: its keys, without those that only wrap what a patient said, so that these words
    are known for what they are."""
    names = [" ".join(way) for way in ways]
    taken = set(names)
    for at, way in enumerate(ways):
        if _field(names[at]) is not None:
            continue
        name = next((short for short in _shorter(way) if short not in taken and _field(short) in _WORDS), None)
        if name is not None:
            names[at] = name
            taken.add(name)
    return names


def _shorter(way: Way) -> Iterator[str]:
    keys = ["message" if folded(key) == "messages" else key for key in way if folded(key) not in _WRAPS]
    yield " ".join(keys)
    if len(keys) > 1 and folded(keys[-1]) in _TEXT:
        yield " ".join(keys[:-1])


def _field(name: str) -> str | None:
    """Return the field that a header reads from a column of this name, or None."""
    columns, _ = named_columns([name], {})
    return next(iter(columns or ()), None)
