"""Syncing: through a folder that the desks share, or by single files, and how it stands."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callback_desk.actions import sync_aside
from callback_desk.actions.exchanging import FOLDER, LAST
from callback_desk.actions.new_keys import begin_anew
from callback_desk.actions.relaying import everything, hand_on
from callback_desk.actions.sync_context import Syncing
from callback_desk.actions.sync_forgetting import forget_covered
from callback_desk.actions.sync_outcome import NotSent
from callback_desk.actions.sync_sending import MOST_LINES, look_at_own, sealed_run, send
from callback_desk.actions.sync_taking_in import Outcome, take_in_folder, take_in_waiting
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import utc_text
from callback_desk.sync import folder as shared
from callback_desk.sync.keys import fingerprint


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
        NotSent: the folder takes nothing; what was new there came in.
        DeskError: no folder was ever named, or it is not there.
    """
    store = syncing.desk.store
    named = str(folder.absolute()) if folder is not None else store.setting(FOLDER)
    if named is None:
        raise DeskError("sync: name the folder that the desks share, such as `callback-desk sync FOLDER`")
    found = shared.scan(Path(named))
    if store.setting(FOLDER) != named:
        syncing.remember(FOLDER, named)
    outcomes = [*_begun_anew(syncing), *look_at_own(syncing, found)]
    outcomes += take_in_folder(syncing, found, progress, trust_clock=trust_clock)
    remember(syncing, outcomes)
    outcomes += [each for each in take_in_waiting(syncing, trust_clock=trust_clock) if not each.is_kept]
    try:
        sent = send(syncing, Path(named), found)
        hand_on(syncing, Path(named), found)
    except DeskError as fault:
        raise NotSent(str(fault), outcomes) from fault
    forget_covered(syncing, found)
    return Synced(outcomes, sent, [path.name for path in found.others])


def _begun_anew(syncing: Syncing) -> list[Outcome]:
    old, said = syncing.replica_id, begin_anew(syncing)
    head = syncing.desk.store.feed_head(syncing.replica_id)
    return [Outcome(old, None, syncing.label, 1, head, said=said)] if said else []


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


def export(syncing: Syncing, out: Path, *, whole: bool = False) -> tuple[int, int]:
    """Write all that this desk ever wrote to one new file, for the desks that it is paired with; if `whole`, all that
    the others wrote too, as far as it is here.

    Raises:
        DeskError: there is such a file, nothing was written yet, nobody could read it, or it is too large for one file.
    """
    if out.exists():
        raise DeskError(f"{out} is there already: name a new file")
    begin_anew(syncing)
    if len(syncing.readers()) == 1:
        raise DeskError("sync export: no desk is paired with this one, so nobody could read it: see `sync pair`")
    store, own = syncing.desk.store, syncing.replica_id
    if not whole and not store.feed_head(own):
        raise DeskError("sync export: this desk has written nothing yet")
    several = whole or bool(syncing.successions()) or store.feed_head(own) > MOST_LINES
    run = None if several else store.run(own, 1, MOST_LINES)
    shared.write_whole(out, everything(syncing, whole=whole) if run is None else sealed_run(syncing, run))
    last = store.feed_head(own)
    syncing.write(lambda: _log(syncing, f"{min(1, last)}-{last}{', with all others' if whole else ''}"))
    return min(1, last), last


def _log(syncing: Syncing, what: str) -> None:
    with syncing.desk.unit() as unit:
        unit.log_access("exported-sync", detail=what)
        unit.commit()


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
        later = [each["first"] for each in waits if each.get("replica") == peer.replica_id and each["first"] > have + 1]
        desks.append(
            {
                "replica": peer.replica_id,
                "label": syncing.label_of(peer.replica_id),
                "fingerprint": fingerprint(syncing.clinic, peer.replica_id, peer.person, peer.keys),
                "person": syncing.desk.policy.role_title(f"person:{peer.person}") if peer.person else None,
                "have": have,
                "last_came": store.feed_last_came(peer.replica_id),
                "waiting_for": [have + 1, min(later) - 1] if later else None,
                "revoked_after": syncing.limit(peer),
                "by_word_of": None if peer.introduced_by is None else syncing.label_of(peer.introduced_by),
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
