"""Actions on keys of one's own: they act, and everything that tells of keys follows."""

import pytest

from callback_desk.actions.context import Desk
from callback_desk.actions.personal import Personal
from callback_desk.domain.errors import DeskError
from callback_desk.tui import keys
from callback_desk.tui.app import DeskApp
from callback_desk.tui.keys import BY_ACTION
from callback_desk.tui.remapping import remapped
from tests.tui.driver import DeskDriver, Patients, at_desk, settle

WHERE = "config.toml"


def own(**moved: str) -> Personal:
    return Personal(keys={action.replace("_", "-"): key for action, key in moved.items()})


async def test_the_new_key_acts_and_the_old_one_does_not(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, personal=own(take="G", save="F10", boundary="^b")) as person:
        await person.press("g")
        assert person.selected_owner == "role:scheduling"
        await person.press("G")
        assert person.selected_owner == "person:maria"
        await person.press("ctrl+b")
        person.expect("Boundary · EN")
        await person.press("f2")
        person.expect("Boundary · EN")
        await person.press("escape", "enter", "n", "ctrl+s", "f9")
        person.expect("How did it end?")
        await person.press("f10")
        person.expect("saved · Thomas Okafor")


async def test_two_actions_can_change_places(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, personal=own(take="h", hand_over="g")) as person:
        await person.press("g")
        person.expect("Hand over · Thomas Okafor")
        await person.press("escape", "h")
        assert person.selected_owner == "person:maria"


async def test_the_note_takes_its_choices_by_the_new_keys(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, personal=own(note_no_answer="b", note_busy="?")) as person:
        await person.press("enter")
        person.expect("b no answer", "? busy")
        await person.press("n", "b", "ctrl+s")
        person.expect("saved · Thomas Okafor")


async def test_footer_help_palette_and_sentences_call_them_by_the_new_names(desk: Desk, patients: Patients):
    patients.wrote("Rosa Delgado", attention=("chest pain",), ago=3)
    moved = own(take="G", acknowledge="W", escalate_item="U", boundary="F10", escalate="^g")
    async with at_desk(desk, personal=moved) as person:
        person.expect("G take", "U escalate", "F10 boundary", "^g escalate")
        await person.press("s")
        person.expect("first U escalate, then W, who was told")
        await person.press("f10")
        person.expect("^g escalates · F10 takes this away")
        await person.press("escape", "question_mark")
        person.expect("G             Make the item yours")
        await person.press("escape")
        commands = [command.title for command in person.app.get_system_commands(person.app.screen)]
        assert "take (G)" in commands


async def test_the_end_of_the_day_follows(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    async with at_desk(desk, personal=own(snooze="Z", write_files="w", acknowledge="F")) as person:
        await person.press("e")
        person.expect("Z snooze", "w write the files")
        await person.press("Z")
        person.expect("Snooze · Thomas Okafor")
        await person.press("escape", "w")
        assert "y writes them there, esc does not" in " ".join(person.text.replace("│", " ").split())


async def test_handoff_text_and_exception_log_follow(desk: Desk, patients: Patients):
    patients.wrote("Thomas Okafor", ago=30)
    moved = own(write_handoff="w", leave_handoff="x", exceptions_all="a", leave_exceptions="Q")
    async with at_desk(desk, personal=moved) as person:
        await person.press("t")
        person.expect("w write it to a file", "x back")
        await person.press("f", "w")
        assert "y writes it there, x does not" in " ".join(person.text.split())
        await person.press("x", "x", "l")
        person.expect("a all", "Q back")
        await person.press("Q")
        person.expect("Queue · 1")


async def test_a_desk_opened_later_is_on_the_table_s_own_keys(desk: Desk):
    DeskApp(desk, personal=own(take="G"))
    assert BY_ACTION["take"].shown == "G"
    DeskApp(desk)
    assert BY_ACTION["take"].shown == "g"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"tak": "G"}, "[keys] tak: the desk has no such action: did you mean take?"),
        ({"fly-to-the-moon": "G"}, "the desk has no such action: docs/keys.md"),
        ({"take": "F99"}, '[keys] take = "F99": there is no such key: write one such as'),
        ({"take": ""}, "there is no such key"),
        ({"take": "\x1b"}, "there is no such key"),
        ({"take": "h"}, 'take = "h": in the queue this key is hand-over already: choose another, or give hand-over'),
        ({"take": "G", "snooze": "G"}, "this key is"),
        ({"save": "s"}, "save and next works in text fields too, where this key writes or moves"),
        ({"save": "space"}, "works in text fields too"),
        ({"help": "ctrl+a"}, "works in text fields too"),
        ({"help": "enter"}, "works in text fields too"),
        ({"take": "ctrl+i"}, "a terminal takes it for tab"),
        ({"note-busy": "v"}, "in the outcome note this key is note-voicemail already"),
        ({"note-tick": "t"}, "tick stays on space"),
        ({"snooze": "f"}, "in the end of day this key is"),
        ({"snooze": "y", "copy-number": "F12"}, "in the end of day this key is write-files-yes already"),
        ({"take": "F2"}, "this key is boundary already"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_in_one_sentence(wanted: dict[str, str], said: str):
    with pytest.raises(DeskError) as refused:
        remapped(wanted, WHERE)
    assert said in str(refused.value)
    assert str(refused.value).startswith(WHERE)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("F10", "f10"), ("?", "question_mark"), ("^b", "ctrl+b"), ("esc", "escape"), ("Page Up", "pageup"), ("ñ", "ñ")],
)
def test_keys_are_written_as_people_write_them(typed: str, name: str):
    taken = {"question_mark": "keys", "escape": "back", "pageup": "page-up"}.get(name, "theme")
    assert remapped({taken: typed}, WHERE)[taken] in (name, "latin_small_letter_n_with_tilde")


def test_an_action_may_have_several_keys():
    assert remapped({"take": "G, F10"}, WHERE) == {"take": "G,f10"}


def test_every_action_that_is_not_fixed_can_be_moved():
    for key in keys.KEYS:
        if not key.fixed:
            assert remapped({key.action: "F11"}, WHERE) == {key.action: "f11"}


async def test_every_moved_action_acts_where_it_did(desk: Desk, patients: Patients):
    """Even those that a pane or Textual listens for."""
    for number in range(3):
        patients.wrote(f"Patient {number}", ago=30 + number)
    moved = own(palette="F11", down="N", up="K", last="$", theme="F12")
    app = DeskApp(desk, personal=moved)
    async with app.run_test(size=(140, 42)) as pilot:
        await settle(pilot)
        person = DeskDriver(pilot)
        first = person.selected
        await person.press("N")
        assert person.selected != first
        await person.press("K")
        assert person.selected == first
        await person.press("$", "down")
        assert person.selected == person.patients[-1]
        await person.press("f12", "f11")
        assert type(app.screen).__name__ == "CommandPalette"
