"""Three desks of one invented clinic with homes of their own, for tests of rules that travel."""

import json
from pathlib import Path
from typing import Any

from callback_desk.desk.clinic_rules import put_in_force, take_up
from callback_desk.desk.exchange import HomeExchange
from callback_desk.desk.opening import adopt_rules
from callback_desk.domain.codes import Stream
from callback_desk.domain.entries import PolicyAdopted, draft
from callback_desk.domain.policy import read_policy
from callback_desk.domain.policy_text import with_person
from callback_desk.home import Home
from callback_desk.policy import default_policy_text
from callback_desk.store.keys import KeyFileVault
from tests.sync.team import Team

FIRST = with_person(default_policy_text(), "maria", "Maria", ("assistant",))
PEOPLE = (("joan", "Joan", ("manager",)), ("ben", "Ben", ("assistant",)))


def with_people(text: str, *people: tuple[str, str, tuple[str, ...]]) -> str:
    for person in people:
        text = with_person(text, *person)
    return text


class Clinic(Team):
    """Three desks with homes: Maria founded the clinic, the others joined by her invitation."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ("maria", "ben", "joan"))
        self.homes = {name: Home.at(folder / name) for name in self.desks}
        for name, syncing in self.desks.items():
            text = FIRST if name == "maria" else with_people(FIRST, (name, name.title(), ("assistant",)))
            invited_by = None if name == "maria" else self.desks["maria"].replica_id
            self.homes[name].policy.write_text(text, "utf-8")
            syncing.desk.work_by(read_policy(text))
            adopted = PolicyAdopted(fingerprint=syncing.desk.policy.fingerprint, toml=text, invited_by=invited_by)
            self.write(name, adopted)

    def write(self, name: str, payload: Any, **author: Any) -> None:
        desk = self.desks[name].desk
        who = {"person_id": desk.person_id, "role": "assistant", "policy": "", "now": desk.clock(), **author}
        with desk.store.unit(**who) as unit:
            unit.append([draft("policy", payload, Stream.POLICY)])
            unit.commit()

    def use(self, name: str, text: str) -> str:
        """Put rules in force at one desk, as from a file that was sent to it."""
        self.clocks[name].advance(minutes=1)
        draft_file = self.folder / "draft.toml"
        draft_file.write_text(text, "utf-8")
        return put_in_force(self.homes[name], self.desks[name].desk, draft_file)

    def meet(self) -> dict[str, list[str]]:
        """Everybody syncs, takes up what came, and opens again; return what each is told."""
        told: dict[str, list[str]] = {name: [] for name in self.desks}
        for _ in range(2):
            for name, syncing in self.desks.items():
                if self.sync(name).new:
                    told[name] += take_up(self.homes[name], syncing)
                    adopt_rules(syncing.desk, read_policy(self.text(name)))
        return told

    def exchange(self, name: str) -> HomeExchange:
        """What a screen that is open on a home works with; its vault is never asked."""
        home = self.homes[name]
        home.identity.write_text(json.dumps({"home_id": name}), "utf-8")
        return HomeExchange(self.folder / name, KeyFileVault(home.key, "invented"))

    def text(self, name: str) -> str:
        return self.homes[name].policy.read_text("utf-8")

    def target(self, name: str) -> int:
        return self.desks[name].desk.policy.lanes["new-appointment"].target_minutes


def quicker(text: str, minutes: int = 17) -> str:
    begins = text.index("[lanes.new-appointment]")
    at = text.index("target_minutes = ", begins)
    return f"{text[:at]}target_minutes = {minutes}{text[text.index(chr(10), at) :]}"
