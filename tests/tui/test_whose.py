"""What a colleague has is not called or taken by one key."""

from dataclasses import replace

from callback_desk.actions import claiming
from callback_desk.actions.context import Desk
from tests.tui.driver import Clock, Patients, at_desk


async def test_what_a_colleague_has_is_called_with_a_second_enter_only(desk: Desk, clock: Clock, patients: Patients):
    ana = patients.wrote("Ana Ruiz", ago=150)
    patients.wrote("Tom Hale")
    claiming.claim(replace(desk, person_id="ben"), ana)
    clock.advance(minutes=20)
    async with at_desk(desk) as person:
        await person.press("1")
        await person.select("Ana Ruiz")
        await person.press("enter")
        person.expect("Ben has had this since 14:12 · enter once more calls and takes it")
        assert not person.screen.arranging.calling
        await person.select("Tom Hale")
        await person.select("Ana Ruiz")
        await person.press("enter")
        assert not person.screen.arranging.calling, "it is said again to who comes back later"
        await person.press("enter")
        assert person.screen.arranging.calling
        await person.press("escape", "enter")
        assert person.screen.arranging.calling, "it is Maria's by now"


async def test_what_a_colleague_has_is_taken_with_a_second_g_only(desk: Desk, patients: Patients):
    ana = patients.wrote("Ana Ruiz", ago=150)
    claiming.claim(replace(desk, person_id="ben"), ana)
    async with at_desk(desk) as person:
        await person.press("1", "g")
        person.expect("Ben has had this since 14:12 · g once more takes it")
        assert person.selected_owner == "person:ben"
        await person.press("g")
        assert person.selected_owner == "person:maria"


async def test_a_claim_that_lay_idle_too_long_holds_nobody_up(desk: Desk, clock: Clock, patients: Patients):
    ana = patients.wrote("Ana Ruiz", ago=3000)
    claiming.claim(replace(desk, person_id="ben"), ana)
    clock.advance(minutes=desk.policy.limits.idle_claim_minutes + 1)
    async with at_desk(desk) as person:
        await person.press("enter")
        assert person.screen.arranging.calling
