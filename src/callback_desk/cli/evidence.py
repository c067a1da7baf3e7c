"""What only a person decides, from the shell: answered since, the same patient, another patient."""

from typing import Annotated

import typer

from callback_desk.cli.acting import tell
from callback_desk.cli.frame import Frame
from callback_desk.cli.reading import Id
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.errors import DeskError

Json = Annotated[bool, typer.Option("--json", help="Print the callback as JSON.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("resolved")(resolved)
    app.command("join")(join)
    app.command("apart")(apart)


def resolved(
    context: typer.Context,
    callback_id: Id,
    yes: Annotated[bool, typer.Option("--yes", help="It was answered: close it.")] = False,
    still_open: Annotated[bool, typer.Option("--still-open", help="The patient is still to be called.")] = False,
    result: Annotated[CloseResult | None, typer.Option(help="With what result, if not as the evidence says.")] = None,
    as_json: Json = False,
) -> None:
    """Say whether a talk, or what another system reports, has answered a callback.

    Example: callback-desk resolved 3f9a --yes
    """
    from callback_desk.actions import answering

    if yes == still_open:
        raise DeskError("resolved: say --yes or --still-open")
    frame: Frame = context.obj
    with frame.desk() as desk:
        known = desk.store.resolve_id(callback_id)
        tell(desk, answering.settle(desk, known, result) if yes else answering.keep_open(desk, known), as_json)


def join(context: typer.Context, callback_id: Id, other_id: Id, as_json: Json = False) -> None:
    """Join two open callbacks that are the same request of the same patient; the second is closed as a duplicate.

    Example: callback-desk join 3f9a 77c0
    """
    from callback_desk.actions.answering import merge

    frame: Frame = context.obj
    with frame.desk() as desk:
        tell(desk, merge(desk, desk.store.resolve_id(callback_id), desk.store.resolve_id(other_id)), as_json)


def apart(context: typer.Context, callback_id: Id, other_id: Id, as_json: Json = False) -> None:
    """Say that two callbacks are not the same, so that nobody is asked again.

    Example: callback-desk apart 3f9a 77c0
    """
    from callback_desk.actions.answering import tell_apart

    frame: Frame = context.obj
    with frame.desk() as desk:
        tell(desk, tell_apart(desk, desk.store.resolve_id(callback_id), desk.store.resolve_id(other_id)), as_json)
