"""Rules for every desk of the clinic are written into the ledger, whole, and go out signed with what else it says."""

from callback_desk.actions.context import Desk
from callback_desk.actions.sync_context import peers_at, successions_at
from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import Entry, PolicyPublished, draft
from callback_desk.domain.policy import Policy
from callback_desk.domain.policy_standing import Standing, standing


def standing_at(desk: Desk) -> Standing:
    """Return what the ledger says of the clinic's rules, as seen from here."""
    known = successions_at(desk.store)
    confirmed = {peer.replica_id: peer.person for peer in peers_at(desk.store)}
    confirmed[desk.store.replica_id] = desk.person_id
    follows = {each.new: each.old for each in known}
    return standing(desk.store.of_policy(), desk.store.replica_id, follows, confirmed)


def publish(desk: Desk, policy: Policy, app: str) -> Entry:
    """Write that these are the clinic's rules from now on, on every desk; whoever calls saw that the person may."""
    published = PolicyPublished(fingerprint=policy.fingerprint, toml=policy.text, app=app)
    with desk.unit() as unit:
        (entry,) = unit.append([draft("policy", published, Stream.POLICY)])
        unit.log_access("put-rules-in-force", detail=policy.fingerprint)
        unit.commit()
    return entry
