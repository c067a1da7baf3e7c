"""The clinic's files for one day or several, for each whom they are meant for, written whole or not at all."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from callback_desk.domain.policy_files import FORMATS, Audience
from callback_desk.exports.handoff import write_handoff
from callback_desk.exports.kinds import Kind, kinds_of
from callback_desk.exports.narrowing import narrowed
from callback_desk.exports.report import DayReport
from callback_desk.exports.sealing import Plain, Seal
from callback_desk.exports.wording import ENGLISH, Words
from callback_desk.exports.writing import Part, WrittenFile, write_set

__all__ = ["Addressee", "DayReport", "WrittenFile", "write_day", "write_period"]

EVERYDAY = FORMATS
"""The formats of the day's close where nothing else is said."""

Progress = Callable[[str], None]
_LONGEST_NAME = 40  # characters: folders of shared drives leave little room


@dataclass(frozen=True)
class Addressee:
    """Whom files are for (None: whoever asked), how they are closed, which formats, and what the reader is shown."""

    name: str | None = None
    seal: Seal = field(default_factory=Plain)
    formats: tuple[str, ...] = EVERYDAY
    audience: Audience | None = None


def write_day(
    report: DayReport,
    folder: Path,
    addressees: Sequence[Addressee] = (Addressee(),),
    beside: Sequence[Part] = (),
    progress: Progress = lambda said: None,
) -> list[WrittenFile]:
    """Write each addressee's files of the day, and what goes `beside` them; return what was written.

    A later close of the same day gets the next number and says in its headings what it supersedes. `progress` may
    raise to stop it; then nothing is there.

    Raises:
        DeskError: the files could not be written.
    """
    parts = [part for addressee in addressees for part in _parts(report, addressee, progress, supersedes=True)]
    return write_set(folder, stem_of(report), [*parts, *beside])


def write_period(
    report: DayReport, folder: Path, addressees: Sequence[Addressee], progress: Progress = lambda said: None
) -> list[WrittenFile]:
    """Write the files of several days; none that is there is overwritten, and none is superseded.

    Raises:
        DeskError: the files could not be written.
    """
    parts = [part for addressee in addressees for part in _parts(report, addressee, progress, supersedes=False)]
    return write_set(folder, f"{clinic_slug(report.clinic)}_{report.day}_to_{report.last_day}", parts)


def stem_of(report: DayReport) -> str:
    """Return how the names of a day's files begin."""
    return f"{clinic_slug(report.clinic)}_{report.day.isoformat()}"


def _parts(report: DayReport, addressee: Addressee, progress: Progress, *, supersedes: bool) -> list[Part]:
    @cache
    def told(superseded: str | None) -> DayReport:
        """The report as this addressee is told it."""
        mine = narrowed(report, audience=addressee.audience) if addressee.audience is not None else report
        return replace(mine, supersedes=superseded, watch=watch)

    def watch(sheet: str, lines: int) -> None:
        if lines:
            progress(f"writing {sheet}: {lines:,} lines")

    def part_of(kind: Kind) -> Part:
        def write(path: Path, superseded: str | None) -> None:
            progress(f"writing {kind.name}{f' for {addressee.name}' if addressee.name else ''}")
            scratch = addressee.seal.scratch(path)
            kind.write(scratch, told(superseded if supersedes else None))
            addressee.seal.close(scratch, path)

        name = kind.name if addressee.name is None else f"{addressee.name}_{kind.name}"
        ending = f"{kind.ending}{addressee.seal.ending}"
        return Part(kind.kind, name, ending, write, addressee.seal.protection, addressee.name)

    shown = addressee.audience or report.audience
    return [part_of(kind) for kind in kinds_of(addressee.formats, replace(report, audience=shown))]


def write_handoff_file(report: DayReport, folder: Path, words: Words = ENGLISH) -> WrittenFile:
    """Write the handoff text of a shift that ends before the day does; one that is there is never overwritten.

    Raises:
        DeskError: it could not be written.
    """

    def text(path: Path, superseded: str | None) -> None:
        write_handoff(path, replace(report, supersedes=superseded), words)

    return write_set(folder, stem_of(report), [Part("handoff", "shift_handoff", ".txt", text)])[0]


def clinic_slug(name: str) -> str:
    """Return a clinic's name as every file system takes it: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or "clinic"
