"""What an entry of a known record told. Its key alone does not tell a record: some systems use an id again, and two
patients of one number may be in a list that says no more than the day.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from callback_desk.domain.codes import Channel

NOTHING: Mapping[str, str] = {}
_MARKS = ("~", "@")
"""What parts the key that several records have from what tells one of them, or one of its states."""


class Told(NamedTuple):
    """One entry of a known record: when the patient reached out (as `utc_text` writes it), who, and what they said.

    `voicemail` tells that they left one. `born` is the birth date as ISO 8601.
    """

    source_key: str
    at: str
    number: str | None = None
    words: str | None = None
    patient: str | None = None
    born: str | None = None
    voicemail: bool = False
    details: Mapping[str, str] = NOTHING


def told_by(payload: Mapping[str, Any]) -> Told:
    """Return what a `received` entry with a source key told."""
    get = payload.get
    return Told(
        payload["source_key"],
        payload["at"],
        get("phone"),
        get("request"),
        get("patient"),
        get("birth_date"),
        payload["channel"] == Channel.VOICEMAIL,
        get("details") or NOTHING,
    )


def keys_of(source_key: str) -> Iterator[str]:
    """Yield the keys that a record may come under in a file: its own, and those that its own was made of."""
    yield source_key
    while (at := max(map(source_key.rfind, _MARKS))) > 0:
        source_key = source_key[:at]
        yield source_key


def by_key(told: Iterable[Told], asked: set[str]) -> dict[str, list[Told]]:
    """Return what was told under each of the keys that were asked for."""
    found: dict[str, list[Told]] = {}
    for one in told:
        for key in keys_of(one.source_key):
            if key in asked:
                found.setdefault(key, []).append(one)
    return found
