"""What other desks wrote comes in: a file at a time, whole or not at all, each with a plain sentence."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from callback_desk.actions import sync_aside
from callback_desk.actions.new_keys import see_paired
from callback_desk.actions.sync_bundles import TakenIn, take_in_bundle
from callback_desk.actions.sync_context import TAKEN, Syncing
from callback_desk.actions.sync_known_bad import KnownBad
from callback_desk.actions.sync_merging import take_in_segment
from callback_desk.actions.sync_outcome import HARMLESS
from callback_desk.actions.sync_outcome import Outcome as Outcome
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import storable
from callback_desk.store.projection import without_collection
from callback_desk.sync import folder
from callback_desk.sync.bundle import is_bundle
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.sealing import check_reader, decrypted, digest_of, is_closed, parsed_name
from callback_desk.sync.segment import Segment, unpacked

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
    there, name = storable(str(path.absolute())), storable(path.name)
    try:
        data = folder.read_file(path)
    except Refused as fault:
        key = sync_aside.key_of(there.encode())
        outcome = Outcome(name, str(fault.why), said=_about(name, fault), kept=there)
        sync_aside.list_as(syncing, key, outcome)
        return key, outcome
    except OSError as fault:
        raise DeskError(f"{there} cannot be read: {fault.strerror}; check it, then take it in again") from fault
    key, outcome = sync_aside.key_of(data), take_in_data(syncing, name, data, trust_clock=trust_clock)
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
            try:
                data = folder.read_file(path)
            except OSError as fault:
                done[path.name, path.parent.name] = Outcome(path.name, str(Why.WAITING), said=_unread(path.name, fault))
                continue
            key = sync_aside.key_of(data)
            before = done.get((path.name, key))
            if before is not None and not before.is_kept:
                continue  # it is settled, and could not be put away
            outcome = take_in_data(syncing, path.name, data, trust_clock=trust_clock)
            if outcome.why is None:
                sync_aside.forget(syncing, key)
            else:
                outcome = sync_aside.set_aside(syncing, outcome, data)
            done[path.name, key] = outcome
            moved = moved or not outcome.is_kept
    return done


def take_in_folder(
    syncing: Syncing, found: folder.Scan, progress: Callable[[str], None], *, trust_clock: bool = False
) -> list[Outcome]:
    """Take in what the other desks put into the shared folder; files stay where they are.

    Bundles come first: whoever reads one needs fewer of the files, and knows more desks.
    """
    taken = {text.rpartition(".")[2][:16] for text in syncing.desk.store.settings(TAKEN)}
    known = KnownBad(syncing)
    bundles = [each for each in found.bundles if each.digest not in taken]
    done = _bundles(syncing, bundles, progress, trust_clock, known)
    for segment in found.segments:
        if segment.replica_id == syncing.replica_id or segment.digest in taken:
            continue
        progress(f"reading {segment.path.name} of {syncing.label_of(segment.replica_id)}")
        outcome = _from_folder(syncing, segment, trust_clock, known)
        here = syncing.desk.store.feed_head(segment.replica_id)
        if outcome.why != Why.NOT_FOR_US or here < segment.name.last:  # else somebody handed its entries on
            done.append(_lying(outcome, segment.path))
    known.keep()
    return done


def _bundles(
    syncing: Syncing,
    found: Iterable[folder.FoundBundle],
    progress: Callable[[str], None],
    trust_clock: bool,
    known: KnownBad,
) -> list[Outcome]:
    """Take in what others hand on, as often as one bundle lets another one follow."""
    waiting = [each for each in found if each.replica_id != syncing.replica_id]
    done: dict[Path, Outcome] = {}
    while waiting:
        new = 0
        for each in waiting:
            progress(f"reading what {syncing.label_of(each.replica_id)} hands on")
            outcome = _from_folder(syncing, each, trust_clock, known)
            new += outcome.new
            earlier = done[each.path].new if each.path in done else 0
            done[each.path] = _lying(replace(outcome, new=outcome.new + earlier), each.path)
        waiting = [each for each in waiting if new and done[each.path].why == Why.WAITING]
    return [each for each in done.values() if each.new or each.why not in (None, Why.NOT_FOR_US)]


def _lying(outcome: Outcome, path: Path) -> Outcome:
    return outcome if outcome.why is None else replace(outcome, kept=str(path))


def _from_folder(
    syncing: Syncing, found: folder.Found | folder.FoundBundle, trust_clock: bool, known: KnownBad
) -> Outcome:
    name = found.path.name
    try:
        written_at = found.path.stat().st_mtime
        data = folder.read_file(found.path)
        if not digest_of(data).startswith(found.digest):
            if syncing.desk.clock().timestamp() - written_at < ARRIVES_WITHIN.total_seconds():
                raise Refused(Why.ARRIVING, "it is still arriving: sync again in a moment")
            raise bad("it is damaged: its digest is not that of its name")
    except OSError as fault:
        label, said = syncing.label_of(found.replica_id), _unread(name, fault)
        return Outcome(name, str(Why.ARRIVING), label, said=said, replica=found.replica_id)
    except Refused as fault:
        label = syncing.label_of(found.replica_id)
        entries = found.name[:2] if isinstance(found, folder.Found) else (None, None)
        said = _about(name, fault)
        return Outcome(name, str(fault.why), label, entries[0], entries[1], said=said, replica=found.replica_id)
    outcome = known.outcome_of(found)
    if outcome is None:
        outcome = take_in_data(syncing, name, data, trust_clock=trust_clock, replica_id=found.replica_id)
        known.note(found, outcome)
    return outcome


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
            replica = before["replica"]
            return Outcome(name, None, syncing.label_of(replica), before["first"], before["last"], replica=replica)
        content = decrypted(data, syncing.keyring.ages())
        if is_bundle(content):
            taken = take_in_bundle(syncing, content, digest, trust_clock=trust_clock, replica_id=replica_id)
            return _of_bundle(name, taken)
        segment = unpacked(content, syncing.writer)
        check_reader(segment.header.recipients, syncing.keyring.recipient_ids())
        see_paired(syncing, segment.header.replica_id, segment.header.recipients)
        if replica_id is not None and segment.header.replica_id != replica_id:
            raise bad("it lies in another desk's part of the folder")
        new, told_of = take_in_segment(syncing, segment, digest, trust_clock=trust_clock)
    except Refused as fault:
        if segment is None:
            return Outcome(name, str(fault.why), said=_about(name, fault))
        told = (syncing.label_of(segment.header.replica_id), segment.header.first, segment.header.last)
        return Outcome(name, str(fault.why), *told, said=_about(name, fault), replica=segment.header.replica_id)
    head = segment.header
    label = syncing.label_of(head.replica_id)
    return Outcome(name, None, label, head.first, head.last, new, told_of, replica=head.replica_id)


def _of_bundle(name: str, taken: TakenIn) -> Outcome:
    """Return what became of a bundle; of several faults the first that somebody must look at."""
    faults = sorted(taken.faults, key=lambda fault: fault.why in HARMLESS)
    if not faults:
        return Outcome(name, None, taken.label, new=taken.new, said=taken.said)
    said = _about(name, "; ".join(dict.fromkeys(map(str, faults))))
    return Outcome(name, str(faults[0].why), taken.label, new=taken.new, said=said)


def _unread(name: str, fault: OSError) -> str:
    return _about(name, f"it cannot be read ({fault.strerror}): if that lasts, see what holds it")


def _about(name: str, fault: object) -> str:
    return f"{name}: {fault}"
