"""Changing the clinic's rules in an editor: a draft beside them, which is in force once it is sound."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

from callback_desk.actions.context import Desk
from callback_desk.actions.publishing import standing_at
from callback_desk.desk.clinic_rules import put_in_force
from callback_desk.desk.policy_file import read_text
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import PolicyFault
from callback_desk.home import Home

USUAL = ("notepad",) if sys.platform == "win32" else ("sensible-editor", "nano", "vi")
"""Editors to look for where a person named none."""


def editor(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the command of the editor that a person wants: `VISUAL`, else `EDITOR`, else what the machine has.

    Raises:
        DeskError: there is none, or its name cannot be read as a command.
    """
    wanted = environment.get("VISUAL") or environment.get("EDITOR")
    try:
        command = shlex.split(wanted, posix=sys.platform != "win32") if wanted else []
    except ValueError as fault:
        raise DeskError(f"EDITOR is no command ({fault}): name an editor, such as EDITOR=nano") from fault
    found = command or [name for name in USUAL if shutil.which(name)][:1]
    if not found or shutil.which(found[0]) is None:
        which = f"{found[0]} is not there" if found else "no editor was found"
        raise DeskError(
            f"policy edit: {which}: name one, such as EDITOR=nano, or put a file in force by `policy use FILE`"
        )
    return found


def edit(home: Home, desk: Desk, command: Sequence[str]) -> str:
    """Open a draft of the rules in an editor and put it in force once that ends; return a sentence that says so.

    A draft that was left with a fault is opened again. Nothing is in force before the whole draft is sound.

    Raises:
        DeskError: this person may not change the clinic's rules, the editor failed, the draft has a fault, or other
            rules came into force since it was begun: it stays.
    """
    why = standing_at(desk).why_not(desk.person_id)
    if why is not None:
        raise DeskError(why)
    before, draft = read_text(home.policy), home.policy_draft
    if not draft.exists():
        home.policy_drafted.write_text(before, "utf-8")
        draft.write_text(before, "utf-8")
    _require_unchanged(home)
    try:
        code = subprocess.run([*command, str(draft)], check=False).returncode
    except OSError as fault:
        raise DeskError(f"policy edit: {command[0]} cannot be started: {fault.strerror}") from fault
    if code:
        raise DeskError(
            f"policy edit: {command[0]} ended with {code}: nothing was changed, and the draft stays ({draft})"
        )
    if read_text(draft) == before:
        _end(home)
        return "nothing was changed: the rules are as they were"
    _require_unchanged(home)  # a sync beside the editor may have brought others
    try:
        said = put_in_force(home, desk, draft)
    except PolicyFault as fault:
        raise DeskError(f"{fault}; nothing was changed: `callback-desk policy edit` opens the draft again") from fault
    _end(home)
    return said


def _require_unchanged(home: Home) -> None:
    """Refuse a draft of other rules than those in force: it would undo what came since, and nobody would see it."""
    begun, draft = home.policy_drafted, home.policy_draft
    if not begun.exists() or read_text(begun) != read_text(home.policy):
        raise DeskError(
            f"policy edit: the rules were changed since the draft was begun ({draft}): move it away and begin anew, or"
            " put it in force as it is by `policy use`"
        )


def _end(home: Home) -> None:
    home.policy_draft.unlink()
    home.policy_drafted.unlink()
