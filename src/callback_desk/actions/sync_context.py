"""What syncing works with: the desk, its keys, the desks that it is paired with, and what it remembers of files."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol, TypeVar

from callback_desk.actions.context import Desk
from callback_desk.domain.errors import DeskError
from callback_desk.domain.identity import NAMESPACE
from callback_desk.domain.policy_standing import founding_desk
from callback_desk.domain.policy_text import for_every_desk
from callback_desk.domain.text import folded
from callback_desk.store import Store
from callback_desk.sync.faults import Refused, Why
from callback_desk.sync.invitation import Invitation
from callback_desk.sync.keys import Keyring, PrivateKeys, PublicKeys, fingerprint
from callback_desk.sync.segment import Header
from callback_desk.sync.succession import Succession
from callback_desk.sync.succession import read as read_succession

T = TypeVar("T")
CLINIC, LABEL = "sync.clinic", "sync.label"
PEER, TAKEN, SEALED = "sync.peer.", "sync.taken.", "sync.sealed."
FORMER, SUCCESSION, BUNDLED = "sync.former.", "sync.succession.", "sync.bundled."
LIMIT = "sync.limit."
"""Up to which entry of a desk that it revoked another one trusts it: its id, a point, and the other one's."""

THIS_DESK = "this desk"
"""What this desk is called on its own screen."""

UNPAIRED = "sync.unpaired"
"""What people are to do where this desk has new keys; empty once another desk closed something to these."""

OWN, SENT, LOST = "sync.own.", "sync.sent.", "sync.lost."
"""Of a feed that this desk writes or wrote: its public keys, the last entry that lay in the folder, and its loss."""


@dataclass(frozen=True)
class Peer:
    """A desk that this one is paired with. After `revoked_after` nothing that it wrote is taken in any more.

    `introduced_by` is the desk that vouched for its keys, where no person compared them here. `introduces` tells that
    this desk's word is good for others of the clinic. `person` is the id of whose desk it is, as its six words
    confirmed or whoever introduced it says: it speaks for them alone, and without one its word changes no rules.
    `founder` is the desk with which the clinic began, as its invitation says.
    """

    replica_id: str
    label: str
    sign: str
    age: str
    paired_at: str
    revoked_after: int | None = None
    introduced_by: str | None = None
    introduces: bool = False
    person: str = ""
    founder: str = ""

    @property
    def keys(self) -> PublicKeys:
        """Its public keys."""
        return PublicKeys(self.sign, self.age)


class Write(Protocol):
    """Carries out a transaction and returns what it returned."""

    def __call__(self, transaction: Callable[[], T], /) -> T:
        """Carry it out, here or on another thread."""
        ...


def here(transaction: Callable[[], T], /) -> T:
    """Carry a transaction out on the thread that asks for it."""
    return transaction()


