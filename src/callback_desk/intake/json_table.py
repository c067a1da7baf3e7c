"""A list of objects as JSON, of a system that is not known: a table whose header is the objects' keys."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from callback_desk.domain.text import clean_line
from callback_desk.intake.grid import Grid
from callback_desk.intake.json_cells import column_names, flat
from callback_desk.intake.json_records import Fields
from callback_desk.intake.options import TABLE, ReadOptions
from callback_desk.intake.records import Record
from callback_desk.intake.source import Source
from callback_desk.intake.table import read_grids
from callback_desk.intake.units import Fault, FileReading

_DEEPEST = 2
_MOST_COLUMNS, _SHOWN_KEYS = 500, 3
_FHIR = "resourceType"


@dataclass
class JsonTable:
    """The objects of one list, as rows. A record's place is its path in the file, or its line where each has one."""

    name: str
    paths: Sequence[str]
    objects: Sequence[Fields]
    notes: tuple[str, ...]
    counts_from_1904: bool = field(default=False, init=False)
    lines_go_on: bool = field(default=False, init=False)
    place: Callable[[int], str] = field(init=False)

    def __post_init__(self) -> None:
        paths = list(dict.fromkeys(chain.from_iterable(map(flat, self.objects))))
        if len(paths) > _MOST_COLUMNS:
            left = ", ".join(map(clean_line, column_names(paths)[_MOST_COLUMNS:][:_SHOWN_KEYS]))
            self.notes += (f"only the first {_MOST_COLUMNS} of {len(paths)} columns are read, not {left} and so on",)
        self._paths = paths[:_MOST_COLUMNS]
        self.place = self._place

    def records(self) -> Iterator[Record]:
        """Yield the keys as the header, then each object's values in their order."""
        yield 0, column_names(self._paths)
        for number, each in enumerate(self.objects, 1):
            values = flat(each)
            yield number, [values.get(path, "") for path in self._paths]

    def _place(self, number: int) -> str:
        return self.paths[number - 1] if number else "1"


def json_tables(source: Source) -> list[Grid]:
    """Return the table that a JSON file holds; none where it is no list of objects."""
    paths, values = _listed(source.documents)
    objects = [(path, value) for path, value in zip(paths, values, strict=True) if isinstance(value, dict)]
    if not objects or any(_FHIR in value for _, value in objects):
        return []
    found = JsonTable(
        source.path.name, [path for path, _ in objects], [value for _, value in objects], source.text.notes
    )
    return [found]


def read_json_table(source: Source, options: ReadOptions) -> FileReading | None:
    """Return the units of a list of objects, or None where the file is none.

    Raises:
        Unreadable: no key says when a record came in or who it is about.
    """
    tables = json_tables(source)
    paths, values = _listed(source.documents)
    if not tables:
        return FileReading("", TABLE, notes=["the list is empty"], layouts=[TABLE]) if _is_empty(source) else None
    reading = read_grids(tables, options)
    for path, value in zip(paths, values, strict=True):
        if not isinstance(value, dict):
            reading.rows += 1
            reading.rejected.append(Fault(path, "it is no record, but a bare value"))
    return reading


def _listed(documents: Sequence[tuple[int, Any]]) -> tuple[list[str], list[Any]]:
    """Return the values of the file's list with their paths: one a line, the list itself, or that in an envelope."""
    if len(documents) > 1:
        return [str(line) for line, _ in documents], [value for _, value in documents]
    path, found = _list_in(documents[0][1]) if documents else ("", [])
    return [f"{path}[{n}]" for n in range(len(found))], found


def _list_in(value: object, path: str = "", deeper: int = _DEEPEST) -> tuple[str, list[Any]]:
    """Return the one list of objects in an envelope, with its path; an empty one where there is none or several."""
    if isinstance(value, list):
        return path, value if any(isinstance(each, dict) for each in value) else []
    if not isinstance(value, dict) or not deeper:
        return path, []
    inside = (_list_in(inner, f"{path}.{key}" if path else key, deeper - 1) for key, inner in value.items())
    found = [(where, items) for where, items in inside if items]
    return found[0] if len(found) == 1 else (path, [])


def _is_empty(source: Source) -> bool:
    """Tell whether the file is an envelope whose only list has nothing in it: a day without a call."""
    page = source.documents[0][1] if len(source.documents) == 1 else None
    if not isinstance(page, dict) or _FHIR in page:
        return False
    return [each for each in page.values() if isinstance(each, list)] == [[]]
