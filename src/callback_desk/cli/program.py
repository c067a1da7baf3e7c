"""The program itself: its global options, its commands, and how every fault ends in one sentence."""

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from callback_desk import __version__
from callback_desk.cli import acting, clinic_files, policy, reading, setting_up
from callback_desk.cli.frame import Frame, NotYet
from callback_desk.domain.errors import DeskError

UNEXPECTED = 70
"""Exit code of a fault of the program itself (EX_SOFTWARE of sysexits.h)."""

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
for room in (setting_up, clinic_files, reading, acting):
    room.register(app)
app.add_typer(policy.app, name="policy")


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
        setting_up.open_screen(context.obj)


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit code; every fault becomes one sentence on standard error."""
    try:
        code = app(arguments, standalone_mode=False, prog_name="callback-desk")
    except NotYet as answer:
        _say(str(answer))
        return 1
    except DeskError as fault:
        _say(str(fault))
        return 2
    except typer.TyperException as fault:
        _say(f"{fault.format_message()} See --help.")
        return 2
    except (typer.Abort, KeyboardInterrupt):
        _say("stopped, nothing was written")
        return 2
    except BrokenPipeError:
        return 0
    except Exception as fault:  # noqa: BLE001  the outermost door: told without values, which may be private
        _say(_without_values(fault))
        return UNEXPECTED
    return code if isinstance(code, int) else 0


def _say(sentence: str) -> None:
    if sentence:
        print(f"callback-desk: {sentence}", file=sys.stderr)


def _without_values(fault: BaseException) -> str:
    """Return where a fault arose, without its message or any local: both may hold what a patient said."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = "\n".join(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"an unexpected fault, please report it: {type(fault).__name__}\n{places}"
