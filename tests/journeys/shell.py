"""A clinic's home worked from the shell, each command a process of its own, as scripts and people do."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from callback_desk.store import Store, keyfile, open_store
from callback_desk.store.keys import KeyFileVault
from tests.journeys import warm

DATA = Path(__file__).resolve().parent.parent / "data"
CALLS = DATA / "constructed" / "phone" / "generic_us_12h.csv"
REQUESTS = DATA / "constructed" / "worklists" / "appointment_requests.csv"
PASSPHRASE = "invented passphrase for tests"
PATIENCE = 120.0
"""Seconds that a command may take."""
FARTHEST_WEST = -12
"""Hours that the zone Etc/GMT+12 is ahead of UTC; no zone is farther behind it."""


def mid_morning_zone(now: datetime) -> str:
    """Return a time zone in which it is between ten and eleven in the morning at a moment in UTC."""
    ahead = 10 - now.hour
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

    def run(self, *arguments: str, given: object = None, code: int | None = 0, afresh: bool = False) -> Answer:
        """Run a command, JSON or text on standard input; check its exit code unless `code` is None.

        `afresh` starts the program from nothing, as a person does.
        """
        text = given if isinstance(given, str) else "" if given is None else json.dumps(given)
        wanted = ["--home", str(self.home), *arguments]
        run = self._start if afresh or not warm.IN_REACH else self._fork
        answer = Answer(*run(wanted, text))
        if code is not None:
            assert answer.code == code, f"{arguments}: exit {answer.code}\n{answer.out}\n{answer.said}"
        return answer

    def _start(self, wanted: list[str], text: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [*desk_command(), *wanted],
            input=text,
            capture_output=True,
            encoding="utf-8",
            env=dict(self.environment),
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def _fork(self, wanted: list[str], text: str) -> tuple[int, str, str]:
        with TemporaryDirectory(dir=self.folder) as folder:
            return warm.run_forked(wanted, self.environment, text, Path(folder), PATIENCE)

    def set_up(self, person: str = "Maria Reyes", *, afresh: bool = False) -> "Clinic":
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
            afresh=afresh,
        )
        return self

    def guess_cheaply(self) -> None:
        """Wrap the key anew at the least cost there is: a journey opens the home dozens of times."""
        path = self.home / "key"
        secrets = keyfile.unwrapped(path.read_text("utf-8"), PASSPHRASE, path)
        with patch.multiple(keyfile, MEMORY_KIB=8, PASSES=1, LANES=1):
            keyfile.write_private(path, keyfile.wrapped(secrets, PASSPHRASE))

    def open_every_day(self, zone: str) -> "Clinic":
        """Put into the clinic's rules where it is, that it is open at the weekend too and keeps no holidays."""
        rules = self.home / "policy.toml"
        text = rules.read_text("utf-8")
        text = re.sub(r"^(sat|sun) = .*\n", "", text, flags=re.M)
        text = re.sub(r"^fri = (.*)$", r"fri = \1\nsat = \1\nsun = \1", text, flags=re.M)
        text = re.sub(r"^holidays = .*$", "holidays = []", text, flags=re.M)
        text = re.sub(r"^public_holidays = .*$", "public_holidays = false", text, flags=re.M)
        text = re.sub(r"^zone = .*$", f'zone = "{zone}"', text, flags=re.M)
        rules.write_text(text, "utf-8")
        return self

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the home's store from here, which is another process than any desk's."""
        store = open_store(self.home / "callback-desk.db", KeyFileVault(self.home / "key", PASSPHRASE).load())
        try:
            yield store
        finally:
            store.close()

    def queue(self, *arguments: str) -> list[dict[str, Any]]:
        """Return the queue's JSON."""
        return self.run("queue", "--json", *arguments).document

    def show(self, callback_id: str) -> dict[str, Any]:
        """Return one callback's JSON."""
        return self.run("show", callback_id, "--json").document

    def shown(self, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the JSON of several callbacks by their ids, asked for two at a time."""
        wanted = list(ids)
        with ThreadPoolExecutor(2) as beside:
            return dict(zip(wanted, beside.map(self.show, wanted), strict=True))

    def intake(self, *files: Path | str, code: int | None = 0) -> list[dict[str, Any]]:
        """Take files in and return their documents."""
        return self.run("intake", *map(str, files), "--json", code=code).document
