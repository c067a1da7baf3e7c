"""`intake --watch DIR`: files that arrive are planned at once and taken in by a yes, or by the policy's leave."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callback_desk.cli.frame import note
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.actions.context import Desk
    from callback_desk.actions.intake_choices import IntakeChoices

Show = Callable[[dict[str, Any], bool], None]


def watch(
    desk: "Desk", folders: list[Path], choices: "IntakeChoices", show: Show, *, once: bool, dry_run: bool
) -> list[dict[str, Any]]:
    """Look into the folders until somebody ends it, or `once` until nothing there changes any more; return the
    documents of the files that were planned.

    Raises:
        DeskError: a folder is not there.
    """
    from callback_desk.actions.folder_watching import LOOK_SECONDS, FolderWatch

    for folder in folders:
        if not folder.is_dir():
            raise DeskError(f"--watch {clean_line(folder.name)}: there is no such folder")
    watching, documents = FolderWatch(desk, folders), list[dict[str, Any]]()
    watching.look()
    note(f"watching {', '.join(clean_line(folder.name) for folder in folders)}: ctrl+c ends it")
    try:
        while True:
            time.sleep(1.0 if once else LOOK_SECONDS)
            for path in watching.arrived():
                documents.append(_arrived(desk, path, choices, show, dry_run=dry_run))
            if once and not watching.still_changing:
                return documents
    except KeyboardInterrupt:
        note("no longer watching")
        return documents


def _arrived(desk: "Desk", path: Path, choices: "IntakeChoices", show: Show, *, dry_run: bool) -> dict[str, Any]:
    """Plan one file, and take it in where that is wanted; return its document."""
    from callback_desk.actions import folder_watching, intake_choices, taking_in

    planned = taking_in.plan_files(desk, [path], choices, note)
    (document,) = planned.documents()
    whole = not document.get("error")
    alone = whole and not dry_run and folder_watching.applies_alone(desk, document["preset"])
    wanted = alone or (whole and not dry_run and _asked(document, show))
    if alone or not whole or not sys.stdin.isatty():
        show(document, not wanted)
    if wanted:
        taking_in.apply(desk, planned, note)
        intake_choices.remember(desk, planned, choices)
    elif whole:
        note(f"{clean_line(path.name)} waits for a yes: callback-desk intake FILE takes it in, or I at the desk")
    return document


def _asked(document: dict[str, Any], show: Show) -> bool:
    """Show the plan and ask whether to take it in; without a person there is no yes."""
    if not sys.stdin.isatty():
        return False
    show(document, True)
    print("take it in? y/n ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes", "s", "si", "sí")
