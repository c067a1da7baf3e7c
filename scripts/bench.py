"""Print the budgets of the desk as this machine meets them, each against its named reference in the same run.

`python3 scripts/bench.py` with the project's environment, or with `--quick` for fewer runs and a smaller store.
Ratios are medians of neighbouring runs; p95 figures are milliseconds. Nothing here is a test: a shared machine is
no judge, so it prints and never fails.
"""

import argparse
import csv
import json
import os
import random
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bench_terminal import Program

SIZE = (140, 42)
WORDS = ("please", "call", "back", "about", "the", "form", "visit", "number", "morning", "asked", "again", "letter")
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("bare is ready")
Bare().run()
"""
LIKE_SCAN = "select count(*) from callback where search like '%quillwort%'"
RAW_INTAKE = """
import csv, sqlite3, sys
con = sqlite3.connect(sys.argv[2])
con.executescript("pragma journal_mode=wal; pragma synchronous=full")
con.execute("create table calls(id integer primary key, name text, phone text, time text, lane text, message text)")
with open(sys.argv[1], newline="") as f:
    rows = csv.reader(f)
    next(rows)
    con.executemany("insert into calls(name, phone, time, lane, message) values(?,?,?,?,?)", rows)
con.commit()
"""


def call_log(path: Path, rows: int) -> Path:
    """Write an invented call log: a number, a time and a message in each row."""
    invented = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(("name", "phone", "time", "lane", "message"))
        for n in range(rows):
            message = " ".join(invented.choices(WORDS, k=32))[:200]
            when = f"2026-11-{1 + n % 20:02d}T{8 + n % 10:02d}:{n % 60:02d}"
            found = "quillwort found " if n == rows * 9 // 10 else ""
            out.writerow((f"Nobody N{n:06d}", f"+1555{n:07d}", when, "", found + message))
    return path


class Bench:
    """One run of all measurements in a folder of its own."""

    def __init__(self, folder: Path, runs: int, rows: int) -> None:
        self.folder, self.runs, self.rows = folder, runs, rows
        passphrase = folder / "passphrase"
        passphrase.write_text(secrets.token_hex(8), encoding="ascii")
        self.environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "TEXTUAL_FPS": "120",
            "CALLBACK_DESK_PASSPHRASE_FILE": str(passphrase),
        }
        self.homes: dict[int, Path] = {}

    def desk(self, home: Path, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "callback_desk", "--home", str(home), *arguments]

    def run(self, command: list[str]) -> float:
        """Run a command to its end and return its seconds."""
        started = time.perf_counter()
        subprocess.run(command, env=self.environment_of(command), check=True, capture_output=True)
        return time.perf_counter() - started

    def environment_of(self, command: list[str]) -> dict[str, str]:
        home = Path(command[command.index("--home") + 1]) if "--home" in command else self.folder
        return {**self.environment, "CALLBACK_DESK_KEY_FILE": str(home / "key")}

    def told(self, script: str, home: Path, other: Path) -> str:
        """Run a script beside this one on a home and return what it prints."""
        command = [sys.executable, str(Path(__file__).with_name(script)), str(home), str(other)]
        environment = self.environment_of(self.desk(home))
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def home(self, rows: int) -> Path:
        """Return a home with so many open callbacks, made once."""
        if rows not in self.homes:
            home = self.folder / f"home-{rows}"
            self.run(self.desk(home, *self._setup(home)))
            if rows:
                log = call_log(self.folder / f"calls-{rows}.csv", rows)
                self.run(self.desk(home, "intake", str(log)))
            self.homes[rows] = home
        return self.homes[rows]

    def _setup(self, home: Path) -> list[str]:
        home.mkdir()
        asked = ["--clinic", "Bench Clinic", "--person", "Bench Person", "--zone", "America/New_York"]
        return ["setup", "--yes", *asked, "--recovery-to", str(home / "recovery.txt")]

    @contextmanager
    def program(self, command: list[str]) -> Iterator[Program]:
        program = Program(command, self.environment_of(command), SIZE)
        try:
            yield program
        finally:
            program.close()


def show(what: str, figure: str) -> None:
    """Print one row."""
    print(f"{what:<58}{figure}", flush=True)


def p95(seconds: list[float]) -> float:
    """Return the 95th percentile in milliseconds."""
    return sorted(seconds)[max(0, round(len(seconds) * 0.95) - 1)] * 1000


def starts(bench: Bench) -> None:
    """First paint and queue ready, against a bare Textual app, in turn."""
    homes = {rows: bench.home(rows) for rows in (bench.rows // 10, bench.rows)}
    paint: dict[int, list[float]] = {rows: [] for rows in homes}
    ready: dict[int, list[float]] = {rows: [] for rows in homes}
    memory = 0.0
    for turn in range(bench.runs + 1):
        with bench.program([sys.executable, "-c", BARE]) as bare:
            bare_paint, bare_ready = bare.first_paint(), bare.until("bare is ready")
        for rows, home in homes.items():
            with bench.program(bench.desk(home)) as desk:
                painted, shown = desk.first_paint(), desk.until("Nobody N")
                desk.settle(0.3)
                memory = max(memory, desk.peak_mebibytes())
            if turn:
                paint[rows].append(painted / bare_paint)
                ready[rows].append(shown / bare_ready)
    for rows in homes:
        show(f"first paint, {rows} open (x bare Textual app)", f"{statistics.median(paint[rows]):.2f}x")
        show(f"queue ready, {rows} open (x bare Textual app)", f"{statistics.median(ready[rows]):.2f}x")
    show(f"memory with {bench.rows} callbacks", f"{memory:.0f} MiB")


def keys(bench: Bench) -> None:
    """Cursor, find, typed character and save in a desk over the large store."""
    with bench.program(bench.desk(bench.home(bench.rows))) as desk:
        desk.until("Nobody N")
        desk.settle(0.5)
        desk.press("down")
        show("cursor down, all panes, settled p95", f"{p95([desk.press('down') for _ in range(40)]):.1f} ms")
        desk.press("enter", quiet=0.3)
        desk.press("r", quiet=0.3)
        desk.press("1", quiet=0.3)
        typed = _typed(desk)
        show("typed character in the note, settled p95", f"{p95(typed):.1f} ms")
        shown = [desk.press_to_first_byte("f2") for _ in range(60)][::2]
        show("F2, caret in the note, to the first painted byte, p95", f"{p95(shown):.1f} ms")
    saves(bench)
    finds(bench)


def _typed(desk: Program) -> list[float]:
    for key in ("space", "space", "a"):  # two identifiers, and the caret is in what the patient needs
        desk.press(key, quiet=0.5)
    return [desk.press(letter, quiet=0.03) for letter in "asked about the afternoon visit next week"]


def saves(bench: Bench) -> None:
    """From ctrl+s to "saved" on the screen."""
    took = []
    with bench.program(bench.desk(bench.home(bench.rows))) as desk:
        desk.until("Nobody N")
        for _ in range(20):
            desk.press("enter", quiet=0.3)
            desk.press("n", quiet=0.3)
            took.append(desk.key_until("ctrl+s", "saved"))
    show("ctrl+s to saved on screen, p95", f"{p95(took[1:]):.1f} ms")


def finds(bench: Bench) -> None:
    """Find by typing, last key to the row on screen, beside a keyed LIKE scan of the same rows."""
    with bench.program(bench.desk(bench.home(bench.rows))) as desk:
        desk.until("Nobody N")
        desk.press("/", quiet=0.3)
        for letter in "quillwor":
            desk.press(letter, quiet=0.3)
        seconds = desk.key_until("t", f"N{bench.rows * 9 // 10:06d}")
    connection = keyed(bench)
    scan = statistics.median(timed(lambda: connection.execute(LIKE_SCAN).fetchone()) for _ in range(7))
    connection.close()
    show(
        f"find by typing, {bench.rows} open (x keyed LIKE scan)",
        f"{seconds / scan:.2f}x  {seconds * 1000:.0f} ms",
    )


def keyed(bench: Bench) -> Any:
    """Return a plain keyed connection to the large store."""
    from callback_desk.store.connection import connect
    from callback_desk.store.keys import KeyFileVault

    home = bench.home(bench.rows)
    passphrase = Path(bench.environment["CALLBACK_DESK_PASSPHRASE_FILE"]).read_text("ascii")
    return connect(home / "callback-desk.db", KeyFileVault(home / "key", passphrase).load())


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def commits(bench: Bench) -> None:
    """One note through the action, against raw keyed SQL that writes the same rows; and the first page."""
    from callback_desk.actions import noting, reading
    from callback_desk.desk.opening import open_desk
    from callback_desk.domain.codes import Disposition, View
    from callback_desk.domain.note import NoteDraft

    home = bench.home(bench.rows)
    os.environ.update(bench.environment_of(bench.desk(home)))
    desk = open_desk(home)
    pages = [timed(lambda: reading.page(desk, View.ALL)) for _ in range(60)]
    show(f"first queue page, {bench.rows} open, p95", f"{p95(pages):.2f} ms")
    ids = [row.callback_id for row in reading.page(desk, View.ALL, limit=2 * 120)]
    note = NoteDraft(disposition=Disposition.NO_ANSWER)
    noting.save_note(desk, ids.pop(), note)
    raw = RawNotes(keyed(bench))
    ours, theirs = [], []
    for callback_id in ids[:120]:
        ours.append(timed(partial(noting.save_note, desk, callback_id, note)))
        theirs.append(timed(raw.write))
    raw.close()
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    figure = f"{ratio:.2f}x  {statistics.median(ours) * 1000:.2f} ms"
    show("commit of one note (x raw keyed transaction, same rows)", figure)
    desk.writer.close()
    desk.store.close()


class RawNotes:
    """Writes an entry row and updates a callback row with plain SQL, on a keyed store of the same content."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        entry = self._connection.execute("select * from entry limit 1")
        self._columns = [column[0] for column in entry.description]
        self._row = list(entry.fetchone())
        columns = self._connection.execute("select * from callback limit 1")
        self._callback = [column[0] for column in columns.description]
        self._projected = list(columns.fetchone())
        self._seq = 0

    def write(self) -> None:
        """Write one note's rows, durably."""
        self._seq += 1
        row = dict(zip(self._columns, self._row, strict=True)) | {"replica_id": "bench", "seq": self._seq}
        marks = ",".join("?" * len(row))
        changed = ",".join(f"{column}=?" for column in self._callback)
        self._connection.execute("begin immediate")
        self._connection.execute(f"insert into entry({','.join(row)}) values({marks})", list(row.values()))
        self._connection.execute(
            f"update callback set {changed} where callback_id=?", [*self._projected, self._projected[0]]
        )
        self._connection.execute("commit")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def intake(bench: Bench) -> None:
    """Take in a large log, against reading it with csv and writing it with executemany."""
    log = call_log(bench.folder / "intake.csv", bench.rows)
    ratios, alone = [], []
    for turn in range(max(2, bench.runs // 2) + 1):
        raw = bench.run([sys.executable, "-c", RAW_INTAKE, str(log), str(bench.folder / f"raw-{turn}.db")])
        home, before = bench.folder / f"intake-{turn}", bench.folder / f"before-{turn}"
        bench.run(bench.desk(home, *bench._setup(home)))
        shutil.copytree(home, before)
        took = bench.run(bench.desk(home, "intake", str(log)))
        written = bench.told("bench_intake.py", home, before)
        if turn:
            ratios.append(took / raw)
            alone.append(float(written) / raw)
    show(f"intake of {bench.rows} rows (x csv + executemany)", f"{statistics.median(ratios):.2f}x")
    show("of it, its rows written alone", f"{statistics.median(alone):.2f}x")


def exports(bench: Bench) -> None:
    """A workbook of every callback, against XlsxWriter writing the same cells from memory; and its memory."""
    for rows in (bench.rows // 10, bench.rows):
        home, out = bench.home(rows), bench.folder / f"exports-{rows}"
        out.mkdir()
        told = [bench.told("bench_exports.py", home, out) for _ in range(max(2, bench.runs // 3))]
        found = [json.loads(line) for line in told]
        ratio = statistics.median(one["ours"] / one["raw"] for one in found)
        took, peak = statistics.median(one["seconds"] for one in found), max(one["mebibytes"] for one in found)
        figure = f"{ratio:.2f}x  {took:.1f} s, {peak:.0f} MiB"
        show(f"workbook of {rows} callbacks (x XlsxWriter, same cells, cpu)", figure)


def merges(bench: Bench) -> None:
    """Take in what another desk wrote, against plain executemany of the same rows; and the same file again.

    Of the processor's time: what waits for the disk is the same for both.
    """
    from bench_sync import Merges

    few = Merges(bench.folder, 500)
    few.whole()
    took = [few.whole()[0] for _ in range(bench.runs)]
    figure = f"{statistics.median(one.wall for one in took) * 1000:.0f} ms"
    show("merge of 500 entries, whole", f"{figure}, {statistics.median(one.cpu for one in took) * 1000:.0f} ms of cpu")
    many = Merges(bench.folder, bench.rows)
    found = [(many.raw().cpu, many.into_the_ledger().cpu, *many.whole()) for _ in range(max(3, bench.runs // 2))]
    inserted = statistics.median(ledger / raw for raw, ledger, *_ in found)
    whole = statistics.median(first.cpu / raw for raw, _, first, _ in found)
    again = statistics.median(again.cpu / first.cpu for *_, first, again in found)
    show(f"merge of {bench.rows} entries, insert (x raw executemany, cpu)", f"{inserted:.2f}x")
    show(f"merge of {bench.rows} entries, whole (x raw executemany, cpu)", f"{whole:.2f}x")
    show("the same files again (x the first merge, cpu)", f"{again:.4f}x")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs over a tenth of the rows")
    asked = parser.parse_args()
    runs, rows = (3, 10_000) if asked.quick else (7, 100_000)
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {rows} rows, {runs} runs, {SIZE[0]}x{SIZE[1]}", flush=True)
    with tempfile.TemporaryDirectory(prefix="callback-desk-bench-") as folder:
        bench = Bench(Path(folder), runs, rows)
        for measure in (starts, keys, commits, intake, exports, merges):
            measure(bench)
    return 0


if __name__ == "__main__":
    sys.exit(main())
