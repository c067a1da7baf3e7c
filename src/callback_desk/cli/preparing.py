"""The command that prepares a call, as the screen's `p` does."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callback_desk.cli.frame import Frame, json_from, print_json
from callback_desk.cli.reading import Id
from callback_desk.domain.errors import DeskError

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk
    from callback_desk.actions.preparing import Got
    from callback_desk.domain.callback import Callback

_LISTS = ("done", "missing", "not_needed", "papers_here", "papers_missing", "answered")
_WORDS = ("visit_type", "remark")
_KEYS = (*_LISTS, *_WORDS, "reminder", "errand")
Codes = Annotated[list[str] | None, typer.Option(help="A code of the lane's checklist; may be given several times.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("prepare")(prepare)


def prepare(
    context: typer.Context,
    callback_id: Id,
    done: Codes = None,
    missing: Codes = None,
    not_needed: Codes = None,
    json_in: Annotated[
        str | None, typer.Option("--json", help="Read all of it, with words and papers, from standard input: -")
    ] = None,
) -> None:
    """Mark what is ready and what is missing before a call; prints the checklist as it is then.

    Example: callback-desk prepare 3f9a --done number --missing forms
    """
    from callback_desk.actions import preparing, reading

    frame: Frame = context.obj
    given: dict[str, Any] = {} if json_in is None else json_from(json_in)
    for key, codes in (("done", done), ("missing", missing), ("not_needed", not_needed)):
        if codes:
            given[key] = [*_texts(given, key), *codes]
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        callback = preparing.prepare(desk, full_id, _got(desk, full_id, given))
        print_json(
            {
                "preparation": reading.preparation(desk, callback),
                "errands": [
                    {"number": number, "whom": errand.whom, "what": errand.what, "until": _local(desk, errand.until)}
                    for number, errand in enumerate(callback.preparation.open_errands, 1)
                ],
            }
        )


def _local(desk: "Desk", at: datetime) -> str:
    return at.astimezone(desk.zone).isoformat(timespec="seconds")


def _got(desk: "Desk", callback_id: str, given: Mapping[str, Any]) -> "Got":
    from callback_desk.actions.context import require
    from callback_desk.actions.preparing import Got
    from callback_desk.domain.preparing_lines import parse_errand, parse_reminder

    for key in given:
        if key not in _KEYS:
            raise DeskError(f"prepare: {key!r:.40} is not known: give {', '.join(_KEYS)}")
    reminder, errand = _text(given, "reminder"), _text(given, "errand")
    return Got(
        done=_texts(given, "done"),
        missing=_texts(given, "missing"),
        not_needed=_texts(given, "not_needed"),
        papers_here=_texts(given, "papers_here"),
        papers_missing=_texts(given, "papers_missing"),
        visit_type=_text(given, "visit_type"),
        remark=_text(given, "remark"),
        reminder=None if reminder is None else parse_reminder(reminder),
        errand=None if errand is None else parse_errand(errand, desk.hours, desk.zone, desk.clock()),
        answered=_answered(require(desk, callback_id), _texts(given, "answered")),
    )


def _answered(callback: "Callback", numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of the open errands with these numbers, counted from 1 as the command prints them."""
    waiting = callback.preparation.open_errands
    for number in numbers:
        if not number.isdecimal() or not 1 <= int(number) <= len(waiting):
            raise DeskError(f"prepare: there is no open errand {number!r:.20}: there are {len(waiting)}")
    return tuple(waiting[int(number) - 1].errand_id for number in numbers)


def _texts(given: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = given.get(key) or ()
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise DeskError(f'prepare: {key} must be a list of texts, such as ["number"]')
    return tuple(value)


def _text(given: Mapping[str, Any], key: str) -> str | None:
    value = given.get(key)
    if value is not None and not isinstance(value, str):
        raise DeskError(f"prepare: {key} must be text")
    return (value or "").strip() or None
