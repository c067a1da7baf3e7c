"""Syncing: through a folder that the desks share, or by single files, and how it stands."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from callback_desk import __version__
from callback_desk.actions import sync_aside
from callback_desk.actions.exchanging import FOLDER, LAST
from callback_desk.actions.sync_context import SEALED, Syncing
from callback_desk.actions.sync_taking_in import Outcome, take_in_folder, take_in_waiting
from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Run
from callback_desk.domain.moments import utc_text
from callback_desk.sync import folder as shared
from callback_desk.sync.faults import Refused
from callback_desk.sync.keys import fingerprint
from callback_desk.sync.sealing import digest_of, opened, sealed
from callback_desk.sync.segment import Header

MOST_LINES = 50_000
"""Entries of one segment in a shared folder."""

MOST_SMALL_FILES = 64
"""So many smaller files of one desk lie in a shared folder before they become one."""

_ALL = 1 << 53


@dataclass(frozen=True)
class Synced:
    """What one sync did: what became of files, which entries of this desk went out, and what was left alone."""

    outcomes: list[Outcome]
    sent: tuple[int, int] | None
    left_alone: list[str]

    @property
    def new(self) -> int:
        """How many entries came in."""
        return sum(outcome.new for outcome in self.outcomes)

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        sent = None if self.sent is None else {"first": self.sent[0], "last": self.sent[1]}
        files = [outcome.document() for outcome in self.outcomes]
        return {"new": self.new, "sent": sent, "files": files, "left_alone": self.left_alone}


def sync(
    syncing: Syncing,
    folder: Path | None,
    progress: Callable[[str], None] = lambda said: None,
    *,
    trust_clock: bool = False,
) -> Synced:
    """Take in what the other desks put into the shared folder, then put there what this desk wrote since.

    The folder is remembered: without one, the last one is used.

    Raises:
        DeskError: no folder was ever named, it is not there, or this store is older than what it sent before.
    """
    store = syncing.desk.store
    named = str(folder.absolute()) if folder is not None else store.setting(FOLDER)
    if named is None:
        raise DeskError("sync: name the folder that the desks share, such as `callback-desk sync FOLDER`")
    found = shared.scan(Path(named))
    if store.setting(FOLDER) != named:
        syncing.remember(FOLDER, named)
    outcomes = take_in_folder(syncing, found.segments, progress, trust_clock=trust_clock)
    remember(syncing, outcomes)
    outcomes += [each for each in take_in_waiting(syncing, trust_clock=trust_clock) if not each.is_kept]
    return Synced(outcomes, _send(syncing, Path(named), found.segments), [path.name for path in found.others])


def remember(syncing: Syncing, outcomes: Sequence[Outcome]) -> None:
    """Note when the folder was last read, and what of it was not taken in."""
    faults = [outcome.document() for outcome in outcomes if outcome.why is not None]
    syncing.remember(LAST, json.dumps({"at": utc_text(syncing.desk.clock()), "files": faults}, ensure_ascii=False))


def choose_folder(syncing: Syncing, folder: Path) -> None:
    """Remember the folder that the desks share; nothing is read or written there yet.

    Raises:
        DeskError: it is not there, or cannot be read.
    """
    shared.scan(folder)
    syncing.remember(FOLDER, str(folder.absolute()))


def export(syncing: Syncing, out: Path) -> tuple[int, int]:
    """Write all that this desk ever wrote to one new file, for the desks that it is paired with.

    Raises:
        DeskError: there is such a file, nothing was written yet, nobody could read it, or it is too large for one file.
    """
    if out.exists():
        raise DeskError(f"{out} is there already: name a new file")
    if len(syncing.readers()) == 1:
        raise DeskError("sync export: no desk is paired with this one, so nobody could read it: see `sync pair`")
    run = syncing.desk.store.run(syncing.replica_id, 1, _ALL)
    if run is None:
        raise DeskError("sync export: this desk has written nothing yet")
    shared.write_whole(out, _sealed(syncing, run))
    syncing.write(lambda: _log(syncing, run))
    return run.first, run.last


def _log(syncing: Syncing, run: Run) -> None:
    with syncing.desk.unit() as unit:
        unit.log_access("exported-sync", detail=f"{run.first}-{run.last}")
        unit.commit()


def _send(syncing: Syncing, folder: Path, found: Sequence[shared.Found]) -> tuple[int, int] | None:
    """Put what is not in the folder yet there, closed to the desks that are paired now.

    Where they are others than when a file was closed, all of it is closed anew and the old files go. Many small files
    become one.
    """
    store, head = syncing.desk.store, syncing.desk.store.feed_head(syncing.replica_id)
    own = [each for each in found if each.replica_id == syncing.replica_id]
    marks, mark = store.settings(SEALED), _mark(syncing)
    replaceable = [each for each in own if SEALED + each.name.digest in marks or _says_the_same(syncing, each, head)]
    if len(syncing.readers()) == 1:
        return None
    good = [each for each in own if marks.get(SEALED + each.name.digest) == mark]
    small = [each for each in good if each.name.last - each.name.first + 1 < MOST_LINES]
    if len(small) >= MOST_SMALL_FILES and _covered(good) < head:
        good = [each for each in good if each not in small]
    first = _covered(good) + 1
    for begins in range(first, head + 1, MOST_LINES):
        run = store.run(syncing.replica_id, begins, min(begins + MOST_LINES - 1, head))
        assert run is not None, "what the head counts is there"
        data = _sealed(syncing, run)
        syncing.remember(SEALED + digest_of(data)[:16], mark)
        shared.publish(folder, syncing.replica_id, run.first, run.last, data)
    for each in replaceable:
        if each not in good:
            each.path.unlink(missing_ok=True)
    return (first, head) if first <= head else None


def _says_the_same(syncing: Syncing, found: shared.Found, head: int) -> bool:
    """Tell whether a file in this desk's own part of the folder, which this store did not write, says what it says.

    Raises:
        DeskError: it says more or something else: the store was brought back from a backup, or is in use twice.
    """
    try:
        run = opened(found.path.read_bytes(), syncing.keys, syncing.writer).run
    except (OSError, Refused):
        return False  # damaged, or closed before this desk got new keys: it is left where it is
    own = syncing.desk.store.run(syncing.replica_id, run.first, run.last)
    if run.last > head or own is None or own.head_hash != run.head_hash:
        raise DeskError(
            "the folder has something else of this desk than this store: the store was brought back from a backup, or"
            " is in use twice; nothing was sent"
        )
    return True


def _covered(files: Sequence[shared.Found]) -> int:
    """Return up to which entry the files hold all, from the first on."""
    covered = 0
    for each in sorted(files, key=lambda each: each.name.first):
        if each.name.first > covered + 1:
            break
        covered = max(covered, each.name.last)
    return covered


def _sealed(syncing: Syncing, run: Run) -> bytes:
    readers = syncing.readers()
    header = Header(
        clinic=syncing.clinic,
        replica_id=syncing.replica_id,
        first=run.first,
        last=run.last,
        prev_hash=run.prev_hash,
        created=utc_text(syncing.desk.clock()),
        app=f"callback-desk {__version__}",
        recipients=tuple(reader.recipient_id for reader in readers),
    )
    return sealed(header, run.lines, run.head_hash, syncing.keys, readers)


def _mark(syncing: Syncing) -> str:
    """Return a short name of all who may read what is written now, and of who signs it."""
    names = [syncing.clinic, syncing.keys.public.sign, *sorted(reader.age for reader in syncing.readers())]
    return sha256("\n".join(names).encode()).hexdigest()[:16]


def status(syncing: Syncing) -> dict[str, Any]:
    """Return how syncing stands: this desk, the ones that it is paired with, and what was not taken in: of the folder
    the last time, and of the files that a person named.
    """
    store = syncing.desk.store
    last = json.loads(store.setting(LAST) or '{"at": null, "files": []}')
    not_taken_in = [*last["files"], *sync_aside.documents(syncing)]
    waits = [each for each in not_taken_in if each["why"] == "waiting"]
    desks = []
    for peer in syncing.peers():
        have = store.feed_head(peer.replica_id)
        later = [each["first"] for each in waits if each["desk"] == peer.label and each["first"] > have + 1]
        desks.append(
            {
                "replica": peer.replica_id,
                "label": peer.label,
                "fingerprint": fingerprint(syncing.clinic, peer.replica_id, peer.keys),
                "have": have,
                "last_came": store.feed_last_came(peer.replica_id),
                "waiting_for": [have + 1, min(later) - 1] if later else None,
                "revoked_after": peer.revoked_after,
            }
        )
    return {
        "clinic": syncing.clinic,
        "this_desk": {
            "replica": syncing.replica_id,
            "label": syncing.label,
            "fingerprint": syncing.fingerprint,
            "wrote": store.feed_head(syncing.replica_id),
        },
        "folder": store.setting(FOLDER),
        "last_sync": last["at"],
        "desks": desks,
        "kept_apart": sorted(path.name for path in sync_aside.waiting(syncing)),
        "not_taken_in": not_taken_in,
    }
