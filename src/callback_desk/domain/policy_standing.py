"""Which of the rules that were sent to every desk stand: the newest whose author might change the ones before.

Worked out of the ledger's entries about the policy, so that desks with the same entries agree. A desk speaks for the
person whose it is, as somebody confirmed who paired it: an entry in anybody else's name changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from callback_desk.domain.authority import MANAGER
from callback_desk.domain.entry import Entry, understood
from callback_desk.domain.policy import Policy, PolicyFault, read_policy
from callback_desk.domain.policy_parts import Person

_OF_ANOTHER = "they are in the name of somebody who works at another desk"
_UNCONFIRMED = "nobody confirmed that they come from a desk of theirs: pair it again by its invitation"


class Sent(NamedTuple):
    """Rules that somebody put in force for every desk."""

    entry: Entry
    policy: Policy
    app: str


class Refused(NamedTuple):
    """Rules that somebody sent and that do not stand, with the reason."""

    entry: Entry
    app: str
    why: str


@dataclass(frozen=True)
class Standing:
    """What the ledger says of the clinic's rules.

    `sent` is what stands, or None where nobody sent any yet. `before` are the rules by which the next change is judged;
    `founder` is the person of the desk that the clinic began with, as far as it is known here. `named` are the ids of
    all whom rules named that stood before, so that whoever was taken out stays out.
    """

    sent: Sent | None
    before: Policy | None
    founder: str | None
    named: frozenset[str] = frozenset()
    refused: tuple[Refused, ...] = ()
    desks: dict[str, Policy] = field(default_factory=dict)
    persons: dict[str, str] = field(default_factory=dict)

    def why_not(self, person_id: str) -> str | None:
        """Return why a person may not change the rules, or None where they may."""
        return _why_not(self.before, self.founder, person_id, first=self.sent is None)

    def joined(self, replicas: Iterable[str]) -> Iterator[tuple[str, Person]]:
        """Yield the people whom only the rules of these desks name, each with the roles that the desk can give.

        A desk whose person may change the rules gives any; with another one a person begins as an assistant.
        """
        known = set(self.named)
        told = [
            (self.why_not(self.persons[each]) is not None, self.desks[each]) for each in replicas if each in self.desks
        ]
        for begins, policy in sorted(told, key=lambda each: each[0]):
            for person_id, person in policy.people.items():
                if person_id not in known:
                    known.add(person_id)
                    yield person_id, person._replace(roles=("assistant",)) if begins else person


def standing(
    entries: Sequence[Entry],
    here: str,
    follows: Mapping[str, str] | None = None,
    confirmed: Mapping[str, str] | None = None,
) -> Standing:
    """Return what the entries about the policy say, in ledger order, as seen from the desk `here`.

    `follows` names for each desk that carries on under a new id the one that it was: its person stays the same.
    `confirmed` names for desks the person whose they are, as whoever paired them saw; empty where nobody did.
    """
    known = [entry for entry in entries if entry.payload is not None and understood(entry.kind, entry.v)]
    by_desk = sorted(known, key=lambda each: (each.replica_id, each.seq))
    adopted = _adopted(by_desk)
    persons = _persons(by_desk, follows or {}, confirmed or {})
    began = _founding_desk(adopted, here)
    founder = persons.get(began) or None
    sent: Sent | None = None
    before: Policy | None = _at_first(adopted, began, here, None)
    named: set[str] = set()
    refused: list[Refused] = []
    for entry in known:
        if entry.kind != "policy_published" or entry.payload is None:
            continue
        if sent is None:
            before = _at_first(adopted, began, here, entry)
        why = _not_theirs(entry, persons) or _why_not(before, founder, entry.person_id, first=sent is None)
        policy = None
        if why is None:
            policy, why = _read(entry.payload["toml"])
        if policy is None:
            refused.append(Refused(entry, entry.payload["app"], why or ""))
            continue
        named |= set(before.people) if before is not None else set()
        sent = Sent(entry, policy, entry.payload["app"])
        before = policy
    latest = {replica: _read(_toml(lines[-1]))[0] for replica, lines in adopted.items()}
    desks = {replica: policy for replica, policy in latest.items() if policy is not None}
    return Standing(sent, before, founder, frozenset(named), tuple(refused), desks, persons)


def _not_theirs(entry: Entry, persons: Mapping[str, str]) -> str | None:
    """Return why the desk that wrote it may not speak for the person whom it names, or None where it may."""
    person = persons[entry.replica_id]
    if person == entry.person_id:
        return None
    return _OF_ANOTHER if person else _UNCONFIRMED


def _adopted(by_desk: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return for each desk the entries by which it took up rules of its own, the oldest first."""
    adopted: dict[str, list[Entry]] = {}
    for entry in by_desk:
        if entry.kind == "policy_adopted":
            adopted.setdefault(entry.replica_id, []).append(entry)
    return adopted


