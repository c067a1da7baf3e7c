"""The shared folder, looked into again and again: where nothing has changed there, nothing is read or written."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from callback_desk.actions import syncing as through_folder
from callback_desk.actions.exchanging import FOLDER, Stopped
from callback_desk.actions.sync_context import Syncing
from callback_desk.actions.sync_outcome import NotSent
from callback_desk.actions.sync_taking_in import Outcome, take_in_folder, take_in_waiting
from callback_desk.domain.errors import DeskError
from callback_desk.sync import folder as shared
from callback_desk.sync.faults import Why

AGAIN = timedelta(minutes=30)
"""After so long all is looked at again: time alone lets in what was far ahead, and lets what was arriving be late."""


class Looked(NamedTuple):
    """One look: when, how many entries came in with it, and how many files somebody must look at.

    `away` is why the folder could not be looked into, `fault` why nothing could be sent; empty where all is well.
    `begun` is what is to be said where this desk carries on under a new id since this look.
    """

    at: datetime
    new: int = 0
    refused: int = 0
    away: str = ""
    fault: str = ""
    begun: str = ""


class FolderLook:
    """Remembers how the folder stood, and how this desk."""

    def __init__(self) -> None:
        self._taken_in: object = None
        self._exchanged: object = None
        self._exchanged_at: datetime | None = None
        self._refused = 0

    def look(self, syncing: Syncing, progress: Callable[[str], None], *, sending: bool = True) -> Looked | None:
        """Take in what is new in the folder and, if `sending`, put there what is new here; None where no folder was
        ever named.

        `progress` hears of each file; what it raises ends the look between two files.
        """
        store, now = syncing.desk.store, syncing.desk.clock()
        named = store.setting(FOLDER)
        if named is None:
            return None
        try:
            files, mine = _standing(syncing, Path(named))
        except DeskError as fault:
            self._taken_in = self._exchanged = None
            return Looked(now, refused=self._refused, away=str(fault))
        own = syncing.replica_id
        here = (store.feed_head(own), tuple(syncing.readers()))
        if (files == self._taken_in and not sending) or (
            (files, mine, here) == self._exchanged and not self._is_long_ago(now)
        ):
            return Looked(now, refused=self._refused)
        try:
            outcomes = self._exchange(syncing, Path(named), progress, send=sending)
        except Stopped:
            raise
        except NotSent as fault:
            self._taken_in = self._exchanged = None
            self._refused = sum(each.is_fault for each in fault.outcomes)
            return Looked(now, fault.new, self._refused, fault=str(fault))
        except DeskError as fault:
            self._taken_in = self._exchanged = None
            return Looked(now, refused=self._refused, fault=str(fault))
        under_way = any(each.why == Why.ARRIVING for each in outcomes)
        self._taken_in = None if under_way else files
        if sending:
            self._exchanged_at = now
            self._exchanged = None if under_way else (files, _own_standing(syncing, Path(named)), here)
        self._refused = sum(each.is_fault for each in outcomes)
        said = [each.said for each in outcomes if each.why is None and each.said] if syncing.replica_id != own else []
        return Looked(now, sum(each.new for each in outcomes), self._refused, begun="; ".join(said))

    def _is_long_ago(self, now: datetime) -> bool:
        return self._exchanged_at is None or abs(now - self._exchanged_at) >= AGAIN

    @staticmethod
    def _exchange(syncing: Syncing, folder: Path, progress: Callable[[str], None], *, send: bool) -> list[Outcome]:
        if send:
            return through_folder.sync(syncing, None, progress).outcomes
        outcomes = take_in_folder(syncing, shared.scan(folder), progress)
        through_folder.remember(syncing, outcomes)
        return outcomes + [each for each in take_in_waiting(syncing) if not each.is_kept]


def _standing(syncing: Syncing, folder: Path) -> tuple[object, object]:
    """Return how the other desks' files stand, and how this desk's do: each is another one whenever a file came, went
    or changed.

    Raises:
        DeskError: the folder is not there, or cannot be read.
    """
    found = shared.scan(folder)
    files = [(each.replica_id == syncing.replica_id, each.path) for each in found.bundles]
    files += [(each.replica_id == syncing.replica_id, each.path) for each in found.segments]
    try:
        told = [(own, path, path.stat().st_size, path.stat().st_mtime_ns) for own, path in files]
    except OSError:
        return object(), object()  # one of them goes away just now: the next look sees how it stands then
    return [each for each in told if not each[0]], [each for each in told if each[0]]


def _own_standing(syncing: Syncing, folder: Path) -> object:
    """Return how this desk's files stand once it has sent; what came from others meanwhile is for the next look."""
    try:
        return _standing(syncing, folder)[1]
    except DeskError:
        return object()
