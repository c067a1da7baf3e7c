"""One segment's lines come into the ledger, in one transaction, whoever brought them here."""

import json
from functools import partial

from callback_desk.actions import card_changing, renewing, sync_joining
from callback_desk.actions.sync_context import TAKEN, Syncing
from callback_desk.store.carrying import CarriedOtherwise
from callback_desk.store.feeds import FeedDamaged, FeedForked, FeedGap, Merged
from callback_desk.sync import clocks
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.segment import Segment


def take_in_segment(syncing: Syncing, segment: Segment, digest: str, *, trust_clock: bool) -> tuple[int, str]:
    """Take in a segment whose signature was good; return how many lines were new, and what is to be said of it.

    `digest` is that under which it is remembered, with what it takes to hand it on.

    Raises:
        Refused: nothing of it was taken in.
    """
    label = syncing.label_of(segment.header.replica_id)
    _check_authors(syncing, segment)
    now, reached = syncing.desk.clock(), syncing.desk.store.latest_clock()
    clock = None if trust_clock else clocks.check(segment, now, reached, label)
    said = []
    if renewing.notice(syncing, segment.run):
        said.append(f"another copy of this desk has written too: this one carries on as {syncing.label}")
        label = syncing.label_of(segment.header.replica_id)
    new = syncing.write(partial(_merge, syncing, segment, digest, label))
    return new, "; ".join([*said, *([clock] if clock else [])])


def _check_authors(syncing: Syncing, segment: Segment) -> None:
    """A desk speaks for the person whose it is, and for nobody else.

    Raises:
        Refused: an entry is in the name of another one.
    """
    peer = syncing.peer(segment.header.replica_id)
    if peer is None or not peer.person:
        return
    for seq, line in enumerate(segment.run.lines, segment.header.first):
        if line.person_id != peer.person:
            names = [syncing.desk.policy.role_title(f"person:{each}") for each in (line.person_id, peer.person)]
            raise bad(f"its entry {seq} is in the name of {names[0]}, and {peer.label} is the desk of {names[1]}")


def _merge(syncing: Syncing, segment: Segment, digest: str, label: str) -> int:
    run, new = segment.run, 0
    with syncing.desk.unit() as unit:
        try:
            merged = Merged(0) if renewing.is_elsewhere(syncing, run) else unit.merge(run)
            new = merged.new
            if new:
                renewing.settle(syncing, unit, run.replica_id)
                sync_joining.join_all(syncing.desk, unit, merged.twice)
                card_changing.settle_all(syncing.desk, unit)
                unit.log_access("synced", detail=f"{run.replica_id} {run.first}-{run.last}, {new} new")
        except FeedGap as fault:
            if not renewing.is_told_of(syncing, run):
                said = f"waiting for {fault.have + 1} to {run.first - 1} of {label}: this file holds what follows"
                raise Refused(Why.WAITING, said) from fault
        except (FeedForked, CarriedOtherwise) as fault:
            if not renewing.is_told_of(syncing, run):
                raise Refused(
                    Why.FORKED,
                    f"{label} has written two different histories ({fault}): nothing of it was taken in; let the copy"
                    " of it that was brought back or copied take in what this desk has, by the shared folder or by a"
                    " file of `callback-desk sync export --all`: it then carries on under a name of its own",
                ) from fault
        except FeedDamaged as fault:
            raise bad(f"it is damaged ({fault})") from fault
        known = {"replica": run.replica_id, "first": run.first, "last": run.last, "as": segment.envelope}
        unit.remember(TAKEN + digest, json.dumps(known, ensure_ascii=False))
        unit.commit()
    return new
