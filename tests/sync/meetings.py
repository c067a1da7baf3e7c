"""Whatever desks do apart, however their files come and go, whoever is copied or brought back: what tries it.

`test_any_meeting.py` runs a few of these, `scripts/fuzz_sync.py` thousands.
"""

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from callback_desk.actions import claiming, escalating, noting, sync_aside, sync_taking_in, syncing
from callback_desk.actions.adding import NewCallback
from callback_desk.actions.adding import add as add_callback
from callback_desk.actions.context import Desk
from callback_desk.domain import turns
from callback_desk.domain.codes import Channel, CloseResult, Disposition
from callback_desk.domain.entries import Received, draft
from callback_desk.domain.errors import DeskError
from callback_desk.domain.identity import callback_id_for
from callback_desk.domain.line import Line
from callback_desk.domain.note import NoteDraft
from tests.sync.team import NAMES, Team
from tests.tui.driver import MONDAY, Clock

MOST_DESKS = 5
SKEWS = {"maria": 0, "ben": -170, "joan": 95}
"""Minutes by which the desks' clocks are wrong."""

QUICK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Where nobody waits for a disk."""

places = st.integers(0, 9)


class Backup(NamedTuple):
    """A store as it was once, with its keys, and whose desk it is."""

    name: str
    file: Path
    person: str
    secrets: dict[str, str]


class Beginning(NamedTuple):
    """Three desks that are paired, closed, to be copied for each run."""

    folder: Path
    secrets: dict[str, dict[str, str]]


@cache
def _beginning() -> Beginning:
    folder = Path(tempfile.mkdtemp(dir=QUICK))
    team = Team(folder, NAMES)
    for name in NAMES:
        team.desks[name].desk.store.back_up(folder / f"{name}.backup")
    secrets = {name: team.desks[name].keyring.secrets() for name in NAMES}
    team.close()
    return Beginning(folder, secrets)


def forget_beginning() -> None:
    """Remove what the runs began with."""
    if _beginning.cache_info().currsize:
        shutil.rmtree(_beginning().folder)
        _beginning.cache_clear()


class AnyMeeting(RuleBasedStateMachine):
    """Desks with wrong clocks, and a folder and an e-mail that lose, repeat, reorder and cut.

    `kept` is, for each desk, the salts of all lines that it ever had, by which a line is known wherever it stands.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=QUICK)
        self.team = Team(Path(self.folder.name), ())
        for name, minutes in SKEWS.items():
            self.team.clocks[name] = Clock()
            self.team.clocks[name].advance(minutes=minutes)
            self.team.bring_back(name, _beginning().folder / f"{name}.backup", name, _beginning().secrets[name])
        self.names = list(NAMES)
        self.ids: list[str] = []
        self.mailed: list[Path] = []
        self.late: list[tuple[Path, bytes]] = []
        self.backups: list[Backup] = []
        self.copied = 0
        self.kept: dict[str, set[str]] = {name: set() for name in NAMES}

    def teardown(self) -> None:
        try:
            self.everybody_meets()
        finally:
            self.team.close()
            self.folder.cleanup()

    def name(self, place: int) -> str:
        return self.names[place % len(self.names)]

    def desk(self, place: int) -> Desk:
        return self.team.desks[self.name(place)].desk

    def act(self, desk: Desk, place: int, deed: Callable[[Desk, str], object]) -> None:
        """Do it at one desk to one item, if that desk knows of it and does not refuse."""
        known = [one for one in self.ids if desk.store.callback(one) is not None]
        if known:
            try:
                deed(desk, known[place % len(known)])
            except DeskError:
                return

    @initialize(begins=st.sampled_from(["apart", "copied", "backed up", "forked"]), who=places)
    def begin(self, begins: str, who: int) -> None:
        if begins == "backed up":
            self.a_backup_is_made(who)
        elif begins != "apart":
            self.a_disk_is_copied(who)
        if begins == "forked":  # and each of two others has another one of the two histories
            for writer, reader in ((who % 3, who + 1), (len(NAMES), who + 2)):
                self.add(writer)
                self.post(writer, reader % 3, whole=False)

    @rule(who=places, minutes=st.sampled_from([-60, 1, 40, 300]))
    def time_passes(self, who: int, minutes: int) -> None:
        self.team.clocks[self.name(who)].advance(minutes=minutes)

    @rule(who=places)
    def add(self, who: int) -> None:
        self.ids.append(add_callback(self.desk(who), NewCallback("please call", patient="Ana Ruiz")))

    @rule(who=places, first=st.integers(1, 4), more=st.integers(0, 2))
    def take_in(self, who: int, first: int, more: int) -> None:
        """Overlapping exports: what is known at this desk is not taken in again."""
        desk = self.desk(who)
        keys = [f"log:{n}" for n in range(first, first + more + 1)]
        new = [key for key in keys if key not in desk.store.known_contacts(keys)]
        if not new:
            return
        callback_id = callback_id_for(new[0])
        turn = turns.for_contact(desk.policy, "referral", MONDAY, desk.clock())
        told = [
            Received(channel=Channel.VOICEMAIL, at=MONDAY, turn=turn, lane="referral", source_key=key) for key in new
        ]
        with desk.unit() as unit:
            unit.append([draft(callback_id, contact) for contact in told])
            unit.commit()
        self.ids.append(callback_id)

    @rule(who=places, place=places)
    def claim(self, who: int, place: int) -> None:
        self.act(self.desk(who), place, claiming.claim)

    @rule(who=places, place=places)
    def nobody_answers(self, who: int, place: int) -> None:
        busy = NoteDraft(disposition=Disposition.BUSY)
        self.act(self.desk(who), place, lambda desk, one: noting.save_note(desk, one, busy))

    @rule(who=places, place=places)
    def escalate(self, who: int, place: int) -> None:
        deed = lambda desk, one: escalating.escalate(desk, one, "role:nurse-line", "pain", None)  # noqa: E731
        self.act(self.desk(who), place, deed)

    @rule(who=places, place=places)
    def close(self, who: int, place: int) -> None:
        self.act(self.desk(who), place, lambda desk, one: noting.close(desk, one, CloseResult.ANSWERED))

    @rule(who=places)
    def sync(self, who: int) -> None:
        self.team.sync(self.name(who))

    @rule(who=places, whole=st.booleans())
    def mail(self, who: int, whole: bool) -> None:
        desk = self.team.desks[self.name(who)]
        if whole or desk.desk.store.feed_head(desk.replica_id):
            path = self.team.folder / f"mail-{len(self.mailed)}.cbd"
            syncing.export(desk, path, whole=whole)
            self.mailed.append(path)

    @precondition(lambda self: self.mailed)
    @rule(who=places, place=places)
    def a_mail_arrives(self, who: int, place: int) -> None:
        """Any of them, in any order, and perhaps again."""
        sync_taking_in.take_in(self.team.desks[self.name(who)], [self.mailed[place % len(self.mailed)]])

    @rule(who=places, to=places, whole=st.booleans())
    def post(self, who: int, to: int, whole: bool) -> None:
        """An e-mail that arrives at once."""
        before = len(self.mailed)
        self.mail(who, whole)
        if len(self.mailed) > before:
            self.a_mail_arrives(to, before)

    def shared_files(self) -> list[Path]:
        late = {path for path, _ in self.late}
        return [path for path in sorted(self.team.shared.glob("*/*/*/*.cb?")) if path not in late]

    @rule(place=places)
    def a_file_is_cut(self, place: int) -> None:
        """It is whole only when everybody meets."""
        files = self.shared_files()
        if files:
            file = files[place % len(files)]
            self.late.append((file, file.read_bytes()))
            file.write_bytes(file.read_bytes()[:-3])

    @rule(place=places)
    def a_file_is_lost(self, place: int) -> None:
        files = self.shared_files()
        if files:
            files[place % len(files)].unlink()

    @precondition(lambda self: len(self.names) < MOST_DESKS)
    @rule(who=places)
    def a_disk_is_copied(self, who: int) -> None:
        name = f"copy{len(self.names)}"
        self.team.copy(self.name(who), name)
        self.copied += 1
        self.names.append(name)
        self.kept[name] = self.salts(name)

    @precondition(lambda self: len(self.backups) < 2)
    @rule(who=places)
    def a_backup_is_made(self, who: int) -> None:
        name = self.name(who)
        file = self.team.folder / f"backup-{len(self.backups)}.db"
        self.team.desks[name].desk.store.back_up(file)
        desk = self.team.desks[name]
        self.backups.append(Backup(name, file, desk.desk.person_id, desk.keyring.secrets()))

    @precondition(lambda self: self.backups)
    @rule(place=places)
    def a_backup_is_brought_back(self, place: int) -> None:
        """The disk died: what nobody else had is lost with it."""
        backup = self.backups[place % len(self.backups)]
        self.team.bring_back(backup.name, backup.file, backup.person, backup.secrets)
        self.copied += 1
        self.kept[backup.name] = self.salts(backup.name)

    def lines(self, name: str) -> list[Line]:
        """All that is in the ledger of a desk, as it stands there before anybody makes a queue of it."""
        desk = self.team.desks[name]
        runs = [desk.desk.store.run(feed, 1, 1 << 40) for feed in self.team.feeds(desk)]
        return [line for run in runs if run is not None for line in run.lines]

    def salts(self, name: str) -> set[str]:
        return self.salts_of(self.lines(name))

    def salts_of(self, found: list[Line]) -> set[str]:
        """By these a line is known wherever it stands. Only two copies of a copy may carry the same one over."""
        twice = len(found) - len({line.salt for line in found})
        assert not twice or self.copied > 1, "a line stands twice"
        return {str(line.salt) for line in found}

    @invariant()
    def nothing_is_lost_or_doubled_at_any_desk_and_an_escalation_is_open(self) -> None:
        for name in self.names:
            lines = self.lines(name)
            salts = self.salts_of(lines)
            assert self.kept[name] <= salts
            self.kept[name] = salts
            for one in self.ids:
                callback = self.team.desks[name].desk.store.callback(one)
                if callback is not None:
                    assert callback.owner
                    assert callback.next_action
            self.see_escalations(name, lines)

    def see_turns(self, name: str) -> None:
        """Whatever stands in the queue has somebody, something and a time."""
        for row in self.team.queue(name):
            assert row["owner"]
            assert row["next_action"]
            assert row["due_at"]

    def see_escalations(self, name: str, lines: list[Line]) -> None:
        """Nobody here acknowledges one: what the ledger says was escalated is open for whom it was escalated to."""
        store = self.team.desks[name].desk.store
        for one in {line.subject_id for line in lines if line.kind == "escalated"}:
            callback = store.callback(one)
            assert callback is not None, "an item that was escalated is gone"
            assert callback.is_open, "an item that was escalated is closed"
            assert (callback.escalated_to, callback.acknowledged) == ("role:nurse-line", False)

    def everybody_meets(self) -> None:
        for file, content in self.late:
            if file.exists():
                file.write_bytes(content)
        for name in self.names:
            sync_taking_in.take_in(self.team.desks[name], self.mailed)
            self.kept[name] |= self.salts(name)
        wrote = set().union(*self.kept.values())
        quiet = 0
        for _ in range(12):  # in one round a desk may hand on what another one acts on in the next
            done = [self.team.sync(name) for name in self.names]
            quiet = 0 if any(each.sent or each.new for each in done) else quiet + 1
            if quiet == 2:
                break
        for name in self.names:
            lines = self.lines(name)
            assert wrote <= self.salts_of(lines)
            self.see_escalations(name, lines)
            self.see_turns(name)
            assert self.team.ledger(name) == self.team.ledger("maria")
            assert self.team.queue(name) == self.team.queue("maria")
            assert self.team.desks[name].desk.store.verify() == []
            assert [outcome.said for outcome in self.team.sync(name).outcomes if outcome.is_fault] == []
            arrived = sync_taking_in.take_in(self.team.desks[name], self.mailed)
            bad = [each for each in arrived if each.new or each.why not in (None, "not-for-us")]
            assert bad == [], bad
            assert sync_aside.waiting(self.team.desks[name]) == []
