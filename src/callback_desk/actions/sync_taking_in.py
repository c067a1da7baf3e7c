"""What other desks wrote comes in: a file at a time, whole or not at all, each with a plain sentence."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from callback_desk.actions import card_changing, sync_aside, sync_joining
from callback_desk.actions.sync_context import TAKEN, Syncing
from callback_desk.actions.sync_outcome import Outcome as Outcome
from callback_desk.domain.errors import DeskError
from callback_desk.store.feeds import FeedDamaged, FeedForked, FeedGap
from callback_desk.store.projection import without_collection
from callback_desk.sync import clocks, folder
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.sealing import check_size, digest_of, is_closed, opened, parsed_name
from callback_desk.sync.segment import Segment

ARRIVES_WITHIN = timedelta(minutes=10)
"""How long a file whose digest is not yet that of its name may still be on its way."""


def take_in(syncing: Syncing, paths: Iterable[Path], *, trust_clock: bool = False) -> list[Outcome]:
    """Take files in that a person named, and whatever waited for them; keep and list what is not taken in."""
    done: dict[tuple[str, str], Outcome] = {}
    for path in paths:
        key, outcome = _take_in_named(syncing, path, trust_clock)
        done[path.name, key] = outcome
    for file, outcome in _take_in_waiting(syncing, trust_clock).items():
        named = done.get(file)
        if named.is_kept if named is not None else not outcome.is_kept:
            done[file] = outcome
    return list(done.values())


def _take_in_named(syncing: Syncing, path: Path, trust_clock: bool) -> tuple[str, Outcome]:
    """Take in a file that a person named, and return its key among the listed ones and what became of it."""
    there = str(path.absolute())
    try:
        data = _data_of(path)
    except Refused as fault:
        key = sync_aside.key_of(there.encode())
        outcome = Outcome(path.name, str(fault.why), said=_about(path.name, fault), kept=there)
        sync_aside.list_as(syncing, key, outcome)
        return key, outcome
    key, outcome = sync_aside.key_of(data), take_in_data(syncing, path.name, data, trust_clock=trust_clock)
    if outcome.why is None:
        sync_aside.forget(syncing, key)
    elif is_closed(data):
        outcome = sync_aside.set_aside(syncing, outcome, data)
    else:  # no sync file, and whatever it is may be open to everybody: it is not copied
        outcome = replace(outcome, kept=there)
    return key, outcome


def take_in_waiting(syncing: Syncing, *, trust_clock: bool = False) -> list[Outcome]:
    """Take in what was kept apart, as often as one file lets another one follow; say of each what became of it."""
    return list(_take_in_waiting(syncing, trust_clock).values())


def _take_in_waiting(syncing: Syncing, trust_clock: bool) -> dict[tuple[str, str], Outcome]:
    done: dict[tuple[str, str], Outcome] = {}
    moved = True
    while moved:
        moved = False
        for path in sync_aside.waiting(syncing):
            data = _data_of(path)
            key, outcome = sync_aside.key_of(data), take_in_data(syncing, path.name, data, trust_clock=trust_clock)
            if outcome.why is None:
                sync_aside.forget(syncing, key)
            else:
                outcome = sync_aside.set_aside(syncing, outcome, data)
            done[path.name, key] = outcome
            moved = moved or not outcome.is_kept
    return done


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
        outcome = _from_folder(syncing, segment, trust_clock)
        done.append(outcome if outcome.why is None else replace(outcome, kept=str(segment.path)))
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


def _about(name: str, fault: object) -> str:
    return f"{name}: {fault}"
