"""A clinic's home worked from the shell, each command a process of its own, as scripts and people do."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.terminal import Terminal, desk_command

DATA = Path(__file__).resolve().parent.parent / "data"
PASSPHRASE = "invented passphrase for tests"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    said: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


class Clinic:
    """A home in a folder of the test's own; its key is in a wrapped key file."""

    def __init__(self, folder: Path, zone: str = "America/New_York") -> None:
        self.folder = folder
        self.home = folder / "home"
        self.zone = zone
        passphrase = folder / "passphrase"
        passphrase.write_text(PASSPHRASE, "utf-8")
        self.environment: Mapping[str, str] = {
            **os.environ,
            "TERM": "xterm-256color",
            "CALLBACK_DESK_PASSPHRASE_FILE": str(passphrase),
            "PYTHONUTF8": "1",
        }

    def run(self, *arguments: str, given: object = None, code: int | None = 0) -> Answer:
        """Run a command, JSON or text on standard input; check its exit code unless `code` is None."""
        text = given if isinstance(given, str) else "" if given is None else json.dumps(given)
        done = subprocess.run(
            [*desk_command(), "--home", str(self.home), *arguments],
            input=text,
            capture_output=True,
            encoding="utf-8",
            env=dict(self.environment),
            timeout=120,
            check=False,
        )
        answer = Answer(done.returncode, done.stdout, done.stderr)
        if code is not None:
            assert answer.code == code, f"{arguments}: exit {answer.code}\n{answer.out}\n{answer.said}"
        return answer

    def set_up(self, person: str = "Maria Reyes") -> "Clinic":
        """Found the clinic, unattended."""
        self.run(
            "setup",
            "--yes",
            "--clinic",
            "Cedar Family Medicine",
            "--person",
            person,
            "--zone",
            self.zone,
            "--recovery-to",
            str(self.folder / "recovery.txt"),
        )
        return self

    def queue(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the queue's JSON."""
        return self.run("queue", "--json", *arguments).document

    def show(self, callback_id: str) -> dict[str, Any]:
        """Return one callback's JSON."""
        return self.run("show", callback_id, "--json").document

    def intake(self, *files: Path | str, code: int | None = 0) -> list[dict[str, Any]]:
        """Take files in and return their documents."""
        return self.run("intake", *map(str, files), "--json", code=code).document

    def screen(self, columns: int = 140, lines: int = 42) -> Terminal:
        """Open the desk in a real terminal."""
        command = [*desk_command(), "--home", str(self.home)]
        return Terminal(command, self.environment, columns=columns, lines=lines)
