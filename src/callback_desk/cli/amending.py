"""Facts of a callback put right from the shell."""

import sys

import typer

from callback_desk.cli.acting import JsonIn, tell
from callback_desk.cli.frame import PRIVATELY, Frame, ask, json_from
from callback_desk.cli.reading import Id
from callback_desk.domain.errors import DeskError

_QUESTIONS = (
    ("patient", "Patient"),
    ("birth_date", "Born, such as 1981-04-02"),
    ("phone", "Phone"),
    ("language", "Language, such as en or es"),
    ("request", "What they asked for"),
    ("reason", "Why it is changed"),
)


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("amend")(amend)


def amend(context: typer.Context, callback_id: Id, json_in: JsonIn = None) -> None:
    """Put facts of a callback right; what is left empty stays as it is.

    Example: echo '{"patient": "Ada Invented", "reason": "spelled out"}' | callback-desk amend 3f9a --json -
    """
    from callback_desk.actions.amending import Facts
    from callback_desk.actions.amending import amend as put_right

    frame: Frame = context.obj
    if json_in is None and not sys.stdin.isatty():
        raise DeskError(f"what is put right is needed: give it on standard input with {PRIVATELY}")
    data = json_from(json_in) if json_in is not None else {name: ask(question) for name, question in _QUESTIONS}
    with frame.desk() as desk:
        tell(desk, put_right(desk, desk.store.resolve_id(callback_id), Facts.from_json(data)), json_in is not None)
