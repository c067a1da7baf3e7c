"""Files that a person named and that were not taken in: listed, each with its sentence, and kept as they are.

What may be taken in later waits to be tried again; the rest lies apart from that, for somebody to look at. All stay
closed, as they came. What lies in a shared folder stays there, and the last sync lists it.
"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from callback_desk.actions.sync_context import Syncing
from callback_desk.actions.sync_outcome import Outcome
from callback_desk.domain.moments import utc_text
from callback_desk.sync import folder
from callback_desk.sync.sealing import digest_of

ASIDE = "sync.aside"
MOST_REFUSED = 20
"""So many files that will never be taken in are listed and kept; the oldest goes for the next one."""

LISTED_FOR = timedelta(days=30)

_Listed = dict[str, dict[str, object]]


def waiting(syncing: Syncing) -> list[Path]:
    """Return the files that wait to be tried again."""
    return sorted(syncing.waiting.glob("*/[!.]*"))


def set_aside(syncing: Syncing, outcome: Outcome, data: bytes) -> Outcome:
    """Keep and list a file that was not taken in, and return what became of it with where it lies.

    Raises:
        DeskError: it could not be kept; then it is not listed either.
    """
    key = key_of(data)
    kept = (syncing.waiting if outcome.is_kept else _refused(syncing)) / key
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    if next(_files(kept), None) is None:
        folder.write_whole(kept / (outcome.file.lstrip(".") or key), data)  # a name with a dot is of one under way
    if not outcome.is_kept:
        shutil.rmtree(syncing.waiting / key, ignore_errors=True)
    told = replace(outcome, kept=str(next(_files(kept))))
    list_as(syncing, key, told)
    return told


def list_as(syncing: Syncing, key: str, outcome: Outcome) -> None:
    """List a file that was not taken in under its key, or under what stands for one that is too large to be read."""
    listed, document = _listed(syncing), outcome.document()
    if key in listed and listed[key] | document == listed[key]:
        return
    listed[key] = {**document, "at": utc_text(syncing.desk.clock())}
    refused = [each for each in listed if not (syncing.waiting / each).exists()]
    for each in refused[:-MOST_REFUSED]:
        del listed[each]
    _keep(syncing, listed)


def forget(syncing: Syncing, key: str) -> None:
    """A file is taken in: it waits no more, and is neither listed nor kept."""
    listed = _listed(syncing)
    if listed.pop(key, None) is not None:
        _keep(syncing, listed)
    shutil.rmtree(syncing.waiting / key, ignore_errors=True)


def documents(syncing: Syncing) -> list[dict[str, object]]:
    """Return what is listed, as JSON has it, the oldest first."""
    return [{name: told for name, told in each.items() if name != "at"} for each in _listed(syncing).values()]


def key_of(data: bytes) -> str:
    """Return under what a file is listed: the first sixteen hex digits of its digest."""
    return digest_of(data)[:16]


def _refused(syncing: Syncing) -> Path:
    return syncing.waiting.with_name("sync-refused")


def _files(folder: Path) -> Iterator[Path]:
    return folder.glob("[!.]*")  # what a program that was killed left is no file


def _listed(syncing: Syncing) -> _Listed:
    """Return what is listed, but for files that were refused long ago."""
    listed: _Listed = json.loads(syncing.desk.store.setting(ASIDE) or "{}")
    begins = utc_text(syncing.desk.clock() - LISTED_FOR)
    return {key: each for key, each in listed.items() if str(each["at"]) >= begins or (syncing.waiting / key).exists()}


def _keep(syncing: Syncing, listed: _Listed) -> None:
    syncing.remember(ASIDE, json.dumps(listed, ensure_ascii=False))
    for kept in _refused(syncing).glob("*"):
        if kept.name not in listed:
            shutil.rmtree(kept, ignore_errors=True)
