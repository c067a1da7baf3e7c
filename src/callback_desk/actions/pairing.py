"""Desks get to know each other: an invitation out, an invitation in, and a lost one not trusted any more."""

from collections.abc import Callable, Sequence
from pathlib import Path

from callback_desk.actions.founders import founded_apart, join_founder
from callback_desk.actions.new_keys import begin_anew
from callback_desk.actions.publishing import standing_at
from callback_desk.actions.sync_context import LABEL, Peer, Syncing, revoked, stored
from callback_desk.domain.authority import MANAGER, answers_for
from callback_desk.domain.entries import EntryDraft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.moments import utc_text
from callback_desk.domain.policy import PolicyFault, read_policy
from callback_desk.domain.text import folded
from callback_desk.sync.invitation import MOST_BYTES, Invitation, label_of, read, written
from callback_desk.sync.keys import same_words, words_not_known

Confirm = Callable[[Invitation], str]
"""Asks a person for the six words that the inviting desk shows, and returns what they said."""

_THERE = "{} is there already: name a new file for the invitation"


def invite(syncing: Syncing, out: Path, label: str | None = None, *, new_keys: bool = False) -> tuple[Invitation, str]:
    """Write this desk's invitation to a new file; return it, and what is to be said of it, if anything.

    `label` names the desk from now on. With `new_keys` it carries on as a new desk first.

    Raises:
        DeskError: there is such a file, it cannot be written, or the label is none.
    """
    if out.exists():
        raise DeskError(_THERE.format(out))
    named = None if label is None else label_of(label)
    said = begin_anew(syncing, wanted=new_keys)
    if named is not None:
        syncing.remember(LABEL, named)
    invitation = syncing.invitation()
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(written(invitation, syncing.keys))
    except FileExistsError as fault:
        raise DeskError(_THERE.format(out)) from fault
    except OSError as fault:
        raise DeskError(f"{out} cannot be written: {fault.strerror}") from fault
    return invitation, said


def read_invitation(path: Path) -> Invitation:
    """Return what an invitation's file says.

    Raises:
        DeskError: it cannot be read, or is no invitation.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DeskError(f"{path}: it is too large for an invitation: have it sent again")
        return read(path.read_text("utf-8"))
    except OSError as fault:
        raise DeskError(f"{path} cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise DeskError(f"{path}: it is no invitation of callback-desk: have it sent again") from fault
    except DeskError as fault:
        raise fault if str(path) in str(fault) else DeskError(f"{path}: {fault}") from fault


def whose(syncing: Syncing, invitation: Invitation) -> str:
    """Return whose desk an invitation says that it is, and what they may do by this desk's rules, as a sentence."""
    known, person = syncing.desk.policy, invitation.person
    if person not in known.people:
        return f"{invitation.label} says it is {named_in(invitation)}'s, whom this desk's rules do not name yet."
    said = f"{invitation.label} says it is {known.people[person].name}'s"
    if MANAGER in known.people[person].roles or standing_at(syncing.desk).why_not(person) is None:
        return f"{said}, who may change the clinic's rules."
    roles = [known.role_title(owner) for owner in answers_for(known.people[person].roles)]
    return f"{said}, in the role {' and '.join(roles)}." if roles else f"{said}."


def as_asked(syncing: Syncing, invitation: Invitation) -> str:
    """Return what a person is told before the yes that pairs a desk and, if it was founded apart, joins its clinic."""
    if not founded_apart(syncing, invitation):
        return whose(syncing, invitation)
    return (
        f"{whose(syncing, invitation)} It was founded apart, with rules of its own: with yes this desk goes by the"
        " rules of its clinic from now on. If not, let that desk pair with an invitation of this one."
    )


def named_in(invitation: Invitation) -> str:
    """Return the name that an invitation's own rules give the person whose desk it is."""
    try:
        return read_policy(invitation.policy).role_title(f"person:{invitation.person}")
    except PolicyFault:
        return invitation.person


def acceptable(syncing: Syncing, path: Path) -> Invitation:
    """Return what the invitation of a desk says with which this one may be paired.

    Raises:
        DeskError: the file is no invitation, is this desk's own or another clinic's, or its keys were revoked here.
    """
    invitation = read_invitation(path)
    if invitation.replica_id == syncing.replica_id:
        raise DeskError(f"{path}: it is this desk's own invitation: pair the other desk with it")
    if invitation.clinic != syncing.clinic:
        raise DeskError(f"{path}: it is from another clinic: nothing was paired; ask for an invitation of this one")
    keys = invitation.keys
    for peer in syncing.peers():
        if peer.revoked_after is not None and (peer.sign == keys.sign or peer.age == keys.age):
            raise DeskError(
                f"{path}: {peer.label} was revoked after its entry {peer.revoked_after}, and these are the same keys:"
                " nothing was paired; if that desk is in good hands, let it write an invitation with new ones"
                " (`callback-desk sync invite --new-keys`)"
            )
    return invitation


