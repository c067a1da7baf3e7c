"""A desk with new keys carries on as a new one: nobody can sign under its old id any more, or nobody trusts that.

So it is where a backup was brought back with the recovery key: the store is there, and the keys died with the disk.
Others take the old id's lines by the old keys alone, so whatever was written under it with new ones would be refused.
And so it is where a desk was revoked that is in good hands: its keys may be in others. No old key says who the new desk
is: people pair it.
"""

import json
from collections.abc import Container
from functools import partial
from pathlib import Path

from callback_desk.actions.exchanging import FOLDER, RECOVERED
from callback_desk.actions.renewing import next_label
from callback_desk.actions.sync_context import (
    LABEL,
    LOST,
    OWN,
    SENT,
    UNPAIRED,
    Peer,
    Syncing,
    own_keys,
    revoked,
    stored,
)
from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import PolicyAdopted, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.line import Moved
from callback_desk.domain.moments import utc_text
from callback_desk.store.carrying import Way
from callback_desk.store.ledger import new_replica_id
from callback_desk.sync import folder as shared
from callback_desk.sync.keys import PublicKeys


def begin_anew(syncing: Syncing, *, wanted: bool = False) -> str:
    """Carry on as a new desk where this one's keys are not those that it had, or where that is `wanted`; return what is
    to be said of that, as long as nobody is known to have paired the new one.

    What it had is remembered with the first call.
    """
    own, keys, store = syncing.replica_id, syncing.keys.public, syncing.desk.store
    held = store.setting(OWN + own)
    known = None if held is None else PublicKeys(**json.loads(held))
    if known is None and (wanted or store.setting(RECOVERED) is None):
        syncing.remember(*own_keys(own, keys))
        known = keys
    if known == keys and not wanted:
        return store.setting(UNPAIRED) or ""
    label, after, new = syncing.label, _sent(syncing), new_replica_id()
    why = "has new keys" if wanted else "lost its keys"
    said = (
        f"{label} {why}, so this desk carries on as {next_label(label)}: on every other desk, pair it by an invitation"
        " of its own (`callback-desk sync invite`), and if the old keys may be in other hands, revoke"
        f" {label} ({own})"
    )
    made = syncing.keyring.make(new).public  # kept before anything is written with them
    syncing.write(partial(_begin, syncing, known, after, new, made, said, wanted=wanted))
    return said


def see_paired(syncing: Syncing, by: str, recipients: Container[str]) -> None:
    """Say no more that this desk is to be paired, where another one closed a file to the keys that it has now."""
    if by == syncing.replica_id or not syncing.desk.store.setting(UNPAIRED):
        return
    if syncing.keys.public.recipient_id in recipients:
        syncing.remember(UNPAIRED, "")


def _sent(syncing: Syncing) -> int:
    """Return up to which entry this desk's lines ever lay in the shared folder, as far as is known here."""
    own, named = syncing.replica_id, syncing.desk.store.setting(FOLDER)
    remembered = int(syncing.desk.store.setting(SENT + own) or 0)
    try:
        found = shared.scan(Path(named)).segments if named is not None else []
    except DeskError:
        found = []  # away: what lies there came to others, and counts once though it is written twice
    return max([remembered, *(each.name.last for each in found if each.replica_id == own)])


def _begin(
    syncing: Syncing, before: PublicKeys | None, after: int, new: str, keys: PublicKeys, said: str, *, wanted: bool
) -> None:
    """Write a feed of its own, which begins with what nobody had yet; the old one becomes another desk's.

    Where new keys are `wanted`, somebody else may have the old ones: nothing is written for those any more.
    """
    old, label, policy = syncing.replica_id, syncing.label, syncing.desk.policy
    head = syncing.desk.store.feed_head(old)
    with syncing.desk.unit() as unit:
        if head > after:
            own = Moved(new, after + 1, head)
            unit.carry(old, after, [Way(own, after, [own])])
        unit.begin_feed(new)
        for each in (old, *syncing.formers):
            unit.remember(LOST + each, new)
        unit.remember(*own_keys(new, keys))
        unit.remember(UNPAIRED, said)
        unit.remember(LABEL, next_label(label))
        if before is not None and syncing.peer(old) is None:
            at, person = utc_text(syncing.desk.clock()), syncing.desk.person_id
            peer = Peer(old, label, before.sign, before.age, at, person=person)
            unit.remember(*stored(revoked(peer, min(after, head)) if wanted else peer))
        adopted = PolicyAdopted(
            fingerprint=policy.fingerprint, toml=policy.text, invited_by=old if min(after, head) else None
        )
        unit.append([draft("policy", adopted, Stream.POLICY)])
        unit.log_access("began-new-feed", detail=f"{new}, after {old} {min(after, head)}: new keys")
        unit.commit()
