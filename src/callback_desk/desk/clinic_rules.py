"""The clinic's rules travel: what a person puts in force goes out with their feed, and every desk takes it up."""

import json
from collections.abc import Iterable
from pathlib import Path

from callback_desk import __version__
from callback_desk.actions.context import Desk
from callback_desk.actions.publishing import publish, standing_at
from callback_desk.actions.sync_context import Syncing
from callback_desk.desk.opening import adopt_rules
from callback_desk.desk.policy_file import read_text
from callback_desk.desk.policy_origin import Origin, keep, origin_of
from callback_desk.domain.entry import Entry
from callback_desk.domain.errors import DeskError
from callback_desk.domain.policy import Policy, PolicyFault, check, read_policy
from callback_desk.domain.policy_parts import Person
from callback_desk.domain.policy_standing import Refused, Standing
from callback_desk.domain.policy_text import for_every_desk, with_own_lines, with_person
from callback_desk.domain.text import folded
from callback_desk.home import Home

_TOLD, _TAKEN_UP = "policy.refused-told", "policy.taken-up"


def put_in_force(home: Home, desk: Desk, file: Path | None) -> str:
    """Put rules in force at an open desk and on every other one: those of a file, else the home's own as they read now.

    Returns a sentence that says so.

    Raises:
        DeskError: they have a fault, do not name this desk's person, or this person may not change the clinic's rules.
    """
    path = file or home.policy
    text = read_text(path)
    findings = check(text)
    if findings:
        raise PolicyFault(str(path), tuple(findings))
    try:
        policy, shared = read_policy(text), read_policy(for_every_desk(text))
    except ValueError as fault:
        raise DeskError(f"{path}: {fault}") from fault
    found = standing_at(desk)
    why = found.why_not(desk.person_id)
    if why is not None:
        raise DeskError(why)
    if desk.person_id not in policy.people:
        raise DeskError(f"{path}: it does not name this desk's person: put [people.{desk.person_id}] back into it")
    left_out = [person.name for known, person in desk.policy.people.items() if known not in policy.people]
    keep(home, text, None, aside=True)
    if found.sent is not None and found.sent.policy.fingerprint == shared.fingerprint:
        adopt_rules(desk, policy)
        return "these rules are in force for every desk already"
    entry = publish(desk, shared, __version__)
    adopt_rules(desk, policy)
    keep(home, text, _origin(desk, entry, "this desk", policy.fingerprint))
    said = "these rules are in force here, and go to the clinic's other desks with the next sync"
    return f"{said}; they leave out {', '.join(left_out)}" if left_out else said


def take_up(home: Home, syncing: Syncing) -> list[str]:
    """Bring a home's rules to what the ledger says are the clinic's, and return what there is to tell, in sentences.

    The newest rules that stand take the place of the home's own, but for the lines that are each desk's own. Whom only
    the rules of another desk name is added. Rules with a fault, or without this desk's person, change nothing. An open
    desk goes on with those that it has, until it takes up the file.
    """
    mark = _mark(syncing)
    said = _taken_up(home, syncing)
    if syncing.desk.store.setting(_TAKEN_UP) != mark:
        syncing.remember(_TAKEN_UP, mark)
    return said


def is_behind(syncing: Syncing) -> bool:
    """Tell whether the ledger says of the clinic's rules what the home did not take up yet: because syncing failed or
    ended before it could, say."""
    return syncing.desk.store.setting(_TAKEN_UP) != _mark(syncing)


def _mark(syncing: Syncing) -> str:
    """Return a text that is another one whenever others' rules, or whose count, may be others than before."""
    heads = {desk: head for desk, head in syncing.desk.store.policy_heads().items() if desk != syncing.replica_id}
    trusted = [[peer.replica_id, peer.person, peer.revoked_after] for peer in syncing.peers()]
    return json.dumps([sorted(heads.items()), sorted(trusted, key=str), __version__])


