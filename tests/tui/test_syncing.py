"""Two desks over one folder, one of them on the screen: what the other does is seen here, and never in the way."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from callback_desk.actions import claiming, noting
from callback_desk.actions.context import Desk
from callback_desk.actions.personal import Personal
from callback_desk.actions.sync_context import Syncing
from callback_desk.domain.codes import CloseResult
from callback_desk.sync import keys
from callback_desk.tui.app import DeskApp
from tests.sync.team import Team
from tests.tui.driver import WIDE, DeskDriver, settle


@pytest.fixture(autouse=True)
def guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.WORK, "n", 16)


class Keys:
    """The keys of a team's desk, for its screen."""

    def __init__(self, held: Syncing) -> None:
        self.held = held

    def with_keys(self, desk: Desk) -> Syncing:
        return replace(self.held, desk=desk)

    def alone(self) -> AbstractContextManager[object]:
        return nullcontext()

    def take_up_rules(self, syncing: Syncing) -> list[str]:
        return []


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = Team(tmp_path)
    yield made
    made.close()


async def looked(person: DeskDriver) -> None:
    """The desk looks into the folder now, and shows what it found."""
    person.screen.syncing.look()
    await settle(person.pilot)


async def test_what_others_do_with_the_item_in_view_is_told_before_dialling(team: Team):
    ana, tom = (team.add("maria", patient=name, phone="+14155550133") for name in ("Ana Ruiz", "Tom Hale"))
    team.settle()
    maria, ben = team.desks["maria"].desk, team.desks["ben"].desk
    app = DeskApp(maria, personal=Personal(sync_seconds=60), exchange=Keys(team.desks["maria"]))
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
        person.expect("Ana Ruiz · 14:13 Ben: took it · enter calls all the same", "1 new")
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
        await person.press("escape")

        # An item that somebody else closed is not dialled at all.
        await person.select("Tom Hale")
        noting.close(ben, tom, CloseResult.ANSWERED, None)
        team.sync("ben")
        await person.press("enter")
        person.expect("Tom Hale · 14:13 Ben: closed, answered")
        assert not person.screen.arranging.calling
        assert "Tom Hale" not in person.patients

        # What is saved here goes out by itself.
        new = team.add("maria", patient="Lee Park")
        await looked(person)
        team.sync("ben")
        assert team.at("ben", new).patient == "Lee Park"

        team.shared.rename(team.folder / "away")
        await looked(person)
        person.expect("folder away")
