"""The few changes that the program makes to the policy's text; everything else in it is the manager's."""

import json
import re
import tomllib

from callback_desk.domain.text import folded


def with_clinic(text: str, name: str, zone: str) -> str:
    """Return the policy with the clinic's name and time zone put in; comments and order stay.

    Raises:
        ValueError: the text has no [clinic] table with a name and a zone, each on a line of its own.
    """
    head, mark, rest = text.partition("[clinic]")
    if not mark:
        raise ValueError("the policy has no [clinic] table")
    table_end = re.search(r"^\[", rest, re.MULTILINE)
    end = table_end.start() if table_end else len(rest)
    table, tail = rest[:end], rest[end:]
    for key, value in (("name", name), ("zone", zone)):
        found = re.search(rf'^{key}\s*=\s*"[^"\n]*"', table, re.MULTILINE)
        if found is None:
            raise ValueError(f"the policy's [clinic] table has no {key} on a line of its own")
        table = f"{table[: found.start()]}{key} = {quoted(value)}{table[found.end() :]}"
    return head + mark + table + tail


def without_invented_numbers(text: str) -> str:
    """Return the default policy with what belongs to its invented clinic only commented out.

    A voicemail of another clinic must not give the invented name and number; every text does without them.
    """
    return re.sub(r"^(spoken_name|phone|own_numbers) = ", r"# \1 = ", text, count=3, flags=re.MULTILINE)


def with_person(text: str, person_id: str, name: str, roles: tuple[str, ...]) -> str:
    """Return the policy with a person added at its end."""
    listed = ", ".join(quoted(role) for role in roles)
    return f"{text.rstrip()}\n\n[people.{person_id}]\nname = {quoted(name)}\nroles = [{listed}]\n"


def person_id_for(name: str, taken: frozenset[str]) -> str:
    """Return a short id for a person of this name that is not taken yet."""
    slug = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")[:24].strip("-") or "person"
    candidates = (slug if n == 1 else f"{slug}-{n}" for n in range(1, 10_000))
    return next(candidate for candidate in candidates if candidate not in taken)


def quoted(value: str) -> str:
    """Return `value` as a TOML basic string on one line."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


_WATCH = re.compile(
    r"""^[ \t]*watch[ \t]*=[ \t]*\[(?:[^\]"'#]|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*)*\][ \t]*(?:\#[^\n]*)?\n?""",
    re.MULTILINE,
)
_HEADING = re.compile(r"^\[", re.MULTILINE)
_INTAKE = re.compile(r"^\[intake\][ \t]*(?:#[^\n]*)?\n", re.MULTILINE)


def for_every_desk(text: str) -> str:
    """Return the policy without the lines that are each desk's own: the folders that it watches.

    Raises:
        ValueError: those lines do not stand plainly below a heading [intake].
    """
    heading = _INTAKE.search(text)
    own = None if heading is None else _WATCH.search(text, heading.end())
    if heading is not None and own is not None and not _HEADING.search(text, heading.end(), own.start()):
        text = text[: own.start()] + text[own.end() :]
    if heading is None or "watch" in tomllib.loads(text)["intake"]:
        raise ValueError("intake.watch: it is this desk's own; put it on lines of its own below the heading [intake]")
    return text


def with_own_lines(text: str, watch: tuple[str, ...]) -> str:
    """Return rules that came from elsewhere, as `for_every_desk` made them, with the folders that this desk watches."""
    if not watch:
        return text
    own = f"watch = [{', '.join(quoted(folder) for folder in watch)}]\n"
    return _INTAKE.sub(lambda heading: heading[0] + own, text, count=1)
