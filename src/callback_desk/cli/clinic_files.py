"""The clinic's files: intake and close-day."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callback_desk.cli.answers import NotYet
from callback_desk.cli.frame import Frame, note, print_json
from callback_desk.cli.reading import Json
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.actions.closing_day import DayClosed
    from callback_desk.actions.context import Desk


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(intake)
    app.command("close-day")(close_day)


def intake(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Call logs, voicemail folders, worklists.")],
    preset: Annotated[str | None, typer.Option(help="Read them as this format.")] = None,
    zone: Annotated[str | None, typer.Option(help="The zone of the files' local times.")] = None,
    own_number: Annotated[list[str] | None, typer.Option(help="One of the clinic's own numbers.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN, for a header that is not known.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Take in what the clinic's systems export; a second run of the same file changes nothing.

    Example: callback-desk intake Master.csv referrals.csv --dry-run
    """
    from callback_desk.actions import taking_in

    frame: Frame = context.obj
    choices = taking_in.IntakeChoices(
        preset=preset, zone=_zone(zone), own_numbers=tuple(own_number or ()), mapping=_mapping(mapping or [])
    )
    with frame.desk() as desk:
        planned = taking_in.plan_files(desk, files, choices, note)
        if not dry_run:
            taking_in.apply(desk, planned, note)
        documents = planned.documents()
    if as_json:
        print_json(documents)
    else:
        for document in documents:
            _print_plan(document, dry_run)
    faults = [document["error"] for document in documents if document.get("error")]
    if faults:
        raise DeskError("; ".join(faults))


def _zone(name: str | None) -> str | None:
    from zoneinfo import ZoneInfo

    if name is not None:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as fault:
            raise DeskError(f"--zone {name!r} is not a time zone: give one such as America/New_York") from fault
    return name


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping = {}
    for pair in pairs:
        field, mark, column = pair.partition("=")
        if not mark or not field or not column:
            raise DeskError(f"--map {pair!r} is not FIELD=COLUMN, such as --map phone=Tel")
        mapping[field] = column
    return mapping


_COUNTS = (
    ("rows", "rows"),
    ("calls", "calls"),
    ("missed", "missed"),
    ("voicemails", "voicemails"),
    ("answered", "answered"),
    ("unattended", "unattended"),
    ("messages", "messages"),
    ("referrals", "referrals"),
    ("appointments", "appointments"),
    ("new_callbacks", "new callbacks"),
    ("joined", "joined"),
    ("already_known", "already known"),
    ("no_callback", "no callback"),
    ("maybe_resolved", "maybe resolved"),
)


def _print_plan(document: dict[str, Any], dry_run: bool) -> None:
    if document.get("error"):
        print(f"{clean_line(document['file'])}: not read")
        return
    counted = ", ".join(f"{document[key]} {words}" for key, words in _COUNTS if document[key])
    how = f"{document['preset']}{', dry run' if dry_run else ''}"
    print(f"{clean_line(document['file'])} ({how}): {counted or 'nothing'}")
    for key, words in (("needs_review", "needs review"), ("skipped", "skipped"), ("rejected", "rejected")):
        for item in document[key]:
            print(f"  {words}, line {clean_line(str(item['line']))}: {clean_line(item['reason'])}")
    for said in document["notes"]:
        print(f"  note: {clean_line(said)}")


def close_day(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option(help="The folder for the files.")] = None,
    as_is: Annotated[bool, typer.Option("--as-is", help="Write even with undecided items, headed so.")] = False,
    plain_files: Annotated[
        bool, typer.Option("--plain-files", help="A clear yes to files that anybody can read.")
    ] = False,
    recipient: Annotated[str | None, typer.Option(help="A recipient of the policy.")] = None,
    keep_claims: Annotated[bool, typer.Option("--keep-claims", help="Keep personal claims for tomorrow.")] = False,
    as_json: Json = False,
) -> None:
    """Close the day: decide what is undecided, then write the clinic's files.

    Example: callback-desk close-day --to out --plain-files
    """
    from callback_desk.actions import closing_day

    frame: Frame = context.obj
    with frame.desk() as desk:
        done = closing_day.close_day(
            desk,
            folder=to,
            as_is=as_is,
            plain_files=plain_files,
            recipient=recipient,
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
    for file in done.files:
        print(f"{file['kind']}: {file['path']}")
