"""Files of any period, and the passphrases of those who open a workbook: export, passphrase."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from callback_desk.cli.frame import Frame, note, print_json
from callback_desk.cli.protecting import PlainFiles, Recipients, print_files, protection_of, typed_twice
from callback_desk.cli.reading import Json
from callback_desk.domain.errors import DeskError


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(export)
    app.command()(passphrase)


def export(
    context: typer.Context,
    formats: Annotated[str, typer.Option("--format", help="xlsx, csv, html, fhir, text; several with commas.")],
    first: Annotated[str, typer.Option("--from", help="The first day, as 2026-11-23.")],
    last: Annotated[str, typer.Option("--to", help="The last day.")],
    out: Annotated[Path, typer.Option(help="The folder for the files.")],
    lane: Annotated[list[str] | None, typer.Option(help="Only this lane; may be given several times.")] = None,
    owner: Annotated[list[str] | None, typer.Option(help="Only whose turn it is: a name, or role:ID.")] = None,
    audience: Annotated[str | None, typer.Option(help="Only what this audience of the policy needs.")] = None,
    plain_files: PlainFiles = False,
    recipient: Recipients = None,
    as_json: Json = False,
) -> None:
    """Write files of any period: what is open of it, and what was done in it.

    Example: callback-desk export --format xlsx,csv --from 2026-11-01 --to 2026-11-23 --out files --plain-files
    """
    from callback_desk.actions import exporting

    frame: Frame = context.obj
    wanted = exporting.Wanted(
        formats=tuple(dict.fromkeys(part.strip() for part in formats.split(",") if part.strip())),
        first=_day("--from", first),
        last=_day("--to", last),
        lanes=tuple(lane or ()),
        owners=tuple(owner or ()),
        audience=audience,
    )
    if not wanted.formats:
        raise DeskError("--format is empty: choose of xlsx, csv, html, fhir, text")
    with frame.desk() as desk:
        document = exporting.export(desk, wanted, out, protection_of(recipient, plain_files), note)
    if as_json:
        print_json(document)
    else:
        print_files(document["files"])


def _day(flag: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise DeskError(f"{flag} {text!r} is not a day: write it as 2026-11-23") from fault


def passphrase(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name that stands as key of a workbook recipient.")],
) -> None:
    """Keep the passphrase of a workbook recipient in this desk's encrypted store: asked for, or on standard input.

    Example: callback-desk passphrase office
    """
    from callback_desk.actions.protecting import keep_passphrase, require_passphrase_name

    frame: Frame = context.obj
    with frame.desk() as desk:
        require_passphrase_name(desk, name)
        told = typed_twice(name) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
        keep_passphrase(desk, name, told)
    print(f"the passphrase {name} is kept in the encrypted store: tell it to those who open the workbook, by telephone")
