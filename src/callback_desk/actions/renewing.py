"""A desk carries on under a new id where two copies of it wrote, so that no feed ever has two histories.

A store that was brought back from a backup, or a disk that was copied, shows when the other copy's lines come in under
this desk's own id. What only this copy wrote under those numbers is carried over into the new feed, each line once and
with its meaning; the old key signs who the new desk is, so that nobody pairs it again by hand.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from callback_desk.actions.sync_context import FORMER, LABEL, SUCCESSION, Peer, Syncing, own_keys, stored
from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import PolicyAdopted, draft
from callback_desk.domain.line import Moved, Run
from callback_desk.domain.moments import utc_text
from callback_desk.store import Unit
from callback_desk.store.carrying import CarriedOtherwise, Way
from callback_desk.store.feeds import HELD, hashes_of
from callback_desk.store.ledger import new_replica_id
from callback_desk.sync.faults import Refused, Why, bad
from callback_desk.sync.invitation import LONGEST_LABEL
from callback_desk.sync.keys import PrivateKeys, PublicKeys
from callback_desk.sync.succession import HASH, Succession

_ALL = 1 << 53


def notice(syncing: Syncing, run: Run) -> bool:
    """Look whether lines that came in as this desk's own are another copy's; if so, carry on under a new id.

    Of a feed that this desk wrote before, only where they differ from what it wrote there.
    """
    own, formers = run.replica_id == syncing.replica_id, syncing.formers
    if not own and run.replica_id not in formers:
        return False
    store = syncing.desk.store
    head = store.feed_head(run.replica_id)
    wrote = head if own else formers[run.replica_id]
    ours = store.line_hashes(run.replica_id, run.first - 1, run.last)
    apart = [seq for seq, line in hashes_of(run).items() if seq in ours and ours[seq] != line]
    follows = run.first == 1 or run.first - 1 not in ours or ours[run.first - 1] == run.prev_hash
    if apart and follows and apart[0] <= wrote:
        _renew(syncing, run.replica_id, apart[0] - 1)
        return True
    if own and (run.last > head or not follows):
        _renew(syncing, run.replica_id, head)
        return True
    return False


def _renew(syncing: Syncing, old: str, after: int, heard: Succession | None = None) -> None:
    """Carry on under a new id; of another copy that does was `heard`, it is trusted in the same transaction."""
    new, clinic = new_replica_id(), syncing.clinic
    keys = syncing.keyring.make(new)  # kept before anything is written with them
    syncing.write(partial(_carry_on, syncing, clinic, old, after, new, keys, heard))


def _carry_on(
    syncing: Syncing, clinic: str, old: str, after: int, new: str, keys: PrivateKeys, heard: Succession | None
) -> None:
    desk, current = syncing.desk, syncing.replica_id
    old_keys = syncing.keys if old == current else syncing.keyring.of(old)
    label, now = syncing.label, utc_text(desk.clock())
    with desk.unit() as unit:
        hashes = _held(unit, old, after)
        if heard is not None:
            _know(syncing, unit, heard)
        ways = _ways(syncing.successions() + ([heard] if heard else []), old, after, hashes)
        first = ways[-1].to.last + 1 if ways else after + 1
        rest = [hashes[seq][:HASH] for seq in range(first, max(hashes, default=0) + 1)]
        own = [Moved(new, first, first + len(rest) - 1)] if rest else []
        all_moved = (*(way.to for way in ways), *own) if own else ()
        unit.carry(old, after, [*ways, *(Way(place, after, all_moved) for place in own)])
        unit.begin_feed(new)
        public = keys.public
        said = Succession(
            clinic, old, new, next_label(label), public.sign, public.age, after, all_moved, tuple(rest)
        ).signed(old_keys, keys)
        unit.remember(SUCCESSION + new, _text(said))
        unit.remember(FORMER + old, str(after))
        unit.remember(LABEL, said.label)
        unit.remember(*own_keys(new, public))
        if old != current:
            unit.remember(FORMER + current, str(_head(unit, current)))
        for replica_id, its in ((old, old_keys.public), (current, syncing.keys.public)):
            if syncing.peer(replica_id) is None:  # the other copy may be at work still
                unit.remember(*stored(Peer(replica_id, label, its.sign, its.age, now, person=desk.person_id)))
        policy = desk.policy
        adopted = PolicyAdopted(fingerprint=policy.fingerprint, toml=policy.text, invited_by=current)
        unit.append([draft("policy", adopted, Stream.POLICY)])
        unit.log_access("began-new-feed", detail=f"{new}, after {old} {after}, {len(rest)} carried over")
        unit.commit()


def next_label(label: str) -> str:
    """Return what a desk is called that carries on: "Ana's laptop" becomes "Ana's laptop 2"."""
    name, _, number = label.rpartition(" ")
    if name and number.isdecimal() and len(number) < 4:
        return f"{name} {int(number) + 1}"[:LONGEST_LABEL]
    return f"{label[: LONGEST_LABEL - 2].rstrip()} 2"


def keys_by(syncing: Syncing, said: Succession) -> PublicKeys:
    """Return the keys of a desk that carries on under another id, by the word of its old key and of its new one.

    Raises:
        Refused: one of the two did not sign it, or the old one is not trusted here; then two people pair the new desk.
    """
    if said.clinic != syncing.clinic:
        raise Refused(Why.OTHER_CLINIC, "it is from another clinic: nothing of it was taken in")
    if not said.is_signed_by(_keys_of_old(syncing, said)):
        raise bad("what it says of a desk that carries on under another id is not signed by that desk")
    if not said.is_agreed:
        raise bad(f"what it says of {said.label} is not signed by the desk that carries on")
    known = syncing.peer(said.new)
    if known is not None and known.keys != said.keys:
        raise bad(f"it gives {known.label} other keys than those that it is known by")
    return said.keys


def accept(syncing: Syncing, said: Succession) -> None:
    """Trust a desk that carries on under another id, and let its lines stand there.

    Raises:
        Refused: as `keys_by`.
    """
    if said.new == syncing.replica_id or said.new in syncing.formers:
        return
    if syncing.desk.store.setting(SUCCESSION + said.new) is not None:
        return
    keys_by(syncing, said)
    lines = syncing.desk.store.line_hashes(said.old, said.after + 1, _ALL)
    begins = _begins([*syncing.successions(), said], said.old, lines)
    try:
        if begins is not None and said.old == syncing.replica_id:  # another copy carries on with what is here too
            _renew(syncing, said.old, begins, said)
        else:
            syncing.write(partial(_trust, syncing, said))
    except CarriedOtherwise as fault:
        told = f"{said.label} ({said.new}) says that it carries on with other entries than it wrote ({fault})"
        raise Refused(Why.FORKED, f"{told}: it is not trusted; if it is a desk of yours, set it up anew") from fault


def _keys_of_old(syncing: Syncing, said: Succession) -> PublicKeys:
    peer = syncing.peer(said.old)
    if peer is not None and peer.revoked_after is not None:
        raise Refused(
            Why.REVOKED,
            f"{peer.label} was revoked, so that its word for {said.label} ({said.new}) is not taken: if that is a desk"
            " of yours, pair it by `callback-desk sync pair` with its own invitation",
        )
    if peer is not None:
        return peer.keys
    if said.old == syncing.replica_id:
        return syncing.keys.public
    raise Refused(
        Why.UNKNOWN_WRITER,
        f"{said.label} ({said.new}) carries on for a desk that is not paired with this one ({said.old}): it is kept"
        " apart until `callback-desk sync pair` was run with its invitation",
    )


def _trust(syncing: Syncing, said: Succession) -> None:
    with syncing.desk.unit() as unit:
        _know(syncing, unit, said)
        settle(syncing, unit, said.old, [*syncing.successions(), said])
        unit.commit()


def _know(syncing: Syncing, unit: Unit, said: Succession) -> None:
    if syncing.peer(said.new) is None:
        at, old = utc_text(syncing.desk.clock()), syncing.peer(said.old)
        person = syncing.desk.person_id if old is None else old.person
        peer = Peer(said.new, said.label, said.sign, said.age, at, introduced_by=said.old, person=person)
        unit.remember(*stored(replace(peer, introduces=old is not None and old.introduces)))
        unit.log_access("introduced-desk", detail=f"{said.new} by {said.old}")
    unit.remember(SUCCESSION + said.new, _text(said))


def settle(syncing: Syncing, unit: Unit, old: str, successions: Sequence[Succession] | None = None) -> None:
    """Let lines of a desk stand where it says that they carry on, where all after the first of them are told of.

    Raises:
        CarriedOtherwise: other lines stand there.
    """
    known = syncing.successions() if successions is None else successions
    told = [each for each in known if each.old == old and each.moved]
    if not told:
        return
    hashes = _held(unit, old, min(each.after for each in told))
    begins = _begins(told, old, hashes)
    if begins is None:
        return
    ways = _ways(told, old, begins, hashes)
    if ways and ways[-1].to.last == max(hashes):
        unit.carry(old, begins, ways)


def is_told_of(syncing: Syncing, run: Run) -> bool:
    """Tell whether each line of a run that is another one here carries on elsewhere: then nothing is missing."""
    held = syncing.desk.store.line_hashes(run.replica_id, run.first, run.last)
    places = _lines(syncing.successions(), run.replica_id)
    return all(held.get(seq) == line or (seq, line[:HASH]) in places for seq, line in hashes_of(run).items())


def is_elsewhere(syncing: Syncing, run: Run) -> bool:
    """Tell whether each line of a run is here: under its own number, or where it carries on."""
    places = _lines(syncing.successions(), run.replica_id)
    if not places:
        return False
    store = syncing.desk.store
    held = store.line_hashes(run.replica_id, run.first, run.last)
    heads = {place.replica_id: store.feed_head(place.replica_id) for each in places.values() for place in each}
    return all(
        held.get(seq) == line
        or any(seq - place.first < heads[place.replica_id] for place in places.get((seq, line[:HASH]), ()))
        for seq, line in hashes_of(run).items()
    )


def _begins(successions: Iterable[Succession], old: str, hashes: Mapping[int, str]) -> int | None:
    """Return after which entry lines stand here that carry on elsewhere, or None."""
    places = _lines(successions, old)
    found = [seq for seq, line in hashes.items() if (seq, line[:HASH]) in places]
    return min(found) - 1 if found else None


def _ways(successions: Iterable[Succession], old: str, after: int, hashes: Mapping[int, str]) -> list[Way]:
    """Return where the lines after `after` carry on, from the first on as far as they are told of.

    Where several copies took the same line along, any of them is a way, but one may lead further than another.
    """
    known = [each for each in successions if each.old == old and each.moved]
    begin = {each.moved[-1].first for each in known}
    ways: dict[int, list[Way]] = {}
    for first in sorted(begin & hashes.keys(), reverse=True):
        found: list[list[Way]] = []
        for said in known:
            last = _last_of(said, first, hashes)
            ends = [last, *(later - 1 for later in begin if first < later <= last)]
            for end in ends if last >= first else ():
                to = Moved(said.new, first, end)
                found.append([Way(to, said.after, said.moved), *ways.get(end + 1, [])])
        ways[first] = max(found, key=lambda way: (way[-1].to.last, -len(way)), default=[])
    return ways.get(after + 1, [])


def _last_of(said: Succession, first: int, hashes: Mapping[int, str]) -> int:
    """Return up to which line those from `first` on are the ones that a desk took along, beginning with its first."""
    own, last = said.moved[-1], first - 1
    if own.first == first:
        while last < own.last and hashes.get(last + 1, "")[:HASH] == said.hashes[last + 1 - first]:
            last += 1
    return last


def _lines(successions: Iterable[Succession], old: str) -> dict[tuple[int, str], list[Moved]]:
    """Return where each line of a feed that is told of carries on; by copies of a copy, at several places."""
    found: dict[tuple[int, str], list[Moved]] = defaultdict(list)
    for each in successions:
        if each.old == old:
            for line, place in each.lines().items():
                found[line].append(place)
    return found


def _held(unit: Unit, replica_id: str, after: int) -> dict[int, str]:
    return dict(unit.rows(HELD, (replica_id, after + 1, _ALL)))


def _head(unit: Unit, replica_id: str) -> int:
    return max((seq for seq, _ in unit.rows(HELD, (replica_id, 1, _ALL))), default=0)


def _text(said: Succession) -> str:
    return json.dumps(said.document(), ensure_ascii=False)
