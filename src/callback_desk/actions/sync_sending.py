"""What this desk wrote goes into the shared folder, closed to the desks that it is paired with."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from callback_desk import __version__
from callback_desk.actions import renewing
from callback_desk.actions.sync_context import SEALED, SENT, Syncing
from callback_desk.actions.sync_forgetting import forget
from callback_desk.actions.sync_taking_in import Outcome
from callback_desk.domain.line import Run
from callback_desk.domain.moments import utc_text
from callback_desk.sync import folder as shared
from callback_desk.sync.faults import Refused
from callback_desk.sync.keys import PublicKeys
from callback_desk.sync.sealing import decrypted, digest_of, sealed
from callback_desk.sync.segment import Header, unpacked

MOST_LINES = 10_000
"""Entries of one segment: whoever takes it in holds up what is saved there meanwhile for no longer than that takes."""

MOST_SMALL_FILES = 64
"""So many smaller files of one desk lie in a shared folder before they become one."""


def look_at_own(syncing: Syncing, found: shared.Scan) -> list[Outcome]:
    """Look whether another copy of this desk, or this one in an earlier life, wrote into its part of the folder.

    If so, this one carries on under a new id, and is told of it.
    """
    own, label = syncing.replica_id, syncing.label
    for each in _strange(syncing, found):
        run = _run_of(syncing, each)
        if run is not None and renewing.notice(syncing, run):
            said = (
                "this store was brought back from a backup, or is in use twice: it carries on as"
                f" {syncing.label}, which the other desks learn by themselves; if the other one is not yours, revoke it"
                f" (`callback-desk sync revoke {own}`)"
            )
            return [Outcome(each.path.name, None, label, *each.name[:2], said=said)]
    return []


def _strange(syncing: Syncing, found: shared.Scan) -> list[shared.Found]:
    """Return the files in this desk's own part of the folder that this store did not write."""
    marks = syncing.desk.store.settings(SEALED)
    own = syncing.replica_id
    return [each for each in found.segments if each.replica_id == own and SEALED + each.digest not in marks]


def _run_of(syncing: Syncing, found: shared.Found) -> Run | None:
    try:
        content = decrypted(shared.read_file(found.path), syncing.keyring.ages())
        return unpacked(content, syncing.writer).run
    except (OSError, Refused):
        return None  # damaged, or closed before this desk got new keys: it is left where it is


def send(syncing: Syncing, folder: Path, found: shared.Scan) -> tuple[int, int] | None:
    """Put what is not in the folder yet there, closed to the desks that are paired now.

    Where they are others than when a file was closed, all of it is closed anew and the old files go. Many small files
    become one.
    """
    store, head = syncing.desk.store, syncing.desk.store.feed_head(syncing.replica_id)
    own = [each for each in found.segments if each.replica_id == syncing.replica_id]
    strange = _strange(syncing, found)
    marks, mark = store.settings(SEALED), _mark(syncing)
    replaceable = [each for each in own if each not in strange or _run_of(syncing, each) is not None]
    if len(syncing.readers()) == 1:
        return None
    good = [each for each in own if marks.get(SEALED + each.digest) == mark]
    small = [each for each in good if each.name.last - each.name.first + 1 < MOST_LINES]
    if len(small) >= MOST_SMALL_FILES and _covered(good) < head:
        good = [each for each in good if each not in small]
    first = _covered(good) + 1
    for begins in range(first, head + 1, MOST_LINES):
        run = store.run(syncing.replica_id, begins, min(begins + MOST_LINES - 1, head))
        assert run is not None, "what the head counts is there"
        data = sealed_run(syncing, run)
        syncing.remember(SEALED + digest_of(data)[:16], mark)
        shared.publish(folder, syncing.replica_id, run.first, run.last, data)
        syncing.remember(SENT + syncing.replica_id, str(run.last))
    replaced = [each for each in (*replaceable, *_carried_over(syncing, found)) if each not in good]
    for each in replaced:
        each.path.unlink(missing_ok=True)
    forget(syncing, (SEALED + each.digest for each in replaced))
    return (first, head) if first <= head else None


def _carried_over(syncing: Syncing, found: shared.Scan) -> list[shared.Found]:
    """Return the files of this store with lines that carry on in its feed of today."""
    marks, formers = syncing.desk.store.settings(SEALED), syncing.formers
    ours = [each for each in found.segments if each.replica_id in formers and SEALED + each.digest in marks]
    return [each for each in ours if each.name.last > formers[each.replica_id]]


def _covered(files: Sequence[shared.Found]) -> int:
    """Return up to which entry the files hold all, from the first on."""
    covered = 0
    for each in sorted(files, key=lambda each: each.name.first):
        if each.name.first > covered + 1:
            break
        covered = max(covered, each.name.last)
    return covered


def sealed_run(syncing: Syncing, run: Run) -> bytes:
    """Return the file of a run of this desk's lines."""
    readers = syncing.readers()
    return sealed(header_of(syncing, run, readers), run.lines, run.head_hash, syncing.keys, readers)


def header_of(syncing: Syncing, run: Run, readers: Sequence[PublicKeys]) -> Header:
    """Return the header of a segment of lines that this desk wrote."""
    return Header(
        clinic=syncing.clinic,
        replica_id=run.replica_id,
        first=run.first,
        last=run.last,
        prev_hash=run.prev_hash,
        created=utc_text(syncing.desk.clock()),
        app=f"callback-desk {__version__}",
        recipients=tuple(reader.recipient_id for reader in readers),
    )


def _mark(syncing: Syncing) -> str:
    """Return a short name of all who may read what is written now, and of who signs it."""
    names = [syncing.clinic, syncing.keys.public.sign, *sorted(reader.age for reader in syncing.readers())]
    return sha256("\n".join(names).encode()).hexdigest()[:16]
