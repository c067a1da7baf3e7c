"""Two desks over one folder, one of them on the screen: what the other does is seen here, and never in the way."""

import asyncio
import threading
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from textual import events

from callback_desk.actions import claiming, noting, pairing, syncing
from callback_desk.actions.context import Desk
from callback_desk.actions.sync_context import Syncing
from callback_desk.domain.codes import CloseResult
from callback_desk.domain.policy import Policy, read_policy
from callback_desk.sync import keys as sync_keys
from callback_desk.tui import before_dialling, syncing_beside
from callback_desk.tui.app import DeskApp
from callback_desk.tui.screens.sync import SyncScreen
from tests.sync.team import Team
from tests.tui.driver import SMALL, WIDE, DeskDriver, at_desk, settle


@pytest.fixture(autouse=True)
def guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sync_keys.WORK, "n", 16)


class Keys:
    """The keys of a team's desk, for its screen."""

    def __init__(self, held: Syncing) -> None:
        self.held = held
        self.network = threading.Event()
        self.network.set()
        self.rules: Policy | None = None

    def with_keys(self, desk: Desk) -> Syncing:
        return replace(self.held, desk=desk)

    def alone(self) -> AbstractContextManager[object]:
        self.network.wait()
        return nullcontext()

    def take_up_rules(self, syncing: Syncing, *, news: bool) -> tuple[list[str], Policy | None]:
        return [], self.rules

    def work_by(self, desk: Desk, policy: Policy) -> None:
        desk.work_by(policy)


async def type_into(person: DeskDriver, path: Path) -> None:
    """Type a path in place of what the dialog offers, and go on."""
    await person.press("ctrl+u")
    await person.write(str(path))
    await person.press("enter")


async def test_what_changes_while_the_desks_are_read_is_shown_by_another_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    team = Team(tmp_path, paired=False)
    held, theirs = team.desks["maria"], team.invitation("ben")
    read, began, paired = syncing.status, threading.Event(), threading.Event()

    def read_slowly(held: Syncing) -> dict[str, Any]:
        found = read(held)
        began.set()
        paired.wait(5)
        return found

    monkeypatch.setattr(syncing, "status", read_slowly)
    async with DeskApp(held.desk, exchange=Keys(held)).run_test(size=SMALL) as pilot:
        await settle(pilot)
        person = DeskDriver(pilot)
        await pilot.app._press_keys(["S"])
        assert await asyncio.to_thread(began.wait, 5)
        pairing.pair(held, theirs, lambda invitation: invitation.fingerprint)
        cast("SyncScreen", pilot.app.screen).read_again()
        paired.set()
        await settle(pilot)
        person.expect("Ben's laptop", "nothing yet")


async def test_desks_get_to_know_each_other_on_the_screen(tmp_path: Path):
    team = Team(tmp_path, paired=False)
    held, theirs, mine = team.desks["maria"], team.invitation("ben"), tmp_path / "mine.invitation"
    keys = Keys(held)
    new = team.add("ben", patient="Tom Hale", phone="+14155550133")
    try:
        async with DeskApp(held.desk, exchange=keys).run_test(size=SMALL) as pilot:
            await settle(pilot)
            person = DeskDriver(pilot)
            await person.press("S")
            person.expect("Maria's desk", held.fingerprint, "none yet: f names it", "no desk is paired", "s sync now")

            # Six words are read out on one side, and compared on the other.
            await person.press("i", "ctrl+u")
            await person.write("desk 1")
            await person.press("enter", "enter")
            await type_into(person, mine)
            person.expect("The invitation is in", " ".join(held.fingerprint.split()[5].upper()))
            await person.press("enter")
            person.expect("desk 1 (")
            assert mine.exists()
            await person.press("p", "enter")
            await type_into(person, tmp_path / "nowhere")
            person.expect("cannot be read")
            await type_into(person, theirs)
            person.expect("Pair · Ben's laptop", " ".join(team.desks["ben"].fingerprint.split()[0].upper()))
            await person.press("enter")
            assert held.peers() == []
            await person.press("y")
            person.expect("paired with Ben's laptop", "nothing yet", f"words: {team.desks['ben'].fingerprint}")

            # A file that was not made for this desk is refused; a folder brings all that is there.
            pairing.pair(team.desks["ben"], mine, lambda invitation: invitation.fingerprint)
            await person.press("t")
            await type_into(person, theirs)
            person.expect("it was not made for this desk")
            await person.press("escape", "s")
            await type_into(person, tmp_path / "no-such-folder")
            person.expect("there is no folder")
            await type_into(person, team.shared)
            team.sync("ben")
            await person.press("s")
            person.expect("1 entry came in; nothing new went out", "1 entry", "Everything that is there was taken in.")
            assert held.desk.store.callback(new) is not None

            # What waits and what was refused is told; a lost desk is revoked.
            for _ in range(2):
                team.add("ben")
                team.sync("ben")
            files = sorted((team.shared / "callback-desk-1" / "feeds" / team.desks["ben"].replica_id).iterdir())
            files[1].rename(tmp_path / "late.cbd")
            await person.press("s")
            person.expect("waiting for 2  ", "waiting for 2 to 2 of Ben's laptop")
            keys.network.clear()
            await pilot.press("s", "escape")
            keys.network.set()
            await settle(pilot)
            person.expect("stopped: what came in before stays")
            await person.press("r")
            person.expect("Revoke · Ben's laptop", "It can still read the files that it had.")
            await person.press("enter")
            person.expect("not trusted after its entry 1: revoke it on every desk", "revoked after 1")
            await person.press("escape")
            person.expect("Tom Hale")
    finally:
        team.close()


