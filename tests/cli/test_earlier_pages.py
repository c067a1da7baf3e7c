"""A home whose store an earlier version made, on its smaller pages: every command works, and a lost key comes back."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from callback_desk.cli.door import run
from callback_desk.store import connection, keyfile
from callback_desk.store.keys import KeyFileVault

ASKED = ["--clinic", "Cedar Family Medicine", "--person", "Maria Reyes", "--zone", "America/New_York"]
PASSPHRASE = "invented words"


class Home:
    """One home, its commands run in this process."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.path = folder, folder / "home"
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def run(self, *arguments: str, given: Any = "", code: int = 0) -> str:
        """Run a command with this on standard input; return what it printed."""
        text = given if isinstance(given, str) else json.dumps(given)
        self._monkeypatch.setattr("sys.stdin", io.StringIO(text))
        self._capsys.readouterr()
        got = run(["--home", str(self.path), *arguments])
        said = self._capsys.readouterr()
        assert got == code, said.err
        return said.out

    def page_bytes(self) -> int:
        """The size of the store's pages, as the store itself says it."""
        key = KeyFileVault(self.path / "key", PASSPHRASE).load()
        opened = connection.connect(self.path / "callback-desk.db", key)
        try:
            return int(opened.execute("PRAGMA page_size").fetchone()[0])
        finally:
            opened.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Home:
    """A home that was set up when stores had smaller pages."""
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(f"{PASSPHRASE}\n", "utf-8")
    monkeypatch.setenv("CALLBACK_DESK_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.setattr(keyfile, "MEMORY_KIB", 64)
    monkeypatch.setattr(keyfile, "PASSES", 1)
    home = Home(tmp_path, monkeypatch, capsys)
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(connection, "PAGE_BYTES", connection.EARLIER_PAGE_BYTES)
        home.run("setup", "--yes", *ASKED, "--recovery-to", str(tmp_path / "recovery"))
    assert home.page_bytes() == connection.EARLIER_PAGE_BYTES
    return home


def add(home: Home, patient: str, phone: str) -> str:
    given = {"patient": patient, "phone": phone, "request": "a first visit, afternoons are best"}
    return str(json.loads(home.run("add", "--json", "-", given=given))["id"])


def test_a_lost_key_is_recovered_and_the_store_opens_and_is_whole(home: Home):
    added = add(home, "Thomas Okafor", "415-555-0133")
    (home.path / "key").unlink()
    home.run("queue", code=2)
    assert "The key is back" in home.run("recover", given=(home.folder / "recovery").read_text("utf-8"))
    assert [row["id"] for row in json.loads(home.run("queue", "--json"))] == [added]
    assert "the ledger is whole" in home.run("verify")
    assert home.page_bytes() == connection.EARLIER_PAGE_BYTES
    again = add(home, "Anh-Thu Nguyen", "415-555-0134")
    assert json.loads(home.run("show", again, "--json"))["patient"] == "Anh-Thu Nguyen"


def test_a_day_s_commands_work_on_it(home: Home):
    first, second = add(home, "Thomas Okafor", "415-555-0133"), add(home, "Anh-Thu Nguyen", "415-555-0134")
    home.run("note", first, "--disposition", "no-answer")
    home.run("hand-over", first, "--to", "role:billing", "--json", "-", given={"needs": "the plan's name"})
    home.run("escalate", second, "--to", "role:nurse-line", "--json", "-", given={"reason": "a cough", "words": None})
    home.run("acknowledge", second, "--json", "-", given={"told": "Kim", "how": "telephone", "at": None})
    calls = home.folder / "calls.csv"
    rows = [f"2026-11-23 {9 + n // 60:02}:{n % 60:02}:00,585555{n:04},Inbound,Missed" for n in range(300)]
    calls.write_text("\n".join(["Date,From,Direction,Result", *rows]) + "\n", "utf-8")
    [taken] = json.loads(home.run("intake", str(calls), "--json"))
    assert (taken["rows"], taken.get("error")) == (300, None)
    assert len(json.loads(home.run("queue", "--json"))) == 302
    period = ("--from", "2026-11-23", "--to", "2026-11-23", "--format", "csv", "--plain-files")
    home.run("export", *period, "--out", str(home.folder / "period"))
    home.run("close-day", "--as-is", "--plain-files", "--to", str(home.folder / "day"))
    home.run("sync", "invite", "--out", str(home.folder / "invitation"))
    assert "the ledger is whole" in home.run("verify")
    assert home.page_bytes() == connection.EARLIER_PAGE_BYTES
