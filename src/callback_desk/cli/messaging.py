"""A portal message as an attempt, from the shell."""

from typing import Annotated

import typer

from callback_desk.cli.acting import tell
from callback_desk.cli.frame import Frame, json_from, text_of
from callback_desk.cli.reading import Id


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("message")(message)


def message(
    context: typer.Context,
    callback_id: Id,
    json_in: Annotated[str | None, typer.Option("--json", help='Read {"said"} from standard input: -')] = None,
) -> None:
    """Record that a portal message was sent to the patient: it counts as an attempt, and the cadence goes on.

    Example: echo '{"said": "please call us about your visit"}' | callback-desk message 3f9a --json -
    """
    from callback_desk.actions.messaging import send

    frame: Frame = context.obj
    given = {} if json_in is None else text_of(json_from(json_in), ("said",), "message")
    with frame.desk() as desk:
        callback = send(desk, desk.store.resolve_id(callback_id), given.get("said"))
        tell(desk, callback, json_in is not None)
