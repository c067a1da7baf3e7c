"""The patient card at the desk: c opens it, it is changed with few keys, and the call follows it."""

import pytest

from callback_desk.actions import card_changing, cards, noting
from callback_desk.actions.context import Desk, require
from callback_desk.domain.codes import Disposition, MayBeTold, ReachWay, VoicemailConsent
from callback_desk.domain.note import NoteDraft
from tests.tui.driver import SMALL, WIDE, DeskDriver, Patients, at_desk

BORN = "1981-04-02"
ANA = {"name": "Ana", "relationship": "daughter", "may_be_told": "appointments"}


async def to(driver: DeskDriver, label: str) -> None:
    """Go to a field of the card by tab."""
    for _ in range(30):
        if any(f"►{label}" in line for line in driver.lines):
            return
        await driver.press("tab")
    raise AssertionError(f"the card has no field {label}:\n{driver.text}")


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_card_is_filled_in_and_kept(desk: Desk, patients: Patients, size: tuple[int, int]):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    async with at_desk(desk, size) as driver:
        await driver.press("c")
        driver.expect("Patient card · Rosa Delgado", "Voicemail", "No contact")
        await to(driver, "Pronouns")
        await driver.type("she/her")
        await driver.press("tab", "space")
        await to(driver, "Number to use")
        await driver.type("415-555-0199")
        await driver.press("enter", "space", "tab")
        await driver.type("after four")
        await to(driver, "Speaks too")
        await driver.write("Ana, daughter, appointments, until 2027-01-31")
        await driver.press("ctrl+s")
        driver.expect("the card is kept")
    card = cards.shown(desk, require(desk, rosa))
    assert (card.pronouns, card.voicemail, card.phone) == ("she/her", VoicemailConsent.NONE, "+14155550199")
    assert (card.reach, card.reach_note) == ((ReachWay.NOT_AT_WORK,), "after four")
    assert [(one.name, one.may_be_told) for one in card.representatives] == [("Ana", MayBeTold.APPOINTMENTS)]


async def test_the_context_tells_what_the_card_says(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN, phone="+14155550133")
    ends = {**ANA, "until": "2026-11-01"}
    said = {"pronouns": "she/her", "voicemail": "callback-only", "phone": "2125550101", "representatives": [ends]}
    card_changing.change(desk, rosa, said)
    async with at_desk(desk) as driver:
        driver.expect("Rosa Delgado  she/her · born 1981-04-02 (45)")
        driver.expect("English · voicemail: call-back line only")
        driver.expect("+1 212-555-0101", "not by +1 415-555-0133")
        driver.expect("Ana, daughter · may be told of appointments", "Nov 2026: over")


async def test_leaving_with_a_change_asks_first(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    async with at_desk(desk) as driver:
        await driver.press("c")
        await to(driver, "Language")
        await driver.type("es")
        await driver.press("escape")
        driver.expect("this is not kept yet", "es")
        await driver.press("ctrl+s")
        driver.expect("the card is kept")
        await driver.press("c", "escape")
        driver.expect_not("Patient card")
        await driver.press("c")
        await to(driver, "Pronouns")
        await driver.type("x")
        await driver.press("escape", "escape")
        driver.expect_not("Patient card")
    card = cards.shown(desk, require(desk, rosa))
    assert (card.language, card.pronouns) == ("es", None)


async def test_what_cannot_be_kept_is_said_and_stays(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", birth_date=BORN)
    async with at_desk(desk) as driver:
        await driver.press("c")
        await to(driver, "Number to use")
        await driver.type("12")
        await driver.press("ctrl+s")
        driver.expect("phone is not a possible number")
        await driver.press("backspace", "backspace")
        await to(driver, "Speaks too")
        await driver.write("Ana, daughter")
        await driver.press("ctrl+s")
        driver.expect("say what they may be told: nothing, appointments, everything")
        await driver.press("ctrl+u", "ctrl+s")
        driver.expect("nothing is changed")


async def test_on_a_try_without_a_message_the_script_says_so_and_the_choice_stays(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    noting.save_note(desk, rosa, NoteDraft(disposition=Disposition.NO_ANSWER))
    async with at_desk(desk, WIDE) as driver:
        await driver.press("enter")
        driver.expect("leave no message on this try, the 2nd", "v voicemail")
        driver.expect_not("Please call us back")


async def test_a_refused_voicemail_is_not_offered(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"voicemail": "none"})
    async with at_desk(desk) as driver:
        driver.expect("voicemail: refused, leave no message")
        await driver.press("enter")
        driver.expect("(v voicemail)", "leave no message: the patient refused it")
        await driver.press("v")
        driver.expect("the patient refused messages on a machine: choose no answer")
        await driver.press("n", "ctrl+s")
    assert require(desk, rosa).attempts == 1


async def test_a_card_changed_during_the_call_is_followed(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", birth_date=BORN)
    async with at_desk(desk) as driver:
        await driver.press("enter")
        driver.expect("v voicemail")
        await driver.press("c")
        await to(driver, "Voicemail")
        await driver.press("space", "ctrl+s")
        driver.expect_not("Patient card")
        driver.expect("How did it end?", "(v voicemail)")


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ({"deceased_on": "2026-11-01"}, "the patient has died: nobody calls"),
        ({"do_not_contact": True}, "asked not to be contacted: a person decides first"),
    ],
)
async def test_who_is_not_to_be_called_is_not_called(
    desk: Desk, patients: Patients, fact: dict[str, object], said: str
):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, fact)
    async with at_desk(desk) as driver:
        driver.expect("Rosa Delgado", "No call: ")
        driver.expect_not("May I speak with Rosa", "ask for two")
        await driver.press("enter")
        driver.expect(said)
        driver.expect_not("How did it end?")
    assert require(desk, rosa).attempts == 0


