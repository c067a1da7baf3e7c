"""Files of the shared folder that will never be taken in are remembered, so that no sync unpacks them once more."""

import json
from hashlib import sha256

from callback_desk import __version__
from callback_desk.actions.sync_context import Syncing
from callback_desk.actions.sync_outcome import Outcome
from callback_desk.sync import folder
from callback_desk.sync.faults import Why

BAD = "sync.bad"


class KnownBad:
    """What was found bad in the folder, as long as the file lies there and this desk knows the same other ones."""

    def __init__(self, syncing: Syncing) -> None:
        self._syncing, self._mark = syncing, _mark(syncing)
        self._before = json.loads(syncing.desk.store.setting(BAD) or "{}")
        self._held = self._before["files"] if self._before.get("mark") == self._mark else {}
        self._still: dict[str, dict[str, object]] = {}

    def outcome_of(self, found: folder.Found | folder.FoundBundle) -> Outcome | None:
        """Return what became of a file the last time, where it was bad; its digest was seen to be that of its name."""
        held = self._held.get(_key(found))
        if held is None:
            return None
        self._still[_key(found)] = held
        return Outcome(**held)

    def note(self, found: folder.Found | folder.FoundBundle, outcome: Outcome) -> None:
        """Note what became of a file. What may depend on the entries that are here is tried again all the same."""
        if outcome.why == Why.BAD and outcome.desk is None:
            self._still[_key(found)] = outcome.document()

    def keep(self) -> None:
        """Remember what was noted, and nothing of files that are gone."""
        now = {"mark": self._mark, "files": self._still} if self._still else {}
        if now != self._before:
            self._syncing.remember(BAD, json.dumps(now, ensure_ascii=False))


def _key(found: folder.Found | folder.FoundBundle) -> str:
    return f"{found.replica_id}/{found.path.name}"


def _mark(syncing: Syncing) -> str:
    """Return a short name of what decides whether a file is good, but for the file itself."""
    peers = [[peer.replica_id, peer.sign, peer.revoked_after] for peer in syncing.peers()]
    told = [__version__, syncing.clinic, syncing.replica_id, sorted(syncing.keyring.recipient_ids()), peers]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]
