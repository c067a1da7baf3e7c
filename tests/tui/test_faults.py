"""A fault of the screen ends it without telling anybody what a patient said."""

import pytest

from callback_desk.actions.context import Desk
from callback_desk.tui.app import DeskApp

PRIVATE = "could not draw Rosa Invented"


async def test_a_fault_leaves_the_screen_and_prints_nothing_of_its_own(desk: Desk, capsys: pytest.CaptureFixture[str]):
    app = DeskApp(desk)

    def fail() -> None:
        patient = "Rosa Invented"
        raise RuntimeError(f"could not draw {patient}")

    async def open_and_fail() -> None:
        async with app.run_test() as pilot:
            app.call_later(fail)
            await pilot.pause()

    with pytest.raises(RuntimeError, match=PRIVATE):
        await open_and_fail()
    assert str(app.fault) == PRIVATE
    assert app.return_code == 1
    shown = capsys.readouterr()
    assert "Rosa" not in shown.out + shown.err