async def test_a_person_decides_on_the_card_that_a_call_is_made(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"do_not_contact": True})
    async with at_desk(desk) as driver:
        await driver.press("c")
        await to(driver, "Call, because")
        await driver.write("she asked for this call")
        await driver.press("ctrl+s", "enter")
        driver.expect("How did it end?", "a person decided that this call is made")


async def test_whom_the_talk_is_with_changes_what_may_be_said(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN, lane="insurance")
    card_changing.change(desk, rosa, {"representatives": [ANA]})
    async with at_desk(desk) as driver:
        await driver.press("enter", "r", "1", "space", "space")
        driver.expect("I'm calling about")
        while driver.screen.note.here != "spoke_with":
            await driver.press("tab")
        await driver.press("right", "space")
        driver.expect("Ana may be told of appointments only")
        driver.expect_not("I'm calling about")


async def test_somebody_else_hears_nothing_whatever_was_ticked(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", birth_date=BORN)
    async with at_desk(desk) as driver:
        await driver.press("enter", "r", "1", "space", "space")
        driver.expect("I'm calling about")
        while driver.screen.note.here != "disposition":
            await driver.press("tab")
        await driver.press("o")
        driver.expect("not the patient: nothing private is said")
        driver.expect_not("I'm calling about")


async def test_of_a_minor_the_guardian_is_asked_for(desk: Desk, patients: Patients):
    leo = patients.wrote("Leo Delgado", birth_date="2019-05-05")
    card_changing.change(desk, leo, {"guardian": "Ana Delgado"})
    async with at_desk(desk) as driver:
        driver.expect("May I speak with Ana", "a minor: ask for Ana Delgado")
        driver.expect_not("May I speak with Leo")


async def test_who_asked_for_an_interpreter_is_called_with_one(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    card_changing.change(desk, rosa, {"language": "es", "interpreter": True})
    async with at_desk(desk) as driver:
        driver.expect("Spanish · interpreter needed", "the card asks for an interpreter", "bring an interpreter in")
        driver.expect_not("no script in the patient's language")


async def test_on_a_small_screen_the_note_names_the_number_to_dial(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN, phone="+14155550133")
    card_changing.change(desk, rosa, {"phone": "+12125550101"})
    async with at_desk(desk, SMALL) as driver:
        await driver.press("enter")
        driver.expect("Outcome note · Rosa Delgado +1 212-555-0101")
        driver.expect_not("415-555-0133")


async def test_a_hostile_card_is_shown_as_text(desk: Desk, patients: Patients):
    rosa = patients.wrote("Rosa Delgado", birth_date=BORN)
    nasty = "[/b]\x1b[31m[@click=app.quit]x"
    said = {"pronouns": nasty, "reach_note": nasty, "guardian": nasty, "contact_reason": nasty}
    card_changing.change(desk, rosa, {**said, "representatives": [{**ANA, "name": nasty, "detail": nasty}]})
    async with at_desk(desk) as driver:
        driver.expect("[/b]�[31m[@click=app.quit]x")
        await driver.press("c")
        driver.expect("[/b]�[31m")
        assert "\x1b" not in driver.text
