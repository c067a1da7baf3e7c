"""`policy edit`: rules are changed in a draft, by whoever may, and are in force once the whole of it is sound."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from callback_desk.desk.clinic_rules import put_in_force
from callback_desk.desk.rules_editing import edit, editor
from callback_desk.domain.errors import DeskError
from tests.sync.rules_team import Clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = Clinic(tmp_path)
    yield made
    made.close()


def replacing(before: str, after: str) -> list[str]:
    """An editor that changes one thing and saves."""
    code = (
        "import pathlib, sys; file = pathlib.Path(sys.argv[1]); text = file.read_text('utf-8');"
        f" file.write_text(text.replace({before!r}, {after!r}, 1), 'utf-8')"
    )
    return [sys.executable, "-ISc", code]


def edited(clinic: Clinic, name: str, command: list[str]) -> str:
    return edit(clinic.homes[name], clinic.desks[name].desk, command)


def test_what_was_saved_is_in_force_and_the_draft_is_gone(clinic: Clinic):
    said = edited(clinic, "maria", replacing('title = "Nurse line"', 'title = "Nurses"'))
    assert said.startswith("these rules are in force here")
    assert 'title = "Nurses"' in clinic.text("maria")
    assert clinic.desks["maria"].desk.policy.roles["nurse-line"].title == "Nurses"
    assert not clinic.homes["maria"].policy_draft.exists()


def test_a_draft_with_a_fault_changes_nothing_and_is_opened_again(clinic: Clinic):
    before, draft = clinic.text("maria"), clinic.homes["maria"].policy_draft
    with pytest.raises(DeskError, match="nothing was changed: `callback-desk policy edit` opens the draft again"):
        edited(clinic, "maria", replacing("attempts = 3", "attempts = 7"))
    assert clinic.text("maria") == before
    assert "attempts = 7" in draft.read_text("utf-8")
    said = edited(clinic, "maria", replacing("attempts = 7", "attempts = 3"))
    assert said == "nothing was changed: the rules are as they were"
    assert not draft.exists()


def test_an_editor_that_fails_or_is_not_there_changes_nothing(clinic: Clinic):
    before = clinic.text("maria")
    with pytest.raises(DeskError, match="ended with 3: nothing was changed, and the draft stays"):
        edited(clinic, "maria", [sys.executable, "-ISc", "raise SystemExit(3)"])
    with pytest.raises(DeskError, match="cannot be started"):
        edited(clinic, "maria", [str(clinic.folder / "no-editor")])
    assert clinic.text("maria") == before


def test_whoever_may_not_change_the_rules_sees_no_editor(clinic: Clinic):
    with pytest.raises(DeskError, match="not known here yet who founded"):
        edited(clinic, "ben", [str(clinic.folder / "no-editor")])
    assert not clinic.homes["ben"].policy_draft.exists()


def test_the_editor_is_the_one_that_a_person_named():
    assert editor({"VISUAL": f"'{sys.executable}' -I", "EDITOR": "nano"}) == [sys.executable, "-I"]
    assert editor({"EDITOR": sys.executable}) == [sys.executable]
    with pytest.raises(DeskError, match="no-such-editor is not there: name one, such as EDITOR=nano"):
        editor({"EDITOR": "no-such-editor"})
    with pytest.raises(DeskError, match="EDITOR is no command"):
        editor({"EDITOR": "'"})


def test_rules_that_came_while_a_draft_lay_are_not_undone_by_it(clinic: Clinic):
    draft = clinic.homes["maria"].policy_draft
    with pytest.raises(DeskError, match="opens the draft again"):
        edited(clinic, "maria", replacing("attempts = 3", "attempts = 7"))
    newer = clinic.folder / "newer.toml"
    newer.write_text(clinic.text("maria").replace('title = "Nurse line"', 'title = "Nurses"'), "utf-8")
    put_in_force(clinic.homes["maria"], clinic.desks["maria"].desk, newer)
    with pytest.raises(DeskError, match="the rules were changed since the draft was begun"):
        edited(clinic, "maria", replacing("attempts = 7", "attempts = 2"))
    assert 'title = "Nurses"' in clinic.text("maria")
    assert "attempts = 7" in draft.read_text("utf-8")


def test_rules_that_came_while_the_editor_was_open_are_not_undone(clinic: Clinic):
    came = (
        "import pathlib, sys; draft, rules = map(pathlib.Path, sys.argv[2::-1][:2]);"
        " text = rules.read_text('utf-8');"
        " rules.write_text(text.replace('title = \"Nurse line\"', 'title = \"Nurses\"'), 'utf-8');"
        " draft.write_text(text.replace('attempts = 3', 'attempts = 2'), 'utf-8')"
    )
    with pytest.raises(DeskError, match="the rules were changed since the draft was begun"):
        edited(clinic, "maria", [sys.executable, "-ISc", came, str(clinic.homes["maria"].policy)])
    assert 'title = "Nurses"' in clinic.text("maria")
