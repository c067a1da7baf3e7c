"""A clinic's home worked from the shell, each command a process of its own, as scripts and people do."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
CALLS = DATA / "constructed" / "phone" / "generic_us_12h.csv"
REQUESTS = DATA / "constructed" / "worklists" / "appointment_requests.csv"
PASSPHRASE = "invented passphrase for tests"
FARTHEST_WEST, FARTHEST_EAST = -12, 14
"""Hours that the zones Etc/GMT+12 to Etc/GMT-14 are off UTC."""


def mid_morning_zone(now: datetime | None = None) -> str:
    """Return a time zone in which it is between ten and eleven in the morning, whatever the hour is here."""
    ahead = 10 - (now or datetime.now(UTC)).astimezone(UTC).hour
    if ahead < FARTHEST_WEST:
        ahead += 24
    # POSIX counts the other way round: Etc/GMT-3 is three hours ahead of UTC.
    return f"Etc/GMT{-ahead:+}" if ahead else "Etc/UTC"


def desk_command() -> list[str]:
    """The program as this interpreter runs it."""
    return [sys.executable, "-m", "callback_desk"]


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
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(PASSPHRASE, "utf-8")
        self.environment: Mapping[str, str] = {
            **os.environ,
            "TERM": "xterm-256color",
            "CALLBACK_DESK_PASSPHRASE_FILE": str(self.passphrase),
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