async def looked(person: DeskDriver) -> None:
    """The desk looks into the folder now, and shows what it found."""
    person.screen.syncing.look()
    await settle(person.pilot)


async def test_what_others_do_with_the_item_in_view_is_told_before_dialling(
    team: Team, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(syncing_beside, "FIRST_SECONDS", 600)  # the desk looks when this test says so
    monkeypatch.setattr(before_dialling, "LONGEST_SECONDS", 30)
    ana, tom = (team.add("maria", patient=name, phone="+14155550133") for name in ("Ana Ruiz", "Tom Hale"))
    team.settle()
    maria, ben = team.desks["maria"].desk, team.desks["ben"].desk
    keys = Keys(team.desks["maria"])
    app = DeskApp(maria, exchange=keys)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        person = DeskDriver(pilot)
        await person.select("Ana Ruiz")
        await looked(person)
        person.expect("synced 14:12")

        # Somebody else takes it: enter says so, and calls with the next enter.
        team.clocks["ben"].advance(minutes=1)
        claiming.claim(ben, ana)
        team.sync("ben")
        await person.press("enter")
        assert not person.screen.arranging.calling
        person.expect("Ana Ruiz · 14:13 Ben: took it · enter calls anyway", "1 new")
        await person.press("enter")
        assert person.screen.arranging.calling

        # While a note is typed, news is told and touches neither the note nor the caret.
        await person.press("r", "3")
        await person.type("wants")
        call, focused = person.screen.calling.call, person.app.focused
        assert call is not None
        form = call.form
        noting.close(ben, ana, CloseResult.ANSWERED, "she called again")
        team.sync("ben")
        await looked(person)
        person.expect("Ben: closed, answered: she called again")
        assert (call.form, person.app.focused) == (form, focused)

        # The clinic's new rules wait until the note is left.
        keys.rules = read_policy(maria.policy.text.replace('title = "Front desk"', 'title = "Welcome desk"'))
        await looked(person)
        person.expect("the clinic's new rules hold here once you are back in the queue")
        assert maria.policy.role_title("role:front-desk") == "Front desk"
        keys.rules = None
        await person.press("escape")
        assert person.screen.new_rules.take_up()
        await settle(pilot)
        assert maria.policy.role_title("role:front-desk") == "Welcome desk"

        # An item that somebody else closed is not dialled at all.
        await person.select("Tom Hale")
        noting.close(ben, tom, CloseResult.ANSWERED, None)
        team.sync("ben")
        await person.press("enter")
        person.expect("Tom Hale · 14:13 Ben: closed, answered")
        assert not person.screen.arranging.calling
        assert "Tom Hale" not in person.patients

        # What is saved here goes out by itself.
        new = team.add("maria", patient="Lee Park", phone="+14155550135")
        await looked(person)
        team.sync("ben")
        assert team.at("ben", new).patient == "Lee Park"

        # A folder that does not answer holds nobody up.
        await person.select("Lee Park")
        monkeypatch.setattr(before_dialling, "LONGEST_SECONDS", 0.1)
        keys.network.clear()
        await pilot.press("enter")
        await person.until("the shared folder answers slowly")
        assert person.screen.arranging.calling
        keys.network.set()
        await person.press("escape")
        team.shared.rename(team.folder / "away")
        await looked(person)
        person.expect("folder away")
        (team.folder / "away").rename(team.shared)
        last = team.add("maria", patient="Kim Cho")
        person.screen.saved_here()
    team.sync("ben")
    assert team.at("ben", last).is_open, "what was saved last went out as the desk was left"


async def test_a_desk_that_is_not_kept_says_so(desk: Desk):
    async with at_desk(desk, SMALL) as person:
        await person.press("S")
        person.expect("this desk is not kept", "`callback-desk setup`")
        await person.press("p")
        person.expect("Other desks")
        person.expect_not("Pair with another desk")


async def test_keys_that_come_before_it_is_known_how_it_stands_wait_for_it(team: Team):
    keys = Keys(team.desks["maria"])
    async with DeskApp(team.desks["maria"].desk, exchange=keys).run_test(size=SMALL) as pilot:
        await settle(pilot)
        person = DeskDriver(pilot)
        keys.network.clear()
        for key in ("S", "f", "ctrl+u", *"tt"):
            person.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await person.until("reading ...")
        keys.network.set()
        for _ in range(3):
            await settle(pilot)
        person.expect("Folder that the desks share", " tt ")
        person.expect_not("Take in")
