"""One segment's lines come into the ledger, in one transaction, whoever brought them here."""

import json
from functools import partial

from callback_desk.actions import card_changing, renewing, sync_joining
from callback_desk.actions.sync_context import TAKEN, Syncing
from callback_desk.domain.line import Run
from callback_desk.domain.moments import utc_text
from callback_desk.store.carrying import CarriedOtherwise
from callback_desk.store.feeds import FeedDamaged, FeedForked, FeedGap, Ready, ready
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
    known = {"replica": segment.run.replica_id, "first": segment.run.first, "last": segment.run.last}
    marked = TAKEN + digest, json.dumps({**known, "as": segment.envelope}, ensure_ascii=False)
    if _is_here(syncing, segment.run):
        new = 0
        syncing.remember(*marked)
    else:
        new = syncing.write(partial(_merge, syncing, segment.run, _ready(syncing, segment.run), marked, label))
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


def _is_here(syncing: Syncing, run: Run) -> bool:
    """Tell whether all lines are here, each under its own number, as the hash of the last one shows, or carried on."""
    held = syncing.desk.store.line_hashes(run.replica_id, run.last, run.last)
    return held.get(run.last) == run.head_hash or renewing.is_elsewhere(syncing, run)


def _ready(syncing: Syncing, run: Run) -> Ready:
    """Work out beforehand what the transaction needs, so that whoever saves meanwhile does not wait for it."""
    try:
        return ready(run, syncing.desk.store.feed_head(run.replica_id), utc_text(syncing.desk.clock()))
    except FeedDamaged as fault:
        raise bad(f"it is damaged ({fault})") from fault


def _merge(syncing: Syncing, run: Run, prepared: Ready, marked: tuple[str, str], label: str) -> int:
    new = 0
    with syncing.desk.unit() as unit:
        try:
            merged = unit.merge(run, prepared)
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
        unit.remember(*marked)
        unit.commit()
    return new
