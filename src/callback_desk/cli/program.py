"""The program's global options and its commands."""

from pathlib import Path
from typing import Annotated

import typer

from callback_desk import __version__
from callback_desk.cli import (
    acting,
    amending,
    cards,
    clinic_files,
    evidence,
    exporting,
    intake,
    judging,
    messaging,
    policy,
    preparing,
    reading,
    reviewing,
    setting_up,
)
from callback_desk.cli.clinics import app as clinics_app
from callback_desk.cli.frame import Frame
from callback_desk.cli.screen import open_screen
from callback_desk.cli.syncing import app as sync_app
from callback_desk.domain.errors import DeskError

app = typer.Typer(
    name="callback-desk",
    help="Return patients' calls: no callback is ever without an owner, a next action and a due time."
    "\n\nWithout a command it opens the desk. Example: callback-desk demo",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for room in (
    setting_up,
    intake,
    clinic_files,
    exporting,
    reading,
    acting,
    amending,
    cards,
    preparing,
    evidence,
    judging,
    messaging,
    reviewing,
):
    room.register(app)
app.add_typer(policy.app, name="policy")
app.add_typer(clinics_app, name="clinics")
app.add_typer(sync_app, name="sync")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"callback-desk {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def desk(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(help="Keep config, data and state in this one folder.", envvar="CALLBACK_DESK_HOME"),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The moment that reading commands look at, ISO 8601 with an offset.")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Open the desk."""
    context.obj = Frame(home, as_of)
    if context.invoked_subcommand is None:
        open_screen(home)


def obey(arguments: list[str]) -> int:
    """Run the command that the arguments name and return its exit code.

    Raises:
        DeskError: wrong usage, or whatever the command refuses; NotYet where its answer is no.
    """
    try:
        code = app(arguments, standalone_mode=False, prog_name="callback-desk")
    except typer.TyperException as fault:
        # "Value error" is what the library puts before a rule's own words.
        said = fault.format_message().replace(": Value error, ", ": ")
        raise DeskError(f"{said} See --help.") from fault
    except typer.Abort as fault:
        raise KeyboardInterrupt from fault
    return code if isinstance(code, int) else 0
