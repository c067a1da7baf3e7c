"""By what the very bytes of a file are known again: a digest for each file, worked out once, where it is read."""

import base64
import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path

from callback_desk.intake.pages import files_below
from callback_desk.intake.units import Unit


def digest_of(path: Path) -> str:
    """Return the SHA-1 of a file's bytes in base64, the form in which FHIR holds the hash of an attachment.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        made = hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False))
    return base64.b64encode(made.digest()).decode("ascii")


def digests_inside(folder: Path, units: Iterable[Unit]) -> dict[str, str]:
    """Return the digests of those files of a folder that units came from, by their places in it.

    Raises:
        OSError: one of them cannot be read.
    """
    there = {path.relative_to(folder).as_posix() for path in files_below(folder)}
    found = {inside for unit in units if (inside := file_inside(unit.line, there)) is not None}
    return {inside: digest_of(folder / inside) for inside in sorted(found)}


def file_inside(line: str, places: Collection[str]) -> str | None:
    """Return which of a folder's files a record came from whose place is either that file's, or one in it."""
    return next((place for place in (line, line.rpartition(": ")[0]) if place in places), None)
