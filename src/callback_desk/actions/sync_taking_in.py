"""What other desks wrote comes in: a file at a time, whole or not at all, each with a plain sentence."""

import json
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from callback_desk.actions import card_changing, sync_joining
from callback_desk.actions.sync_context import TAKEN, Syncing
from callback_desk.domain.errors import DeskError
from callback_desk.store.feeds import FeedDamaged, FeedForked, FeedGap
from callback_desk.store.projection import without_collection
from callback_desk.sync import clocks, folder
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.sealing import check_size, digest_of, opened, parsed_name
from callback_desk.sync.segment import Segment

ARRIVES_WITHIN = timedelta(minutes=10)
"""How long a file whose digest is not yet that of its name may still be on its way."""

_LATER = frozenset({Why.UNKNOWN_WRITER, Why.WAITING, Why.CLOCK_AHEAD, Why.NEWER})
_HARMLESS = frozenset({Why.ARRIVING, Why.WAITING})


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `why` is the code of what is wrong with it, or None where it is taken in.

    `new` counts the entries that came with it; `said` is the sentence about it, empty where there is nothing to say.
    """

    file: str
    why: str | None = None
    desk: str | None = None
    first: int | None = None
    last: int | None = None
    new: int = 0
    said: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether somebody must look at the file: it is neither taken in nor just early."""
        return self.why is not None and self.why not in _HARMLESS

    @property
    def is_kept(self) -> bool:
        """Whether the file may be taken in later, once somebody did something or another file came."""
        return self.why in _LATER

    def document(self) -> dict[str, object]:
        """Return it as JSON has it."""
        return asdict(self)


def take_in(syncing: Syncing, paths: Iterable[Path], *, trust_clock: bool = False) -> list[Outcome]:
    """Take files in that a person named, and whatever waited for them; keep apart what may be taken in later."""
    done: dict[str, Outcome] = {}
    for path in paths:
        try:
            data = _data_of(path)
        except Refused as fault:
            done[path.name] = Outcome(path.name, str(fault.why), said=_about(path.name, fault))
            continue
        outcome = done[path.name] = take_in_data(syncing, path.name, data, trust_clock=trust_clock)
        if outcome.is_kept:
            _keep(syncing.waiting, path.name, data)
    for outcome in take_in_waiting(syncing, trust_clock=trust_clock):
        named = done.get(outcome.file)
        if named.is_kept if named is not None else not outcome.is_kept:
            done[outcome.file] = outcome
    return list(done.values())


def take_in_waiting(syncing: Syncing, *, trust_clock: bool = False) -> list[Outcome]:
    """Take in what was kept apart, as often as one file lets another one follow; say of each what became of it."""
    done: dict[str, Outcome] = {}
    moved = True
    while moved:
        moved = False
        for path in sorted(syncing.waiting.glob("*/[!.]*")) if syncing.waiting.is_dir() else []:
            outcome = done[path.name] = take_in_data(syncing, path.name, _data_of(path), trust_clock=trust_clock)
            if not outcome.is_kept:
                shutil.rmtree(path.parent, ignore_errors=True)
                moved = True
    return list(done.values())


def take_in_folder(
    syncing: Syncing, found: Iterable[folder.Found], progress: Callable[[str], None], *, trust_clock: bool = False
) -> list[Outcome]:
    """Take in what the other desks put into the shared folder; files stay where they are."""
    taken = {text.rpartition(".")[2][:16] for text in syncing.desk.store.settings(TAKEN)}
    done: list[Outcome] = []
    for segment in found:
        if segment.replica_id == syncing.replica_id or segment.name.digest in taken:
            continue
        progress(f"reading {segment.path.name} of {syncing.label_of(segment.replica_id)}")
        done.append(_from_folder(syncing, segment, trust_clock))
    return done


