"""The few changes that the program makes to the policy's text; everything else in it is the manager's."""

import json
import re

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
