"""Taking in what the clinic's systems export."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callback_desk.cli.frame import Frame, note, print_json
from callback_desk.cli.reading import Json
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk
    from callback_desk.actions.intake_choices import IntakeChoices, Order
    from callback_desk.actions.taking_in import Plan


Files = Annotated[list[Path] | None, typer.Argument(help="Call logs, voicemail folders, worklists.")]
Preset = Annotated[str | None, typer.Option(help="Read them as this format.")]
Zone = Annotated[str | None, typer.Option(help="The zone of the files' local times.")]
OwnNumbers = Annotated[list[str] | None, typer.Option(help="One of the clinic's own numbers.")]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", help="FIELD=COLUMN, for a header that is not known; FIELD= reads no column as it."),
]
Dates = Annotated[
    str | None, typer.Option(help="day-first or month-first: what 3/5 is where the files' dates do not show it.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the plan and write nothing.")]
RejectedTo = Annotated[
    Path | None, typer.Option("--rejected-to", help="A new file for the rejected records, to put right.")
]
Forget = Annotated[
    bool, typer.Option("--forget-mapping", help="Forget what was chosen for such files, or for all; takes nothing in.")
]
Watch = Annotated[list[Path] | None, typer.Option("--watch", help="A folder: plan each file that arrives, and ask.")]
Once = Annotated[bool, typer.Option("--once", help="With --watch: end when nothing changes any more.")]


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(intake)


def intake(
    context: typer.Context,
    files: Files = None,
    preset: Preset = None,
    zone: Zone = None,
    own_number: OwnNumbers = None,
    mapping: Mapping = None,
    dates: Dates = None,
    dry_run: DryRun = False,
    rejected_to: RejectedTo = None,
    forget: Forget = False,
    watch: Watch = None,
    once: Once = False,
    as_json: Json = False,
) -> None:
    """Take in what the clinic's systems export; a second run of the same file changes nothing.

    Example: callback-desk intake Master.csv referrals.csv --dry-run
    """
    from callback_desk.actions.intake_choices import IntakeChoices

    frame: Frame = context.obj
    _require_sense(files, rejected_to, watch, forget=forget, once=once)
    choices = IntakeChoices(
        preset=preset,
        zone=_zone(zone),
        own_numbers=tuple(own_number or ()),
        mapping=_mapping(mapping or []),
        dates=_dates(dates),
    )
    with frame.desk() as desk:
        _require_numbers(choices.own_numbers, desk.policy.clinic.region)
        if forget:
            _forget(desk, files or [])
        elif watch:
            _watch(desk, watch, choices, as_json=as_json, once=once, dry_run=dry_run)
        else:
            documents = _take_in(desk, files or [], choices, rejected_to, dry_run=dry_run)
            _print(documents, as_json=as_json, dry_run=dry_run)
            _end_on(documents)


def _require_sense(
    files: list[Path] | None, rejected_to: Path | None, watch: list[Path] | None, *, forget: bool, once: bool
) -> None:
    """Refuse what cannot go together."""
    if not files and not forget and not watch:
        raise DeskError("name the files to take in, such as `callback-desk intake calls.csv --dry-run`")
    if watch and (files or rejected_to is not None or forget):
        raise DeskError(
            "--watch takes in what arrives in its folder: leave FILES, --rejected-to and --forget-mapping out"
        )
    if once and not watch:
        raise DeskError("--once goes with --watch DIR")


def _require_numbers(written: Iterable[str], region: str) -> None:
    """Refuse what is no number: left out unsaid, the calls that it was to tell apart would count as inbound."""
    from callback_desk.domain.phone import normalised

    for raw in written:
        if normalised(raw, region).e164 is None:
            raise DeskError(f"--own-number {raw[:30]!r} is not a possible number: give it with its area code")


def _take_in(
    desk: "Desk", files: list[Path], choices: "IntakeChoices", rejected_to: Path | None, *, dry_run: bool
) -> list[dict[str, Any]]:
    """Plan the files, write what the plan says unless it is only to be shown, and return its documents."""
    from callback_desk.actions import intake_choices, taking_in

    planned = taking_in.plan_files(desk, files, choices, note)
    if rejected_to is not None:
        _write_rejected(desk, planned, choices, rejected_to)
    if not dry_run:
        taking_in.apply(desk, planned, note)
        intake_choices.remember(desk, planned, choices)
    return planned.documents()


def _print(documents: list[dict[str, Any]], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        print_json(documents)
    else:
        for document in documents:
            _print_plan(document, dry_run)


def _watch(
    desk: "Desk", folders: list[Path], choices: "IntakeChoices", *, as_json: bool, once: bool, dry_run: bool
) -> None:
    """Look into folders until somebody ends it, or once."""
    from callback_desk.cli.watching_folders import watch

    def show(document: dict[str, Any], dry: bool) -> None:
        if not as_json:
            _print_plan(document, dry)

    documents = watch(desk, folders, choices, show, once=once, dry_run=dry_run)
    if as_json:
        print_json(documents)
    if once:
        _end_on(documents)


def _end_on(documents: list[dict[str, Any]]) -> None:
    """End with what could not be read, if anything."""
    faults = [document["error"] for document in documents if document.get("error")]
    if faults:
        raise DeskError("; ".join(faults))


def _write_rejected(desk: "Desk", planned: "Plan", choices: "IntakeChoices", target: Path) -> None:
    """Write what could not be read before anything is taken in: who asked for it may wish to put it right first."""
    from callback_desk.actions import rejecting

    written = rejecting.write_rejected(desk, planned, choices, target)
    for path in written:
        note(f"rejected records are in {path}")
    if not written:
        lines = any(reading.rejected for reading in planned.readings)
        note("no file is written for the rejected records" if lines else "nothing was rejected: no file is written")


def _forget(desk: "Desk", files: list[Path]) -> None:
    """Forget what was chosen for files like these, or for all."""
    from callback_desk.actions import intake_choices, taking_in

    layouts = None
    if files:
        planned = taking_in.plan_files(desk, files, intake_choices.IntakeChoices(), note)
        layouts = [layout for reading in planned.readings for layout in reading.layouts]
    count = intake_choices.forget(desk, layouts)
    kinds = "one kind of file" if count == 1 else f"{count} kinds of file"
    note(f"forgotten: what was chosen for {kinds}" if count else "nothing was chosen for such files")


def _zone(name: str | None) -> str | None:
    from zoneinfo import ZoneInfo

    if name is not None:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as fault:
            raise DeskError(f"--zone {name!r} is not a time zone: give one such as America/New_York") from fault
    return name


def _dates(said: str | None) -> "Order | None":
    if said is None:
        return None
    if said == "day-first":
        return "day-first"
    if said == "month-first":
        return "month-first"
    raise DeskError(f"--dates {said[:30]!r} is neither day-first nor month-first: give one of them")


def _mapping(pairs: list[str]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, mark, column = pair.partition("=")
        if not mark or not field:
            raise DeskError(f"--map {pair!r} is not FIELD=COLUMN, such as --map phone=Tel")
        if mapping.setdefault(field, column) != column:
            raise DeskError(
                f"--map {field}= is given twice, as {mapping[field]!r} and {column!r}: leave one of them out"
            )
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
