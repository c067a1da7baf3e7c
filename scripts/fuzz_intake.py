"""Feed damaged exports to the intake: random bytes, cut files, flipped bytes, lost and doubled pieces.

    python scripts/fuzz_intake.py 600

runs for ten minutes over every sample under tests/data (another folder may be given after the seconds, and a seed
after that). Whatever happens must be records or one sentence: no crash, no hang, nothing half read. A case that
breaks this is written to the folder that is named, and the exit code is 1.
"""

import faulthandler
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from callback_desk.domain.callback import Callback  # noqa: E402 - found once the path is set
from callback_desk.domain.told import Told  # noqa: E402
from callback_desk.intake.known import OpenMatch  # noqa: E402
from callback_desk.intake.plan import plan  # noqa: E402
from callback_desk.intake.planned import Plan  # noqa: E402
from callback_desk.intake.reading import ReadOptions, read_path  # noqa: E402

SAMPLES = ROOT / "tests" / "data"
CASE_LIMIT = 10.0
"""Seconds that reading and planning one damaged sample may take."""
_LARGEST_SAMPLE = 200_000
_OPTIONS = ReadOptions(clinic_zone=ZoneInfo("America/New_York"))
_TELLING = b"\x00\xff<>{}[]\"',;|\r\n\\&=0"


class _NothingKnown:
    """A ledger without entries."""

    def known_contacts(self, source_keys: Iterable[str]) -> Mapping[str, str]:
        return {}

    def in_several_states(self, source_keys: Iterable[str]) -> set[str]:
        return set()

    def told_in(self, source_keys: Iterable[str]) -> Mapping[str, Sequence[Told]]:
        return {}

    def only_contacts(self, source_keys: Iterable[str]) -> Mapping[str, tuple[str | None, str]]:
        return {}

    def known_talks(self, source_keys: Iterable[str]) -> set[str]:
        return set()

    def open_by_number(self, numbers: Iterable[str]) -> Mapping[str, Sequence[OpenMatch]]:
        return {}

    def open_by_thread(self, threads: Iterable[str]) -> Mapping[str, Sequence[OpenMatch]]:
        return {}

    def last_closed_by_number(self, numbers: Iterable[str]) -> Mapping[str, str]:
        return {}

    def callback(self, callback_id: str) -> Callback | None:
        return None


def samples(folder: Path = SAMPLES) -> list[Path]:
    """Return the files below a folder that are small enough to be damaged often."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return [path for path in found if path.stat().st_size <= _LARGEST_SAMPLE]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return a file's content, damaged in one of the ways in which files are."""
    if not content:
        return chance.randbytes(chance.randrange(2000))
    way = chance.randrange(7)
    at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    if way == 0:
        return chance.randbytes(chance.randrange(1, 4000))
    if way == 1:
        return content[:at]
    if way == 2:
        return content[:at] + content[to:]
    if way == 3:
        return content[:to] + content[at:to] * chance.randrange(1, 4) + content[to:]
    if way == 4:
        return content[:at] + chance.randbytes(chance.randrange(1, 64)) + content[at:]
    flipped = bytearray(content)
    for _ in range(chance.randrange(1, 12)):
        place = chance.randrange(len(flipped))
        flipped[place] = chance.choice(_TELLING) if way == 5 else flipped[place] ^ (1 << chance.randrange(8))
    return bytes(flipped)


def fault_of(path: Path) -> str | None:
    """Read and plan one file twice; return what is wrong with how that went, or None."""
    begun = time.monotonic()
    try:
        first, second = _planned(path), _planned(path)
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return traceback.format_exc()
    if time.monotonic() - begun > 2 * CASE_LIMIT:
        return f"it took {time.monotonic() - begun:.0f} s"
    (reading,), (again,) = first.readings, second.readings
    (told,) = first.documents()
    kept = sum(told[fate] for fate in ("new_callbacks", "joined", "already_known", "no_callback"))
    if reading.error is not None and (reading.units or first.contacts or first.talks):
        return "it could not be read, and gave records all the same"
    if reading.error is not None and ("\n" in reading.error or len(reading.error) > 500):
        return f"its error is no sentence: {reading.error!r}"
    if kept != len(reading.units):
        return f"{len(reading.units)} records, of which {kept} are accounted for"
    if [unit.source_key for unit in reading.units] != [unit.source_key for unit in again.units]:
        return "the same file gave other records the second time"
    return None


def _planned(path: Path) -> Plan:
    return plan([read_path(path, _OPTIONS)], _NothingKnown(), zone=_OPTIONS.local_zone, talk_seconds=20)


def run(paths: Sequence[Path], seconds: float, seed: int, workshop: Path) -> Iterator[tuple[Path, str | None]]:
    """Yield each damaged sample with what went wrong, until the time is up. A hang ends the program with its stack."""
    chance = random.Random(seed)
    until = time.monotonic() + seconds
    path = workshop / "export"
    while True:
        for sample in chance.sample(list(paths), len(paths)):
            if time.monotonic() > until:
                return
            path.write_bytes(damaged(sample.read_bytes(), chance))
            faulthandler.dump_traceback_later(3 * CASE_LIMIT, exit=True)
            fault = fault_of(path)
            faulthandler.cancel_dump_traceback_later()
            yield sample, fault


def main(arguments: Sequence[str]) -> int:
    """Run for so many seconds and report."""
    seconds = float(arguments[0]) if arguments else 60.0
    folder = Path(arguments[1]) if len(arguments) > 1 else SAMPLES
    seed = int(arguments[2]) if len(arguments) > 2 else time.time_ns() % 1_000_000
    workshop = Path(tempfile.mkdtemp(prefix="fuzz-intake-"))
    print(f"seed {seed}, cases in {workshop}")
    cases = faults = 0
    for sample, fault in run(samples(folder), seconds, seed, workshop):
        cases += 1
        if fault is not None:
            faults += 1
            kept = workshop / f"case-{faults}"
            kept.write_bytes((workshop / "export").read_bytes())
            print(f"{sample.name}, kept as {kept}:\n{fault}")
    print(f"{cases} damaged files, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
