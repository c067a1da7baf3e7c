"""What every command needs: the home, the moment, the desk, JSON in and out."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk

PRIVATELY = "--json -"
"""How private text is given where nobody can be asked."""


class Frame:
    """The global options of one run."""

    def __init__(self, home: Path | None, as_of: str | None) -> None:
        self.home = home
        self._as_of = as_of

    @contextmanager
    def desk(self) -> Iterator["Desk"]:
        """Open the home's desk and close it afterwards."""
        from callback_desk.desk.opening import open_desk

        opened = open_desk(self.home)
        try:
            yield opened
        finally:
            opened.writer.close()
            opened.store.close()

    def as_of(self, desk: "Desk") -> datetime:
        """Return the moment that reading looks at: `--as-of`, else now.

        Raises:
            DeskError: `--as-of` is not ISO 8601 with an offset.
        """
        if self._as_of is None:
            return desk.clock()
        try:
            at = datetime.fromisoformat(self._as_of)
        except ValueError as fault:
            raise DeskError("--as-of must be ISO 8601, such as 2026-11-23T14:12-05:00") from fault
        if at.tzinfo is None:
            raise DeskError("--as-of needs its offset, such as 2026-11-23T14:12-05:00")
        return at


def print_json(document: object) -> None:
    """Print the one JSON document of this run."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def json_from(where: str) -> dict[str, Any]:
    """Read one JSON object from standard input.

    Raises:
        DeskError: `where` is not `-`, or what comes is not a JSON object.
    """
    if where != "-":
        raise DeskError("--json takes - here: private text comes on standard input, never in a flag")
    try:
        data = json.load(sys.stdin)
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise DeskError('standard input is not JSON: give one object, such as {"reason": "..."}') from fault
    except ValueError as fault:  # Python reads no number of thousands of digits
        raise DeskError("standard input has a number that is out of all bounds: check it") from fault
    if not isinstance(data, dict):
        raise DeskError("standard input must be one JSON object")
    return data


def text_of(data: dict[str, Any], allowed: tuple[str, ...], command: str) -> dict[str, str]:
    """Return the object's texts, refusing keys and kinds that the command does not take.

    Raises:
        DeskError: an unknown key, or a value that is not text.
    """
    for key, value in data.items():
        if key not in allowed:
            raise DeskError(f"{command}: {key!r} is not known: give {', '.join(allowed)}")
        if value is not None and not isinstance(value, str):
            raise DeskError(f"{command}: {key} must be text")
    return {key: value for key, value in data.items() if value}


def ask(question: str, flag: str = PRIVATELY) -> str:
    """Ask a person, or say how to give it where nobody can be asked.

    Raises:
        DeskError: standard input is no terminal; the sentence names the flag.
    """
    if not sys.stdin.isatty():
        where = f"on standard input with {flag}" if flag == PRIVATELY else f"with {flag}"
        raise DeskError(f"{question.casefold()} is needed: give it {where}")
    return input(f"{question}: ").strip()


def note(said: str) -> None:
    """Tell progress on standard error."""
    print(clean_line(said), file=sys.stderr)
