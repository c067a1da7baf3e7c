"""Reading the parts of a policy from what its file holds, and telling everything that has not their shape.

A part is a `NamedTuple`: its fields are the keys that may stand below a heading, their annotations say of which kind
what stands there is. It is read without a library of models: the desk opens with it, and loading one took as long as
opening all the rest.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from callback_desk.domain.policy_check import Finding, Path, choice, dotted, nearest, shown
from callback_desk.domain.policy_kinds import Unfit

P = TypeVar("P")
Read = Callable[["_Reading", Path, Any], Any]
"""Reads what stands at a path; what does not fit is told, and then it does not matter what comes back."""

_ID_TABLES = ("lanes", "roles", "cadences", "people")
_NO_TABLE = ("is not a table", "write its parts below a heading in square brackets")
_NO_LIST = ("is not a list", 'put it in square brackets, such as ["en", "es"]')
_NO_WORD = "is not one of the words that may stand here"
_MISSING: Mapping[str, str] = {
    "protection": 'add protection = "age" (for a machine) or protection = "workbook" (for people)',
}


def read_part(kind: type[P], data: Mapping[str, Any], **known: object) -> tuple[P | None, list[Finding]]:
    """Return the part that a whole file holds, or None where it has not its shape; and all that is to be told of it, in
    the file's order.

    `known` are fields that do not stand in the file. A key that means nothing is told and then left aside.
    """
    reading = _Reading(data)
    part: P | None = _part(kind, reading, (), data, **known)
    return part, list(reading.findings)


class _Reading:
    """What was found in one file so far."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self.findings: dict[Finding, None] = {}
        self.fits = True

    def unfit(self, path: Path, value: object, problem: str, remedy: str) -> None:
        """Tell of something that has the wrong shape: no part can be made of the file."""
        self.fits = False
        self._tell(path, Finding(dotted(path), shown(value), problem, remedy))

    def missing(self, path: Path, name: str) -> None:
        """Tell of a key that must be there."""
        self.fits = False
        remedy = _MISSING.get(name) or f"add {name} to {f'[{dotted(path)}]' if path else 'the file'}"
        self._tell((*path, name), Finding(dotted((*path, name)), "", "is missing", remedy))

    def unknown(self, path: Path, value: object, known: Mapping[str, object]) -> None:
        """Tell of a key that means nothing where it stands."""
        self._tell(path, Finding(dotted(path), shown(value), "is not a known key here", choice(str(path[-1]), known)))

    def _tell(self, path: Path, finding: Finding) -> None:
        """A misspelt name in a heading splits one table in two; that is told once, not part by part."""
        self.findings[_split_table(path, self._data) or finding] = None


def _split_table(path: Path, data: Mapping[str, Any]) -> Finding | None:
    """Return the finding for an incomplete table whose name is nearly that of a complete one, or None."""
    if len(path) < 2 or path[0] not in _ID_TABLES:
        return None
    section, name = str(path[0]), str(path[1])
    tables = data[section]
    meant = nearest(name, [other for other in tables if other != name])
    if meant is None or not isinstance(tables[name], dict) or not isinstance(tables[meant], dict):
        return None
    if len(tables[name]) >= len(tables[meant]):
        return None
    return Finding(f"{section}.{name}", "", f'is not complete, and there is also "{meant}"', "use one name for both")


@cache
def _reader(kind: Any) -> Read:  # noqa: ANN401  an annotation, whatever it says
    """Return what reads values of a kind."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _made(inner[1], _reader(inner[0]) if get_args(inner[0])[1:] == (...,) else None)
    if origin in (Union, UnionType):  # with None, which no file can hold
        return _reader(inner[0])
    if origin is tuple:
        return _list(_reader(inner[0]))
    if origin is Mapping:
        return _table(_reader(inner[0]), _reader(inner[1]))
    if origin is Literal:
        return _one_of({word: word for word in inner})
    if issubclass(kind, StrEnum):
        return _one_of({code.value: code for code in kind})
    return partial(_part, kind)


def _made(make: Callable[[object], object], then: Read | None) -> Read:
    def read(reading: _Reading, path: Path, value: object) -> object:
        try:
            made = make(value)
        except Unfit as fault:
            reading.unfit(path, value, fault.problem, fault.remedy)
            return None
        return made if then is None else then(reading, path, made)

    return read


def _list(entry: Read) -> Read:
    def read(reading: _Reading, path: Path, value: object) -> object:
        if not isinstance(value, list):
            reading.unfit(path, value, *_NO_LIST)
            return None
        return tuple(entry(reading, (*path, n), each) for n, each in enumerate(value))

    return read


def _table(key: Read, under: Read) -> Read:
    def read(reading: _Reading, path: Path, value: object) -> object:
        if not isinstance(value, dict):
            reading.unfit(path, value, *_NO_TABLE)
            return None
        return {key(reading, (*path, k), k): under(reading, (*path, k), each) for k, each in value.items()}

    return read


def _one_of(words: Mapping[str, object]) -> Read:
    def read(reading: _Reading, path: Path, value: object) -> object:
        if not isinstance(value, str) or value not in words:
            reading.unfit(path, value, _NO_WORD, choice(str(value), words))
            return None
        return words[value]

    return read


def _part(kind: Any, reading: _Reading, path: Path, value: object, **known: object) -> Any:  # noqa: ANN401  a part
    """Return the part that a table holds, or None where anything so far had not its shape."""
    if not isinstance(value, dict):
        reading.unfit(path, value, *_NO_TABLE)
        return None
    readers = {name: read for name, read in _readers(kind).items() if name not in known}
    for name, under in value.items():
        if name in readers:
            known[name] = readers[name](reading, (*path, name), under)
        else:
            reading.unknown((*path, name), under, readers)
    for name in readers:
        if name not in known and name not in kind._field_defaults:
            reading.missing(path, name)
    return kind(**known) if reading.fits else None


@cache
def _readers(kind: Any) -> dict[str, Read]:  # noqa: ANN401  a part's type
    """Return for each key of a part what reads it."""
    return {name: _reader(said) for name, said in get_type_hints(kind, include_extras=True).items()}
