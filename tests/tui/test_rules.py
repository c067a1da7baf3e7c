"""The clinic's rules on the screen: whose they are, and others for every desk, for whoever may."""

from pathlib import Path

import pytest

from callback_desk.sync import keys
from callback_desk.tui.app import DeskApp
from tests.sync.rules_team import FIRST, PEOPLE, Clinic, quicker, with_people
from tests.tui.driver import SMALL, DeskDriver, settle


@pytest.fixture(autouse=True)
def guess_cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(keys.WORK, "n", 16)


async def test_whoever_may_puts_rules_in_force_for_every_desk(tmp_path: Path):
    clinic = Clinic(tmp_path)
    draft = tmp_path / "draft.toml"
    draft.write_text(quicker(with_people(FIRST, *PEOPLE)), "utf-8")
    try:
        for name, said in (
            ("ben", "it is not known here yet"),
            ("maria", "these rules are in force here"),
        ):
            app = DeskApp(clinic.desks[name].desk, exchange=clinic.exchange(name))
            async with app.run_test(size=SMALL) as pilot:
                await settle(pilot)
                person = DeskDriver(pilot)
                await person.press("P")
                person.expect("these rules are this desk's own so far")
                await person.write(str(draft))
                await person.press("enter")
                person.expect(said)
        assert (clinic.target("ben"), clinic.target("maria")) == (60, 17)
        assert "put in force by Maria (this desk)" in clinic.exchange("maria").rules_in_words()
    finally:
        clinic.close()