def _taken_up(home: Home, syncing: Syncing) -> list[str]:
    desk = syncing.desk
    found = standing_at(desk)
    said = _tell_refused(syncing, found)
    own_text = read_text(home.policy)
    own = read_policy(own_text, str(home.policy))
    origin = _newer_origin(home, syncing, found)
    text = own_text
    aside = found.sent is not None and (origin is not None or found.why_not(desk.person_id) is not None)
    if found.sent is not None and aside:
        text = with_own_lines(found.sent.policy.text, own.intake.watch)
    trusted = [peer.replica_id for peer in syncing.peers() if peer.revoked_after is None]
    text, joined = _with_joined(text, found.joined(sorted((desk.store.replica_id, *trusted))))
    if text == own_text and origin is None:
        return said
    policy = read_policy(text)
    if desk.person_id not in policy.people:
        return [*said, f"the clinic's rules name {desk.person_name} no more: this desk keeps those that it has"]
    said += [f"{name} is known here from now on, as on the other desk" for name in joined if not _names(own, name)]
    if origin is not None:
        origin = Origin(origin.replica_id, origin.seq, origin.by, origin.desk, origin.at, policy.fingerprint)
        if text != own_text:
            said.append(
                f"now in force: {origin.words(policy.fingerprint)}; those before are in {home.policy_before.name}"
            )
    elif not _same_but_people(own, policy):
        said.append(
            "this desk's rules were changed by hand: those of the clinic are in force again, the others are in"
            f" {home.policy_before.name}"
        )
    keep(home, text, origin, aside=aside)
    return said


def _newer_origin(home: Home, syncing: Syncing, found: Standing) -> Origin | None:
    """Return where the rules that stand came from, or None where the home took them up before."""
    held, sent = origin_of(home), found.sent
    if sent is None or (held is not None and (held.replica_id, held.seq) == (sent.entry.replica_id, sent.entry.seq)):
        return None
    return _origin(syncing.desk, sent.entry, syncing.label_of(sent.entry.replica_id), "")


def _origin(desk: Desk, entry: Entry, label: str, fingerprint: str) -> Origin:
    at = f"{entry.wall_at.astimezone(desk.zone):%a %d %b %Y %H:%M}"
    return Origin(entry.replica_id, entry.seq, _name(desk, entry), label, at, fingerprint)


def _name(desk: Desk, entry: Entry) -> str:
    return desk.policy.role_title(f"person:{entry.person_id}")


def _with_joined(text: str, people: Iterable[tuple[str, Person]]) -> tuple[str, list[str]]:
    policy, joined = read_policy(text), []
    known, names = set(policy.people), {folded(person.name) for person in policy.people.values()}
    for person_id, person in people:
        roles = tuple(role for role in person.roles if role in policy.roles)
        if roles and person_id not in known and folded(person.name) not in names:
            text = with_person(text, person_id, person.name, roles)
            known.add(person_id)
            names.add(folded(person.name))
            joined.append(person.name)
    return text, joined


def _names(policy: Policy, name: str) -> bool:
    return policy.person_id_of(name) is not None


def _same_but_people(own: Policy, policy: Policy) -> bool:
    added = all(policy.people.get(known) == person for known, person in own.people.items())
    return added and own == policy._replace(text=own.text, fingerprint=own.fingerprint, people=own.people)


def _tell_refused(syncing: Syncing, found: Standing) -> list[str]:
    """Return a sentence for each change of the rules that does not stand and was not told of yet."""
    store = syncing.desk.store
    told = set(json.loads(store.setting(_TOLD) or "[]"))
    fresh = [each for each in found.refused if f"{each.entry.replica_id}:{each.entry.seq}" not in told]
    if fresh:
        told |= {f"{each.entry.replica_id}:{each.entry.seq}" for each in fresh}
        syncing.remember(_TOLD, json.dumps(sorted(told)))
    return [_refusal(syncing, each) for each in fresh]


def _refusal(syncing: Syncing, refused: Refused) -> str:
    entry, label = refused.entry, syncing.label_of(refused.entry.replica_id)
    newer = "" if refused.app == __version__ else f" (callback-desk {refused.app} checked them, this is {__version__})"
    who = _name(syncing.desk, entry)
    return f"rules that {who} sent from {label} do not stand, those before do: {refused.why}{newer}"