def slip_in(invitation: Invitation, words: str) -> str | None:
    """Return what is wrong with the words that a person typed, or None; the sentence tells none of the right ones."""
    if same_words(words, invitation.fingerprint):
        return None
    strange = words_not_known(words)
    if strange:
        return f"{', '.join(strange)[:60]}: no such word is ever in a fingerprint, so look for a slip of the fingers"
    return "these are not the six words of the invitation: ask the other person to read them again"


def check_fingerprint(invitation: Invitation, words: str) -> None:
    """Compare what a person read with the keys of an invitation.

    Raises:
        DeskError: they differ.
    """
    if not same_words(words, invitation.fingerprint):
        raise DeskError(
            "the fingerprint is not that of the invitation: nothing was paired; ask the other person to read the words"
            " again, and if they stay different do not use this file"
        )


def pair(syncing: Syncing, path: Path, words: Confirm, *, introduces: bool = False, joins: bool = False) -> Peer:
    """Trust the desk of an invitation, once its fingerprint was compared; if it `introduces`, those that it trusts.

    If this desk `joins`, it goes by the rules of the other one's founder from now on, where they were founded apart.

    Raises:
        DeskError: as `acceptable`, the words differ, or the two were founded apart and neither joined the other.
    """
    invitation = acceptable(syncing, path)
    drafts = join_founder(syncing, invitation, joins=joins)
    check_fingerprint(invitation, words(invitation))
    now = syncing.desk.clock()
    keys = invitation.keys
    told = (invitation.replica_id, invitation.label, keys.sign, keys.age, utc_text(now))
    peer = Peer(*told, introduces=introduces, person=invitation.person, founder=invitation.founder)
    _keep(syncing, peer, "paired-desk", drafts)
    return peer


def revoke(syncing: Syncing, name: str, after: int | None) -> Peer:
    """Take nothing in any more of what a desk wrote after its entry `after`, or after what is here now.

    Nor, after what is here, of the desks that carry on for it by its word: who has the old keys may have given it.

    Raises:
        DeskError: there is no such desk, or several.
    """
    wanted = folded(name)
    found = [peer for peer in syncing.peers() if wanted in (folded(peer.label), peer.replica_id)]
    if len(found) != 1:
        which = "several desks are" if found else "no desk is"
        raise DeskError(f"{which} called so: give the ten characters that `callback-desk sync status` shows")
    have = syncing.desk.store.feed_head(found[0].replica_id)
    peer = revoked(found[0], have if after is None else after)
    _keep(syncing, peer, "revoked-desk")
    for later in carrying_on(syncing, peer):
        _keep(syncing, revoked(later, syncing.desk.store.feed_head(later.replica_id)), "revoked-desk")
    return peer


def told_of_revoked(syncing: Syncing, peer: Peer) -> list[str]:
    """Return what there is to tell of a desk that was just revoked, in sentences."""
    told = [f"{peer.label} is not trusted after its entry {peer.revoked_after}: revoke it on every desk."]
    later = carrying_on(syncing, peer)
    told += [
        f"{each.label} ({each.replica_id}) carried on for it and is not trusted after its entry {each.revoked_after}"
        " either: if it is a desk of yours, pair it with its own invitation."
        for each in later
    ]
    by_word = [each for each in syncing.peers() if each.introduced_by == peer.replica_id and each not in later]
    if by_word:
        names = ", ".join(f"{each.label} ({each.replica_id})" for each in by_word)
        told.append(f"By its word alone this desk trusts {names}: revoke what is not of your clinic.")
    return told


def carrying_on(syncing: Syncing, peer: Peer) -> list[Peer]:
    """Return the desks that are trusted by the word of a desk that they carry on for, and of those in turn."""
    carry_on = {said.new: said.old for said in syncing.successions()}
    found, known = [], {peer.replica_id}
    for _ in carry_on:
        for each in syncing.peers():
            if each.introduced_by and carry_on.get(each.replica_id) in known and each.replica_id not in known:
                found.append(each)
                known.add(each.replica_id)
    return found


def _keep(syncing: Syncing, peer: Peer, what: str, drafts: Sequence[EntryDraft] = ()) -> None:
    def transaction() -> None:
        with syncing.desk.unit() as unit:
            unit.append(drafts)
            unit.remember(*stored(peer))
            unit.log_access(what, detail=peer.replica_id)
            unit.commit()

    syncing.write(transaction)
