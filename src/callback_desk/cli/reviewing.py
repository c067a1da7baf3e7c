"""The command that decides about a note that waits for review, as the screen's `r` does."""

from typing import Annotated

import typer

from callback_desk.cli.acting import JsonIn, tell
from callback_desk.cli.frame import Frame, ask, json_from, text_of
from callback_desk.cli.reading import Id
from callback_desk.domain.errors import DeskError


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("review-note")(review_note)


def review_note(
    context: typer.Context,
    callback_id: Id,
    approve: Annotated[bool, typer.Option("--approve", help="The note is final: close or go on as it says.")] = False,
    give_back: Annotated[
        bool, typer.Option("--return", help="Give it back; what to change is asked for, or comes as JSON.")
    ] = False,
    json_in: JsonIn = None,
) -> None:
    """Approve a note that waits for review, or return it with a line of what to change.

    Example: echo '{"change": "the visit is 40 minutes"}' | callback-desk review-note 3f9a --return --json -
    """
    from callback_desk.actions import reviewing

    frame: Frame = context.obj
    if approve is give_back:
        raise DeskError("review-note: give one of --approve and --return")
    given = {} if json_in is None else text_of(json_from(json_in), ("change",), "review-note")
    if approve and given:
        raise DeskError("review-note: a line of what to change goes with --return")
    if give_back and json_in is None:
        given = {"change": ask("What to change")}
    with frame.desk() as desk:
        full_id = desk.store.resolve_id(callback_id)
        if approve:
            callback = reviewing.approve(desk, full_id)
        else:
            callback = reviewing.give_back(desk, full_id, given.get("change", ""))
        tell(desk, callback, json_in is not None)
