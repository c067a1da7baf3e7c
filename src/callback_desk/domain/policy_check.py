"""What is wrong with a policy: each finding names the key, the value, what is wrong, and what would be right.

Two layers: whether the file has the right shape (keys, kinds of value), and whether it makes sense as a whole
(every name that is used exists, nothing contradicts). The second is in `policy_sense`.
"""

import copy
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Path = Sequence[str | int]
_SHOWN = 48
_TOML_PLACE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)\Z")
_ID_TABLES = ("lanes", "roles", "cadences", "people")
_OF_SHAPE: Mapping[str, tuple[str, str]] = {
    "int_type": ("is not a whole number", "write digits without quotes, such as 30"),
    "string_type": ("is not text", "put it in double quotes"),
    "bool_type": ("is neither true nor false", "write true or false, without quotes"),
    "tuple_type": ("is not a list", 'put it in square brackets, such as ["en", "es"]'),
    "model_type": ("is not a table", "write its parts below a heading in square brackets"),
    "mapping_type": ("is not a table", "write its parts below a heading in square brackets"),
    "dict_type": ("is not a table", "write its parts below a heading in square brackets"),
    "date_type": ("is not a date", "write it as 2026-11-26, without quotes"),
    "date_from_datetime_inexact": ("has a time of day", "write only the date, as 2026-11-26"),
    "date_from_datetime_parsing": ("is not a date", "write it as 2026-11-26, without quotes"),
    "date_parsing": ("is not a date", "write it as 2026-11-26, without quotes"),
}
_MISSING: Mapping[str, str] = {
    "protection": 'add protection = "age" (for a machine) or protection = "workbook" (for people)',
}


@dataclass(frozen=True)
class Finding:
    """One thing wrong: where, what stands there (empty: nothing), what is wrong, what would be right."""

    key: str
    value: str
    problem: str
    remedy: str

    @property
    def sentence(self) -> str:
        """The finding as one sentence."""
        subject = f"{self.value} {self.problem}" if self.value else self.problem
        return f"{self.key}: {subject}; {self.remedy}"


def shown(value: object) -> str:
    """Return a value of the file as a finding shows it: short, as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = " ".join(value.split())
        return f'"{text[:_SHOWN]}…"' if len(text) > _SHOWN else f'"{text}"'
    if isinstance(value, Mapping | list | tuple):
        return ""
    return str(value)[:_SHOWN]


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, or None."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.7)), None)


def choice(word: str, known: Iterable[str]) -> str:
    """Return what to do about a word that is not among the known ones."""
    listed = list(known)
    meant = nearest(word, listed)
    if meant is not None:
        return f'did you mean "{meant}"?'
    return "choose one of " + ", ".join(listed) if listed else "there is none to choose from yet"


def dotted(path: Path) -> str:
    """Return where something stands, as the file would be read aloud: `hours.mon entry 2`."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f" entry {part + 1}"
        else:
            words += f".{part}" if words else part
    return words


def syntax_finding(text: str, fault: str) -> Finding:
    """Return the finding for a text that is not TOML, from what the reader of TOML said."""
    place = _TOML_PLACE.search(fault)
    number = int(place[1]) if place and place[1] else len(text.splitlines())
    lines = text.splitlines()
    line = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    said = fault[: place.start()] if place else fault
    if "overwrite" in said or "declare" in said or "twice" in said:
        return Finding(f"line {number}", shown(line), "is there a second time", "keep one of the two")
    return Finding(
        f"line {number}",
        shown(line),
        f"cannot be read ({said[:1].lower()}{said[1:]})",
        "look there and on the line before for a missing quote, bracket or =",
    )


def unknown_finding(path: Path, value: object, model: type[BaseModel]) -> Finding:
    """Return the finding for a key that means nothing where it stands."""
    *above, last = path
    return Finding(dotted(path), shown(value), "is not a known key here", choice(str(last), _keys_at(model, above)))


def shape_findings(errors: Sequence["ErrorDetails"], data: Mapping[str, Any], model: type[BaseModel]) -> list[Finding]:
    """Return a finding for each thing of the wrong shape.

    A misspelt name in a heading splits one table in two; that is told once, not part by part.
    """
    findings: dict[Finding, None] = {}
    for error in errors:
        split = _split_table(error["loc"], data)
        findings[split or _shape_finding(error, model)] = None
    return list(findings)


def script_finding(sentence: str) -> Finding:
    """Return the finding for a text that cannot be said, from the sentence that the script room told."""
    told, _, remedy = sentence.partition("): ")
    key, _, problem = told.partition(" in the policy ")
    return Finding(key, "", f"{problem})", remedy)


def without(data: Mapping[str, Any], paths: Iterable[Path]) -> dict[str, Any]:
    """Return the data without the keys at these paths."""
    result = copy.deepcopy(dict(data))
    for path in paths:
        table: Any = result
        for part in path[:-1]:
            table = table[part]
        table.pop(path[-1], None)
    return result


def _shape_finding(error: "ErrorDetails", model: type[BaseModel]) -> Finding:
    path, value, kind = error["loc"], error["input"], error["type"]
    if kind == "extra_forbidden":
        return unknown_finding(path, value, model)
    if path and path[-1] == "[key]":
        path = path[:-1]
    key, context = dotted(path), error.get("ctx", {})
    if kind == "missing":
        remedy = _MISSING.get(str(path[-1])) or f"add {path[-1]} to {_heading(path[:-1])}"
        return Finding(key, "", "is missing", remedy)
    if kind == "value_error":
        problem, _, remedy = str(context["error"]).partition("|")
        return Finding(key, shown(value), problem, remedy)
    if kind in ("enum", "literal_error"):
        known = re.findall(r"'([^']*)'", str(context["expected"]))
        return Finding(key, shown(value), "is not one of the words that may stand here", choice(str(value), known))
    if kind == "greater_than":
        return Finding(key, shown(value), "is too small", f"write a number above {context['gt']}")
    if kind == "less_than_equal":
        return Finding(key, shown(value), "is too large", f"write at most {context['le']}")
    if kind == "string_too_long":
        return Finding(key, shown(value), "is too long for its column", f"use at most {context['max_length']} letters")
    problem, remedy = _OF_SHAPE.get(kind, (error["msg"][:1].lower() + error["msg"][1:], "see docs/policy.md"))
    return Finding(key, shown(value), problem, remedy)


def _heading(path: Path) -> str:
    return f"[{dotted(path)}]" if path else "the file"


def _split_table(path: Path, data: Mapping[str, Any]) -> Finding | None:
    """Return the finding for an incomplete table whose name is nearly that of a complete one, or None."""
    if len(path) < 2 or path[0] not in _ID_TABLES:
        return None
    section, name = str(path[0]), str(path[1])
    others = [other for other in data[section] if other != name]
    table, meant = data[section].get(name), nearest(name, others)
    if meant is None or not isinstance(table, Mapping) or len(table) >= len(data[section][meant]):
        return None
    return Finding(f"{section}.{name}", "", f'is not complete, and there is also "{meant}"', "use one name for both")


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that are known in the table at `path`."""
    here: object = model
    for part in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(part))
            here = None if field is None else field.annotation
        else:
            here = next(reversed(get_args(here)), None)
    if isinstance(here, type) and issubclass(here, BaseModel):
        return [name for name in here.model_fields if name not in ("text", "fingerprint")]
    return []
