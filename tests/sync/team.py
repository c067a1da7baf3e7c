"""Several desks of one invented clinic, each with its own store, clock and keys, and a folder that they share."""

import shutil
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from callback_desk.actions import adding, pairing, sync_taking_in, syncing
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.context import Desk
from callback_desk.actions.reading import page, row_document
from callback_desk.actions.sync_context import Syncing
from callback_desk.actions.sync_taking_in import Outcome
from callback_desk.actions.syncing import Synced
from callback_desk.domain.callback import Callback
from callback_desk.domain.codes import View
from callback_desk.domain.policy import Policy, read_policy
from callback_desk.domain.policy_text import with_clinic, with_person
from callback_desk.policy import default_policy_text
from callback_desk.store import Writer, open_store
from callback_desk.sync.folder import INSIDE
from callback_desk.sync.keys import Keyring, new_keys
from tests.stores import KEY, new_store
from tests.tui.driver import MONDAY, Clock, close_desk

NAMES = ("maria", "ben", "joan")


@cache
def rules(clinic: str) -> Policy:
    """The rules of a clinic: every desk here works by the same, and reading them takes longer than what is tried."""
    text = with_clinic(default_policy_text(), clinic, "America/New_York")
    for person in NAMES:
        text = with_person(text, person, person.title(), ("assistant", "manager"))
    return read_policy(text)


def keyring(secrets: dict[str, str] | None = None) -> Keyring:
    """A desk's keys in nobody's vault: new ones, or those of a desk that was copied."""
    held = dict(secrets or new_keys().secrets())
    return Keyring(lambda: dict(held), held.update)


class Team:
    """Desks by name, paired with each other unless told otherwise."""

    def __init__(self, folder: Path, names: tuple[str, ...] = NAMES[:2], *, paired: bool = True) -> None:
        self.folder = folder
        self.shared = folder / "shared"
        self.shared.mkdir()
        self.closing = ExitStack()
        self.clocks = {name: Clock() for name in names}
        self.desks = {name: self._open(name) for name in names}
        if paired:
            for one in names:
                for other in names:
                    if one != other:
                        self.pair(one, other)

    def _open(self, name: str, clinic: str = "Cedar Family Medicine") -> Syncing:
        home = self.folder / name
        home.mkdir()
        store = new_store(home / "store.db", name)
        desk = Desk(store, rules(clinic), name, self.clocks[name], home / "exports", Writer())
        self.closing.callback(close_desk, desk)
        return Syncing(desk, keyring(), home / "waiting")

    def stranger(self, name: str, clinic: str = "Cedar Family Medicine") -> Syncing:
        """One more desk, which nobody is paired with."""
        self.clocks[name] = Clock()
        self.desks[name] = self._open(name, clinic)
        return self.desks[name]

    def copy(self, name: str, other: str) -> Syncing:
        """A second copy of a desk as it is now, under another name in this team: a copied disk, or a backup."""
        backup = self.folder / f"{other}.backup"
        self.desks[name].desk.store.back_up(backup)
        self.clocks[other] = Clock(self.clocks[name].now)
        return self.bring_back(other, backup, self.desks[name].desk.person_id, self.desks[name].keyring.secrets())

    def bring_back(self, name: str, backup: Path, person: str, secrets: dict[str, str]) -> Syncing:
        """A desk from a copy of a store and of its keys, in place of the one of that name."""
        home = self.folder / f"{name}-{len(list(self.folder.glob(f'{name}-*')))}"
        home.mkdir()
        shutil.copy(backup, home / "store.db")
        store = open_store(home / "store.db", KEY)
        clock = self.clocks.setdefault(name, Clock())
        desk = Desk(store, rules("Cedar Family Medicine"), person, clock, home / "exports", Writer())
        self.closing.callback(close_desk, desk)
        self.desks[name] = Syncing(desk, keyring(secrets), home / "waiting")
        return self.desks[name]

    def invitation(self, name: str) -> Path:
        """A desk's invitation, in a file."""
        path = self.folder / f"{name}-{len(list(self.folder.glob('*.invitation')))}.invitation"
        pairing.invite(self.desks[name], path, f"{name.title()}'s laptop")
        return path

    def pair(self, one: str, other: str) -> None:
        """One desk trusts the other."""
        pairing.pair(self.desks[one], self.invitation(other), lambda invitation: self.desks[other].fingerprint)

    def add(self, name: str, request: str = "please call about a visit", **facts: Any) -> str:
        """A callback by hand at one desk."""
        return adding.add(self.desks[name].desk, NewCallback(request, **{"patient": "Ana Ruiz", **facts}))

    def sync(self, name: str, **how: Any) -> Synced:
        """Sync one desk with the folder."""
        return syncing.sync(self.desks[name], self.shared, **how)

    def settle(self, *, rounds: int = 3) -> None:
        """Sync everybody until nothing is new."""
        for _ in range(rounds):
            for name in self.desks:
                self.sync(name)

    def at(self, name: str, callback_id: str) -> Callback:
        """A callback as it stands at a desk."""
        callback = self.desks[name].desk.store.callback(callback_id)
        assert callback is not None
        return callback

    def queue(self, name: str) -> list[dict[str, Any]]:
        """The queue as a desk's JSON has it at a moment that is the same for all, and what is closed."""
        desk = self.desks[name].desk
        moment = MONDAY + timedelta(days=1)
        rows = [row for view in (View.ALL, View.CLOSED) for row in page(desk, view, as_of=moment, limit=1000)]
        return [row_document(desk, row, moment) for row in rows]

    def ledger(self, name: str) -> list[tuple[Any, ...]]:
        """Every line of the ledger of a desk."""
        store = self.desks[name].desk.store
        feeds = sorted({feed for each in self.desks.values() for feed in self.feeds(each)})
        runs = [(feed, store.run(feed, 1, 1 << 40)) for feed in feeds]
        return [(feed, *line) for feed, run in runs if run is not None for line in run.lines]

    @staticmethod
    def feeds(desk: Syncing) -> set[str]:
        """The feeds that a desk knows of."""
        return {desk.replica_id, *desk.formers, *(peer.replica_id for peer in desk.peers())}

    def close(self) -> None:
        """Close every desk."""
        self.closing.close()


def files_of(team: Team, name: str) -> list[Path]:
    found = (team.shared / INSIDE / team.desks[name].replica_id).glob("*.cbd")
    return sorted(found, key=lambda path: int(path.name.partition("-")[0]))


def take_in(team: Team, name: str, *paths: Path, **how: bool) -> list[Outcome]:
    return sync_taking_in.take_in(team.desks[name], paths, **how)


def exported(team: Team, name: str) -> Path:
    path = team.folder / f"{name}-{len(list(team.folder.glob('*.cbd')))}.cbd"
    syncing.export(team.desks[name], path)
    return path
