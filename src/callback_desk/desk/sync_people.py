"""People whom only another desk's rules name become known here, so that what they do has a name on every desk."""

from collections.abc import Iterator

from callback_desk.actions.sync_context import Syncing
from callback_desk.desk.policy_file import read_text
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import Policy, check, read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.domain.text import folded
from callback_desk.home import Home
from callback_desk.sync.folder import write_whole


def learn_people(home: Home, syncing: Syncing) -> list[str]:
    """Add to this desk's rules whom the rules of paired desks name and these do not; return their names.

    They get those of their roles that are known here. Nothing else of the rules changes, and rules that would have a
    fault stay as they are. The ledger is told when the desk is next opened.
    """
    text, learned = read_text(home.policy), []
    own = read_policy(text, str(home.policy))
    known, names = set(own.people), {folded(person.name) for person in own.people.values()}
    for policy in _others(syncing):
        for person_id, person in policy.people.items():
            roles = tuple(role for role in person.roles if role in own.roles)
            if roles and person_id not in known and folded(person.name) not in names:
                text = with_person(text, person_id, person.name, roles)
                known.add(person_id)
                names.add(folded(person.name))
                learned.append(person.name)
    if not learned or check(text):
        return []
    write_whole(home.policy, text.encode())
    return learned


def _others(syncing: Syncing) -> Iterator[Policy]:
    """Yield the rules of the desks that are trusted still; those that this version cannot read are passed over."""
    for peer in syncing.peers():
        toml = None if peer.revoked_after is not None else syncing.desk.store.policy_of(peer.replica_id)
        if toml is not None:
            try:
                yield read_policy(toml)
            except DeskError:  # a newer program's: it brings no names until this one is updated
                continue
