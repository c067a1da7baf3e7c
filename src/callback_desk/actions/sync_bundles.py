"""A bundle comes in: what it says of desks, and the segments of others that its maker hands on."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from callback_desk.actions import renewing
from callback_desk.actions.new_keys import see_paired
from callback_desk.actions.sync_context import LIMIT, TAKEN, Peer, Syncing, revoked, stored
from callback_desk.actions.sync_merging import take_in_segment
from callback_desk.domain.moments import utc_text
from callback_desk.sync import bundle
from callback_desk.sync.bundle import Bundle, Member
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.keys import PublicKeys
from callback_desk.sync.sealing import check_reader, digest_of
from callback_desk.sync.segment import envelope_of, read
from callback_desk.sync.succession import Succession


class TakenIn(NamedTuple):
    """What came of a bundle: who made it, how many entries were new, what is to be said, and why some of it did not
    come in."""

    label: str
    new: int
    said: str
    faults: list[Refused]


def take_in_bundle(
    syncing: Syncing, content: bytes, digest: str, *, trust_clock: bool, replica_id: str | None
) -> TakenIn:
    """Take in what is in a bundle, each segment whole or not at all. With `replica_id`, it must be of that desk.

    Raises:
        Refused: nothing of it was taken in.
    """
    held = bundle.read(content, partial(_maker, syncing))
    check_reader(held.recipients, syncing.keyring.recipient_ids())
    see_paired(syncing, held.replica_id, held.recipients)
    if replica_id is not None and held.replica_id != replica_id:
        raise bad("it lies in another desk's part of the folder")
    faults = _get_to_know(syncing, held)
    new, said = 0, []
    for plain in held.segments:
        try:
            if _is_here(syncing, plain):
                continue
            segment = read(plain, syncing.writer)
            more, words = take_in_segment(syncing, segment, digest_of(plain), trust_clock=trust_clock)
        except Refused as fault:
            faults.append(fault)
        else:
            new += more
            said += [words] if words and words not in said else []
    if not faults:
        known = json.dumps({"replica": held.replica_id, "first": None, "last": None})
        syncing.remember(TAKEN + digest, known)
    return TakenIn(syncing.label_of(held.replica_id), new, "; ".join(said), faults)


def _maker(syncing: Syncing, clinic: str, replica_id: str, successions: Sequence[Succession]) -> PublicKeys:
    """Return the keys by which the maker is known: here, or by the word of the desk that it carries on for."""
    try:
        return syncing.maker(clinic, replica_id)
    except Refused as fault:
        own = [each for each in successions if each.new == replica_id]
        if fault.why != Why.UNKNOWN_WRITER or not own:
            raise
    earlier = [each for each in successions if each.new == own[0].old]
    if earlier and syncing.peer(own[0].old) is None and own[0].old != syncing.replica_id:
        renewing.accept(syncing, earlier[0])
    return renewing.keys_by(syncing, own[0])


def _is_here(syncing: Syncing, plain: bytes) -> bool:
    """Tell whether the last line of a segment stands here, and so all of it: then nobody needs to look further."""
    header, head_hash = envelope_of(plain)
    return syncing.desk.store.line_hashes(header.replica_id, header.last, header.last).get(header.last) == head_hash


def _get_to_know(syncing: Syncing, held: Bundle) -> list[Refused]:
    """Trust desks that carry on under another id, and those for which a desk vouches whose word is good here; and hear
    up to where the maker trusts those that it revoked."""
    _accept(syncing, held)
    maker = syncing.peer(held.replica_id)
    if maker is not None and maker.introduces:
        syncing.write(partial(_introduce, syncing, maker, held.desks))
    if maker is not None:
        _hear_limits(syncing, maker, held.desks)
    return _accept(syncing, held)


def _hear_limits(syncing: Syncing, maker: Peer, desks: Sequence[Member]) -> None:
    for desk in desks:
        if desk.revoked_after is not None and desk.replica != maker.replica_id:
            name, last = f"{LIMIT}{desk.replica}.{maker.replica_id}", str(desk.revoked_after)
            if syncing.desk.store.setting(name) != last:
                syncing.remember(name, last)


def _accept(syncing: Syncing, held: Bundle) -> list[Refused]:
    """Trust desks that carry on, as far as those are known that they carry on for; return why the maker is not."""
    waiting, faults = list(held.successions), []
    for _ in held.successions:  # one may be the word of a desk that another one introduces
        left = []
        for said in waiting:
            try:
                renewing.accept(syncing, said)
            except Refused as fault:
                left.append((said, fault))
        waiting = [said for said, _ in left]
        faults = [fault for said, fault in left if said.new == held.replica_id]
    return faults


def _introduce(syncing: Syncing, maker: Peer, desks: Sequence[Member]) -> None:
    own = {syncing.replica_id, *syncing.formers}
    with syncing.desk.unit() as unit:
        for desk in desks:
            known = syncing.peer(desk.replica)
            if known is None and desk.replica not in own:
                at = utc_text(syncing.desk.clock())
                peer = Peer(desk.replica, desk.label, desk.sign, desk.age, at, desk.revoked_after, maker.replica_id)
                peer = replace(peer, person=desk.person)
                unit.remember(*stored(peer))
                unit.log_access("introduced-desk", detail=f"{desk.replica} by {maker.replica_id}")
            elif (
                known is not None
                and known.introduced_by == maker.replica_id
                and known.revoked_after is None
                and desk.revoked_after is not None
            ):
                unit.remember(*stored(revoked(known, desk.revoked_after)))
                unit.log_access("revoked-desk", detail=desk.replica)
        unit.commit()
