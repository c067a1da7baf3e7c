"""Help where one is, jumping, the mouse, the number on request, and any size of terminal."""

import pytest
from rich.segment import Segment

from callback_desk.actions import card_changing, escalating, noting
from callback_desk.actions.context import Desk
from callback_desk.actions.personal import Personal
from callback_desk.domain.codes import CloseResult, View
from callback_desk.domain.phone import tel_link
from callback_desk.tui.keys import KEYS, Now, Pane
from callback_desk.tui.panes.footer import Footer
from callback_desk.tui.screens.jump import Jump
from tests.tui.driver import MIDDLE, SMALL, WIDE, DeskDriver, Patients, at_desk, settle

# Help


@pytest.mark.parametrize(
    ("keys", "first"),
    [((), "Queue"), (("enter",), "Outcome note, outside text fields"), (("e",), "End of day, beside the queue's")],
    ids=str,
)
async def test_the_help_begins_with_the_keys_that_act_here(
    desk: Desk, patients: Patients, keys: tuple[str, ...], first: str
):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, SMALL) as person:
        await person.press(*keys, "f1")
        assert first in person.lines[1]
        person.expect("Keys · typing finds · esc leaves")


async def test_typing_in_the_help_finds_a_key(desk: Desk):
    async with at_desk(desk, SMALL) as person:
        await person.press("f1")
        await person.type("snooze")
        person.expect("with “snooze”", "Put the item off")
        person.expect_not("Make the item yours")
        await person.press(*["backspace"] * 6)
        await person.type("make the item")
        person.expect("Make the item yours")
        await person.type("zzz")
        person.expect("no key does anything that is called so")
        await person.press("escape")
        person.expect("Queue · 1 all open")


# Jump


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
async def test_a_letter_goes_to_each_pane(desk: Desk, patients: Patients, size: tuple[int, int]):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, size) as person:
        for letter, pane in (("s", "context"), ("d", "script"), ("a", "queue")):
            await person.press("j")
            assert isinstance(person.app.screen, Jump)
            person.expect("a letter goes there", "esc leaves")
            await person.press(letter)
            assert person.screen.arranging.shown == pane
        await person.press("j", "escape")
        assert person.app.screen is person.screen
        assert person.screen.arranging.shown == "queue"


@pytest.mark.parametrize("size", [SMALL, WIDE], ids=str)
async def test_a_letter_goes_to_each_field_in_sight(desk: Desk, patients: Patients, size: tuple[int, int]):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, size) as person:
        await person.press("enter", "r", "1", "j")
        jump = person.app.screen
        assert isinstance(jump, Jump)
        fields = {target.name: letter for letter, target in jump._targets.items()}
        assert {"request", "confirmed", "told"} <= set(fields)
        for name in ("told", "confirmed"):
            assert fields[name] in person.text
        await person.press(fields["told"])
        assert (person.screen.note.here, person.screen.note.has_focus) == ("told", True)
        await person.type("afternoons")
        assert person.screen.note.typed("told") == "afternoons"


async def test_a_letter_without_a_place_leaves(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, SMALL) as person:
        await person.press("j", "m")
        assert person.app.screen is person.screen


# The number


async def test_the_number_goes_to_the_clipboard_on_request_only(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30, phone="+14155550133")
    async with at_desk(desk) as person:
        assert person.app.clipboard == ""
        await person.press("y")
        assert person.app.clipboard == "+14155550133"
        person.expect("+1 415-555-0133 was given to the clipboard")


async def test_the_note_goes_to_the_clipboard_ready_to_be_pasted_and_again_in_spanish(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30, request="Is my form ready?")
    async with at_desk(desk) as person:
        await person.press("Y")
        person.expect("the note was given to the clipboard, in English")
        assert "Asked: Is my form ready?" in person.app.clipboard
        await person.press("Y")
        person.expect("in Spanish")
        assert "Pidió: Is my form ready?" in person.app.clipboard


