"""The person's own settings as a file in the home: readable TOML, and every fault in it one sentence."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from callback_desk.actions.personal import Personal
from callback_desk.desk.policy_file import read_text
from callback_desk.domain.errors import DeskError
from callback_desk.home import Home

THEMES = ("dark", "light")
_TABLES = ("desk", "keys")
_DESK = ("theme", "tel_links", "sync_seconds")
SHORTEST, LONGEST = 10, 3600
"""Seconds between two looks into the folder that the desks share."""


def read_settings(folder: Path | None) -> Personal:
    """Return what the home's `config.toml` says; without one, the desk as it comes.

    Raises:
        DeskError: it cannot be read, or something in it is not known; the sentence names file, place and remedy.
    """
    path = Home.at(folder).settings
    if not path.exists():
        return Personal()
    import tomllib  # most desks have no such file, and each opens in a hurry

    where = str(path)
    try:
        data = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as fault:
        raise DeskError(f'{where} is not TOML: {fault}: write it as [keys] with lines such as take = "G"') from fault
    _known(data, _TABLES, where, "table")
    desk, keys = _table(data, "desk", where), _table(data, "keys", where)
    _known(desk, _DESK, f"{where}, [desk]", "setting")
    theme, tel_links = desk.get("theme", THEMES[0]), desk.get("tel_links", False)
    if theme not in THEMES:
        raise DeskError(f"{where}: [desk] theme = {theme!r} is not known: write one of {', '.join(THEMES)}")
    if not isinstance(tel_links, bool):
        raise DeskError(f"{where}: [desk] tel_links = {tel_links!r} is neither true nor false: write one of them")
    for action, key in keys.items():
        if not isinstance(key, str):
            raise DeskError(f'{where}: [keys] {action} = {key!r} is not text: write the key in quotes, such as "F10"')
    return Personal(theme, keys, tel_links, where, _sync_seconds(desk, where))


def _sync_seconds(desk: Mapping[str, Any], where: str) -> int:
    seconds = desk.get("sync_seconds", Personal().sync_seconds)
    if type(seconds) is not int or not (seconds == 0 or SHORTEST <= seconds <= LONGEST):
        raise DeskError(
            f"{where}: [desk] sync_seconds = {seconds!r} is not a time between two looks: write 0 for never, or a whole"
            f" number from {SHORTEST} to {LONGEST}"
        )
    return seconds


def _table(data: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise DeskError(f"{where}: {name} is a table: write [{name}] on a line of its own")
    return table


def _known(data: Mapping[str, Any], known: tuple[str, ...], where: str, what: str) -> None:
    for name in data:
        if name not in known:
            raise DeskError(f"{where}: there is no {what} {name!r}: write one of {', '.join(known)}")
