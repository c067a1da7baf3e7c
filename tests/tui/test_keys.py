"""One table of keys: everything that tells or binds keys is made from it."""

from pathlib import Path

import pytest
from textual.binding import Binding

from callback_desk.domain.codes import Disposition, Result, View
from callback_desk.tui import keys, pressing
from callback_desk.tui.keys import BY_ACTION, KEYS, Pane
from callback_desk.tui.screens.desk import DeskScreen

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_keys_is_made_from_the_table():
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == keys.document(), (
        "docs/keys.md is out of date: python -m callback_desk.tui.keys > docs/keys.md"
    )


def test_no_two_actions_share_a_name_or_a_key_in_one_place():
    assert len(BY_ACTION) == len(KEYS)
    for pane, listed in keys.by_pane().items():
        names = [name for key in listed for name in key.keys.split(",")]
        assert len(names) == len(set(names)), pane


def test_every_bound_key_does_something():
    views = {f"view-{view}" for view in View}
    bound = {key.action for key in KEYS if key.bound}
    assert bound - views == set(pressing.ACTIONS) | {"quit"}


def test_the_screen_binds_the_table():
    bound = {(item.key, item.action) for item in DeskScreen.BINDINGS if isinstance(item, Binding)}
    wanted = {
        (name, f"press('{key.action}')")
        for key in KEYS
        if key.bound and key.pane in (Pane.QUEUE, Pane.CALL)
        for name in key.keys.split(",")
    }
    assert bound == wanted


@pytest.mark.parametrize(
    "action", ["help", "boundary", "escalate", "language", "next-line", "quick-add", "save", "palette"]
)
def test_what_is_alive_everywhere_wins_over_text_fields(action: str):
    key = BY_ACTION[action]
    assert key.pane is Pane.EVERYWHERE
    for binding in keys.bindings(Pane.EVERYWHERE):
        assert isinstance(binding, Binding)
        assert binding.priority


def test_every_action_is_told_in_the_help():
    from callback_desk.tui.screens.help import lines

    told = " ".join(" ".join(line.plain for line in lines(84)).split())
    for key in KEYS:
        assert key.all_shown in told
        assert key.tooltip in told


def test_the_note_answers_the_keys_that_the_table_tells():
    from callback_desk.tui.fields.form import CHOICES

    assert CHOICES
    told = {key.action.removeprefix("note-") for key in KEYS if key.pane is Pane.NOTE} - {"tick"}
    assert told == {code.value for code in (*Disposition, *Result)}