def _persons(by_desk: Iterable[Entry], follows: Mapping[str, str], confirmed: Mapping[str, str]) -> dict[str, str]:
    """Return for each desk whose it is; empty where nobody saw it."""
    persons: dict[str, str] = {}
    for entry in by_desk:
        persons.setdefault(entry.replica_id, entry.person_id)
    for desk in follows:
        persons[desk] = persons.get(_first_of(desk, follows), "")
    return persons | {desk: person for desk, person in confirmed.items() if desk in persons}


def _read(toml: str) -> tuple[Policy | None, str | None]:
    """Return the rules of a text, or None and what is wrong with it."""
    try:
        return read_policy(toml), None
    except PolicyFault as fault:
        return None, fault.findings[0].sentence


def _toml(entry: Entry) -> str:
    payload: Any = entry.payload
    return str(payload["toml"])


def _first_of(desk: str, follows: Mapping[str, str]) -> str:
    passed = {desk}
    while desk in follows and follows[desk] not in passed:
        desk = follows[desk]
        passed.add(desk)
    return desk


def founding_desk(entries: Sequence[Entry], here: str, told: Mapping[str, str]) -> str:
    """Return the desk that a desk's clinic began with; empty where that desk never wrote what its rules are.

    `told` names what desks say of that themselves, for those whose entries are not here yet.
    """
    adopted: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "policy_adopted" and entry.payload is not None and understood(entry.kind, entry.v):
            adopted.setdefault(entry.replica_id, []).append(entry)
    began = _founding_desk(adopted, here) if here in adopted else ""
    return began if began in adopted else told.get(began) or began


def _founding_desk(adopted: dict[str, list[Entry]], here: str) -> str:
    """Return the desk from which this one's invitation came, by however many others: it invited, and nobody it.

    Where desks joined each other in a circle it is the one with the least id, the same for all of them.
    """
    passed = [here]
    while passed[-1] in adopted:
        told: list[Any] = [entry.payload for entry in adopted[passed[-1]]]
        inviting = next((each["invited_by"] for each in told if each.get("invited_by")), None)
        if inviting is None:
            break
        if inviting in passed:
            return min(passed[passed.index(inviting) :])
        passed.append(inviting)
    return passed[-1]


def _at_first(adopted: dict[str, list[Entry]], began: str, here: str, change: Entry | None) -> Policy | None:
    """Return the rules before any were sent: those of the founding desk at that time, else those that this one had."""
    of_founder = [entry for entry in adopted.get(began, ()) if change is None or entry.order < change.order]
    lines = of_founder[-1:] or adopted.get(here, [])[:1]
    return _read(_toml(lines[0]))[0] if lines else None


def _why_not(before: Policy | None, founder: str | None, person_id: str, *, first: bool) -> str | None:
    people = before.people if before is not None else {}
    managers = [known for known, person in people.items() if MANAGER in person.roles]
    if person_id in managers or (person_id == founder and (first or not managers)):
        return None
    if managers:
        names = ", ".join(people[known].name for known in managers)
        return f"only whoever has the role {MANAGER} may change the clinic's rules: {names}"
    if founder is None:
        return "it is not known here yet who founded the clinic's desk: sync with it first"
    return f"nobody has the role {MANAGER} yet, so only the person who founded the clinic's desk may change its rules"