@dataclass(frozen=True)
class Syncing:
    """A desk with its keys. `waiting` is the folder for files that cannot be taken in yet; `write` carries out each
    transaction: here, or on the one thread that owns a screen's writes.
    """

    desk: Desk
    keyring: Keyring
    waiting: Path
    write: Write = here

    @property
    def replica_id(self) -> str:
        """The id of this desk's feed."""
        return self.desk.store.replica_id

    @property
    def keys(self) -> PrivateKeys:
        """The keys of this desk's feed."""
        later = self.formers or self.desk.store.settings(LOST)
        return self.keyring.for_later(self.replica_id) if later else self.keyring.of(self.replica_id)

    @property
    def formers(self) -> dict[str, int]:
        """The feeds that this desk wrote before it took a new id, and up to which entry it did.

        Not those whose keys were lost: they are another desk's now.
        """
        held, lost = self.desk.store.settings(FORMER), self.desk.store.settings(LOST)
        wrote = {name.removeprefix(FORMER): int(last) for name, last in held.items()}
        return {feed: last for feed, last in wrote.items() if LOST + feed not in lost}

    def successions(self) -> list[Succession]:
        """Return what is known of desks that carry on under another id, this one too."""
        return successions_at(self.desk.store)

    @property
    def clinic(self) -> str:
        """The clinic's id: made of its name when it is first needed, and kept whatever the clinic is called later.

        So desks that were set up apart for the same clinic agree on it.
        """
        held = self.desk.store.setting(CLINIC)
        if held is None:
            held = str(uuid.uuid5(NAMESPACE, f"clinic|{folded(self.desk.policy.clinic.name)}"))
            self.remember(CLINIC, held)
        return held

    def remember(self, name: str, value: str) -> None:
        """Store a setting of this desk."""
        self.write(lambda: self.desk.store.set_setting(name, value))

    @property
    def label(self) -> str:
        """What this desk is called on the others."""
        return self.desk.store.setting(LABEL) or f"{self.desk.person_name}'s desk"[:60]

    @property
    def fingerprint(self) -> str:
        """The six words of this desk's keys."""
        return fingerprint(self.clinic, self.replica_id, self.desk.person_id, self.keys.public)

    def founder(self, told: Mapping[str, str] | None = None) -> str:
        """Return the desk with which the clinic began: as the ledger says, and where that stops short the invitations
        of paired desks (and `told`). Empty where this desk never wrote what its rules are.
        """
        held = {peer.replica_id: peer.founder for peer in self.peers()} | dict(told or {})
        return founding_desk(self.desk.store.of_policy(), self.replica_id, held)

    def invitation(self) -> Invitation:
        """Return what this desk tells of itself.

        Raises:
            DeskError: the lines of its rules that are its own cannot be told from the others.
        """
        policy = self.desk.policy
        name = policy.clinic.name
        try:
            rules = for_every_desk(policy.text)
        except ValueError as fault:
            raise DeskError(f"policy.toml: {fault}") from fault
        own = (self.replica_id, self.desk.person_id, self.founder(), self.label)
        return Invitation(self.clinic, name, *own, self.keys.public, rules)

    def peers(self) -> list[Peer]:
        """Return the desks that this one is paired with, by label; revoked ones too."""
        return peers_at(self.desk.store)

    def peer(self, replica_id: str) -> Peer | None:
        """Return a paired desk."""
        text = self.desk.store.setting(PEER + replica_id)
        return None if text is None else Peer(**json.loads(text))

    def limit(self, peer: Peer) -> int | None:
        """Return up to which entry a revoked desk is trusted, or None where it was not revoked here.

        That is the greatest that was said here, or at a desk that revoked it too and stands: so all of these end with
        the same of it.
        """
        if peer.revoked_after is None:
            return None
        heard = self.desk.store.settings(f"{LIMIT}{peer.replica_id}.")
        standing = {each.replica_id for each in self.peers() if each.revoked_after is None}
        told = [int(last) for name, last in heard.items() if name.rpartition(".")[2] in standing]
        return max([peer.revoked_after, *told])

    def readers(self) -> list[PublicKeys]:
        """Return the keys to which this desk closes what it writes: its own, and those of desks that stand."""
        return [self.keys.public, *(peer.keys for peer in self.peers() if peer.revoked_after is None)]

    def label_of(self, replica_id: str) -> str:
        """Return what a desk is called here; with its id where another one is called so too."""
        if replica_id == self.replica_id:
            return THIS_DESK
        peer = self.peer(replica_id)
        if peer is None:
            return replica_id
        others = [self.label, THIS_DESK, *(each.label for each in self.peers() if each.replica_id != replica_id)]
        return f"{peer.label} ({replica_id})" if folded(peer.label) in map(folded, others) else peer.label

    def writer(self, header: Header) -> PublicKeys:
        """Return the keys by which the writer of a segment is known here.

        Raises:
            Refused: the segment is of another clinic, or its writer is not known, or not trusted any more.
        """
        if header.replica_id == self.replica_id and header.clinic == self.clinic:
            return self.keys.public
        peer = self._known(header.clinic, header.replica_id)
        limit = self.limit(peer)
        if limit is not None and header.last > limit:
            raise _revoked(peer, limit)
        return peer.keys

    def maker(self, clinic: str, replica_id: str) -> PublicKeys:
        """Return the keys by which the maker of a bundle is known here.

        Raises:
            Refused: it is of another clinic, or its maker is not known, or not trusted any more.
        """
        if replica_id == self.replica_id and clinic == self.clinic:
            return self.keys.public
        peer = self._known(clinic, replica_id)
        limit = self.limit(peer)
        if limit is not None:
            raise _revoked(peer, limit)
        return peer.keys

    def _known(self, clinic: str, replica_id: str) -> Peer:
        if clinic != self.clinic:
            raise Refused(Why.OTHER_CLINIC, "it is from another clinic: nothing of it was taken in")
        peer = self.peer(replica_id)
        if peer is None:
            raise Refused(
                Why.UNKNOWN_WRITER,
                f"it is from a desk that is not paired with this one ({replica_id}): it is kept apart until"
                " `callback-desk sync pair` was run with that desk's invitation",
            )
        return peer


def _revoked(peer: Peer, limit: int) -> Refused:
    return Refused(Why.REVOKED, f"{peer.label} was revoked after entry {limit}: nothing of it was taken in")


def peers_at(store: Store) -> list[Peer]:
    """Return the desks that the desk of a store is paired with, by label; revoked ones too."""
    held = store.settings(PEER).values()
    return sorted((Peer(**json.loads(text)) for text in held), key=lambda peer: (folded(peer.label), peer.replica_id))


def successions_at(store: Store) -> list[Succession]:
    """Return what a store knows of desks that carry on under another id."""
    return [read_succession(json.loads(text)) for _, text in sorted(store.settings(SUCCESSION).items())]


def stored(peer: Peer) -> tuple[str, str]:
    """Return a paired desk as a setting: name and value."""
    return PEER + peer.replica_id, json.dumps(asdict(peer), ensure_ascii=False)


def own_keys(replica_id: str, keys: PublicKeys) -> tuple[str, str]:
    """Return the public keys of a feed of this desk as a setting: name and value."""
    return OWN + replica_id, json.dumps(asdict(keys))


def revoked(peer: Peer, after: int) -> Peer:
    """Return a desk of which nothing is taken in beyond its entry `after`.

    Raises:
        DeskError: `after` is no number of an entry.
    """
    if after < 0:
        raise DeskError("sync revoke: --after is the number of the last entry that is still trusted")
    return replace(peer, revoked_after=after)
