"""What is wrong with a policy: each finding names the key, the value, what is wrong, and what would be right.

Two layers: whether the file has the right shape (keys, kinds of value), and whether it makes sense as a whole
(every name that is used exists, nothing contradicts). The first is in `policy_shape`, the second in `policy_sense`.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

Path = Sequence[str | int]
_SHOWN = 48
_TOML_PLACE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)\Z")


class Finding(NamedTuple):
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


OUT_OF_BOUNDS = Finding(
    "the file", "", "has a number or a nesting that is out of all bounds", "take it out, or start from a sound copy"
)


def shown(value: object) -> str:
    """Return a value of the file as a finding shows it: short, as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        text = " ".join(value.split())
        return f'"{text[:_SHOWN]}…"' if len(text) > _SHOWN else f'"{text}"'
    if isinstance(value, Mapping | list | tuple):
        return ""
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:  # of thousands of digits Python makes no text
        return f"a number of more than {_SHOWN} digits"
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


def script_finding(sentence: str) -> Finding:
    """Return the finding for a text that cannot be said, from the sentence that the script room told."""
    told, _, remedy = sentence.partition("): ")
    key, _, problem = told.partition(" in the policy ")
    return Finding(key, "", f"{problem})", remedy)
