"""What the commands that write files share: for whom, how protected, and the passphrases that a person tells."""

import getpass
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line

if TYPE_CHECKING:
    from callback_desk.actions.protecting import Protection

PlainFiles = Annotated[bool, typer.Option("--plain-files", help="A clear yes to files that anybody can read.")]
Recipients = Annotated[
    list[str] | None, typer.Option("--recipient", help="A recipient of the policy; may be given several times.")
]


def protection_of(recipients: list[str] | None, plain_files: bool) -> "Protection":
    """Return what the flags ask for; a passphrase comes from its file, else from whoever sits there."""
    from callback_desk.actions.protecting import Protection

    return Protection(tuple(recipients or ()), plain_files, _ask)


def _ask(name: str, needed: bool) -> str | None:
    from callback_desk.actions.protecting import passphrase_variable

    named = os.environ.get(passphrase_variable(name))
    if named:
        return from_file(Path(named))
    return typed_twice(name) if needed and sys.stdin.isatty() else None


def from_file(path: Path) -> str:
    """Return the passphrase that a file holds on its one line.

    Raises:
        DeskError: the file cannot be read.
    """
    from callback_desk.desk.policy_file import read_text

    return read_text(path).strip("\r\n")


def typed_twice(name: str) -> str:
    """Ask a person for a passphrase, twice and unseen.

    Raises:
        DeskError: the two differ.
    """
    passphrase = getpass.getpass(f"Passphrase {name} for the workbook: ")
    if passphrase != getpass.getpass("The same again: "):
        raise DeskError("the two passphrases differ: nothing was written, try again")
    return passphrase


def print_files(files: Iterable[Mapping[str, Any]]) -> None:
    """Print where each file is and who it is for."""
    for file in files:
        reader = f" for {file['recipient']}, {file['protection']}" if file["recipient"] else ""
        print(clean_line(f"{file['kind']}{reader}: {file['path']}"))