async def test_the_telephone_program_is_off_until_it_is_allowed(
    desk: Desk, patients: Patients, monkeypatch: pytest.MonkeyPatch
):
    patients.wrote("Thomas Okafor", ago=30, phone="+14155550133")
    opened: list[str] = []
    async with at_desk(desk) as person:
        monkeypatch.setattr(person.app, "open_url", opened.append)
        await person.press("T", "T")
        person.expect("this is off: tel_links = true under [desk]")
    async with at_desk(desk, personal=Personal(tel_links=True)) as person:
        monkeypatch.setattr(person.app, "open_url", opened.append)
        await person.press("T")
        person.expect("T again gives the number to this machine's telephone program")
        assert opened == []
        await person.press("T")
        assert opened == ["tel:+14155550133"]


async def test_without_a_number_both_say_what_helps(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30, phone=None)
    async with at_desk(desk, personal=Personal(tel_links=True)) as person:
        for key in ("y", "T"):
            await person.press(key)
            person.expect("this item has no number: o gives it one")


async def test_the_number_is_the_one_that_the_patient_chose(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Thomas Okafor", ago=30, phone="+14155550133", birth_date="1981-04-02")
    card_changing.change(desk, callback_id, {"phone": "415-555-0177"})
    async with at_desk(desk) as person:
        await person.press("y")
        assert person.app.clipboard == "+14155550177"


async def test_nobody_is_dialled_who_asked_not_to_be_called(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Thomas Okafor", ago=30, birth_date="1981-04-02")
    card_changing.change(desk, callback_id, {"do_not_contact": True})
    async with at_desk(desk, personal=Personal(tel_links=True)) as person:
        for key in ("y", "T", "T"):
            await person.press(key)
            person.expect("the patient asked not to be contacted")
        assert person.app.clipboard == ""


@pytest.mark.parametrize("phone", ["", "911", "+0123456789", "+1415;ext=2", "+1 415", "+1415555013\n3", "+" + "1" * 16])
def test_only_a_number_in_full_becomes_a_link(phone: str):
    assert tel_link(phone) is None
    assert tel_link("+14155550133") == "tel:+14155550133"


# The mouse


async def test_the_keys_of_the_footer_can_be_clicked(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk) as person:
        foot = person.lines[-1]
        await click(person, foot.index("g take") + 2, len(person.lines) - 1)
        assert person.selected_owner == "person:maria"
        await click(person, 5, len(person.lines) - 1)  # the sentence goes
        await click(person, foot.index("/ find") + 3, len(person.lines) - 1)
        assert person.screen.query_one("#find").has_focus
        await person.press("escape", "enter")
        await click(person, person.lines[-1].index("^p commands") + 4, len(person.lines) - 1)
        assert type(person.app.screen).__name__ == "CommandPalette"


async def test_queue_panes_fields_and_choices_can_be_clicked(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    patients.wrote("Anh-Thu Nguyen", ago=20)
    async with at_desk(desk) as person:
        y = next(y for y, line in enumerate(person.lines) if "Anh-Thu" in line)
        await click(person, 20, y)
        assert person.selected == "Anh-Thu Nguyen"
        await click(person, *place(person, "Context"))
        assert person.app.focused is person.screen.query_one("#context")
        await click(person, 20, y)
        await person.press("h")
        await click(person, *place(person, "Billing"))
        assert person.app.focused is not None
        assert person.app.focused.id == "needs"
        await person.press("escape", "enter")
        await click(person, *place(person, "r reached"))
        await click(person, *place(person, "1 settled"))
        await click(person, *place(person, "Told"))
        assert person.screen.note.here == "told"


def place(person: DeskDriver, words: str) -> tuple[int, int]:
    y = next(y for y, line in enumerate(person.lines) if words in line)
    return person.lines[y].index(words) + 2, y


async def click(person: DeskDriver, x: int, y: int) -> None:
    await person.pilot.click(offset=(x, y))
    await settle(person.pilot)


# Any size


@pytest.mark.parametrize("size", [(60, 20), (40, 10), (20, 5), (100, 28), (200, 60)], ids=str)
async def test_no_size_takes_the_desk_down(desk: Desk, patients: Patients, size: tuple[int, int]):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, size) as person:
        for keys in (
            ("f1", "escape"),
            ("h", "escape"),
            ("f3", "escape"),
            ("e", "escape"),
            ("j", "escape"),
            ("f2", "f2"),
        ):
            await person.press(*keys)
        await person.press("enter", "r", "1", "f2", "f2", "tab", "f7", "f7", "f7", "escape")
        assert person.screen.is_current
    assert person.app.fault is None


async def test_a_call_can_be_noted_on_a_very_small_screen(desk: Desk, patients: Patients):
    callback_id = patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, (60, 20)) as person:
        await person.press("enter", "n", "ctrl+s")
        callback = desk.store.callback(callback_id)
        assert callback is not None
        assert callback.attempts == 1


# Every key, everywhere

LEAVES = {"quit", "palette"}
PRESSED = [key for key in KEYS if key.action not in LEAVES and key.pane in (Pane.EVERYWHERE, Pane.QUEUE, Pane.CALL)]


def empty(desk: Desk, patients: Patients) -> tuple[str, ...]:
    return ()


def closed(desk: Desk, patients: Patients) -> tuple[str, ...]:
    noting.close(desk, patients.wrote("Thomas Okafor", ago=30), CloseResult.ANSWERED)
    return (str(list(View).index(View.CLOSED) + 1),)


def escalated(desk: Desk, patients: Patients) -> tuple[str, ...]:
    escalating.escalate(
        desk, patients.wrote("Rosa Delgado", attention=("chest pain",)), "role:nurse-line", "pain", None
    )
    return ()


def without_number(desk: Desk, patients: Patients) -> tuple[str, ...]:
    patients.wrote("Rosa Delgado", phone=None)
    return ()


def calling(desk: Desk, patients: Patients) -> tuple[str, ...]:
    patients.wrote("Thomas Okafor", ago=30)
    return ("enter",)


@pytest.mark.parametrize("stand", [empty, closed, escalated, without_number, calling], ids=lambda stand: stand.__name__)
async def test_every_key_does_something_or_says_why_not(desk: Desk, patients: Patients, stand):
    """No key is silent and none takes the desk down, whatever it is pressed on."""
    begin = stand(desk, patients)
    silent = set()
    async with at_desk(desk, MIDDLE) as person:
        for key in PRESSED:
            if not person.screen.arranging.calling:
                await person.press(*begin)
            if stand in ABOUT_THE_ITEM and (key in ACTS_ANYWAY or person.screen.why_not(key) is not None):
                continue
            before, focus = painted(person), person.app.focused
            await person.press(key.names[0])
            if painted(person) == before and person.app.focused is focus:
                silent.add(key.action)
            while person.app.screen is not person.screen:
                await person.press("escape")
            if not person.screen.arranging.calling:
                person.screen.show_view(View.ALL)
            person.screen.query_one(Footer).hush()
            await settle(person.pilot)
    assert person.app.fault is None
    assert silent <= MAY_BE_SILENT


def painted(person: DeskDriver) -> list[list[Segment]]:
    """The screen below the header, colours included."""
    return [list(strip) for strip in person.strips[1:]]


MOVES = {"up", "down", "page-up", "page-down", "first", "last", "pane"}
ABOUT_THE_ITEM = (closed, escalated, without_number)
"""Where only the keys are pressed that act on this item: every key is in the other two, and what they do or say
without an item they do and say here alike.
"""
ACTS_ANYWAY = [key for key in PRESSED if key.refusal(Now(False, None, False, None, False)) is None]
MAY_BE_SILENT = {*MOVES, "back", "call", "view-all", "view-closed"}
"""Moves with nowhere to go, and keys that lead where one is already."""
