"""The clinic's files at the end of the day."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callback_desk.cli.answers import NotYet
from callback_desk.cli.frame import Frame, note, print_json
from callback_desk.cli.protecting import PlainFiles, Recipients, print_files, protection_of
from callback_desk.cli.reading import Json

if TYPE_CHECKING:
    from callback_desk.actions.closing_day import DayClosed
    from callback_desk.actions.context import Desk


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("close-day")(close_day)


def close_day(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help="The folder for the files.")] = None,
    as_is: Annotated[bool, typer.Option("--as-is", help="Write even with undecided items, headed so.")] = False,
    plain_files: PlainFiles = False,
    recipient: Recipients = None,
    keep_claims: Annotated[
        bool, typer.Option("--keep-claims", help="Keep personal claims; else they go back to their roles.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Close the day: decide what is undecided, then write the clinic's files.

    Example: callback-desk close-day --to out --recipient clinic
    """
    from callback_desk.actions import closing_day

    frame: Frame = context.obj
    with frame.desk() as desk:
        done = closing_day.close_day(
            desk,
            folder=to,
            as_is=as_is,
            protection=protection_of(recipient, plain_files),
            keep_claims=keep_claims,
            progress=note,
        )
        if as_json:
            print_json(done.document())
        else:
            _print_day(desk, done)
    if not done.files:
        raise NotYet(f"{len(done.undecided)} undecided: decide each, or write as it is with --as-is")


def _print_day(desk: "Desk", done: "DayClosed") -> None:
    from callback_desk.actions import closing_day
    from callback_desk.cli.lines import queue_lines

    if not done.files:
        for line in queue_lines(desk, closing_day.undecided(desk), desk.clock(), plain=False):
            print(line)
        return
    if not done.closed:
        print(f"NOT CLOSED: {len(done.undecided)} undecided")
    print_files(done.files)
    if done.given_back:
        print(f"{closing_day.told_of_claims(done)} --keep-claims keeps them.")
