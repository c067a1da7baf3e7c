"""What went wrong in the database, in one sentence for the person at the desk."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from callback_desk.domain.errors import DeskError

_FULL, _INPUT_OUTPUT = "disk is full", "disk i/o"
_SENTENCES = (
    (_FULL, "the disk is full; free some space where {path} lies, then try again"),
    (_INPUT_OUTPUT, "the disk that holds {path} gives errors; check it, then try again"),
    ("locked", "another program is writing to {path}; try again in a moment"),
    ("readonly", "{path} may not be written; check its permissions, then try again"),
    ("unable to open", "{path} cannot be opened; check that its folder is there and may be written"),
    ("malformed", "{path} is damaged; run `callback-desk verify` and restore a backup"),
    ("append-only", "the ledger and the access log are append-only: nothing in them is changed or removed"),
    ("saved_draft", "this note is in the ledger already"),
)
_UNWRITABLE = (_FULL, "readonly", "unable to open")
_ROOM_BESIDE = 64 * 1024
"""Bytes: about what SQLite needs for the files beside an open store. Without, all it says is `disk I/O error`."""


class Unwritable(DeskError):
    """Nothing can be written where the store lies: the disk is full, or it may only be read."""


def in_words(error: Exception, path: Path, outcome: str) -> DeskError:
    """Return the sentence for a database error; `outcome` is what did not happen, such as "not saved"."""
    said = str(error).lower()
    if _INPUT_OUTPUT in said and path.parent.is_dir() and shutil.disk_usage(path.parent).free < _ROOM_BESIDE:
        said = _FULL
    for mark, sentence in _SENTENCES:
        if mark in said:
            kind = Unwritable if mark in _UNWRITABLE else DeskError
            return kind(f"{outcome}: {sentence.format(path=path)}")
    return DeskError(f"{outcome}: {path} gave {type(error).__name__}; run `callback-desk verify`")


@contextmanager
def saving(path: Path) -> Iterator[None]:
    """Turn a database error inside the block into a DeskError that says nothing was saved."""
    from sqlalchemy.exc import DBAPIError

    try:
        yield
    except (DBAPIError, driver.Error) as error:
        raise in_words(error, path, "not saved") from error


@contextmanager
def plainly(path: Path, outcome: str) -> Iterator[None]:
    """Turn a database error inside the block into a DeskError, without loading SQLAlchemy."""
    try:
        yield
    except driver.Error as error:
        raise in_words(error, path, outcome) from error
