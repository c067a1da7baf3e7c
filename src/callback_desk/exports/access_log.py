"""The access log for the clinic: who viewed, called, took in or exported what, with the chain that proves it whole."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from callback_desk.exports.csv_files import guarded
from callback_desk.exports.sealing import Age
from callback_desk.exports.writing import Part

COLUMNS = ("line", "at", "person", "action", "callback", "detail", "hash before", "hash")


def access_log_part(recipient: str, seal: Age, lines: Iterable[Sequence[str | int | None]]) -> Part:
    """Return the access log as a file for one recipient; it is never written otherwise than encrypted."""

    def write(path: Path, superseded: str | None) -> None:
        scratch = io.BytesIO(_as_csv(lines).encode("utf-8-sig"))
        seal.close(scratch, path)

    return Part("access-log", f"{recipient}_access-log", f".csv{seal.ending}", write, seal.protection, recipient)


def _as_csv(lines: Iterable[Sequence[str | int | None]]) -> str:
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(COLUMNS)
    rows.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in line] for line in lines)
    return out.getvalue()