def _from_folder(syncing: Syncing, found: folder.Found, trust_clock: bool) -> Outcome:
    name = found.path.name
    try:
        written_at = found.path.stat().st_mtime
        data = _data_of(found.path)
        if not digest_of(data).startswith(found.name.digest):
            if syncing.desk.clock().timestamp() - written_at < ARRIVES_WITHIN.total_seconds():
                raise Refused(Why.ARRIVING, "it is still arriving: sync again in a moment")
            raise bad("it is damaged: its digest is not that of its name")
    except OSError:
        return Outcome(name, str(Why.ARRIVING), said=_about(name, "it went away: sync again in a moment"))
    except Refused as fault:
        label = syncing.label_of(found.replica_id)
        return Outcome(name, str(fault.why), label, *found.name[:2], said=_about(name, fault))
    return take_in_data(syncing, name, data, trust_clock=trust_clock, replica_id=found.replica_id)


def take_in_data(
    syncing: Syncing, name: str, data: bytes, *, trust_clock: bool = False, replica_id: str | None = None
) -> Outcome:
    """Take in one file's bytes, in one transaction. With `replica_id`, it must be of that desk."""
    with without_collection():
        return _take_in_data(syncing, name, data, trust_clock, replica_id)


def _take_in_data(syncing: Syncing, name: str, data: bytes, trust_clock: bool, replica_id: str | None) -> Outcome:
    segment: Segment | None = None
    try:
        digest, said = digest_of(data), parsed_name(name)
        if said is not None and not digest.startswith(said.digest):
            raise bad("it is damaged: its digest is not that of its name")
        known = syncing.desk.store.setting(TAKEN + digest)
        if known is not None:  # the very same bytes
            before = json.loads(known)
            return Outcome(name, None, syncing.label_of(before["replica"]), before["first"], before["last"])
        segment = opened(data, syncing.keys, syncing.writer)
        if replica_id is not None and segment.header.replica_id != replica_id:
            raise bad("it lies in another desk's part of the folder")
        label = syncing.label_of(segment.header.replica_id)
        clock = None if trust_clock else clocks.check(segment, syncing.desk.clock(), label)
        new = syncing.write(partial(_merge, syncing, segment, digest, label))
    except Refused as fault:
        if segment is None:
            return Outcome(name, str(fault.why), said=_about(name, fault))
        told = (syncing.label_of(segment.header.replica_id), segment.header.first, segment.header.last)
        return Outcome(name, str(fault.why), *told, said=_about(name, fault))
    return Outcome(name, None, label, segment.header.first, segment.header.last, new, clock or "")


def _merge(syncing: Syncing, segment: Segment, digest: str, label: str) -> int:
    run = segment.run
    with syncing.desk.unit() as unit:
        try:
            merged = unit.merge(run)
        except FeedGap as fault:
            raise Refused(
                Why.WAITING, f"waiting for {fault.have + 1} to {run.first - 1} of {label}: this file holds what follows"
            ) from fault
        except FeedForked as fault:
            raise Refused(
                Why.FORKED, f"{label} has written two different histories ({fault}): nothing of it was taken in"
            ) from fault
        except FeedDamaged as fault:
            raise bad(f"it is damaged ({fault})") from fault
        if merged.new:
            sync_joining.join_all(syncing.desk, unit, merged.twice)
            card_changing.settle_all(syncing.desk, unit)
            unit.log_access("synced", detail=f"{run.replica_id} {run.first}-{run.last}, {merged.new} new")
        known = json.dumps({"replica": run.replica_id, "first": run.first, "last": run.last})
        unit.remember(TAKEN + digest, known)
        unit.commit()
    return merged.new


def _data_of(path: Path) -> bytes:
    try:
        check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as fault:
        raise DeskError(f"{path} cannot be read: {fault.strerror}") from fault


def _keep(waiting: Path, name: str, data: bytes) -> None:
    """Keep a file, closed as it is, under its own name in a folder named by its digest."""
    kept = waiting / digest_of(data)[:16]
    kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not list(kept.glob("[!.]*")):  # what a program that was killed left is no file
        folder.write_whole(kept / name, data)


def _about(name: str, fault: object) -> str:
    return f"{name}: {fault}"
